"""Engines: wake the code that looks. What is said and when is decided by the database."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

LONGEST_NAP = timedelta(seconds=10)
"""Delivery looks at least so often: another process may have enqueued something."""
NAP_AFTER_ERROR = timedelta(seconds=1)
LONGEST_STOP = timedelta(seconds=20)

_log = logging.getLogger(__name__)


class Engine(Protocol):
    """Starts the ticks, wakes delivery when something was enqueued, and stops both."""

    def start(self) -> None: ...

    def wake(self) -> None: ...

    def stop(self) -> None: ...


class Delivers(Protocol):
    """What an engine wakes to deliver: `deliver_due` returns when something else may go (UTC), or None."""

    def deliver_due(self) -> datetime | None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to run every so often. It asks by itself what is due, so that it may run late or twice."""

    name: str
    run: Callable[[], object]
    every: timedelta


class OneMachineEngine:
    """Ticks and delivers in threads of this process. Any number of processes may run one on the same database."""

    def __init__(self, jobs: Sequence[Job], delivery: Delivers, now: Callable[[], datetime]) -> None:
        self._jobs = jobs
        self._delivery = delivery
        self._now = now
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._worker = threading.Thread(target=self._deliver, name="delivery", daemon=True)
        self._scheduler = Ticker(jobs)
        self._has_started = False

    def start(self) -> None:
        """Run every job once now and then every so often, and deliver whatever is due."""
        self._scheduler.start()
        self._worker.start()
        self._has_started = True

    def dead(self) -> tuple[str, ...]:
        """Name those of its threads that have ended though nobody stopped the engine."""
        if not self._has_started or self._stopping.is_set():
            return ()
        alive = {"scheduler": self._scheduler.is_alive, "delivery": self._worker.is_alive}
        return tuple(name for name, is_alive in alive.items() if not is_alive())

    def revive(self) -> tuple[str, ...]:
        """Start anew whichever of its threads has died, and name them. A job that still runs is left to end."""
        dead = self.dead()
        if "scheduler" in dead:
            self._scheduler = Ticker(self._jobs)
            self._scheduler.start()
        if "delivery" in dead:
            self._worker = threading.Thread(target=self._deliver, name="delivery", daemon=True)
            self._worker.start()
        return dead

    def wake(self) -> None:
        """Let delivery look at once."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the message and the jobs under way, within 20 seconds, and return."""
        self._stopping.set()
        self._delivery.stop()
        self._woken.set()
        scheduler = threading.Thread(target=self._scheduler.end, name="stop jobs", daemon=True)
        scheduler.start()
        deadline = time.monotonic() + LONGEST_STOP.total_seconds()
        for thread in (self._worker, scheduler):
            thread.join(max(deadline - time.monotonic(), 0))
            if thread.is_alive():
                _log.error("did not stop in time", extra={"thread_name": thread.name})

    def _deliver(self) -> None:
        while True:
            self._woken.clear()
            if self._stopping.is_set():
                return
            self._woken.wait(self._deliver_once().total_seconds())

    def _deliver_once(self) -> timedelta:
        """Deliver what is due and return how long to rest; an error never ends the thread."""
        try:
            again = self._delivery.deliver_due()
        except Exception:
            _log.exception("delivery failed; it is tried again")
            return NAP_AFTER_ERROR
        if again is None:
            return LONGEST_NAP
        return min(max(again - self._now(), timedelta()), LONGEST_NAP)


class Ticker(BackgroundScheduler):  # type: ignore[misc]  # APScheduler leaves it untyped
    """Runs every job once now and then every so often, in threads of its own."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        super().__init__(
            executors={"default": ThreadPoolExecutor(max(1, len(jobs)))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        for job in jobs:
            trigger = IntervalTrigger(seconds=job.every.total_seconds(), timezone="UTC")
            self.add_job(logged(job), trigger, id=job.name, next_run_time=datetime.now(UTC))

    def is_alive(self) -> bool:
        """Tell whether its thread runs: a scheduler whose thread has died still says that it is running."""
        return bool(self.running and self._thread is not None and self._thread.is_alive())

    def _process_jobs(self) -> float:
        # It goes by the wall clock: once that is set back, it would sleep until the time it had planned comes again.
        now = datetime.now(UTC)
        for job in self.get_jobs():
            if job.next_run_time > now + job.trigger.interval:
                job.modify(next_run_time=now)
        wait: float = super()._process_jobs()
        return wait

    def end(self) -> None:
        """Finish the jobs under way and stop; a scheduler that was stopped already stays so."""
        if self.is_alive():
            self.remove_all_jobs()
            self.shutdown()


def logged(job: Job) -> Callable[[], None]:
    """Return what runs the job and, where it fails, logs the error and no more."""

    def run() -> None:
        try:
            job.run()
        except Exception:
            _log.exception("job failed; it runs again at its time", extra={"job": job.name})

    return run
