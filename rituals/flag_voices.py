"""Voices: people who would have raised a flag that is there already (feature 23)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rituals.flags import Flag
from rituals.ids import FlagId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagVoice:
    """Somebody says that they see the same risk; `note` is what they add."""

    flag: FlagId
    person: PersonId
    said_at: datetime
    note: str | None = None


def count_seers(flag: Flag, voices: Iterable[FlagVoice]) -> int:
    """Return how many people see the risk: who raised it, and everybody else who joined."""
    return len({flag.raised_by} | {voice.person for voice in voices if voice.flag == flag.id})


def build_voice(flag: Flag, person: PersonId, *, note: str | None, now: datetime) -> FlagVoice:
    """Return the voice of somebody who joins the flag; a note that only repeats it is left out."""
    adds = note is not None and _plain(note) != _plain(flag.what)
    return FlagVoice(flag=flag.id, person=person, said_at=now, note=note if adds else None)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
