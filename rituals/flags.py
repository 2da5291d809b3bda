"""Flags: a risk somebody raised, the answer a leader owes, and when it is owed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rituals.ids import FlagId, InitiativeId, PersonId


class Chance(Enum):
    """How likely the risk is, as a band."""

    UNLIKELY = "unlikely"
    POSSIBLE = "possible"
    LIKELY = "likely"
    NEARLY_CERTAIN = "nearly certain"


class FlagStatus(Enum):
    """A draft was stored by `/flag text` and still lacks fields; an open one waits for its answer."""

    DRAFT = "draft"
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class FlagAnswerKind(Enum):
    """What a leader can say to a flag: I help, I decide, I accept the risk in my name."""

    HELP = "help"
    DECIDE = "decide"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A risk: what could happen, the earliest date it hits, what it hits, its chance, the help wanted.

    A draft may lack everything but `what`. `answer_owner` owes the answer by `answer_by` (UTC). `raised_in` is the
    channel it was raised in and `permalink` the message it was raised from, if any.
    """

    id: FlagId
    what: str
    raised_by: PersonId
    raised_at: datetime
    status: FlagStatus = FlagStatus.DRAFT
    impact_on: date | None = None
    hits: InitiativeId | None = None
    chance: Chance | None = None
    help_wanted: str | None = None
    raised_in: str | None = None
    permalink: str | None = None
    answer_owner: PersonId | None = None
    answer_by: datetime | None = None
    answer_kind: FlagAnswerKind | None = None
    answer: str | None = None
    answered_by: PersonId | None = None
    answered_at: datetime | None = None
