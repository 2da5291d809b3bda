"""Pauses: for whom the bot asks nothing for a while, always with an end (feature 87)."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from rituals.ids import PauseId, PersonId


class PauseScope(Enum):
    PROGRAM = "program"
    TEAM = "team"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Nobody in the scope is asked from `begins_at` until `ends_at` (UTC).

    `subject` is the id of the team or person, empty for the whole program. `lifted_at` is when it was ended early.
    """

    id: PauseId
    scope: PauseScope
    subject: str
    begins_at: datetime
    ends_at: datetime
    asked_by: PersonId
    lifted_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Tell whether it is in force at an instant."""
        return self.lifted_at is None and self.begins_at <= now < self.ends_at
