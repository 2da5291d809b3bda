"""Signals: what a rule found, with its evidence; contradictions are signals that compare two answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from rituals.escalations import SubjectKind
from rituals.ids import InitiativeId, PersonId, SignalId


class SignalStatus(Enum):
    OPEN = "open"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something a rule found. `owners` are the people whose answers it compares; `evidence` is one full sentence."""

    id: SignalId
    rule: str
    subject_kind: SubjectKind
    subject: str
    initiatives: tuple[InitiativeId, ...]
    owners: tuple[PersonId, ...]
    evidence: str
    opened_at: datetime
    status: SignalStatus = SignalStatus.OPEN
