"""The timeline of a simulation: one heap of what is to happen, and the true time, which only ever moves on."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

Act = Callable[[], None]


class Timeline:
    """Lets acts happen in the order of their instants; of those at one instant, the one planned first."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self.steps = 0
        self._planned: list[tuple[datetime, int, Act]] = []
        self._numbers = itertools.count()

    def at(self, instant: datetime, act: Act) -> None:
        """Plan an act; one in the past happens next."""
        heapq.heappush(self._planned, (max(instant, self.now), next(self._numbers), act))

    def after(self, wait: timedelta, act: Act) -> None:
        """Plan an act for when `wait` has passed."""
        self.at(self.now + wait, act)

    def run(self, *, until: datetime) -> None:
        """Let everything happen that is planned up to `until` (UTC)."""
        while self._planned and self._planned[0][0] <= until:
            self.now, _, act = heapq.heappop(self._planned)
            self.steps += 1
            act()
        self.now = max(self.now, until)
