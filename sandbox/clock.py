"""The sandbox's clock: real time that can be shifted, or a frozen time that only moves when it is told to."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Self

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Clock:
    """Tells the time in UTC. Whoever subscribes is called after each move, in the thread that moved it."""

    def __init__(self, frozen_at: datetime | None = None) -> None:
        self._frozen_at = None if frozen_at is None else _aware(frozen_at)
        self._shift = timedelta()
        self._lock = threading.Lock()
        self._subscribers: list[Callable[[], None]] = []

    @classmethod
    def frozen(cls, at: datetime = START) -> Self:
        return cls(frozen_at=at)

    @classmethod
    def running(cls) -> Self:
        return cls()

    @property
    def is_frozen(self) -> bool:
        return self._frozen_at is not None

    def now(self) -> datetime:
        with self._lock:
            return self._now()

    def set(self, at: datetime) -> None:
        """Move to that instant, backwards too."""
        with self._lock:
            self._move(_aware(at) - self._now())
        self._tell()

    def advance(self, delta: timedelta) -> datetime:
        with self._lock:
            self._move(delta)
        self._tell()
        return self.now()

    def subscribe(self, callback: Callable[[], None]) -> None:
        self._subscribers.append(callback)

    def _now(self) -> datetime:
        return datetime.now(UTC) + self._shift if self._frozen_at is None else self._frozen_at

    def _move(self, delta: timedelta) -> None:
        if self._frozen_at is None:
            self._shift += delta
        else:
            self._frozen_at += delta

    def _tell(self) -> None:
        for callback in tuple(self._subscribers):
            callback()


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        msg = "The sandbox's clock takes aware times only."
        raise ValueError(msg)
    return at.astimezone(UTC)
