"""Who directs the workspace: the port through which the page moves time and lets the other people act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sandbox.clock import Clock
from sandbox.records import ChannelId, UserId


class Step(StrEnum):
    """How far time is moved on at one press."""

    NEXT = "next"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What is due next: when (UTC), and in a few words what, such as `5 check-ins`."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that came about while time moved: when (UTC), what in one line, and where it can be read.

    `reader` is somebody who sees `channel`. Without a `channel` there is nothing to look at. `is_act` says that a
    person did it, and not the app.
    """

    at: datetime
    words: str
    channel: ChannelId | None = None
    ts: str | None = None
    reader: UserId | None = None
    is_act: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with time. `happenings` are those of the latest move, oldest first.

    `has_looked` says that it was found out what is `upcoming`: where that is None then, nothing is.
    `own` are the people who are acted for by hand, so that the story leaves them alone. `notice` is a sentence for the
    person at the page: what went wrong, or what to do now.
    """

    is_busy: bool = False
    is_playing: bool = False
    has_story: bool = False
    has_looked: bool = False
    upcoming: Upcoming | None = None
    happenings: tuple[Happening, ...] = ()
    own: frozenset[UserId] = frozenset()
    notice: str = ""


class Director(Protocol):
    """Every verb returns at once; what comes of it is told to those who have subscribed."""

    @property
    def standing(self) -> Standing: ...

    def subscribe(self, listener: Callable[[], None]) -> None: ...

    def step(self, step: Step) -> None:
        """Move time on, with everything that is due on the way."""

    def play(self) -> None:
        """Move from one thing that is due to the next, with pauses to read, until `pause`."""

    def pause(self) -> None: ...

    def acted(self, who: UserId) -> None:
        """Take note that somebody is acted for by hand from now on: the app may have something to do at once."""

    def release(self, who: UserId) -> None:
        """Let that person act by themselves again."""


class ClockDirector:
    """Moves the clock and nothing else: for a workspace whose app runs on a clock of its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._listeners: list[Callable[[], None]] = []
        self.standing = Standing()

    def subscribe(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def step(self, step: Step) -> None:
        """Move the clock by a day or a week; what is due next is not known here."""
        if step is not Step.NEXT:
            self._clock.advance(timedelta(days=1 if step is Step.DAY else 7))

    def play(self) -> None:
        """Do nothing: there is no story."""

    def pause(self) -> None:
        """Do nothing: there is no story."""

    def acted(self, who: UserId) -> None:
        """Do nothing: the app looks by itself."""

    def release(self, who: UserId) -> None:
        """Do nothing: nobody acts by themselves."""
