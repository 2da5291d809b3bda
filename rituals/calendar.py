"""When people are asked: the one due instant of each cycle, and how late is too late."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Self

from rituals.local_time import (
    after_quiet_hours,
    date_exists,
    in_quiet_hours,
    local_date,
    local_instant,
    local_time,
    to_utc,
    zone_or_default,
)
from rituals.working_time import Weekday, WorkCalendar

__all__ = [
    "CATCH_UP",
    "ON_TIME",
    "Cycle",
    "Timeliness",
    "Weekday",
    "WorkCalendar",
    "after_quiet_hours",
    "date_exists",
    "due_instant",
    "in_quiet_hours",
    "local_date",
    "local_instant",
    "local_time",
    "timeliness",
    "to_utc",
    "zone_or_default",
]

ON_TIME = timedelta(minutes=5)
"""Elapsed time after a due instant in which a message is not late: what ticking and delivery may take."""
CATCH_UP = timedelta(hours=8)
"""Working hours after a due instant in which a message that was missed is still worth sending."""

_WEEK = timedelta(weeks=1)
_CYCLE_KEY = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Cycle:
    """An ISO week: what one check-in is about. `year` is the ISO year, which differs around New Year."""

    year: int
    week: int

    def __post_init__(self) -> None:
        # Refuses a week 53 that the year does not have.
        date.fromisocalendar(self.year, self.week, 1)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the cycle that a local date lies in."""
        iso = day.isocalendar()
        return cls(iso.year, iso.week)

    @classmethod
    def parse(cls, key: str) -> Self:
        """Return the cycle that `key` was made from."""
        match = _CYCLE_KEY.fullmatch(key)
        if match is None:
            raise ValueError(f"{key!r} is not a week like '2026-W48'")
        return cls(int(match[1]), int(match[2]))

    @property
    def key(self) -> str:
        """The text, like "2026-W48", that unique keys contain. It sorts as the cycles do."""
        return f"{self.year:04}-W{self.week:02}"

    @property
    def monday(self) -> date:
        return self.day(Weekday.MONDAY)

    def day(self, weekday: Weekday) -> date:
        return date.fromisocalendar(self.year, self.week, weekday + 1)

    def next(self) -> Self:
        return self.of(self.monday + _WEEK)

    def previous(self) -> Self:
        return self.of(self.monday - _WEEK)


def due_instant(cycle: Cycle, *, weekday: Weekday, at: time, zone: str, calendar: WorkCalendar) -> datetime | None:
    """Return the one UTC instant in `cycle` at which a person in `zone` is asked, None if the whole week is off.

    It is `at` on the wall clock in `zone` on that weekday. If people do not work on it or the date does not exist
    there, it moves to the next working day of the same ISO week, failing that to the one before.
    """
    for number in (*range(weekday, 7), *reversed(range(weekday))):
        day = cycle.day(Weekday(number))
        if not calendar.is_working_day(day) or not date_exists(day, zone):
            continue
        instant = local_instant(day, at, zone)
        # A gap that lasts until midnight, as in Nuuk, moves the end of an evening into the next day.
        asked_on = local_date(instant, zone)
        if calendar.is_working_day(asked_on) and Cycle.of(asked_on) == cycle:
            return instant
    return None


class Timeliness(Enum):
    """What has become of a due instant. TOO_LATE is recorded as skipped_late and never sent."""

    EARLY = "early"
    DUE = "due"
    LATE_BUT_INSIDE = "late_but_inside"
    TOO_LATE = "too_late"


def timeliness(
    due_at: datetime, *, now: datetime, calendar: WorkCalendar, catch_up: timedelta = CATCH_UP
) -> Timeliness:
    """Return whether what was due at an aware instant is to be sent at `now`; `catch_up` is in working hours."""
    late_by = to_utc(now) - to_utc(due_at)
    if late_by < timedelta(0):
        return Timeliness.EARLY
    if late_by <= ON_TIME:
        return Timeliness.DUE
    if calendar.working_hours_between(due_at, now) <= catch_up:
        return Timeliness.LATE_BUT_INSIDE
    return Timeliness.TOO_LATE
