"""Second opinions: somebody who waits for an initiative says how sure they are, before seeing its owner's answer."""

from dataclasses import dataclass
from datetime import datetime

from rituals.ids import CheckInId, InitiativeId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """One person on the consumer's side is asked about one update, at most once (feature 20).

    `trigger` is why they were asked, as the audit log says it. `confidence` is 0 to 100 in the date that the owner
    has forecast. Times are UTC.
    """

    check_in: CheckInId
    initiative: InitiativeId
    person: PersonId
    trigger: str
    asked_at: datetime
    closes_at: datetime
    confidence: int | None = None
    reason: str | None = None
    answered_at: datetime | None = None
