"""Trade-offs and the decisions that close them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rituals.escalations import SubjectKind
from rituals.ids import DecisionId, EscalationId, InitiativeId, PersonId, TradeOffId


class OptionKind(Enum):
    """What a trade-off can give up."""

    TIME = "time"
    SCOPE = "scope"
    MONEY = "money"
    PEOPLE = "people"
    DROP = "drop something"


class TradeOffStatus(Enum):
    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an option costs one affected initiative; None is shown as missing, never as agreement."""

    initiative: InitiativeId
    text: str | None = None
    days: int | None = None
    """Working days the initiative's forecast moves; negative is earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffOption:
    """One way out; `number` counts from 1 within its trade-off."""

    trade_off: TradeOffId
    number: int
    kind: OptionKind
    summary: str
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff:
    """A question with at least two options, one decider and one date (feature 46)."""

    id: TradeOffId
    subject_kind: SubjectKind
    subject: str
    question: str
    decider: PersonId
    decide_by: date
    opened_at: datetime
    escalation: EscalationId | None = None
    status: TradeOffStatus = TradeOffStatus.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The option chosen, by whom and why; the options rejected stay with the trade-off."""

    id: DecisionId
    trade_off: TradeOffId
    option: int
    reason: str
    decided_by: PersonId
    decided_at: datetime
