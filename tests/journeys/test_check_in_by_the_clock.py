"""Prompts, reminders, silence and catching up, as the clock brings them."""

from dataclasses import replace

import pytest

from rituals.check_ins import CheckInStatus
from rituals.health import Health
from rituals.ids import PersonId
from rituals.roll_up import current_health
from storage.shelves import INITIATIVES, PEOPLE
from storage.snapshots import load_snapshot
from tests.journeys.check_in_kit import (
    MAYAS,
    SOFIAS,
    answer,
    ask,
    card,
    check_in,
    check_ins,
    green,
    program,
    reads_card,
    settled,
    updates,
)
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


def texts(world: World, name: str) -> list[str]:
    """Return the first words of all messages that the bot sent to somebody."""
    return [message.text for message in world.person(name).dm()]


def asked(world: World, name: str) -> int:
    return len([text for text in texts(world, name) if text.startswith("Your weekly check-in")])


def reminded(world: World, name: str) -> int:
    return len([text for text in texts(world, name) if "still open" in text])


def test_each_owner_is_asked_at_their_own_hour_once(world: World) -> None:
    world.at("2026-01-08T01:00")

    world.live_until("2026-01-08T18:00")

    stored = check_ins(world)
    hours = {each.person: f"{each.due_at:%H:%M}" for each in stored.values()}
    assert hours == {
        "wei": "01:30",
        "sofia": "08:30",
        "viktor": "08:30",
        "jonas": "08:30",
        "maya": "09:30",
        "ben": "14:30",
    }
    assert {asked(world, name) for name in hours} == {1}


def test_one_reminder_then_silence_then_a_late_answer(world: World) -> None:
    ask(world)

    world.live_until("2026-01-12T09:00")

    silent = check_in(world)
    assert reminded(world, "sofia") == 1
    assert (silent.status, silent.silence) == (CheckInStatus.SILENT, "no answer within 15 working hours")
    sofia = world.person("sofia")
    [prompt] = [each for each in sofia.dm() if "Your check-in closed" in sofia.reads(each)]
    assert "A late answer still counts until your next check-in." in sofia.reads(prompt)

    sofia.press("Answer late", prompt)
    sofia.fill(green(0, 1))
    settled(world, sofia.submit())

    late = check_in(world)
    assert (late.status, late.silence) == (CheckInStatus.ANSWERED, None)
    assert "It came after the window had closed on Fri 9 Jan, 16:30" in sofia.reads(prompt)
    assert "This check-in is answered." in sofia.reads([each for each in sofia.dm() if each.ts != prompt.ts][-1])


def test_silence_turns_the_initiatives_grey(world: World) -> None:
    ask(world)
    settled(world, answer(world.person("sofia"), green(0, 1)))
    ask(world, "2026-01-15T08:30")

    world.live_until("2026-01-19T09:00")

    with world.bot.services.reading() as session:
        snapshot = load_snapshot(session, now=world.sandbox.clock.now())
    assert current_health(snapshot, updates(world)["ledger-api"].initiative) is Health.GREY


def test_who_has_answered_is_not_reminded(world: World) -> None:
    ask(world)
    settled(world, answer(world.person("sofia"), green(0, 1)))

    world.live_until("2026-01-12T12:00")

    assert reminded(world, "sofia") == 0
    assert check_in(world).status is CheckInStatus.ANSWERED


def test_the_reminder_keeps_to_the_days_limit_and_comes_the_next_morning(world: World) -> None:
    loaded = program(world)
    world.load(replace(loaded, policy=replace(loaded.policy, daily_messages=1)))
    ask(world, "2026-01-09T07:00")
    world.live_until("2026-01-09T18:30")
    assert reminded(world, "sofia") == 0

    world.live_until("2026-01-13T09:00")

    assert reminded(world, "sofia") == 1


def test_c5_down_for_hours_the_prompt_is_caught_up_once(world: World) -> None:
    world.at("2026-01-08T08:00")
    world.tick()

    world.at("2026-01-08T15:00")
    world.tick()
    world.tick()

    assert (asked(world, "sofia"), asked(world, "maya")) == (1, 1)
    assert check_in(world, MAYAS).status is CheckInStatus.OPEN


def test_c5_down_for_days_the_prompt_is_skipped_visibly_and_not_sent(world: World) -> None:
    world.at("2026-01-08T08:00")
    world.tick()

    world.at("2026-01-13T12:00")
    world.tick()

    skipped = check_in(world)
    assert (skipped.status, skipped.silence) == (
        CheckInStatus.SKIPPED_LATE,
        "not asked: the hour had passed by more than 8 working hours",
    )
    assert asked(world, "sofia") == 0


def test_c10_a_first_start_in_mid_week_sends_no_backlog(world: World) -> None:
    world.at("2026-01-07T10:00")

    world.tick()

    assert check_ins(world) == {}


@pytest.mark.parametrize(
    ("zone", "moved_at"),
    [
        pytest.param("Asia/Singapore", "2026-01-08T08:00", id="east, where the hour has passed"),
        pytest.param("America/New_York", "2026-01-08T10:00", id="west, where the hour comes again"),
        pytest.param("America/New_York", "2026-01-08T08:00", id="west, before the hour"),
        pytest.param(None, "2026-01-08T08:00", id="to nowhere: the program's own zone"),
    ],
)
def test_c6_a_zone_that_changes_on_the_day_asks_exactly_once(world: World, zone: str | None, moved_at: str) -> None:
    world.at("2026-01-08T07:00")
    world.live_until(moved_at)
    world.sandbox.change_time_zone("sofia", zone)
    world.bot.sync_directory()

    world.live_until("2026-01-09T12:00")

    assert asked(world, "sofia") == 1
    assert [key for key in check_ins(world) if key.startswith("sofia")] == [SOFIAS]


def test_who_is_not_on_slack_yet_is_shown_as_silent_with_the_reason(world: World) -> None:
    with world.bot.services.transaction() as session:
        PEOPLE.save(session, replace(PEOPLE.get(session, "sofia"), slack_id=None))

    ask(world)

    assert (check_in(world).status, check_in(world).silence) == (CheckInStatus.CANCELLED, "not on Slack yet")


def test_what_was_given_away_meanwhile_is_neither_reminded_of_nor_silent(world: World) -> None:
    ask(world)
    with world.bot.services.transaction() as session:
        for key in ("debt-paydown", "ledger-api"):
            INITIATIVES.save(session, replace(INITIATIVES.get(session, key), owner=PersonId("viktor")))

    world.live_until("2026-01-12T12:00")

    assert reminded(world, "sofia") == 0
    assert check_in(world).status is CheckInStatus.CANCELLED


def test_no_change_repeats_the_last_answer_twice_and_then_asks_for_numbers(world: World) -> None:
    sofia = world.person("sofia")
    ask(world)
    settled(world, answer(sofia, green(0, 1)))
    for week, day in enumerate(("2026-01-15", "2026-01-22"), start=1):
        ask(world, f"{day}T08:30")
        assert sofia.buttons(card(sofia)) == ["Answer", "No change"]
        sofia.press("No change", card(sofia))
        world.settle()
        assert {each.repeats for each in updates(world, f"sofia:2026-W0{2 + week}").values()} == {week}

    ask(world, "2026-01-29T08:30")

    assert sofia.buttons(card(sofia)) == ["Answer"]
    assert "Recorded, thank you" not in reads_card(sofia)


def test_no_change_pressed_twice_is_one_answer(world: World) -> None:
    sofia = world.person("sofia")
    ask(world)
    settled(world, answer(sofia, green(0, 1)))
    ask(world, "2026-01-15T08:30")
    before = card(sofia)
    sofia.press("No change", before)

    reply = sofia.press("No change", before)

    assert "already answered" in reply.text
    assert check_in(world, "sofia:2026-W03").revision == 1
