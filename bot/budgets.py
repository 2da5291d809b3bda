"""Budgets: how many calls Slack takes, so that a message waits here and is not refused there."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from rituals.announcements import Verb

POSTS_PER_MINUTE = 300
"""To begin with: Slack says "several hundred a minute" for a workspace, and does not say how many."""
FEWEST_POSTS_PER_MINUTE = 30
BURST = 10
"""So many calls may go at once after a rest."""
BETWEEN_POSTS = timedelta(seconds=1)
"""In one channel."""
MINUTE = timedelta(minutes=1)
WINDOW = MINUTE + timedelta(seconds=1)
"""A minute as Slack may count it: calls do not all take equally long to get there."""
MINUTES_BETWEEN_TRIALS = 5
"""After so many minutes' worth of posts that nobody refused, what Slack allows is tried anew."""
GROWTH = 1.1
LONGEST_WAIT = timedelta(minutes=15)
"""No budget asks for more: a longer one is a clock that was set back."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Pace:
    """Spreads calls over time: at most `per_minute` in any minute, of which up to `burst` at once after a rest."""

    per_minute: float
    burst: int = BURST
    _full_at: datetime = field(default=LONG_AGO)

    def earliest(self, *, now: datetime) -> datetime:
        """Return the earliest instant (UTC, at least `now`) at which a call may go."""
        free = self._full_at - self._interval * (self.burst - 1)
        if free > now + LONGEST_WAIT:
            self._full_at = now
            return now
        return max(free, now)

    def room(self, *, now: datetime) -> int:
        """Return how many calls may go at once."""
        if self.earliest(now=now) > now:
            return 0
        return min(max(int((now - self._full_at) / self._interval) + self.burst, 1), self.burst)

    def take(self, *, now: datetime) -> None:
        """Count a call that goes now, also one that could not wait."""
        self._full_at = max(self._full_at, now) + self._interval

    def hold(self, *, until: datetime) -> None:
        """Let no call go before `until`."""
        self._full_at = max(self._full_at, until + self._interval * (self.burst - 1))

    @property
    def _interval(self) -> timedelta:
        return MINUTE / (self.per_minute - self.burst)


class PostPace(Pace):
    """A pace that learns what Slack allows, which Slack does not publish.

    Until it is refused for the first time it grows with every post while it is used to the full: twice as many in the
    next minute. A refusal tells the figure: as many as went in the last minute, and half the pace at the least. From
    then on a tenth more is tried every five minutes' worth of posts.
    """

    def __init__(self) -> None:
        super().__init__(POSTS_PER_MINUTE)
        self._taken: deque[datetime] = deque()
        self._untroubled = 0
        self._was_refused = False

    def earliest(self, *, now: datetime) -> datetime:
        steady = super().earliest(now=now)
        if self._in_window(now=now) < int(self.per_minute):
            return steady
        return min(max(steady, self._taken[-int(self.per_minute)] + WINDOW), now + LONGEST_WAIT)

    def room(self, *, now: datetime) -> int:
        return max(min(super().room(now=now), int(self.per_minute) - self._in_window(now=now)), 0)

    def take(self, *, now: datetime) -> None:
        super().take(now=now)
        self._taken.append(now)

    def accepted(self, *, now: datetime) -> None:
        """Learn that Slack took a post."""
        self._untroubled += 1
        if not self._was_refused:
            self.per_minute += self._in_last_minute(now=now) >= self.per_minute / 2
        elif self._untroubled >= self.per_minute * MINUTES_BETWEEN_TRIALS:
            self._untroubled = 0
            self.per_minute *= GROWTH

    def limited(self, *, now: datetime) -> None:
        """Learn that the workspace has had as many posts as Slack takes."""
        self._untroubled = 0
        self._was_refused = True
        went = min(self._in_last_minute(now=now), self.per_minute)
        self.per_minute = max(went, self.per_minute / 2, FEWEST_POSTS_PER_MINUTE)

    def give_back(self) -> None:
        """Count the last call no longer: Slack refused it."""
        if self._taken:
            self._taken.pop()

    @property
    def _interval(self) -> timedelta:
        return MINUTE / self.per_minute

    def _in_window(self, *, now: datetime) -> int:
        while self._taken and not now - WINDOW < self._taken[0] <= now:
            self._taken.popleft()
        return len(self._taken)

    def _in_last_minute(self, *, now: datetime) -> int:
        in_window = self._in_window(now=now)
        return in_window - sum(1 for _ in takewhile(lambda at: at <= now - MINUTE, self._taken))


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
        self._refused: str | None = None

    def earliest(self, *, now: datetime) -> Mapping[Verb, datetime]:
        """Return when a post and when an edit may go to somebody who is not resting; `now` at the earliest."""
        return {Verb.POST: self.posts.earliest(now=now), Verb.EDIT: self.edits.earliest(now=now)}

    def room(self, *, now: datetime) -> Mapping[Verb, int]:
        """Return how many posts and how many edits may go at once; what may not go at all is left out."""
        room = {Verb.POST: self.posts.room(now=now), Verb.EDIT: self.edits.room(now=now)}
        return {verb: count for verb, count in room.items() if count}

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

    def accepted(self, verb: Verb, *, now: datetime) -> None:
        """Learn that Slack took a message."""
        if verb is Verb.POST:
            self._refused = None
            self.posts.accepted(now=now)

    def limited(self, verb: Verb, recipient: str, *, now: datetime, until: datetime) -> None:
        """Learn that it was too much for Slack until an instant (UTC).

        Slack does not say whether it meant the channel or the workspace. The first refusal leaves the channel alone;
        where the next post, to somebody else, is refused too, it meant the workspace, and all posts wait.
        """
        if verb is Verb.EDIT:
            self.edits.hold(until=until)
            return
        self.posts.give_back()
        self._rest(recipient, until)
        if self._refused not in (None, recipient):
            self.posts.limited(now=now)
            self.posts.hold(until=until)
        self._refused = recipient

    def _rest(self, recipient: str, until: datetime) -> None:
        self._resting[recipient] = max(until, self._resting.get(recipient, until))
