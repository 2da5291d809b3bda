"""Voices: people who would have raised a flag that is there already (feature 23)."""

from dataclasses import dataclass
from datetime import datetime

from rituals.ids import FlagId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagVoice:
    """Somebody says that they see the same risk; `note` is what they add."""

    flag: FlagId
    person: PersonId
    said_at: datetime
    note: str | None = None
