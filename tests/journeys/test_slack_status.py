"""Slack's own status is an absence, so that nobody says it twice (feature 19)."""

from datetime import timedelta

import pytest

from tests.faults.slack_side import lose_events
from tests.journeys.command_kit import THURSDAY, days, said
from tests.journeys.test_drumbeat_command import audited
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


@pytest.fixture
def thursday(world: World) -> World:
    world.at(THURSDAY)
    return world


def status(world: World, text: str = "Vacationing", emoji: str = ":palm_tree:", *, for_days: int = 0) -> None:
    """Set Maya's status, with an end after some days where there are any."""
    until = world.sandbox.clock.now() + timedelta(days=for_days) if for_days else None
    world.sandbox.set_status("maya", text, emoji, until)
    world.sandbox.quiet()


def test_a_status_with_an_end_is_an_absence_until_then(thursday: World) -> None:
    status(thursday, for_days=5)

    assert days(thursday) == [("maya", "slack", "2026-01-08", "2026-01-12")]
    assert "You are away until Mon 12 Jan 2026." in said(thursday, "maya", "why")
    [noted] = audited(thursday, "absence.noted")
    assert (noted.actor, noted.subject, noted.details["source"]) == ("clock", "maya", "slack")


def test_a_status_without_an_end_counts_for_today_and_goes_on_with_each_reading_of_the_directory(
    thursday: World,
) -> None:
    status(thursday, "Out sick", ":face_with_thermometer:")
    first = days(thursday)

    thursday.at("2026-01-09T08:00")
    thursday.bot.sync_directory()

    assert first == [("maya", "slack", "2026-01-08", "2026-01-08")]
    assert days(thursday) == [("maya", "slack", "2026-01-08", "2026-01-09")]


def test_a_status_that_no_event_told_of_is_found_in_the_directory(thursday: World) -> None:
    lose_events(thursday)
    status(thursday, for_days=5)
    before = days(thursday)

    thursday.bot.sync_directory()

    assert (before, days(thursday)) == ([], [("maya", "slack", "2026-01-08", "2026-01-12")])


def test_reading_the_directory_again_changes_nothing_and_notes_nothing(thursday: World) -> None:
    status(thursday, for_days=5)

    thursday.bot.sync_directory()
    thursday.bot.sync_directory()

    assert len(audited(thursday, "absence.noted")) == 1


def test_a_status_that_is_cleared_ends_what_it_said_and_not_what_was_told(thursday: World) -> None:
    said(thursday, "maya", "away 3–14 Aug")
    status(thursday, for_days=5)
    thursday.at("2026-01-09T08:00")

    thursday.sandbox.clear_status("maya")
    thursday.sandbox.quiet()

    assert days(thursday) == [("maya", "told", "2026-08-03", "2026-08-14")]
    assert len(audited(thursday, "absence.ended")) == 1


def test_a_status_that_was_cleared_at_once_and_set_again_counts_again(thursday: World) -> None:
    for _ in range(2):
        status(thursday, for_days=5)
        known = days(thursday)
        thursday.sandbox.clear_status("maya")
        thursday.sandbox.quiet()
        cleared = days(thursday)

    assert (known, cleared) == ([("maya", "slack", "2026-01-08", "2026-01-12")], [])


def test_slack_clears_it_by_itself_when_its_time_has_come(thursday: World) -> None:
    status(thursday, for_days=5)

    thursday.at("2026-01-13T08:00")
    thursday.sandbox.quiet()

    assert days(thursday) == [("maya", "slack", "2026-01-08", "2026-01-12")]
    assert "You are away" not in said(thursday, "maya", "why")


def test_who_says_that_they_are_back_is_not_away_although_the_status_still_says_so(thursday: World) -> None:
    status(thursday, for_days=5)

    read = said(thursday, "maya", "back")
    thursday.bot.sync_directory()

    assert "Slack's own status may still say that you are away: clear it there too." in read
    assert days(thursday) == []


def test_a_status_that_says_nothing_of_the_kind_is_none_of_our_business(thursday: World) -> None:
    status(thursday, "In a meeting", ":spiral_calendar_pad:", for_days=1)
    status(thursday, "Working remotely", ":house_with_garden:")

    assert days(thursday) == []
