"""Steady time: how far the bot's clock follows the clock it is compared with, and when it stops to trust that one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
"""A larger difference is no correction but a fault, or a machine that was asleep: it is not followed at once."""
STABLE_FOR = timedelta(minutes=15)
"""So long a clock that was set must run evenly before it is believed; NTP mends its own errors in less."""
STABLE_WITHIN = timedelta(seconds=5)
"""Two readings that differ by no more, elapsed time allowed for, are of a clock that runs evenly."""
LARGEST_STEP_BACK = timedelta(seconds=1)
"""Taken back at each reading. A clock that is ahead is thus slowed and never turned back: a lease ends, and what waits
goes, a little later than it might. The other way about, sending would stand still for as long as the step is large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A reference that stands elsewhere: what it showed at zero, and since when (elapsed) it has run evenly so."""

    zero: datetime
    since: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class SteadyTime:
    """Time told by counting: `zero` (UTC) is what it was when nothing had elapsed. `doubt` is why nothing may go."""

    zero: datetime
    doubt: Doubt | None = None

    def at(self, elapsed: timedelta) -> datetime:
        """Return the time (UTC) after so much has elapsed."""
        return self.zero + elapsed

    @property
    def difference(self) -> timedelta | None:
        """How far the doubted reference is ahead (behind, where negative); None without a doubt."""
        return None if self.doubt is None else self.doubt.zero - self.zero


def after_reading(time: SteadyTime, reading: datetime, *, elapsed: timedelta) -> SteadyTime:
    """Return the time as it goes on once the reference has shown `reading` (aware) when `elapsed` had passed.

    A small difference is adopted: forward at once, back by a second at each reading. A large one is a doubt, during
    which time goes on as before; the new time is adopted when the reference has run evenly for a while.
    """
    zero = reading - elapsed
    if time.doubt is None and abs(zero - time.zero) <= TOLERANCE:
        return SteadyTime(zero=max(zero, time.zero - LARGEST_STEP_BACK))
    if time.doubt is None or abs(zero - time.doubt.zero) > STABLE_WITHIN:
        return replace(time, doubt=Doubt(zero=zero, since=elapsed))
    if elapsed - time.doubt.since < STABLE_FOR:
        return time
    return SteadyTime(zero=zero)
