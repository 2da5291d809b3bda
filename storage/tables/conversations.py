"""Tables of what people said: check-ins, updates, recoveries, flags, and the forms they are typed into."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from rituals.check_ins import CauseClass, CheckInStatus, CommitmentOutcome, RecoveryStatus
from rituals.flags import Chance, Disposition, FlagAnswerKind, FlagStatus
from rituals.forms import FormKind
from rituals.health import Health
from storage.columns import EnumValue, JsonOf, UtcDateTime, counter, key, stored, switch
from storage.tables.program import reference


class CheckInRow(SQLModel, table=True):
    __tablename__ = "check_ins"
    __table_args__ = (
        reference("person", "people"),
        Index("check_ins_by_person", "workspace_id", "person", "cycle"),
    )

    workspace_id: str = key()
    id: str = key()
    person: str
    cycle: str = Field(index=True)
    due_at: Any = stored(UtcDateTime)
    closes_at: Any = stored(UtcDateTime)
    status: Any = stored(EnumValue(CheckInStatus))
    reminded_at: Any = stored(UtcDateTime, nullable=True)
    answered_at: Any = stored(UtcDateTime, nullable=True)
    revision: int = 0
    silence: str | None = None
    snoozed_until: Any = stored(UtcDateTime, nullable=True)
    snoozes: int = counter()
    rung: int = counter()
    rung_at: Any = stored(UtcDateTime, nullable=True)


class UpdateRow(SQLModel, table=True):
    __tablename__ = "updates"
    __table_args__ = (
        reference("check_in", "check_ins"),
        reference("initiative", "initiatives"),
        reference("person", "people"),
        CheckConstraint("confidence BETWEEN 0 AND 100", name="update_confidence_is_a_percentage"),
        CheckConstraint("health = derived_health OR override_reason IS NOT NULL", name="update_override_has_a_reason"),
        CheckConstraint(
            "derived_health NOT IN ('amber', 'red') OR (cause_class IS NOT NULL AND cause IS NOT NULL)",
            name="update_deviation_has_a_cause",
        ),
        Index("updates_by_initiative", "workspace_id", "initiative"),
    )

    workspace_id: str = key()
    check_in: str = key()
    initiative: str = key()
    revision: int = Field(primary_key=True)
    person: str
    answered_at: Any = stored(UtcDateTime, index=True)
    must_change: str
    forecast_on: date
    committed_on: date
    confidence: int
    health: Any = stored(EnumValue(Health))
    derived_health: Any = stored(EnumValue(Health))
    metric_value: float | None = None
    override_reason: str | None = None
    cause_class: Any = stored(EnumValue(CauseClass), nullable=True)
    cause: str | None = None
    ask: str | None = None
    done: str | None = None
    repeats: int = counter()
    commitment: str | None = None
    outcome: Any = stored(EnumValue(CommitmentOutcome), nullable=True)
    outcome_at: Any = stored(UtcDateTime, nullable=True)


class RecoveryRow(SQLModel, table=True):
    __tablename__ = "recoveries"
    __table_args__ = (
        reference("check_in", "check_ins"),
        reference("initiative", "initiatives"),
        reference("owner", "people"),
        Index("recoveries_by_initiative", "workspace_id", "initiative"),
    )

    workspace_id: str = key()
    id: str = key()
    check_in: str
    initiative: str
    condition: str
    action: str
    owner: str
    due_on: date
    status: Any = stored(EnumValue(RecoveryStatus), index=True)
    asked_at: Any = stored(UtcDateTime, nullable=True)


class FlagRow(SQLModel, table=True):
    __tablename__ = "flags"
    __table_args__ = (
        reference("raised_by", "people"),
        reference("hits", "initiatives"),
        reference("answer_owner", "people"),
        reference("answered_by", "people"),
        CheckConstraint(
            "status = 'draft' OR status = 'withdrawn' OR (impact_on IS NOT NULL AND hits IS NOT NULL "
            "AND chance IS NOT NULL AND answer_owner IS NOT NULL AND answer_by IS NOT NULL)",
            name="flag_is_complete_once_open",
        ),
        CheckConstraint(
            "status <> 'answered' OR (answer_kind IS NOT NULL AND answered_by IS NOT NULL)",
            name="flag_answer_has_a_name",
        ),
        Index("flags_by_who_raised_them", "workspace_id", "raised_by", "raised_at"),
    )

    workspace_id: str = key()
    id: str = key()
    what: str
    raised_by: str
    raised_at: Any = stored(UtcDateTime)
    status: Any = stored(EnumValue(FlagStatus), index=True)
    impact_on: date | None = None
    hits: str | None = None
    chance: Any = stored(EnumValue(Chance), nullable=True)
    help_wanted: str | None = None
    raised_in: str | None = None
    permalink: str | None = None
    answer_owner: str | None = None
    answer_by: Any = stored(UtcDateTime, nullable=True)
    answer_kind: Any = stored(EnumValue(FlagAnswerKind), nullable=True)
    answer: str | None = None
    answered_by: str | None = None
    answered_at: Any = stored(UtcDateTime, nullable=True)
    disposition: Any = stored(EnumValue(Disposition), nullable=True)
    disposition_by: Any = stored(UtcDateTime, nullable=True)
    disposition_note: str | None = None
    disposed_by: str | None = None
    disposed_at: Any = stored(UtcDateTime, nullable=True)
    led_to: str | None = None
    may_be_named: bool = switch()


class FlagVoiceRow(SQLModel, table=True):
    __tablename__ = "flag_voices"
    __table_args__ = (reference("flag", "flags"), reference("person", "people"))

    workspace_id: str = key()
    flag: str = key()
    person: str = key()
    said_at: Any = stored(UtcDateTime)
    note: str | None = None


class ConfidentialFlagRow(SQLModel, table=True):
    __tablename__ = "confidential_flags"
    __table_args__ = (reference("recipient", "people"),)

    workspace_id: str = key()
    id: str = key()
    what: str
    recipient: str = Field(index=True)
    told_at: Any = stored(UtcDateTime)
    code_hash: str
    answer: str | None = None
    answered_at: Any = stored(UtcDateTime, nullable=True)


class SecondOpinionRow(SQLModel, table=True):
    __tablename__ = "second_opinions"
    __table_args__ = (
        reference("check_in", "check_ins"),
        reference("initiative", "initiatives"),
        reference("person", "people"),
        CheckConstraint("confidence BETWEEN 0 AND 100", name="opinion_confidence_is_a_percentage"),
        Index("second_opinions_by_initiative", "workspace_id", "initiative"),
    )

    workspace_id: str = key()
    check_in: str = key()
    initiative: str = key()
    person: str
    trigger: str
    asked_at: Any = stored(UtcDateTime)
    closes_at: Any = stored(UtcDateTime)
    confidence: int | None = None
    reason: str | None = None
    answered_at: Any = stored(UtcDateTime, nullable=True)


class FormRow(SQLModel, table=True):
    __tablename__ = "forms"
    __table_args__ = (
        reference("person", "people"),
        Index("forms_by_person", "workspace_id", "person", "opened_at"),
    )

    workspace_id: str = key()
    id: str = key()
    kind: Any = stored(EnumValue(FormKind))
    person: str
    subject: str
    opened_at: Any = stored(UtcDateTime)
    draft: Any = stored(JsonOf(dict[str, Any]))
    submitted_at: Any = stored(UtcDateTime, nullable=True)
    receipt: str | None = None
