"""Date moves: an owner asks to move the committed date, and somebody else approves it (feature 5)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rituals.ids import DateMoveId, InitiativeId, PersonId


class DateMoveStatus(Enum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMove:
    """A wish to move the committed date of an initiative; approved it becomes a BaselineMove. Times are UTC.

    It is valid for the date in force when it was asked for, `from_on`, only.
    """

    id: DateMoveId
    initiative: InitiativeId
    from_on: date
    to_on: date
    reason: str
    asked_by: PersonId
    asked_at: datetime
    approver: PersonId
    status: DateMoveStatus = DateMoveStatus.ASKED
    answered_by: PersonId | None = None
    answered_at: datetime | None = None
    answer: str | None = None
