"""Budgets: how many calls Slack takes, so that a message waits here and is not refused there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rituals.announcements import Verb

POSTS_PER_MINUTE = 300
"""Slack says "several hundred a minute" for a workspace, and does not say how many."""
FEWEST_POSTS_PER_MINUTE = 30
BETWEEN_POSTS = timedelta(seconds=1)
"""In one channel."""
LONGEST_WAIT = timedelta(minutes=15)
"""No budget asks for more: a longer one is a clock that was set back."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Pace:
    """Spreads calls over time: at most `per_minute` in any minute, of which up to `burst` at once after a rest."""

    per_minute: float
    burst: int = 10
    _full_at: datetime = field(default=LONG_AGO)

    def earliest(self, *, now: datetime) -> datetime:
        """Return the earliest instant (UTC, at least `now`) at which a call may go."""
        free = self._full_at - self._interval * (self.burst - 1)
        if free > now + LONGEST_WAIT:
            self._full_at = now
            return now
        return max(free, now)

    def take(self, *, now: datetime) -> None:
        """Count a call that goes now, also one that could not wait."""
        self._full_at = max(self._full_at, now) + self._interval

    def hold(self, *, until: datetime) -> None:
        """Let no call go before `until`."""
        self._full_at = max(self._full_at, until + self._interval * (self.burst - 1))

    @property
    def _interval(self) -> timedelta:
        return timedelta(minutes=1) / (self.per_minute - self.burst)


class PostPace(Pace):
    """A pace that learns: it halves when Slack says that it was too much, and grows slowly while Slack does not."""

    def __init__(self) -> None:
        super().__init__(POSTS_PER_MINUTE)
        self._untroubled = 0

    def accepted(self) -> None:
        """Grow by a tenth after a minute's worth of calls, above the figure begun with after ten minutes' worth."""
        self._untroubled += 1
        minutes = 1 if self.per_minute < POSTS_PER_MINUTE else 10
        if self._untroubled >= self.per_minute * minutes:
            self._untroubled = 0
            self.per_minute *= 1.1

    def limited(self) -> None:
        self._untroubled = 0
        self.per_minute = max(self.per_minute / 2, FEWEST_POSTS_PER_MINUTE)


class Budgets:
    """The budgets of one workspace in one process. `now` is aware and UTC, and so are the instants returned."""

    def __init__(self) -> None:
        self.posts = PostPace()
        # By Slack's tiers: the third takes 50 calls a minute, the second 20.
        self.edits = Pace(50)
        self.readings = Pace(50)
        self.openings = Pace(50)
        self.directory = Pace(20)
        self._resting: dict[str, datetime] = {}

    def earliest(self, *, now: datetime) -> Mapping[Verb, datetime]:
        """Return when a post and when an edit may go to somebody who is not resting; `now` at the earliest."""
        return {Verb.POST: self.posts.earliest(now=now), Verb.EDIT: self.edits.earliest(now=now)}

    def resting(self, *, now: datetime) -> Mapping[str, datetime]:
        """Return until when recipients may not be written to."""
        self._resting = {who: min(until, now + LONGEST_WAIT) for who, until in self._resting.items() if until > now}
        return self._resting

    def take(self, verb: Verb, recipient: str, *, now: datetime) -> None:
        """Count a message that goes to `recipient` now."""
        if verb is Verb.EDIT:
            self.edits.take(now=now)
            return
        self.posts.take(now=now)
        self._rest(recipient, now + BETWEEN_POSTS)

    def accepted(self, verb: Verb) -> None:
        """Learn that Slack took a message."""
        if verb is Verb.POST:
            self.posts.accepted()

    def limited(self, verb: Verb, recipient: str, *, until: datetime) -> None:
        """Learn that it was too much for Slack: leave `recipient` alone and post more slowly, or hold all edits."""
        if verb is Verb.EDIT:
            self.edits.hold(until=until)
            return
        self._rest(recipient, until)
        self.posts.limited()

    def _rest(self, recipient: str, until: datetime) -> None:
        self._resting[recipient] = max(until, self._resting.get(recipient, until))
