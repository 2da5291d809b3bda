"""A model of Slack: it takes, refuses, limits and loses calls by chance, and keeps what it took."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from rituals.announcements import OutboxEntry, Priority, Verb
from rituals.delivery import (
    BLIND_TRIES,
    Accepted,
    Doubtful,
    Limited,
    LookUp,
    Missing,
    Outcome,
    Refused,
    Revoked,
    Unreachable,
    search_from,
)
from tests.simulation.timeline import Timeline

TIMEOUT = timedelta(seconds=10)


class Fate(Enum):
    """What becomes of a call. Before `TIMEOUT` an answer, after it none."""

    ACCEPTED = "accepted"
    ANSWER_LOST = "accepted, and the answer lost"
    ACCEPTED_LATE = "accepted after the caller gave up"
    LOST = "never arrived, and nobody can tell"
    UNREACHABLE = "no connection"
    LIMITED = "too much at once"
    REFUSED = "a clear no"
    REVOKED = "the installation is gone for a moment"


@dataclass(slots=True, kw_only=True)
class Weather:
    """How often Slack does what. `latest` is how long after the caller gave up a call is still accepted."""

    weights: dict[Fate, float]
    latest: timedelta
    unreadable: float = 0.0
    """The share of look-ups that fail."""
    closed: frozenset[str] = field(default_factory=frozenset)
    """Channels whose history may never be read."""

    def calm(self) -> None:
        """Let everything succeed from now on; history that is closed stays closed."""
        self.weights = {Fate.ACCEPTED: 1.0}
        self.unreadable = 0.0


class DoubledError(AssertionError):
    """Slack took one message twice."""


class ModelSlack:
    def __init__(self, timeline: Timeline, dice: random.Random, weather: Weather) -> None:
        self.copies: dict[str, list[tuple[datetime, OutboxEntry]]] = {}
        """What was accepted, by nonce. The oracle: no sender sees it but by looking into history."""
        self.calls = 0
        self.arrived: Callable[[OutboxEntry], None] = lambda entry: None
        """Is called with each message that people can read now."""
        self._timeline = timeline
        self._dice = dice
        self._weather = weather

    def post(self, entry: OutboxEntry, answer: Callable[[Outcome], None]) -> None:
        """Take a call; `answer` is called when its caller hears of it, also where it does not listen any more."""
        self.calls += 1
        weights = self._weather.weights
        fate = self._dice.choices(list(weights), weights=list(weights.values()))[0]
        heard = self._within(TIMEOUT)
        match fate:
            case Fate.ACCEPTED:
                self._timeline.after(heard, lambda: self._accept(entry, answer))
            case Fate.ANSWER_LOST:
                self._timeline.after(heard, lambda: self._accept(entry))
            case Fate.ACCEPTED_LATE:
                self._timeline.after(TIMEOUT + self._within(self._weather.latest), lambda: self._accept(entry))
        outcome = self._told(fate)
        if outcome is not None:
            wait = TIMEOUT if isinstance(outcome, Doubtful) else heard
            self._timeline.after(wait, lambda: answer(outcome))

    def find(self, entry: OutboxEntry) -> LookUp:
        """Return what history tells of a message at this moment."""
        if entry.announcement.recipient in self._weather.closed:
            return Refused("missing_scope")
        if self._dice.random() < self._weather.unreadable:
            troubles: list[LookUp] = [Doubtful("HTTP 503"), Limited(timedelta(seconds=30)), Unreachable("dns")]
            return self._dice.choice(troubles)
        for at, copy in self.copies.get(entry.nonce, []):
            if at >= search_from(entry):
                return _place(copy, at)
        return Missing()

    def may_double(self, entry: OutboxEntry) -> bool:
        """Tell whether a double beats silence: an escalation where nobody can look."""
        said = entry.announcement
        return said.priority is Priority.ESCALATION and said.recipient in self._weather.closed

    def _accept(self, entry: OutboxEntry, answer: Callable[[Outcome], None] | None = None) -> None:
        if entry.announcement.verb is Verb.POST:
            self._keep(entry)
        if answer is not None:
            answer(_place(entry, self._timeline.now))

    def _keep(self, entry: OutboxEntry) -> None:
        copies = self.copies.setdefault(entry.nonce, [])
        copies.append((self._timeline.now, entry))
        if len(copies) > (BLIND_TRIES if self.may_double(entry) else 1):
            raise DoubledError(f"{entry.announcement.key} is in Slack {len(copies)} times")
        self.arrived(entry)

    def _told(self, fate: Fate) -> Outcome | None:
        match fate:
            case Fate.ACCEPTED:
                return None
            case Fate.UNREACHABLE:
                return Unreachable("connection refused")
            case Fate.LIMITED:
                return Limited(timedelta(seconds=self._dice.randint(1, 60)))
            case Fate.REFUSED:
                return Refused("is_archived")
            case Fate.REVOKED:
                return Revoked("token_revoked")
            case _:
                return Doubtful("no answer")

    def _within(self, longest: timedelta) -> timedelta:
        return longest * self._dice.random()


def _place(entry: OutboxEntry, at: datetime) -> Accepted:
    return Accepted(entry.announcement.recipient, f"{at.timestamp():.6f}")
