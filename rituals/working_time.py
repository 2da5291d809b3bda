"""Working days and working hours: what counts while somebody waits."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Self

from rituals.local_time import local_date, local_instant, local_time, to_utc

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_NO_TIME = timedelta(0)


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

    def is_open(self, instant: datetime) -> bool:
        """Tell whether people are at work at an aware instant."""
        is_workday = self.is_working_day(local_date(instant, self.zone))
        return is_workday and self.opens <= local_time(instant, self.zone) < self.closes

    def next_working_day(self, day: date) -> date:
        """Return `day` itself if people work on it, and the first working day after it if not."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Return the nth working day after `day`, or before it if `n` is negative; `day` itself for 0."""
        return _add_working_days(self, day, n)

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


# Asked of each dependency at each tick, and their dates are few.
@lru_cache(maxsize=10_000)
def _add_working_days(calendar: WorkCalendar, day: date, n: int) -> date:
    direction = 1 if n > 0 else -1
    left = abs(n)
    while left:
        # Whole weeks at once, but never the last step: it has to end on a working day.
        weeks = (left - 1) // len(calendar.working_days)
        reached = day + direction * (weeks * _WEEK if weeks else _DAY)
        left -= abs(calendar.working_days_between(day, reached))
        day = reached
    return day
