"""Orders to pause, on Thursday 8 January 2026."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rituals.date_signs import Span
from rituals.ids import PauseId, PersonId, TeamId
from rituals.pause_orders import (
    NotPausedError,
    PauseTooLongError,
    PauseWithoutEndError,
    build_pause,
    find_pauses,
    find_team,
    without_dates,
)
from rituals.pauses import Pause, PauseScope
from rituals.people import Team
from rituals.program import Program

NOW = datetime(2026, 1, 8, 9, tzinfo=UTC)
PAYMENTS = Team(id=TeamId("pay"), name="Payments and Payouts", lead=PersonId("maya"), channel="#payments")


def pause(first: date, last: date) -> Pause:
    return build_pause(
        PauseId("P-1"),
        PauseScope.PERSON,
        "maya",
        Span(first, last),
        zone="Europe/Berlin",
        asked_by=PersonId("maya"),
        now=NOW,
    )


@pytest.mark.parametrize(
    ("first", "last", "begins_at", "ends_at"),
    [
        pytest.param(
            date(2026, 1, 8), date(2026, 1, 9), NOW, datetime(2026, 1, 9, 23, tzinfo=UTC), id="from now to a day's end"
        ),
        pytest.param(
            date(2026, 1, 12),
            date(2026, 1, 18),
            datetime(2026, 1, 11, 23, tzinfo=UTC),
            datetime(2026, 1, 18, 23, tzinfo=UTC),
            id="whole days to come",
        ),
        pytest.param(
            date(2026, 1, 8), date(2026, 4, 9), NOW, datetime(2026, 4, 9, 22, tzinfo=UTC), id="as long as it may be"
        ),
    ],
)
def test_a_pause_ends_at_the_end_of_a_day(first: date, last: date, begins_at: datetime, ends_at: datetime):
    built = pause(first, last)

    assert (built.begins_at, built.ends_at) == (begins_at, ends_at)


def test_a_pause_of_more_than_a_quarter_is_refused():
    with pytest.raises(PauseTooLongError, match="at most 92 days"):
        pause(date(2026, 1, 8), date(2026, 4, 10))


def test_what_holds_or_will_hold_of_one_scope_is_found():
    holds = pause(date(2026, 1, 8), date(2026, 1, 9))
    comes = pause(date(2026, 1, 12), date(2026, 1, 18))
    others = [
        replace(holds, lifted_at=NOW),
        replace(holds, ends_at=NOW),
        replace(holds, subject="jonas"),
        replace(holds, scope=PauseScope.TEAM),
    ]

    assert find_pauses(PauseScope.PERSON, "maya", [holds, comes, *others], now=NOW) == (holds, comes)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("pay", (PAYMENTS, ""), id="by its id"),
        pytest.param("Payments and payouts until Friday", (PAYMENTS, "until Friday"), id="by its name"),
        pytest.param("#payments 2 Mar", (PAYMENTS, "2 Mar"), id="by its channel"),
        pytest.param("lending until Friday", (None, "lending until Friday"), id="none"),
        pytest.param("", (None, ""), id="nothing"),
    ],
)
def test_a_team_is_named_by_its_id_its_name_or_its_channel(words: str, found: tuple[Team | None, str]):
    assert find_team(words, Program(name="P", teams={PAYMENTS.id: PAYMENTS})) == found


def test_the_end_of_the_pause_is_where_the_clocks_change_still_midnight():
    assert pause(date(2026, 3, 1), date(2026, 3, 29)).ends_at - NOW > timedelta(days=79)
    assert pause(date(2026, 3, 1), date(2026, 3, 29)).ends_at == datetime(2026, 3, 29, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("lending until Friday", "lending"),
        ("lending", "lending"),
        ("Tom's FOR 2 weeks", "Tom's"),
        ("for ever", "for ever"),
    ],
)
def test_what_was_taken_for_a_team_is_told_without_the_dates(words: str, name: str):
    assert without_dates(words) == name


def test_a_pause_without_an_end_says_how_to_write_one():
    said = str(PauseWithoutEndError("/drumbeat pause me"))

    assert said.endswith("write for example “/drumbeat pause me until Friday” or “/drumbeat pause me for 2 weeks”.")


def test_what_is_not_paused_cannot_go_on():
    assert str(NotPausedError()) == "That is not paused, and nothing was changed."
