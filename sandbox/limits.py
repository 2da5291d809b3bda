"""Rate limits as Slack documents them, counted on the sandbox's clock."""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.clock import Clock

MINUTE = timedelta(minutes=1)
POST = "chat.postMessage"
# Calls a minute. What Slack calls special, and does not number, is given 600.
TIERS: Mapping[str, int] = {
    "api.test": 100,
    "apps.connections.open": 50,
    "auth.test": 600,
    "chat.delete": 50,
    "chat.getPermalink": 600,
    "chat.postEphemeral": 100,
    "chat.update": 50,
    "conversations.history": 50,
    "conversations.info": 50,
    "conversations.list": 20,
    "conversations.members": 100,
    "conversations.open": 50,
    "conversations.replies": 50,
    "users.info": 100,
    "users.list": 20,
    "users.lookupByEmail": 50,
    "users.profile.get": 100,
    "views.open": 100,
    "views.publish": 100,
    "views.push": 100,
    "views.update": 100,
}


@dataclass(slots=True)
class Window:
    """At most `count` calls in any `span` of time."""

    count: int
    span: timedelta
    calls: deque[datetime] = field(default_factory=deque)

    def wait(self, now: datetime) -> timedelta:
        """Return how long a caller must wait: nothing if there is room."""
        while self.calls and self.calls[0] + self.span <= now:
            self.calls.popleft()
        if len(self.calls) < self.count:
            return timedelta()
        return self.calls[len(self.calls) - self.count] + self.span - now


class Limits:
    def __init__(self, clock: Clock, *, on: bool = True, post_burst: int = 1, posts_per_minute: int = 300) -> None:
        self.on = on
        self._clock = clock
        self._burst = post_burst
        self._posts = Window(posts_per_minute, MINUTE)
        self._channels: dict[str, Window] = {}
        self._methods: dict[str, Window] = {}

    def admit(self, method: str, channel: str) -> int | None:
        """Count a call, or say in whole seconds when to come back."""
        if not self.on:
            return None
        now = self._clock.now()
        windows = self._windows(method, channel)
        wait = max((window.wait(now) for window in windows), default=timedelta())
        if wait > timedelta():
            return max(1, math.ceil(wait.total_seconds()))
        for window in windows:
            window.calls.append(now)
        return None

    def _windows(self, method: str, channel: str) -> list[Window]:
        if method == POST:
            fresh = Window(self._burst, timedelta(seconds=self._burst))
            return [self._posts, self._channels.setdefault(channel, fresh)]
        if method in TIERS:
            return [self._methods.setdefault(method, Window(TIERS[method], MINUTE))]
        return []
