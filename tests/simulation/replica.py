"""A replica of the bot in the simulation: it ticks and delivers, is stopped and killed, and its clock may be wrong."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from rituals.announcements import OutboxEntry, Verb
from rituals.breaker import Breaker
from rituals.delivery import LookUp, Missing, Outcome, after_call, after_look_up, released
from tests.simulation.outbox import ModelOutbox
from tests.simulation.slack import TIMEOUT, ModelSlack
from tests.simulation.timeline import Act, Timeline

LEASE = 3 * TIMEOUT
SECOND = timedelta(seconds=1)
LOOKS_EVERY = timedelta(minutes=10)
"""Each sender looks at least so often while something waits, as the engine has it look."""


@dataclass(slots=True, kw_only=True)
class Hardship:
    """What replicas suffer. Crashes and stops are shares of the steps of their work; each clock is off by `skew`."""

    crashes: float
    stops: float
    longest_stop: timedelta
    skew: timedelta
    """How far any clock is from the true time at most."""


class Wall:
    """The clock on the wall, which all replicas read and which is now and then set back. `offset` is its error."""

    def __init__(self) -> None:
        self.offset = timedelta(0)


class Replica:
    """Delivers as `bot/delivery.py` does, with the same rules; every step is an event, and it may die before each."""

    def __init__(
        self,
        name: str,
        timeline: Timeline,
        dice: random.Random,
        *,
        outbox: ModelOutbox,
        slack: ModelSlack,
        wall: Wall,
        hardship: Hardship,
        settle: timedelta,
    ) -> None:
        self.name = name
        self.timeline = timeline
        self.dice = dice
        self.crashes = 0
        self._outbox = outbox
        self._slack = slack
        self._wall = wall
        self._hardship = hardship
        self._settle = settle
        self._skew = hardship.skew * dice.uniform(-1, 1)
        self._life = 0
        self._paused_until = timeline.now
        self.is_up = False
        self._is_busy = False
        self._breaker = Breaker()

    def now(self) -> datetime:
        """Tell the time (UTC) as this replica knows it."""
        return self.timeline.now + self._wall.offset + self._skew

    def start(self) -> None:
        self.is_up, self._is_busy, self._breaker = True, False, Breaker()
        self._next(SECOND, self._look)

    def crash(self, away: timedelta) -> None:
        """Die on the spot, and come back after `away`."""
        self.crashes += 1
        self._life += 1
        self.is_up = False
        self.timeline.after(away, self.start)

    def pause_sending(self, wait: timedelta) -> None:
        """Send nothing for a while, as after a clock that was set forward (FAULTS C7)."""
        self._paused_until = self.timeline.now + wait

    def then(self, act: Act, wait: timedelta = SECOND) -> None:
        """Do an act of this replica next, unless it dies or is stopped before."""
        hardship = self._hardship
        if self.dice.random() < hardship.crashes:
            self.timeline.after(wait * self.dice.random(), self._crash_if(self._life))
        if self.dice.random() < hardship.stops:
            wait += hardship.longest_stop * self.dice.random()
        self._next(wait * self.dice.random(), act)

    def _crash_if(self, life: int) -> Act:
        def strike() -> None:
            if self._life == life:
                self.crash(timedelta(minutes=10) * self.dice.random())

        return strike

    def _next(self, wait: timedelta, act: Act) -> None:
        life = self._life

        def go_on() -> None:
            if self._life == life:
                act()

        self.timeline.after(wait, go_on)

    # Delivery

    def wake(self) -> None:
        """Let delivery look, where it is not at work already."""
        if self.is_up and not self._is_busy:
            self._is_busy = True
            self.then(self._look)

    def _look(self) -> None:
        self._is_busy = True
        now = self.now()
        if self.timeline.now < self._paused_until:
            self._next(self._paused_until - self.timeline.now, self._look)
        elif self._breaker.is_open(now=now) and self._breaker.open_until is not None:
            self._next(self._breaker.open_until - now, self._look)
        elif (unknown := self._outbox.claim_look_up(now=now, lease=LEASE)) is not None:
            self.then(lambda: self._looked(unknown))
        else:
            self._claim(now)

    def _claim(self, now: datetime) -> None:
        self._outbox.tidy(now=now, settle=self._settle)
        entry = self._outbox.claim(owner=self.name, now=now, lease=LEASE)
        if entry is not None:
            self.then(lambda: self._post(entry))
            return
        again = self._outbox.next_instant()
        if again is None:
            self._is_busy = False
            return
        self._next(min(max(again - now, SECOND), LOOKS_EVERY), self._look)

    def _post(self, entry: OutboxEntry) -> None:
        if not self._may_post(entry):
            self._outbox.save(entry, released(entry, now=self.now()))
            self._look()
            return
        life = self._life

        def answered(outcome: Outcome) -> None:
            if self._life == life:
                self._breaker = self._breaker.after(outcome, now=self.now())
                self.then(lambda: self._mark(entry, outcome))

        self._slack.post(entry, answered)

    def _may_post(self, entry: OutboxEntry) -> bool:
        return self._outbox.holds(entry, until=self.now() + TIMEOUT)

    def _mark(self, entry: OutboxEntry, outcome: Outcome) -> None:
        self._outbox.save(entry, self._after_call(entry, outcome))
        self.then(self._look)

    def _after_call(self, entry: OutboxEntry, outcome: Outcome) -> OutboxEntry:
        return after_call(entry, outcome, now=self.now(), settle=self._settle)

    def _looked(self, unknown: OutboxEntry) -> None:
        found: LookUp = Missing()
        if unknown.announcement.verb is Verb.POST:
            found = self._find(unknown)
            self._breaker = self._breaker.after(found, now=self.now())
        self.then(lambda: self._settled(unknown, found))

    def _find(self, unknown: OutboxEntry) -> LookUp:
        return self._slack.find(unknown)

    def _settled(self, unknown: OutboxEntry, found: LookUp) -> None:
        self._outbox.save(unknown, after_look_up(unknown, found, now=self.now()))
        self.then(self._look)
