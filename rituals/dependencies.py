"""Dependencies: what one team owes another by a date, and how that promise is made, countered and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rituals.ids import DependencyId, InitiativeId, TeamId


class DependencyStatus(Enum):
    PROPOSED = "proposed"
    COUNTERED = "countered"
    COMMITTED = "committed"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


_S = DependencyStatus

NEXT: Mapping[DependencyStatus, frozenset[DependencyStatus]] = {
    _S.PROPOSED: frozenset({_S.COUNTERED, _S.COMMITTED, _S.REFUSED, _S.WITHDRAWN}),
    _S.COUNTERED: frozenset({_S.PROPOSED, _S.COMMITTED, _S.REFUSED, _S.WITHDRAWN}),
    _S.COMMITTED: frozenset({_S.COUNTERED, _S.DELIVERED, _S.BROKEN, _S.WITHDRAWN}),
    _S.DELIVERED: frozenset({_S.ACCEPTED, _S.COMMITTED}),
    _S.ACCEPTED: frozenset(),
    _S.REFUSED: frozenset({_S.PROPOSED, _S.WITHDRAWN}),
    _S.BROKEN: frozenset({_S.PROPOSED, _S.COMMITTED, _S.DELIVERED, _S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset({_S.PROPOSED}),
}
"""Which status may follow which; a consumer accepts a counter by committing it, and sends back what is not done."""

ENDED = frozenset({_S.DELIVERED, _S.ACCEPTED, _S.WITHDRAWN})
"""Nothing more is owed by the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """The provider owes the consumer a deliverable by `needed_by`; `promised_on` is the provider's own date.

    `lag_days` are the working days the consumer needs after the delivery. `heard_on` is the day the provider last
    said anything about it, `confidence` what it said then, 0 to 100. A provider is a team; where the team works on
    it as an initiative of its own, `provider_initiative` names it.
    """

    id: DependencyId
    deliverable: str
    consumer: InitiativeId
    provider: TeamId
    needed_by: date
    provider_initiative: InitiativeId | None = None
    acceptance: str | None = None
    promised_on: date | None = None
    lag_days: int = 0
    status: DependencyStatus = DependencyStatus.PROPOSED
    confidence: int | None = None
    proposed_at: datetime | None = None
    heard_on: date | None = None
    counter_reason: str | None = None
