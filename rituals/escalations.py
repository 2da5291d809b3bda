"""Escalations: a joint resolution that opens before a date is missed, and the ladder it climbs while unanswered."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rituals.ids import EscalationId, PersonId


class SubjectKind(Enum):
    """What an escalation, a trade-off or a signal is about."""

    DEPENDENCY = "dependency"
    FLAG = "flag"
    CHECK_IN = "check_in"
    INITIATIVE = "initiative"
    METRIC = "metric"


class EscalationStatus(Enum):
    """Acknowledging stops the climb until the next step's date has passed; a decision or the delivery ends it."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Rung(Enum):
    """The steps of the ladder, in order."""

    OWNERS = "owners"
    CHANNELS = "both channels"
    MANAGER = "common manager"
    STEERING = "steering group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A climb up the ladder about one subject. Times are UTC; `decide_by` is the one decision date.

    `climbing_since` is when the clock of the ladder was (re)started: the opening, or the morning after a missed
    next step. `why` is the evidence in plain words, of dates and effects, never of persons.
    """

    id: EscalationId
    subject_kind: SubjectKind
    subject: str
    why: str
    opened_at: datetime
    climbing_since: datetime
    resolution_owner: PersonId
    decider: PersonId
    decide_by: date
    rung: Rung = Rung.OWNERS
    status: EscalationStatus = EscalationStatus.OPEN
    next_step: str | None = None
    next_step_on: date | None = None
    acknowledged_by: PersonId | None = None
    resolved_at: datetime | None = None
    outcome: str | None = None
