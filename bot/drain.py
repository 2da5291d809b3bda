"""Drains the outboxes of many workspaces in one process, which share its connections to Slack and to the database."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from bot.delivery import Delivery
from rituals.ids import WorkspaceId

LONGEST_HOLD = timedelta(seconds=1)
"""A workspace that has to wait for longer lets others go on, and is drained again when its time has come."""


class Drain:
    """Drains one workspace at a time in each thread.

    `build` makes the delivery of a workspace; it is kept, since it knows what Slack has allowed it so far. `now` is
    the clock (aware, UTC).
    """

    def __init__(self, build: Callable[[WorkspaceId], Delivery], now: Callable[[], datetime]) -> None:
        self._build = build
        self._now = now
        self._deliveries: dict[WorkspaceId, Delivery] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def drain(self, workspace: WorkspaceId) -> datetime | None:
        """Deliver until nothing may go for a second; return when something may (UTC), or None where nothing waits.

        Two threads must not drain the same workspace at once: its budgets belong to one.
        """
        delivery = self._delivery(workspace)
        while not self._stopping.is_set():
            again = delivery.deliver_due()
            if again is None or again - self._now() > LONGEST_HOLD:
                return again
            self._stopping.wait(max((again - self._now()).total_seconds(), 0))
        return self._now()

    def drain_all(self, workspaces: Iterable[WorkspaceId], *, threads: int) -> None:
        """Drain each of the workspaces once; raises the first error that ended one, when all are done."""
        with ThreadPoolExecutor(threads, thread_name_prefix="drain") as pool:
            drained = [pool.submit(self.drain, workspace) for workspace in workspaces]
        for each in drained:
            each.result()

    def stop(self) -> None:
        """Let every drain return after the message it is at."""
        self._stopping.set()
        with self._lock:
            for delivery in self._deliveries.values():
                delivery.stop()

    def _delivery(self, workspace: WorkspaceId) -> Delivery:
        with self._lock:
            if workspace not in self._deliveries:
                self._deliveries[workspace] = self._build(workspace)
            return self._deliveries[workspace]
