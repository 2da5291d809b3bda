"""Vitals: when each part of this process last gave a sign of life."""

from collections.abc import Callable
from datetime import timedelta

from bot.clock import elapsed


class Vitals:
    """Counts by a clock that nobody can set, so that a step of the wall clock makes no part look dead."""

    def __init__(self, elapsed: Callable[[], timedelta] = elapsed) -> None:
        self._elapsed = elapsed
        self._began = elapsed()
        self._signs: dict[str, timedelta] = {}

    def sign(self, part: str) -> None:
        """Note that a part is alive."""
        self._signs[part] = self._elapsed()

    def silence(self, part: str) -> timedelta:
        """Return for how long a part has given no sign: since the beginning where it never did."""
        return self._elapsed() - self._signs.get(part, self._began)
