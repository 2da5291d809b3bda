"""Tables of what follows from an answer: escalations, trade-offs, decisions, signals, and digests as told."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from rituals.decisions import Effect, OptionKind, TradeOffStatus
from rituals.digests import Fact
from rituals.escalations import EscalationStatus, Rung, SubjectKind
from rituals.ids import InitiativeId, PersonId
from rituals.signals import SignalStatus
from storage.columns import EnumValue, JsonOf, UtcDateTime, key, stored
from storage.tables.program import reference


class EscalationRow(SQLModel, table=True):
    __tablename__ = "escalations"
    __table_args__ = (
        reference("resolution_owner", "people"),
        reference("decider", "people"),
        reference("acknowledged_by", "people"),
        CheckConstraint(
            "status <> 'acknowledged' OR (next_step IS NOT NULL AND next_step_on IS NOT NULL)",
            name="acknowledgement_has_a_next_step",
        ),
    )

    workspace_id: str = key()
    id: str = key()
    subject_kind: Any = stored(EnumValue(SubjectKind))
    subject: str = Field(index=True)
    why: str
    opened_at: Any = stored(UtcDateTime)
    climbing_since: Any = stored(UtcDateTime)
    resolution_owner: str
    decider: str
    decide_by: date
    rung: Any = stored(EnumValue(Rung))
    status: Any = stored(EnumValue(EscalationStatus), index=True)
    next_step: str | None = None
    next_step_on: date | None = None
    acknowledged_by: str | None = None
    resolved_at: Any = stored(UtcDateTime, nullable=True)
    outcome: str | None = None


class TradeOffRow(SQLModel, table=True):
    __tablename__ = "trade_offs"
    __table_args__ = (reference("decider", "people"), reference("escalation", "escalations"))

    workspace_id: str = key()
    id: str = key()
    subject_kind: Any = stored(EnumValue(SubjectKind))
    subject: str
    question: str
    decider: str
    decide_by: date
    opened_at: Any = stored(UtcDateTime)
    escalation: str | None = None
    status: Any = stored(EnumValue(TradeOffStatus), index=True)


class TradeOffOptionRow(SQLModel, table=True):
    __tablename__ = "trade_off_options"
    __table_args__ = (reference("trade_off", "trade_offs"),)

    workspace_id: str = key()
    trade_off: str = key()
    number: int = Field(primary_key=True)
    kind: Any = stored(EnumValue(OptionKind))
    summary: str
    effects: Any = stored(JsonOf(tuple[Effect, ...]))


class DecisionRow(SQLModel, table=True):
    __tablename__ = "decisions"
    __table_args__ = (
        reference("trade_off", "trade_offs"),
        reference("decided_by", "people"),
        UniqueConstraint("workspace_id", "trade_off"),
    )

    workspace_id: str = key()
    id: str = key()
    trade_off: str
    option: int
    reason: str
    decided_by: str
    decided_at: Any = stored(UtcDateTime)


class SignalRow(SQLModel, table=True):
    __tablename__ = "signals"

    workspace_id: str = key()
    id: str = key()
    rule: str
    subject_kind: Any = stored(EnumValue(SubjectKind))
    subject: str
    initiatives: Any = stored(JsonOf(tuple[InitiativeId, ...]))
    owners: Any = stored(JsonOf(tuple[PersonId, ...]))
    evidence: str
    opened_at: Any = stored(UtcDateTime)
    status: Any = stored(EnumValue(SignalStatus), index=True)


class DigestRow(SQLModel, table=True):
    __tablename__ = "digests"

    workspace_id: str = key()
    cycle: str = key()
    as_of: Any = stored(UtcDateTime)
    facts: Any = stored(JsonOf(dict[InitiativeId, Fact]))
