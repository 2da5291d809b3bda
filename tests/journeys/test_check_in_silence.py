"""What a non-answer leads to: reminders, the deputy, the sponsor, and the list for the programme office (17)."""

from rituals.check_ins import CheckInStatus
from tests.journeys.cadence_kit import log, said_to
from tests.journeys.check_in_kit import answer, ask, check_in, green, settled
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


def test_the_deputy_hears_when_the_window_has_closed_and_the_sponsor_a_day_later_once_each(world: World) -> None:
    ask(world)
    world.live_until("2026-01-09T15:00")
    assert said_to(world, "viktor", "No answer yet") == []

    world.live_until("2026-01-13T10:00")

    [deputys] = said_to(world, "viktor", "No answer yet about 2 initiatives")
    assert "Sofia Marino was asked on Thu 8 Jan, 09:30; it closed on Fri 9 Jan, 16:30" in deputys
    assert "Ledger API" in deputys
    assert "only who was asked can answer" in deputys
    [taras] = said_to(world, "tara", "No answer yet")
    assert "because you sponsor it" in taras
    assert taras.count("was asked on") == 2, "Sofia and Viktor in one message"
    assert [each.action for each in (*log(world, "check_in.climbed.deputy"), *log(world, "check_in.climbed.sponsor"))]


def test_a_late_answer_stops_the_climb_and_the_message_says_so(world: World) -> None:
    ask(world)
    world.live_until("2026-01-12T09:00")

    settled(world, answer(world.person("sofia"), green(0, 1), button="Answer late"))
    world.live_until("2026-01-13T12:00")

    assert check_in(world).status is CheckInStatus.ANSWERED
    assert said_to(world, "viktor", "No answer yet about 2 initiatives") == []
    assert said_to(world, "viktor", "There is nothing left for you to do.")
    assert all("Sofia Marino" not in text for text in said_to(world, "tara", "No answer yet"))


def test_the_second_reminder_comes_on_the_next_morning_and_a_late_answer_ends_both(world: World) -> None:
    ask(world)
    world.live_until("2026-01-12T08:00")
    assert len(said_to(world, "sofia", "still open")) == 1
    assert said_to(world, "sofia", "A late answer still counts, and takes") == []

    world.live_until("2026-01-12T15:00")

    assert len(said_to(world, "sofia", "A late answer still counts, and takes")) == 1
    settled(world, answer(world.person("sofia"), green(0, 1), button="Answer late"))
    assert len(said_to(world, "sofia", "This check-in is answered. Thank you.")) == 2


def test_after_the_next_prompt_nothing_of_the_last_week_climbs(world: World) -> None:
    ask(world)
    world.at("2026-01-15T08:30")

    world.tick()

    assert said_to(world, "tara", "No answer yet") == []


def test_the_programme_office_reads_on_friday_who_answered_and_why_the_others_did_not(world: World) -> None:
    ask(world)
    settled(world, answer(world.person("sofia"), green(0, 1)))

    world.live_until("2026-01-09T17:00")

    [read] = said_to(world, "nadia", "Check-ins of week 2026-W02")
    assert "1 of 6 answered." in read
    assert "Viktor Brandt: no answer within 15 working hours" in read
    assert "Ben Carter: has time until Fri 9 Jan, 16:30, their time" in read
    assert "Sofia Marino" not in read
    world.live_until("2026-01-13T12:00")
    assert len(said_to(world, "nadia", "Check-ins of week 2026-W02")) == 1


def test_a_list_that_would_come_days_late_is_recorded_as_skipped(world: World) -> None:
    ask(world)

    world.at("2026-01-13T16:30")
    world.tick()

    assert [each.subject for each in log(world, "turnout.skipped")] == ["2026-W02"]
    assert said_to(world, "nadia", "Check-ins of week") == []
