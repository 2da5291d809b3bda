"""Absences and pauses by the clock: a deputy is asked, nobody is called silent, and there is no backlog (19, 87)."""

import pytest

from rituals.announcements import AnnouncementStatus
from rituals.check_ins import CheckInStatus
from rituals.health import Health
from rituals.ids import InitiativeId
from rituals.pauses import PauseScope
from rituals.prompting import check_in_key
from rituals.roll_up import current_health
from storage.outbox import find_entries
from storage.shelves import ABSENCES, PAUSES
from storage.snapshots import load_snapshot
from tests.journeys.cadence_kit import away, log, pause, said_to
from tests.journeys.check_in_kit import (
    MAYAS,
    SOFIAS,
    SOFIAS_HOUR,
    answer,
    ask,
    card,
    check_in,
    check_ins,
    green,
    reads_card,
    settled,
    updates,
)
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

PROMPT = "Your weekly check-in"


def prompts(world: World, who: str) -> int:
    return len([message for message in world.person(who).dm() if message.text.startswith(PROMPT)])


def test_a_deputy_is_asked_in_their_own_card_and_answers_for_who_is_away(world: World) -> None:
    away(world, "maya", "2026-01-08", "2026-01-16")
    ask(world, SOFIAS_HOUR)
    jonas = world.person("jonas")
    read = reads_card(jonas)

    settled(world, answer(jonas, green(0, 1)))
    world.live_until("2026-01-12T12:00")

    assert "For Maya Okafor, who is away until Fri 16 Jan 2026." in read
    assert set(updates(world, "jonas:2026-W02")) == {"instant-payouts", "payout-insights"}
    away_one = check_in(world, MAYAS)
    assert (away_one.status, away_one.silence) == (CheckInStatus.CANCELLED, "owner away until Fri 16 Jan")
    assert prompts(world, "maya") == 0
    assert said_to(world, "nadia", "Maya Okafor: away until Fri 16 Jan, Jonas Weber asked instead")


def test_a_deputy_who_was_asked_before_the_absence_was_told_finds_it_on_the_same_card(world: World) -> None:
    ask(world, SOFIAS_HOUR)
    jonas = world.person("jonas")
    before = reads_card(jonas)
    world.at("2026-01-08T09:00")
    away(world, "maya", "2026-01-08", "2026-01-16", told="2026-01-08T09:00")

    world.live_until("2026-01-08T10:00")

    assert "Instant payouts · " not in before
    assert "For Maya Okafor, who is away until Fri 16 Jan 2026." in reads_card(jonas)
    assert prompts(world, "jonas") == 1


def test_without_anybody_to_ask_the_initiative_is_told_as_away_and_keeps_its_health(world: World) -> None:
    ask(world, "2026-01-08T09:30")
    settled(world, answer(world.person("maya"), {"forecast-0": "2026-02-27", "confidence-0": 80}))
    for who in ("maya", "jonas", "omar"):
        away(world, who, "2026-01-14", "2026-01-23")

    world.at("2026-01-15T09:30")
    world.tick()
    world.at("2026-01-16T18:00")
    world.tick()

    with world.bot.services.reading() as session:
        snapshot = load_snapshot(session, now=world.sandbox.clock.now())
    assert check_in(world, "maya:2026-W03").silence == "owner away until Fri 23 Jan"
    assert current_health(snapshot, InitiativeId("instant-payouts")) is not Health.GREY


def test_half_a_week_away_moves_the_question_to_the_day_of_the_return(world: World) -> None:
    away(world, "sofia", "2026-01-07", "2026-01-08")

    world.at("2026-01-08T08:00")
    world.live_until("2026-01-09T10:00")

    assert f"{check_in(world).due_at:%d %H:%M}" == "09 08:30"
    assert prompts(world, "sofia") == 1


def test_who_comes_back_within_the_window_is_not_asked_twice(world: World) -> None:
    away(world, "sofia", "2026-01-08", "2026-01-09")
    ask(world)
    with world.bot.services.transaction() as session:
        ABSENCES.delete(session, ABSENCES.c.person == "sofia")

    world.live_until("2026-01-12T12:00")

    assert prompts(world, "sofia") == 0
    assert check_in(world).status is CheckInStatus.CANCELLED


def test_who_falls_ill_after_the_prompt_is_neither_reminded_nor_called_silent(world: World) -> None:
    ask(world)
    world.at("2026-01-08T20:00")
    away(world, "sofia", "2026-01-09", "2026-01-16", told="2026-01-08T20:00")

    world.live_until("2026-01-12T17:00")

    ended = check_in(world)
    assert (ended.status, ended.silence) == (CheckInStatus.CANCELLED, "owner away until Fri 16 Jan")
    assert said_to(world, "sofia", "still open") == []
    assert said_to(world, "viktor", "No answer yet") == []
    [closed] = said_to(world, "sofia", "No answer was expected (owner away until Fri 16 Jan)")
    assert "Answer late" in closed


def test_c9_a_schedule_that_is_paused_is_called_off_visibly_and_asks_nothing_extra_afterwards(world: World) -> None:
    pause(world)
    world.at("2026-01-07T09:00")

    world.live_until("2026-01-14T12:00")

    ended = {each.person: (each.status, each.silence) for each in check_ins(world).values()}
    assert set(ended.values()) == {(CheckInStatus.CANCELLED, "paused until Wed 14 Jan")}
    assert {prompts(world, who) for who in ended} == {0}
    with world.bot.services.reading() as session:
        sent = [each for each in find_entries(session) if each.status is AnnouncementStatus.SENT]
    asked = [each.announcement.key for each in sent if each.announcement.key.startswith(("check_in:", "heartbeat"))]
    assert asked == []

    world.live_until("2026-01-15T15:00")

    assert {prompts(world, who) for who in ended} == {1}
    assert {each.status for each in check_ins(world).values() if each.cycle == "2026-W03"} == {CheckInStatus.OPEN}


def test_c9_a_pause_that_is_lifted_before_the_hour_asks_once_as_planned(world: World) -> None:
    pause(world)
    with world.bot.services.transaction() as session:
        held = PAUSES.get(session, "P-1")
        PAUSES.delete(session, PAUSES.c.id == held.id)
    world.at("2026-01-08T08:00")

    world.live_until("2026-01-09T12:00")

    assert prompts(world, "sofia") == 1


@pytest.mark.parametrize(
    ("scope", "subject"),
    [
        pytest.param(PauseScope.PERSON, "sofia", id="the person"),
        pytest.param(PauseScope.PROGRAM, "", id="everybody"),
    ],
)
def test_a_pause_after_the_prompt_stops_the_reminders_and_silence_is_not_counted(
    world: World, scope: PauseScope, subject: str
) -> None:
    ask(world)
    pause(world, scope, subject, begins="2026-01-08T12:00")

    world.live_until("2026-01-13T17:00")

    ended = check_in(world)
    assert (ended.status, ended.silence) == (CheckInStatus.CANCELLED, "paused until Wed 14 Jan")
    assert said_to(world, "sofia", "still open") == said_to(world, "viktor", "No answer yet") == []


def test_a_pause_of_a_team_takes_its_initiative_off_the_card(world: World) -> None:
    pause(world, PauseScope.TEAM, "ledger")

    ask(world)

    read = reads_card(world.person("sofia"))
    assert "Settlement batch debt paydown" in read
    assert "Ledger API" not in read
    assert world.person("sofia").buttons(card(world.person("sofia")))[0] == "Answer"


def test_escalations_run_on_during_a_pause_of_everybody(world: World) -> None:
    pause(world, begins="2026-01-05T00:00", ends="2026-02-20T00:00")
    world.at("2026-01-30T10:00")

    world.live_until("2026-02-04T12:00")

    assert log(world, "escalation.opened")
    assert log(world, "escalation.climbed")


def test_a_key_is_taken_once_for_who_is_asked_and_for_who_is_not(world: World) -> None:
    away(world, "sofia", "2026-01-08", "2026-01-16")
    ask(world)
    world.tick()

    with world.bot.services.reading() as session:
        mine = [each for each in find_entries(session) if each.announcement.key == check_in_key(check_in(world).id)]
    assert mine == []
    assert len([key for key in check_ins(world) if key == SOFIAS]) == 1
