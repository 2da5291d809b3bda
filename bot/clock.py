"""The only real clock: the machine's own, and one made steady that no setting of it can make jump."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Self

from rituals.steady_time import SteadyTime, after_reading
from storage.database import Database
from storage.database_time import database_now, has_clock

SLOWEST_READING = timedelta(seconds=5)
"""A reading that took longer tells too little of when it was made."""
# Counts the time that a machine was asleep, so that waking up is no jump. Not every system has it.
_COUNTER = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

_log = logging.getLogger(__name__)


def now() -> datetime:
    """Return the present moment (aware, UTC) by the machine's clock."""
    return datetime.now(UTC)


def elapsed() -> timedelta:
    """Return the time since the machine was started, which nobody can set."""
    return timedelta(seconds=time.clock_gettime(_COUNTER))


class SteadyClock:
    """Tells a time that never jumps while the reference is in doubt, and says so in `trouble`.

    `reference` is compared with at each `check`; `elapsed` counts in between.
    """

    def __init__(self, reference: Callable[[], datetime], elapsed: Callable[[], timedelta] = elapsed) -> None:
        self._reference = reference
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._time = SteadyTime(zero=reference() - elapsed())
        self._last = self._time.at(elapsed())

    @classmethod
    def of(cls, database: Database) -> Self:
        """Build the clock of a bot: by the database's time where it has one, so that all replicas agree."""
        return cls((lambda: database_now(database)) if has_clock(database) else now)

    @property
    def trouble(self) -> str | None:
        """Why nothing may be sent or ticked now, in plain words; None while the clock is steady."""
        difference = self._time.difference
        if difference is None:
            return None
        minutes = round(abs(difference).total_seconds() / 60)
        return f"the clock was set {'forward' if difference > timedelta() else 'back'} by {minutes} minutes"

    def now(self) -> datetime:
        """Return the present moment (aware, UTC). It stands still rather than go back by a little."""
        with self._lock:
            self._last = max(self._last, self._time.at(self._elapsed()))
            return self._last

    def check(self) -> None:
        """Compare with the reference, and follow it or stop to trust it; raises what reading it raises."""
        before = self._elapsed()
        reading = self._reference()
        after = self._elapsed()
        if after - before > SLOWEST_READING:
            _log.warning("the clock could not be read in time")
            return
        with self._lock:
            self._follow(after_reading(self._time, reading, elapsed=(before + after) / 2))

    def _follow(self, time: SteadyTime) -> None:
        was, self._time = self._time, time
        if time.difference is not None and was.difference is None:
            _log.error("sending pauses: the clock was set", extra={"seconds": time.difference.total_seconds()})
        if time.difference is None and was.difference is not None:
            self._last = time.at(self._elapsed())
            _log.warning("sending goes on: the clock is steady again", extra={"now": self._last.isoformat()})
