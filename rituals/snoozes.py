"""Snoozes: putting a check-in off for a while, always with an end inside its window (feature 18)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import Enum

from rituals.calendar import WorkCalendar
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.errors import UserFacingError
from rituals.local_time import local_date, local_instant
from rituals.people import Person
from rituals.program import Program
from rituals.whereabouts import calendar_of, next_considerate

AT_LEAST_LEFT = timedelta(hours=1)
"""How much of the window has to be left when a snooze ends."""
_AN_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_SAME = timedelta(minutes=5)
"""Two ends no further apart are the same wish, pressed twice."""


class Snooze(Enum):
    """What a person can choose."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    MONDAY = "monday"


class CannotSnoozeError(UserFacingError):
    """The check-in cannot be put off, or not so far."""


def snooze_ends(check_in: CheckIn, person: Person, program: Program, *, now: datetime) -> Mapping[Snooze, datetime]:
    """Return the snoozes that a check-in has room for, each with its end (UTC)."""
    if check_in.status is not CheckInStatus.OPEN or check_in.snoozes >= program.policy.snoozes:
        return {}
    latest = check_in.closes_at - AT_LEAST_LEFT
    found: dict[Snooze, datetime] = {}
    for snooze, end in _ends(calendar_of(person, program), program, now=now):
        is_awake = next_considerate(person, program, now=end) == end
        if end <= latest and is_awake and end not in found.values():
            found[snooze] = end
    return found


def put_off(check_in: CheckIn, snooze: Snooze, person: Person, program: Program, *, now: datetime) -> CheckIn:
    """Return the check-in as put off; raises CannotSnoozeError with the reason."""
    if check_in.status is not CheckInStatus.OPEN:
        raise CannotSnoozeError("This check-in is not open any more, so there is nothing to put off.")
    if check_in.snoozes >= program.policy.snoozes:
        raise CannotSnoozeError(
            "You have put this check-in off as often as it goes. Nothing was changed: its reminder comes as usual, and "
            "you can answer at any time."
        )
    end = snooze_ends(check_in, person, program, now=now).get(snooze)
    if end is None:
        raise CannotSnoozeError(
            "There is not enough time left for that before the check-in closes. Nothing was changed."
        )
    if check_in.snoozed_until is not None and abs(end - check_in.snoozed_until) <= _SAME:
        raise CannotSnoozeError("It is put off until then already, and nothing was changed.")
    return replace(check_in, snoozed_until=end, snoozes=check_in.snoozes + 1)


def _ends(calendar: WorkCalendar, program: Program, *, now: datetime) -> Iterator[tuple[Snooze, datetime]]:
    today = local_date(now, calendar.zone)
    monday = today + _DAY * (7 - today.weekday())
    yield Snooze.HOUR, (now + _AN_HOUR).replace(second=0, microsecond=0)
    yield Snooze.TOMORROW, _morning(today + _DAY, calendar, program)
    yield Snooze.MONDAY, _morning(monday, calendar, program)


def _morning(day: date, calendar: WorkCalendar, program: Program) -> datetime:
    return local_instant(calendar.next_working_day(day), program.cadence.check_in_at, calendar.zone)
