"""A company's strategy as loaded: goals, metrics, initiatives, and the program that holds them together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from rituals.absences import Absence
from rituals.dependencies import Dependency
from rituals.ids import DependencyId, GoalId, InitiativeId, MetricId, PersonId, TeamId
from rituals.pauses import Pause
from rituals.people import Person, Team
from rituals.policy import Cadence, Policy, Rhythm


class MetricKind(Enum):
    LEADING = "leading"
    LAGGING = "lagging"


class Direction(Enum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Stage(Enum):
    """The gates an initiative passes, in order."""

    DEFINED = "defined"
    IDENTIFIED = "identified"
    DETAILED = "detailed"
    DECIDED = "decided"
    IMPLEMENTED = "implemented"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A node of the strategy tree; `level` is what the company calls it (pillar, objective, program …)."""

    id: GoalId
    name: str
    level: str
    parent: GoalId | None = None
    owner: PersonId | None = None
    value_at_stake: int = 0
    """In whole units of the program's currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What a goal or an initiative is measured by; a reading beyond `limit` puts its initiative off the baseline."""

    id: MetricId
    name: str
    kind: MetricKind
    unit: str
    direction: Direction
    baseline: float
    target: float
    limit: float | None = None
    goal: GoalId | None = None
    cadence_days: int = 7

    def is_beyond_limit(self, value: float) -> bool:
        """Tell whether `value` is on the wrong side of the limit."""
        if self.limit is None:
            return False
        return value < self.limit if self.direction is Direction.UP else value > self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value of a metric; `source` names who or what told it."""

    metric: MetricId
    read_on: date
    value: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """The smallest unit with exactly one owner; it is what people check in on.

    `baseline_on` and `baseline_target` never change. `committed_on` is the date in force: the baseline until an
    approved move. `value_at_stake` is in whole units of the program's currency.
    """

    id: InitiativeId
    name: str
    goal: GoalId
    team: TeamId
    owner: PersonId
    baseline_on: date
    committed_on: date
    outcome_owner: PersonId | None = None
    sponsor: PersonId | None = None
    controller: PersonId | None = None
    metric: MetricId | None = None
    baseline_target: float | None = None
    value_at_stake: int = 0
    check_in_every: Rhythm | None = None
    """Another rhythm than the team's."""
    stage: Stage = Stage.DECIDED
    delivered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineMove:
    """One approved move of an initiative's committed date, with its reason (feature 5)."""

    initiative: InitiativeId
    number: int
    from_on: date
    to_on: date
    reason: str
    approver: PersonId
    moved_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One company's strategy. Mappings are keyed by id and keep the order of the program file.

    `loaded_at` is when the first program of the workspace was loaded (UTC): nothing that was due before it is made up
    for. It is None for a program that is not loaded, and says nothing about what the program is.
    """

    name: str
    currency: str = "USD"
    cadence: Cadence = field(default_factory=Cadence)
    policy: Policy = field(default_factory=Policy)
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    teams: Mapping[TeamId, Team] = field(default_factory=dict)
    goals: Mapping[GoalId, Goal] = field(default_factory=dict)
    metrics: Mapping[MetricId, Metric] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    initiatives: Mapping[InitiativeId, Initiative] = field(default_factory=dict)
    dependencies: Mapping[DependencyId, Dependency] = field(default_factory=dict)
    loaded_at: datetime | None = field(default=None, compare=False)
    absences: tuple[Absence, ...] = field(default=(), compare=False)
    """Those that were not taken back; like the two below no part of what a program file says."""
    pauses: tuple[Pause, ...] = field(default=(), compare=False)
    """Those that were not lifted."""
    public_holidays: Mapping[str, frozenset[date]] = field(default_factory=dict, compare=False)
    """By country or region ("DE", "DE-BY"), for every country that is named, until the year after the last date."""

    def path_of(self, goal: GoalId) -> tuple[Goal, ...]:
        """Return `goal` and its ancestors, the top goal last."""
        path: list[Goal] = []
        at: GoalId | None = goal
        while at is not None:
            path.append(self.goals[at])
            at = self.goals[at].parent
        return tuple(path)

    def top_goal_of(self, initiative: Initiative) -> Goal:
        """Return the root of the strategy tree that `initiative` hangs on."""
        return self.path_of(initiative.goal)[-1]

    def team_of(self, initiative: InitiativeId) -> Team:
        """Return the team that works on the initiative."""
        return self.teams[self.initiatives[initiative].team]
