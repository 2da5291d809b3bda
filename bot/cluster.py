"""The engine of several replicas. Each job, and delivery itself, is in one of the processes at a time."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from bot.budgets import LONGEST_WAIT
from bot.engine import LONGEST_NAP, LONGEST_STOP, NAP_AFTER_ERROR, Delivers, Job, logged
from bot.job_queue import JobQueue

DRAIN = "drain"
LONGEST_LOOK = timedelta(seconds=1)
"""While one process delivers, it looks at least so often: another may have enqueued something."""

_log = logging.getLogger(__name__)
T = TypeVar("T")


class ClusterEngine:
    """Ticks and delivers together with others on one PostgreSQL. There is no leader, and any of them may die.

    A job is in the shared queue once, whoever puts it there. Delivery stays in one process as long as anything waits
    that a budget may hold back, since what Slack takes is learned in memory; after that any process may go on.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        delivery: Delivers,
        now: Callable[[], datetime],
        queue: JobQueue,
        *,
        at_rest: Callable[[], None] = lambda: None,
    ) -> None:
        """`at_rest` is called every few seconds in which another process delivers: this one is well all the same."""
        self._jobs = jobs
        self._delivery = delivery
        self._now = now
        self._queue = queue
        self._at_rest = at_rest
        self._is_delivering = False
        self._has_started = False
        self._stopping = threading.Event()
        self._threads = ThreadPoolExecutor(len(jobs) + 1, thread_name_prefix="engine")
        self._prepare()
        queue.add(DRAIN, self._drain)
        for job in jobs:
            queue.add(job.name, self._runs(job))

    def _prepare(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._rung = asyncio.Event()
        self._look_again = asyncio.Event()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="cluster", daemon=True)

    def start(self) -> None:
        """Run every job once now and then every so often in one of the processes, and deliver whatever is due."""
        self._thread.start()
        self._has_started = True

    def dead(self) -> tuple[str, ...]:
        """Name its thread where that has ended though nobody stopped the engine."""
        if not self._has_started or self._stopping.is_set() or self._thread.is_alive():
            return ()
        return (self._thread.name,)

    def revive(self) -> tuple[str, ...]:
        """Start its thread anew where it has died, and name it. What it had taken up goes to another or comes again."""
        dead = self.dead()
        if dead:
            self._is_delivering = False
            self._prepare()
            self._thread.start()
        return dead

    def wake(self) -> None:
        """Let whichever process delivers look at once. It does not wait for the queue, and an answer need not either.

        Where this process dies before it has told the queue, delivery still looks within ten seconds.
        """
        self._tell(self._ring)

    def stop(self) -> None:
        """Finish the message and the jobs under way, within 20 seconds, and return; others go on at once."""
        self._stopping.set()
        self._delivery.stop()
        self._tell(self._end)
        self._thread.join(LONGEST_STOP.total_seconds())
        self._threads.shutdown(wait=False)
        if self._thread.is_alive():
            _log.error("did not stop in time", extra={"thread_name": self._thread.name})

    def _tell(self, what: Callable[[], None]) -> None:
        # Its thread may end at this very moment, and then there is nothing to tell.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(what)

    def _end(self) -> None:
        self._ended.set()
        self._ring()

    def _ring(self) -> None:
        self._look_again.set()
        self._rung.set()

    # In the thread of the event loop

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._work_until_stopped())

    async def _work_until_stopped(self) -> None:
        async with self._queue.opened():
            steps = (self._work, self._keep_jobs_waiting, self._answer_rings)
            tasks = [asyncio.create_task(_for_ever(step)) for step in steps]
            await self._ended.wait()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self) -> None:
        await self._queue.work(concurrency=len(self._jobs) + 1)
        _log.error("the queue went away; work goes on when it is back")

    async def _keep_jobs_waiting(self) -> None:
        """Begin everything now; then see to it every so often that nothing was lost with a process that died."""
        within = dict.fromkeys((DRAIN, *(job.name for job in self._jobs)), timedelta())
        while True:
            for name, longest in within.items():
                await self._queue.put(name, within=longest)
            within = {DRAIN: LONGEST_NAP, **{job.name: job.every for job in self._jobs}}
            if not self._is_delivering:
                self._at_rest()
            await asyncio.sleep(self._queue.look_every)
            await self._queue.rescue()

    async def _answer_rings(self) -> None:
        while True:
            await self._rung.wait()
            self._rung.clear()
            await self._queue.put(DRAIN, within=timedelta())

    # Jobs

    def _runs(self, job: Job) -> Callable[[int], Awaitable[None]]:
        async def run(_: int) -> None:
            try:
                await self._in_thread(logged(job))
            finally:
                await self._queue.put(job.name, within=job.every)

        return run

    async def _drain(self, job_id: int) -> None:
        """Deliver, and let delivery begin anew, here or elsewhere, when something else may go."""
        rest = NAP_AFTER_ERROR
        self._is_delivering = True
        try:
            rest = await self._deliver_while_held(job_id)
        except Exception:
            _log.exception("delivery failed; it is tried again")
        finally:
            self._is_delivering = False
            await self._queue.put(DRAIN, within=timedelta() if self._stopping.is_set() else min(rest, LONGEST_NAP))

    async def _deliver_while_held(self, job_id: int) -> timedelta:
        """Deliver until no budget can hold anything back, and return for how long all may rest."""
        while True:
            self._look_again.clear()
            again = await self._in_thread(self._delivery.deliver_due)
            rest = LONGEST_WAIT if again is None else max(again - self._now(), timedelta())
            if rest >= LONGEST_WAIT or self._stopping.is_set() or not await self._queue.holds(job_id):
                return rest
            await _wait(self._look_again, min(rest, LONGEST_LOOK))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


async def _for_ever(step: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await step()
        except Exception:
            _log.exception("the queue failed; it is tried again")
        await asyncio.sleep(NAP_AFTER_ERROR.total_seconds())


async def _wait(event: asyncio.Event, longest: timedelta) -> None:
    try:
        await asyncio.wait_for(event.wait(), longest.total_seconds())
    except TimeoutError:
        return
