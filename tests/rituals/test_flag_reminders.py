"""Reminders of answers owed: at half time to whoever owes one, and when overdue to their manager."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rituals.absences import Absence, AbsenceSource
from rituals.flag_reminders import due_reminders, half_time
from rituals.flags import FlagStatus
from rituals.ids import PersonId
from tests.rituals.flag_kit import draft, open_one, person, program

GONE = {"active": False}
AFTER = datetime(2026, 1, 19, 15, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_half_time_is_counted_in_the_working_hours_of_whoever_owes_the_answer():
    flag = open_one(raised_at=utc("2026-01-08T14:00"), answer_by=utc("2026-01-12T22:00"))

    # From nine on Thursday to five on Monday in New York are 24 working hours; Friday at one is the middle.
    assert half_time(flag, program()) == utc("2026-01-09T18:00")


@pytest.mark.parametrize(
    ("now", "reminders"),
    [
        pytest.param("2026-01-09T17:59", [], id="before half time"),
        pytest.param("2026-01-09T18:00", [("half-time", "paula")], id="half time"),
        pytest.param("2026-01-12T22:00", [("half-time", "paula")], id="the last moment"),
        pytest.param("2026-01-12T22:01", [("half-time", "paula"), ("overdue", "omar")], id="overdue: the manager"),
        pytest.param(
            "2026-01-19T22:01", [("half-time", "paula"), ("overdue", "omar")], id="after a week off: the same"
        ),
    ],
)
def test_reminders_are_due_by_the_clock_alone(now, reminders):
    flag = open_one(raised_at=utc("2026-01-08T14:00"))

    found = due_reminders([flag], program(), now=utc(now))

    assert [(each.kind.value, each.recipient) for each in found] == reminders


def test_who_is_away_is_not_reminded_and_their_deputy_is():
    flag = open_one(raised_at=utc("2026-01-08T14:00"))
    away = Absence(
        person=PersonId("paula"),
        first_on=date(2026, 1, 9),
        last_on=date(2026, 1, 16),
        source=AbsenceSource.TOLD,
        told_at=utc("2026-01-08T14:00"),
    )
    loaded = replace(program(people=(person("paula", deputy=PersonId("maya")),)), absences=(away,))

    found = due_reminders([flag], loaded, now=utc("2026-01-09T20:00"))

    assert [(each.kind.value, each.recipient) for each in found] == [("half-time", "maya")]


@pytest.mark.parametrize(
    "flag",
    [
        pytest.param(open_one(status=FlagStatus.ANSWERED), id="answered"),
        pytest.param(draft(), id="a draft"),
    ],
)
def test_nobody_is_reminded_of_what_is_not_owed(flag):
    assert due_reminders([flag], program(), now=AFTER) == ()


@pytest.mark.parametrize(
    ("people", "above"),
    [
        pytest.param([], "omar", id="the manager"),
        pytest.param([person("omar", manager=PersonId("elena"), **GONE)], "elena", id="the manager left: who is above"),
        pytest.param([person("paula")], "elena", id="no manager: the steering group"),
        pytest.param(
            [person("paula", manager=PersonId("omar")), person("omar", manager=PersonId("paula"), **GONE)],
            "elena",
            id="managers in a circle: the steering group",
        ),
        pytest.param([person("paula"), person("elena", **GONE), person("omar", **GONE)], None, id="nobody is there"),
    ],
)
def test_an_overdue_answer_goes_to_the_nearest_manager_who_is_there(people, above):
    found = due_reminders([open_one()], program(people=tuple(people)), now=AFTER)

    assert [each.recipient for each in found] == ["paula", *([above] if above else [])]


def test_the_manager_is_not_told_where_the_owner_is_the_only_one_above():
    only_elena = (replace(person("elena"), roles=program().people[PersonId("elena")].roles), person("omar", **GONE))

    found = due_reminders([open_one(answer_owner=PersonId("elena"))], program(people=only_elena), now=AFTER)

    assert [each.recipient for each in found] == ["elena"]
