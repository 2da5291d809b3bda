"""What the sandbox will do later, on its own clock: retry an event, or accept a call that it had cut off."""

import heapq
import itertools
import threading
from collections.abc import Callable
from datetime import datetime

from sandbox.clock import Clock

# How often a running clock is looked at. A frozen clock calls by itself when it moves.
LOOK_EVERY_SECONDS = 0.05


class Agenda:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._order = itertools.count()
        self._entries: list[tuple[datetime, int, Callable[[], None]]] = []
        self._stopped = threading.Event()
        clock.subscribe(self.run_due)
        if not clock.is_frozen:
            threading.Thread(target=self._watch, name="sandbox-agenda", daemon=True).start()

    def at(self, due: datetime, action: Callable[[], None]) -> None:
        with self._lock:
            heapq.heappush(self._entries, (due, next(self._order), action))

    def run_due(self) -> None:
        while (action := self._pop_due()) is not None:
            action()

    def stop(self) -> None:
        self._stopped.set()
        with self._lock:
            self._entries.clear()

    def _pop_due(self) -> Callable[[], None] | None:
        now = self._clock.now()
        with self._lock:
            if self._entries and self._entries[0][0] <= now:
                return heapq.heappop(self._entries)[2]
        return None

    def _watch(self) -> None:
        while not self._stopped.wait(LOOK_EVERY_SECONDS):
            self.run_due()
