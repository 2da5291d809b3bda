"""Reminders of answers owed to flags: at half time to whoever owes one, and to their manager when it is overdue."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from rituals.flags import Flag, FlagStatus
from rituals.ids import PersonId
from rituals.people import Role
from rituals.program import Program
from rituals.resolutions import present
from rituals.whereabouts import usual_calendar_of


class ReminderKind(Enum):
    HALF_TIME = "half-time"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagReminder:
    """One reminder; each flag has each kind at most once."""

    flag: Flag
    kind: ReminderKind
    recipient: PersonId


def due_reminders(flags: Iterable[Flag], program: Program, *, now: datetime) -> tuple[FlagReminder, ...]:
    """Return the reminders that should have been sent by `now` (UTC), whether or not they were."""
    return tuple(reminder for flag in flags for reminder in _reminders_of(flag, program, now=now))


def half_time(flag: Flag, program: Program) -> datetime | None:
    """Return the UTC instant at which half the working time for the answer is over; None where none is owed."""
    if flag.status is not FlagStatus.OPEN or flag.answer_by is None or flag.answer_owner is None:
        return None
    calendar = usual_calendar_of(program.people[flag.answer_owner], program)
    return calendar.add_working_hours(
        flag.raised_at, calendar.working_hours_between(flag.raised_at, flag.answer_by) / 2
    )


def _reminders_of(flag: Flag, program: Program, *, now: datetime) -> Iterator[FlagReminder]:
    half = half_time(flag, program)
    if half is None or flag.answer_owner is None or flag.answer_by is None:
        return
    if now >= half:
        # Who is away is not reminded; their deputy, who may answer, is.
        yield FlagReminder(
            flag=flag, kind=ReminderKind.HALF_TIME, recipient=present(flag.answer_owner, program, now=now)
        )
    if now > flag.answer_by:
        above = find_above(flag.answer_owner, program)
        if above is not None:
            yield FlagReminder(flag=flag, kind=ReminderKind.OVERDUE, recipient=above)


def find_above(person: PersonId, program: Program) -> PersonId | None:
    """Return the nearest manager who is there, else somebody of the steering group."""
    seen = {person}
    at = program.people[person].manager
    while at is not None and at not in seen:
        if program.people[at].active:
            return at
        seen.add(at)
        at = program.people[at].manager
    steering = (other for other in program.people.values() if Role.STEERING in other.roles and other.active)
    return next((other.id for other in steering if other.id not in seen), None)
