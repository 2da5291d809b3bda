"""Check-ins: one person's answer for one cycle, with one update per initiative."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rituals.health import Health
from rituals.ids import CheckInId, InitiativeId, PersonId, RecoveryId


class CheckInStatus(Enum):
    OPEN = "open"
    ANSWERED = "answered"
    SILENT = "silent"
    SKIPPED_LATE = "skipped_late"
    CANCELLED = "cancelled"


class CauseClass(Enum):
    """Why an initiative is off its baseline."""

    LATE_INPUT = "late input from another team"
    CAPACITY = "people or skills missing"
    TECHNICAL = "technical difficulty or debt"
    SCOPE = "scope grew or changed"
    ESTIMATE = "estimate was wrong"
    DECISION = "waiting for a decision"
    EXTERNAL = "outside the company"


class CommitmentOutcome(Enum):
    """What became of what an owner said would be done by this check-in."""

    KEPT = "kept"
    MOVED = "moved"
    DROPPED = "dropped"


class RecoveryStatus(Enum):
    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One person is asked once per cycle (`2026-W48`), in one card for all their initiatives.

    `due_at` and `closes_at` are UTC. `revision` counts the accepted answers: 0 before the first.
    """

    id: CheckInId
    person: PersonId
    cycle: str
    due_at: datetime
    closes_at: datetime
    status: CheckInStatus = CheckInStatus.OPEN
    reminded_at: datetime | None = None
    answered_at: datetime | None = None
    revision: int = 0
    silence: str | None = None
    """Why there is no answer, as the digest says it."""
    snoozed_until: datetime | None = None
    snoozes: int = 0
    """How often the person has put it off in this cycle."""
    rung: int = 0
    """How far up silence has climbed: 0 before the first reminder."""
    rung_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What an owner said of one initiative in one cycle. The latest revision counts, the earlier ones stay.

    `confidence` is 0 to 100. `derived_health` is what the bot derived; `health` differs only with an
    `override_reason`. `committed_on` is the date in force when it was answered.
    """

    check_in: CheckInId
    initiative: InitiativeId
    revision: int
    person: PersonId
    answered_at: datetime
    must_change: str
    forecast_on: date
    committed_on: date
    confidence: int
    health: Health
    derived_health: Health
    metric_value: float | None = None
    override_reason: str | None = None
    cause_class: CauseClass | None = None
    cause: str | None = None
    ask: str | None = None
    done: str | None = None
    repeats: int = 0
    """How often in a row the owner has said "no change" up to this update; 0 for an answer that was typed."""
    commitment: str | None = None
    """What the owner will have done by the next check-in."""
    outcome: CommitmentOutcome | None = None
    """What became of it, said at the next check-in at `outcome_at` (UTC)."""
    outcome_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """An if-then step with an owner and a date; on that date the bot asks whether it was done."""

    id: RecoveryId
    check_in: CheckInId
    initiative: InitiativeId
    condition: str
    action: str
    owner: PersonId
    due_on: date
    status: RecoveryStatus = RecoveryStatus.OPEN
    asked_at: datetime | None = None
