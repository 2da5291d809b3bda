"""When people are asked: weeks, working days, working hours, and the one due instant of each cycle."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, IntEnum
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

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_NO_TIME = timedelta(0)
_CYCLE_KEY = re.compile(r"([0-9]{4})-W([0-9]{2})")


class Weekday(IntEnum):
    """A day of the week, numbered as `date.weekday()` numbers it."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6

    @classmethod
    def parse(cls, word: str) -> Self:
        """Return the day of an English name, or of its first three letters or more, in upper or lower case.

        Numbers are refused: whether 0 is a Sunday or a Monday depends on whom one asks.
        """
        wanted = word.strip().upper()
        for weekday in cls:
            if len(wanted) >= 3 and weekday.name.startswith(wanted):
                return weekday
        raise ValueError(f"{word!r} is not a day of the week; write it out, like 'thursday'")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """When people work: days and holidays are local dates, `opens` and `closes` wall time in `zone`."""

    working_days: frozenset[Weekday] = frozenset(Weekday) - {Weekday.SATURDAY, Weekday.SUNDAY}
    holidays: frozenset[date] = frozenset()
    opens: time = time(9)
    closes: time = time(17)
    zone: str

    def __post_init__(self) -> None:
        if not self.working_days:
            raise ValueError(f"a calendar in {self.zone} without a working day")
        if self.opens >= self.closes:
            raise ValueError(f"working hours end at {self.closes}, not after they begin at {self.opens}")

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.working_days and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """Return `day` itself if people work on it, and the first working day after it if not."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Return the nth working day after `day`, or before it if `n` is negative; `day` itself for 0."""
        direction = 1 if n > 0 else -1
        left = abs(n)
        while left:
            # Whole weeks at once, but never the last step: it has to end on a working day.
            weeks = (left - 1) // len(self.working_days)
            reached = day + direction * (weeks * _WEEK if weeks else _DAY)
            left -= abs(self.working_days_between(day, reached))
            day = reached
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return the number of working days after `start` up to and including `end`.

        With `end` before `start`: minus those before `start` down to and including `end`. `start` never counts.
        """
        if end < start:
            return -self._working_days_from(end, (start - end).days)
        return self._working_days_from(start + _DAY, (end - start).days)

    def _working_days_from(self, first: date, days: int) -> int:
        weeks, rest = divmod(days, 7)
        in_rest = sum((first.weekday() + offset) % 7 in self.working_days for offset in range(rest))
        off = sum(
            1
            for holiday in self.holidays
            if 0 <= (holiday - first).days < days and holiday.weekday() in self.working_days
        )
        return weeks * len(self.working_days) + in_rest - off

    def add_working_hours(self, start: datetime, hours: float | timedelta) -> datetime:
        """Return the UTC instant at which `hours` of open time have passed since the aware instant `start`.

        The earliest such instant: eight hours from nine o'clock end at five, not at nine on the next day. No hours
        are `start` itself, even at night. An hour is sixty minutes that pass, whatever the clocks do meanwhile.
        """
        left = hours if isinstance(hours, timedelta) else timedelta(hours=hours)
        moment = to_utc(start)
        if left < _NO_TIME:
            raise ValueError(f"{hours} working hours: they can only be added forwards")
        if left == _NO_TIME:
            return moment
        day = self.next_working_day(local_date(moment, self.zone))
        while (open_time := self._open_time(day, moment)) < left:
            left -= open_time
            day = self.next_working_day(day + _DAY)
        return max(moment, local_instant(day, self.opens, self.zone)) + left

    def working_hours_between(self, a: datetime, b: datetime) -> timedelta:
        """Return the open time that passes between two aware instants; negative if `b` comes before `a`."""
        since, until = to_utc(a), to_utc(b)
        if until < since:
            return -self.working_hours_between(until, since)
        total = _NO_TIME
        day = self.next_working_day(local_date(since, self.zone))
        last = local_date(until, self.zone)
        while day <= last:
            total += self._open_time(day, since) - self._open_time(day, until)
            day = self.next_working_day(day + _DAY)
        return total

    def _open_time(self, day: date, since: datetime) -> timedelta:
        """Return how much of the working hours of `day` is left at `since`."""
        opens = local_instant(day, self.opens, self.zone)
        closes = local_instant(day, self.closes, self.zone)
        return max(closes - max(opens, since), _NO_TIME)


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
    if late_by < _NO_TIME:
        return Timeliness.EARLY
    if late_by <= ON_TIME:
        return Timeliness.DUE
    if calendar.working_hours_between(due_at, now) <= catch_up:
        return Timeliness.LATE_BUT_INSIDE
    return Timeliness.TOO_LATE
