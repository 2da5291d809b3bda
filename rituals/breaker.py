"""The breaker: stops delivery while Slack is down or the installation is gone, and probes for the end of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rituals.delivery import Doubtful, LookUp, Revoked, Unreachable

TROUBLES = 3
"""After so many calls in a row that came to nothing, Slack is taken to be down."""
FIRST_PAUSE = timedelta(seconds=6)
LONGEST_PAUSE = timedelta(minutes=1)
"""Between probes; together at most ten calls a minute (FAULTS A16)."""
REVOKED_PAUSE = timedelta(minutes=5)
"""Between probes of an installation that is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """Open until `open_until` (UTC): no call is made before. `revoked` is Slack's word for a lost installation."""

    troubles: int = 0
    open_until: datetime | None = None
    revoked: str | None = None

    def is_open(self, *, now: datetime) -> bool:
        """Tell whether calls are to wait."""
        return self.open_until is not None and now < self.open_until

    def after(self, outcome: LookUp, *, now: datetime) -> "Breaker":
        """Return the breaker after one more call. Any clear word from Slack closes it."""
        match outcome:
            case Revoked():
                return Breaker(troubles=self.troubles, open_until=now + REVOKED_PAUSE, revoked=outcome.error)
            case Unreachable() | Doubtful():
                return self._after_trouble(now=now)
            case _:
                return Breaker()

    def _after_trouble(self, *, now: datetime) -> "Breaker":
        troubles = self.troubles + 1
        if troubles < TROUBLES:
            return Breaker(troubles=troubles, revoked=self.revoked)
        doublings = min(troubles - TROUBLES, 10)
        return Breaker(
            troubles=troubles,
            open_until=now + min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE),
            revoked=self.revoked,
        )
