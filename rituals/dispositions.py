"""Dispositions: what became of a risk that was answered, by when that is said, and who may say it (feature 29)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from rituals.courtesy import zone_of
from rituals.errors import UserFacingError
from rituals.flag_reminders import find_above
from rituals.flags import Disposition, Flag, FlagAnswerKind, FlagStatus
from rituals.ids import PersonId
from rituals.local_time import local_date, local_instant
from rituals.people import Person
from rituals.presence import is_reachable
from rituals.program import Program
from rituals.resolutions import present
from rituals.roll_up import value_at_stake_of
from rituals.whereabouts import usual_calendar_of

NEEDS_NOTE = frozenset({Disposition.ACCEPTED, Disposition.MITIGATED})
"""What is only taken with a word on why, or on what was done."""
LEAST_DAYS = 1
"""Working days that are left for the disposition after an answer that came late."""
MANAGER_AFTER_HOURS = 8
"""Working hours after the deadline until the manager is told: one day for whoever was reminded at it."""


class AlreadySettledError(UserFacingError):
    """What became of the flag was said before."""

    def __init__(self, flag: Flag, disposed_by: str, *, on: date) -> None:
        word = flag.disposition.value if flag.disposition else "settled"
        super().__init__(
            f"Flag {flag.id} was already marked as {word} by {disposed_by} on {on.day} {on:%b %Y}. Nothing was changed."
        )


class NotAnsweredError(UserFacingError):
    """A flag is answered before anybody says what became of it."""

    def __init__(self, flag: Flag) -> None:
        super().__init__(f"Flag {flag.id} is {flag.status.value}. It is answered first; then say what became of it.")


class DispositionReminderKind(Enum):
    DUE = "disposition_due"
    OVERDUE = "disposition_overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionReminder:
    """One reminder; each flag has each kind at most once."""

    flag: Flag
    kind: DispositionReminderKind
    recipient: PersonId


def await_disposition(flag: Flag, program: Program) -> Flag:
    """Return a flag that was just answered with the date of its disposition, or with the disposition it has already.

    That is the end of the policy's last working day after it was raised, where who answers is; a late answer leaves a
    day. Who accepts the risk in their name, and may accept that much, has said what became of it.
    """
    if flag.answer_owner is None or flag.answered_at is None or flag.answered_by is None:
        return flag
    zone = zone_of(program.people[flag.answer_owner], program.cadence)
    calendar = program.cadence.calendar(zone)
    day = max(
        calendar.add_working_days(local_date(flag.raised_at, zone), program.policy.disposition_days),
        calendar.add_working_days(local_date(flag.answered_at, zone), LEAST_DAYS),
    )
    waiting = replace(flag, disposition_by=local_instant(day, calendar.closes, zone))
    if flag.answer_kind is FlagAnswerKind.ACCEPT and may_accept(program.people[flag.answered_by], flag, program):
        return replace(
            waiting,
            disposition=Disposition.ACCEPTED,
            disposition_note=flag.answer,
            disposed_by=flag.answered_by,
            disposed_at=flag.answered_at,
        )
    return waiting


def is_awaited(flag: Flag) -> bool:
    """Tell whether somebody still has to say what became of the flag; not of those answered by an older release."""
    return flag.status is FlagStatus.ANSWERED and flag.disposition is None and flag.disposition_by is not None


def check_may_be_settled(flag: Flag, program: Program) -> None:
    """Raise AlreadySettledError or NotAnsweredError unless what became of the flag can be said now."""
    if flag.disposed_by is not None and flag.disposed_at is not None:
        on = local_date(flag.disposed_at, program.cadence.zone)
        raise AlreadySettledError(flag, program.people[flag.disposed_by].name, on=on)
    if flag.status is not FlagStatus.ANSWERED:
        raise NotAnsweredError(flag)


def settle(
    flag: Flag,
    disposition: Disposition,
    program: Program,
    *,
    note: str | None,
    led_to: str | None,
    by: PersonId,
    now: datetime,
) -> Flag:
    """Say what became of the flag, once; raises what `check_may_be_settled` raises."""
    check_may_be_settled(flag, program)
    return replace(flag, disposition=disposition, disposition_note=note, led_to=led_to, disposed_by=by, disposed_at=now)


def value_at_risk(flag: Flag, program: Program) -> int:
    """Return the value at stake in what the flag hits, in whole units of the currency."""
    if flag.hits is None or flag.hits not in program.initiatives:
        return 0
    return value_at_stake_of(program, [flag.hits])


def may_accept(person: Person, flag: Flag, program: Program) -> bool:
    """Tell whether the person's limit covers the value at risk."""
    return person.acceptance_limit >= value_at_risk(flag, program)


def who_may_accept(flag: Flag, program: Program) -> tuple[Person, ...]:
    """Return who could accept the risk: those whose limit covers it, the lowest such limit first."""
    able = [each for each in program.people.values() if is_reachable(each) and may_accept(each, flag, program)]
    return tuple(sorted(able, key=lambda each: (each.acceptance_limit, each.name)))


def disposition_owner(flag: Flag, program: Program) -> PersonId | None:
    """Return who is asked what became of the flag: whoever owed the answer, or who stands in for them."""
    return present(flag.answer_owner, program) if flag.answer_owner is not None else None


def overdue_dispositions(flags: Iterable[Flag], *, now: datetime) -> tuple[Flag, ...]:
    """Return the flags of which nobody has said in time what became of them, the longest overdue first."""
    late = [(flag.disposition_by, flag) for flag in flags if is_awaited(flag) and flag.disposition_by is not None]
    return tuple(flag for by, flag in sorted(late, key=lambda pair: pair[0]) if by < now)


def due_disposition_reminders(
    flags: Iterable[Flag], program: Program, *, now: datetime
) -> tuple[DispositionReminder, ...]:
    """Return the reminders that should have been sent by `now` (UTC), whether or not they were."""
    return tuple(
        reminder for flag in overdue_dispositions(flags, now=now) for reminder in _reminders_of(flag, program, now=now)
    )


def _reminders_of(flag: Flag, program: Program, *, now: datetime) -> Iterator[DispositionReminder]:
    owner, due_at = disposition_owner(flag, program), flag.disposition_by
    if owner is None or due_at is None:
        return
    yield DispositionReminder(flag=flag, kind=DispositionReminderKind.DUE, recipient=present(owner, program, now=now))
    calendar = usual_calendar_of(program.people[owner], program)
    above = find_above(owner, program)
    if above is not None and now >= calendar.add_working_hours(due_at, MANAGER_AFTER_HOURS):
        yield DispositionReminder(flag=flag, kind=DispositionReminderKind.OVERDUE, recipient=above)
