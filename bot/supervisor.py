"""The supervisor: one thread that looks after this process, by a clock that nobody can set."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from bot.clock import elapsed
from bot.engine import Job
from bot.vitals import Vitals

EVERY = timedelta(seconds=5)
LONGEST_STOP = timedelta(seconds=5)
SUPERVISOR = "supervisor"
"""By this name it gives its signs of life."""

_log = logging.getLogger(__name__)


class Supervised(Protocol):
    """An engine whose threads can be looked after."""

    def dead(self) -> tuple[str, ...]: ...

    def revive(self) -> tuple[str, ...]: ...


class Supervisor:
    """Does its jobs one after the other, each so often, until it is stopped; one that fails keeps no other."""

    def __init__(
        self,
        jobs: Sequence[Job],
        vitals: Vitals,
        *,
        every: timedelta = EVERY,
        elapsed: Callable[[], timedelta] = elapsed,
    ) -> None:
        self._jobs = jobs
        self._vitals = vitals
        self._every = every.total_seconds()
        self._elapsed = elapsed
        self._next = dict.fromkeys((job.name for job in jobs), timedelta())
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self) -> None:
        """Do every job once now and then each at its time."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the job under way and stop; one that hangs is left to hang."""
        self._stopping.set()
        self._thread.join(LONGEST_STOP.total_seconds())

    def _watch(self) -> None:
        while not self._stopping.is_set():
            for job in self._jobs:
                self._vitals.sign(SUPERVISOR)
                if self._next[job.name] <= self._elapsed():
                    self._next[job.name] = self._elapsed() + job.every
                    self._do(job)
            self._stopping.wait(self._every)

    def _do(self, job: Job) -> None:
        try:
            job.run()
        except Exception:
            _log.exception("looking after this process failed; it is tried again", extra={"job": job.name})
