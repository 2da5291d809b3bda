"""The ladder: what nobody takes up climbs in working hours, and a next step that was missed makes it climb again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from rituals.errors import UserFacingError
from rituals.escalations import Escalation, EscalationStatus, Rung
from rituals.ids import PersonId
from rituals.local_time import local_date, local_instant
from rituals.policy import Policy
from rituals.working_time import WorkCalendar

RUNGS = tuple(Rung)

NEXT: Mapping[EscalationStatus, frozenset[EscalationStatus]] = {
    EscalationStatus.OPEN: frozenset({EscalationStatus.ACKNOWLEDGED, EscalationStatus.RESOLVED}),
    EscalationStatus.ACKNOWLEDGED: frozenset(EscalationStatus),
    EscalationStatus.RESOLVED: frozenset(),
}
"""Which status may follow which; acknowledging again names another next step."""


class AlreadyResolvedError(UserFacingError):
    """The escalation ended while the card or the form was open."""

    def __init__(self, escalation: Escalation) -> None:
        super().__init__(f"{escalation.id} is resolved already ({escalation.outcome}), so nothing was changed.")


class NextStepDateError(UserFacingError):
    """The next step lies in the past, or after the decision."""

    def __init__(self, *, today: date, decide_by: date) -> None:
        between = f"today, {today:%-d %b}" if today >= decide_by else f"{today:%-d %b} to {decide_by:%-d %b}"
        super().__init__(f"The next step has to come before the decision. Choose a date: {between}.")


def refuse_if_resolved(escalation: Escalation) -> None:
    """Raise AlreadyResolvedError where nothing is left to do."""
    if escalation.status is EscalationStatus.RESOLVED:
        raise AlreadyResolvedError(escalation)


def acknowledge(escalation: Escalation, step: str, step_on: date, *, by: PersonId, today: date) -> Escalation:
    """Stop the climb until `step_on` has passed. The step comes no later than the decision.

    Raises NextStepDateError, and AlreadyResolvedError.
    """
    acknowledged = _moved(escalation, EscalationStatus.ACKNOWLEDGED)
    if not today <= step_on <= max(today, escalation.decide_by):
        raise NextStepDateError(today=today, decide_by=escalation.decide_by)
    return replace(acknowledged, next_step=step, next_step_on=step_on, acknowledged_by=by)


def resolve(escalation: Escalation, outcome: str, *, now: datetime) -> Escalation:
    """End the escalation; raises AlreadyResolvedError."""
    return replace(_moved(escalation, EscalationStatus.RESOLVED), outcome=outcome, resolved_at=now)


def climb(escalation: Escalation, *, calendar: WorkCalendar, policy: Policy, now: datetime) -> Escalation:
    """Return the escalation as it stands at `now`: after the missed next step, and on the rung its hours have reached.

    It climbs from the opening, or from when work begins on the morning after the day of the missed next step.
    """
    standing = _expired(escalation, calendar=calendar, now=now)
    if standing.status is not EscalationStatus.OPEN:
        return standing
    reached = [
        rung
        for rung, hours in zip(RUNGS, policy.ladder_hours, strict=True)
        if calendar.add_working_hours(standing.climbing_since, hours) <= now
    ]
    # What was reached under an earlier policy is not taken back.
    return replace(standing, rung=max([standing.rung, *reached], key=RUNGS.index))


def rungs_up_to(rung: Rung) -> tuple[Rung, ...]:
    """Return the rungs that whoever stands on `rung` has climbed."""
    return RUNGS[: RUNGS.index(rung) + 1]


def _expired(escalation: Escalation, *, calendar: WorkCalendar, now: datetime) -> Escalation:
    step_on = escalation.next_step_on
    if escalation.status is not EscalationStatus.ACKNOWLEDGED or step_on is None:
        return escalation
    if local_date(now, calendar.zone) <= step_on:
        return escalation
    morning = calendar.next_working_day(step_on + timedelta(days=1))
    since = local_instant(morning, calendar.opens, calendar.zone)
    if now < since:
        return escalation
    return replace(escalation, status=EscalationStatus.OPEN, climbing_since=since, rung=Rung.OWNERS)


def _moved(escalation: Escalation, to: EscalationStatus) -> Escalation:
    if to not in NEXT[escalation.status]:
        raise AlreadyResolvedError(escalation)
    return replace(escalation, status=to)
