"""Absences: the days on which somebody is away, and is neither asked nor waited for (feature 19)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rituals.ids import PersonId


class AbsenceSource(Enum):
    """Who said so."""

    TOLD = "told"
    """By the person, or for them by an administrator, with the command."""
    SLACK = "slack"
    """Their status in Slack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away from `first_on` to `last_on`, both included, as dates where they are.

    `ended_at` (UTC) is when it was taken back, or ended before its time.
    """

    person: PersonId
    first_on: date
    last_on: date
    source: AbsenceSource
    told_at: datetime
    ended_at: datetime | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the person is away on a date of theirs."""
        return self.ended_at is None and self.first_on <= day <= self.last_on
