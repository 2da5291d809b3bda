"""Confidential flags: a risk told to one person, of whose reporter nothing is stored (feature 31, FAULTS F8)."""

from dataclasses import dataclass
from datetime import datetime

from rituals.ids import ConfidentialFlagId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentialFlag:
    """What somebody told `recipient`, and nobody else.

    Who reported it is nowhere: `code_hash` is what the reporter's code hashes to, with which they read the answer.
    `told_at` and `answered_at` are UTC.
    """

    id: ConfidentialFlagId
    what: str
    recipient: PersonId
    told_at: datetime
    code_hash: str
    answer: str | None = None
    answered_at: datetime | None = None
