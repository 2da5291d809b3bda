"""The ladder in working hours: over nights, weekends and holidays, stopped by a next step until its date has passed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rituals.escalations import Escalation, EscalationStatus, Rung, SubjectKind
from rituals.ids import EscalationId, PersonId
from rituals.ladder import (
    AlreadyResolvedError,
    NextStepDateError,
    acknowledge,
    climb,
    refuse_if_resolved,
    resolve,
    rungs_up_to,
)
from rituals.policy import Policy
from rituals.working_time import WorkCalendar

EASTER = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
LONDON = WorkCalendar(zone="Europe/London", holidays=EASTER)
MONDAY_NINE = datetime(2026, 1, 12, 9, tzinfo=UTC)
VIKTOR = PersonId("viktor")


def opened_at(moment: datetime) -> Escalation:
    return Escalation(
        id=EscalationId("R-1"),
        subject_kind=SubjectKind.DEPENDENCY,
        subject="ledger-api",
        why="The promise was never confirmed.",
        opened_at=moment,
        climbing_since=moment,
        resolution_owner=VIKTOR,
        decider=PersonId("elena"),
        decide_by=date(2026, 1, 15),
    )


def acknowledged_until(step_on: date) -> Escalation:
    return replace(opened_at(MONDAY_NINE), status=EscalationStatus.ACKNOWLEDGED, next_step="call", next_step_on=step_on)


def climbed(escalation: Escalation, now: datetime, policy: Policy | None = None) -> Escalation:
    return climb(escalation, calendar=LONDON, policy=policy or Policy(), now=now)


def at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opened", "now", "rung"),
    [
        pytest.param(MONDAY_NINE, MONDAY_NINE, Rung.OWNERS, id="at once: the owners"),
        pytest.param(MONDAY_NINE, at(1, 12, 12, 59, 59), Rung.OWNERS, id="a second before four hours"),
        pytest.param(MONDAY_NINE, at(1, 12, 13), Rung.CHANNELS, id="four hours: both channels"),
        pytest.param(MONDAY_NINE, at(1, 12, 17), Rung.MANAGER, id="eight hours: the common manager"),
        pytest.param(MONDAY_NINE, at(1, 13, 8, 59), Rung.MANAGER, id="the night does not count"),
        pytest.param(MONDAY_NINE, at(1, 13, 17), Rung.STEERING, id="sixteen hours: the steering group"),
        pytest.param(MONDAY_NINE, at(3, 1), Rung.STEERING, id="there is nothing above"),
        pytest.param(at(1, 16, 15), at(1, 18, 23), Rung.OWNERS, id="a weekend adds nothing"),
        pytest.param(at(1, 16, 15), at(1, 19, 11), Rung.CHANNELS, id="two hours on Friday, two on Monday"),
        pytest.param(at(4, 2, 14), at(4, 7, 9, 59), Rung.OWNERS, id="Easter adds nothing, after the clocks changed"),
        pytest.param(at(4, 2, 14), at(4, 7, 10), Rung.CHANNELS, id="two hours before Easter, two after"),
        pytest.param(at(1, 12, 22), at(1, 13, 12, 59), Rung.OWNERS, id="opened at night: hours begin in the morning"),
        pytest.param(at(1, 12, 22), at(1, 13, 13), Rung.CHANNELS, id="four hours after the night"),
    ],
)
def test_it_climbs_in_working_hours(opened: datetime, now: datetime, rung: Rung) -> None:
    assert climbed(opened_at(opened), now).rung is rung


def test_a_rung_that_was_reached_is_not_taken_back_by_slower_hours() -> None:
    reached = replace(opened_at(MONDAY_NINE), rung=Rung.MANAGER)

    assert climbed(reached, at(1, 12, 10), Policy(ladder_hours=(0, 40, 80, 160))).rung is Rung.MANAGER


@pytest.mark.parametrize(
    ("step_on", "now", "status", "rung"),
    [
        pytest.param(date(2026, 1, 14), at(1, 14, 23, 59, 59), "acknowledged", Rung.OWNERS, id="on its last second"),
        pytest.param(date(2026, 1, 14), at(1, 15, 8, 59, 59), "acknowledged", Rung.OWNERS, id="the night after"),
        pytest.param(date(2026, 1, 14), at(1, 15, 9), "open", Rung.OWNERS, id="in the morning it climbs again"),
        pytest.param(date(2026, 1, 14), at(1, 15, 13), "open", Rung.CHANNELS, id="with all its hours"),
        pytest.param(date(2026, 1, 16), at(1, 18, 12), "acknowledged", Rung.OWNERS, id="the weekend after"),
        pytest.param(date(2026, 1, 16), at(1, 19, 9), "open", Rung.OWNERS, id="on Monday it climbs again"),
        pytest.param(date(2026, 1, 14), at(1, 23, 12), "open", Rung.STEERING, id="after a week off"),
    ],
)
def test_a_next_step_holds_until_the_morning_after_its_date(
    step_on: date, now: datetime, status: str, rung: Rung
) -> None:
    standing = climbed(acknowledged_until(step_on), now)

    assert (standing.status.value, standing.rung) == (status, rung)


def test_the_second_climb_counts_from_the_morning_after_the_missed_step() -> None:
    assert climbed(acknowledged_until(date(2026, 1, 16)), at(1, 19, 16)).climbing_since == at(1, 19, 9)


def test_what_is_resolved_does_not_climb() -> None:
    ended = resolve(opened_at(MONDAY_NINE), "delivered", now=MONDAY_NINE)

    assert climbed(ended, at(3, 1)) == ended


def test_acknowledging_names_the_step_its_date_and_who() -> None:
    taken = acknowledge(opened_at(MONDAY_NINE), "call", date(2026, 1, 13), by=VIKTOR, today=date(2026, 1, 12))

    assert (taken.status, taken.next_step, taken.next_step_on, taken.acknowledged_by) == (
        EscalationStatus.ACKNOWLEDGED,
        "call",
        date(2026, 1, 13),
        VIKTOR,
    )


@pytest.mark.parametrize(
    ("step_on", "today", "says"),
    [
        pytest.param(date(2026, 1, 11), date(2026, 1, 12), "12 Jan to 15 Jan", id="in the past"),
        pytest.param(date(2026, 1, 16), date(2026, 1, 12), "12 Jan to 15 Jan", id="after the decision"),
        pytest.param(
            date(2026, 1, 20), date(2026, 1, 19), "today, 19 Jan", id="the decision is overdue: today or never"
        ),
    ],
)
def test_a_next_step_lies_between_today_and_the_decision(step_on: date, today: date, says: str) -> None:
    with pytest.raises(NextStepDateError, match=says):
        acknowledge(opened_at(MONDAY_NINE), "call", step_on, by=VIKTOR, today=today)


def test_an_overdue_decision_leaves_today_for_the_next_step() -> None:
    today = date(2026, 1, 19)

    assert acknowledge(opened_at(MONDAY_NINE), "call", today, by=VIKTOR, today=today).next_step_on == today


def test_what_is_resolved_can_neither_be_acknowledged_nor_resolved_again() -> None:
    ended = resolve(opened_at(MONDAY_NINE), "delivered", now=MONDAY_NINE)

    with pytest.raises(AlreadyResolvedError, match="R-1 is resolved already"):
        acknowledge(ended, "call", date(2026, 1, 13), by=VIKTOR, today=date(2026, 1, 12))
    with pytest.raises(AlreadyResolvedError):
        resolve(ended, "delivered", now=MONDAY_NINE)
    with pytest.raises(AlreadyResolvedError):
        refuse_if_resolved(ended)


def test_an_open_one_can_be_acted_on() -> None:
    refuse_if_resolved(opened_at(MONDAY_NINE))


def test_whoever_stands_on_a_rung_has_climbed_those_below() -> None:
    assert rungs_up_to(Rung.MANAGER) == (Rung.OWNERS, Rung.CHANNELS, Rung.MANAGER)
