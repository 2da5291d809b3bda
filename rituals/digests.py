"""The digest: what leadership is told once a week, and what it was told the last time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rituals.check_ins import Recovery, Update
from rituals.date_moves import days_moved
from rituals.digest_lines import (
    CatchLine,
    ContradictionLine,
    DecisionLine,
    DispositionLine,
    FlagLine,
    Line,
    RedLine,
    SilenceLine,
)
from rituals.health import Health
from rituals.ids import EscalationId, InitiativeId
from rituals.program import BaselineMove, Goal, Initiative
from rituals.reds import RedRatio
from rituals.roll_up import RollUp

MOST_LINES = 12
"""The parent message has at most so many lines, its title and the line about what is left out included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What leadership is told of one initiative; what differs from the last time is news."""

    health: Health
    committed_on: date
    forecast_on: date | None = None
    escalations: tuple[EscalationId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDigest:
    """What one digest told. `cycle` is its week (`2026-W48`), `as_of` the instant of its snapshot (UTC)."""

    cycle: str
    as_of: datetime
    facts: Mapping[InitiativeId, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One initiative in the thread: how it stands, how it stood when last told, why, and what is to be done.

    `before` is None where it was never told; `recovery` is the next open step, `moves` are all approved moves.
    """

    initiative: Initiative
    fact: Fact
    before: Fact | None
    update: Update | None
    recovery: Recovery | None
    moves: tuple[BaselineMove, ...]
    lines: tuple[Line, ...]

    @property
    def is_changed(self) -> bool:
        return self.fact != self.before

    @property
    def is_moved(self) -> bool:
        """Tell whether a date moved since it was last told, or ever where it was never told."""
        if self.before is None:
            return bool(self.moves)
        forecasts = {self.before.forecast_on, self.fact.forecast_on} - {None}
        return self.before.committed_on != self.fact.committed_on or len(forecasts) > 1

    @property
    def days_moved(self) -> int:
        """Calendar days from the first committed date to the one in force."""
        return days_moved(self.initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One top goal's part of the thread: the initiatives that changed or need something, worst first.

    Without a goal it holds the lines whose subject is none of the program's initiatives any more.
    """

    goal: Goal | None
    roll_up: RollUp
    entries: tuple[Entry, ...]
    unchanged: int
    loose_lines: tuple[Line, ...] = ()


class Topic(Enum):
    """What the lines in the parent message are about, in their order."""

    DECISIONS = "decisions due"
    UNANSWERED = "answers owed"
    CONTRADICTIONS = "contradictions"
    MOVES = "moved dates"


Headline = DecisionLine | RedLine | FlagLine | DispositionLine | ContradictionLine | Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What is endangered: by being red, by a critical flag, or by an open escalation. In units of the currency."""

    initiatives: int
    value: int
    of_value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything that one digest tells. `since` is when the last one was told (UTC), None for the first.

    `headlines` have a line in the parent message; `hidden` counts those of each topic that are in the thread only.
    """

    as_of: datetime
    since: datetime | None
    reds: RedRatio
    headlines: Mapping[Topic, tuple[Headline, ...]]
    hidden: Mapping[Topic, int]
    risk: Risk
    silences: tuple[SilenceLine, ...]
    catches: tuple[CatchLine, ...]
    sections: tuple[Section, ...]
    changed: int
    unchanged: int
    facts: Mapping[InitiativeId, Fact]
