"""Tables of the program as loaded. Rows that left the program file stay, marked `retired`, for their history."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rituals.absences import AbsenceSource
from rituals.calendar import Weekday
from rituals.date_moves import DateMoveStatus
from rituals.dependencies import DependencyStatus
from rituals.pauses import PauseScope
from rituals.people import Role
from rituals.policy import Cadence, Policy, Rhythm
from rituals.program import Direction, MetricKind, Stage
from storage.columns import EnumValue, JsonOf, UtcDateTime, key, stored, switch


def reference(column: str, table: str, target: str = "id") -> ForeignKeyConstraint:
    """Declare a foreign key that stays inside the workspace. It is checked at commit: a load may come in any order."""
    return ForeignKeyConstraint(
        ["workspace_id", column],
        [f"{table}.workspace_id", f"{table}.{target}"],
        deferrable=True,
        initially="DEFERRED",
    )


class WorkspaceRow(SQLModel, table=True):
    __tablename__ = "workspaces"

    id: str = Field(primary_key=True)
    name: str
    bot_user_id: str
    connected_at: Any = stored(UtcDateTime)
    secret: str | None = None
    """What the opaque ids of messages are made with; made when the workspace is connected."""
    era: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """Counts the quarantines that are over."""
    home: str | None = None
    """Which PostgreSQL database this row was in when the bot last looked; empty on SQLite."""
    quarantine_since: Any = stored(UtcDateTime, nullable=True)
    quarantine_began: Any = stored(UtcDateTime, nullable=True)
    backed_up_at: Any = stored(UtcDateTime, nullable=True)
    """Set in a backup only: the state of which moment it holds."""
    backup_seal: str | None = None
    """Set in a backup only: the SHA-256 of everything else in it."""
    removed_at: Any = stored(UtcDateTime, nullable=True)
    purge_at: Any = stored(UtcDateTime, nullable=True)


class ProgramRow(SQLModel, table=True):
    __tablename__ = "programs"

    workspace_id: str = Field(primary_key=True, foreign_key="workspaces.id")
    name: str
    currency: str
    cadence: Any = stored(JsonOf(Cadence))
    policy: Any = stored(JsonOf(Policy))
    version: int
    loaded_at: Any = stored(UtcDateTime)


class PersonRow(SQLModel, table=True):
    __tablename__ = "people"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id"], ["workspaces.id"]),
        reference("manager", "people"),
        reference("deputy", "people"),
        UniqueConstraint("workspace_id", "slack_id"),
    )

    workspace_id: str = key()
    id: str = key()
    name: str
    slack_id: str | None = None
    email: str | None = None
    manager: str | None = None
    deputy: str | None = None
    roles: Any = stored(JsonOf(frozenset[Role]))
    works_on: Any = stored(JsonOf(frozenset[Weekday]), nullable=True)
    country: str | None = None
    acceptance_limit: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")})
    zone: str | None = None
    active: bool
    retired: bool = switch()
    seen_at: Any = stored(UtcDateTime, nullable=True)


class TeamRow(SQLModel, table=True):
    __tablename__ = "teams"
    __table_args__ = (reference("lead", "people"),)

    workspace_id: str = key()
    id: str = key()
    name: str
    lead: str
    channel: str
    channel_id: str | None = None
    check_in_every: Any = stored(EnumValue(Rhythm), nullable=True)
    retired: bool = switch()


class GoalRow(SQLModel, table=True):
    __tablename__ = "goals"
    __table_args__ = (
        reference("parent", "goals"),
        reference("owner", "people"),
        CheckConstraint("parent <> id", name="goal_is_not_its_own_parent"),
    )

    workspace_id: str = key()
    id: str = key()
    name: str
    level: str
    parent: str | None = None
    owner: str | None = None
    value_at_stake: int = Field(default=0, sa_type=BigInteger)
    position: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    retired: bool = switch()


class MetricRow(SQLModel, table=True):
    __tablename__ = "metrics"
    __table_args__ = (reference("goal", "goals"),)

    workspace_id: str = key()
    id: str = key()
    name: str
    kind: Any = stored(EnumValue(MetricKind))
    unit: str
    direction: Any = stored(EnumValue(Direction))
    baseline: float
    target: float
    limit: float | None = None
    goal: str | None = None
    cadence_days: int
    retired: bool = switch()


class ReadingRow(SQLModel, table=True):
    __tablename__ = "readings"
    __table_args__ = (reference("metric", "metrics"),)

    workspace_id: str = key()
    metric: str = key()
    read_on: date = Field(primary_key=True)
    source: str = key()
    value: float


class InitiativeRow(SQLModel, table=True):
    __tablename__ = "initiatives"
    __table_args__ = (
        reference("goal", "goals"),
        reference("team", "teams"),
        reference("owner", "people"),
        reference("outcome_owner", "people"),
        reference("sponsor", "people"),
        reference("controller", "people"),
        reference("metric", "metrics"),
    )

    workspace_id: str = key()
    id: str = key()
    name: str
    goal: str
    team: str = Field(index=True)
    owner: str = Field(index=True)
    baseline_on: date
    committed_on: date
    outcome_owner: str | None = None
    sponsor: str | None = None
    controller: str | None = None
    metric: str | None = None
    baseline_target: float | None = None
    value_at_stake: int = Field(default=0, sa_type=BigInteger)
    check_in_every: Any = stored(EnumValue(Rhythm), nullable=True)
    stage: Any = stored(EnumValue(Stage))
    delivered_on: date | None = None
    position: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    retired: bool = switch()


class BaselineMoveRow(SQLModel, table=True):
    __tablename__ = "baseline_moves"
    __table_args__ = (reference("initiative", "initiatives"), reference("approver", "people"))

    workspace_id: str = key()
    initiative: str = key()
    number: int = Field(primary_key=True)
    from_on: date
    to_on: date
    reason: str
    approver: str
    moved_on: date


class DateMoveRow(SQLModel, table=True):
    __tablename__ = "date_moves"
    __table_args__ = (
        reference("initiative", "initiatives"),
        reference("asked_by", "people"),
        reference("approver", "people"),
        reference("answered_by", "people"),
        CheckConstraint("answered_by <> asked_by", name="date_move_has_four_eyes"),
        Index("date_moves_by_initiative", "workspace_id", "initiative"),
    )

    workspace_id: str = key()
    id: str = key()
    initiative: str
    from_on: date
    to_on: date
    reason: str
    asked_by: str
    asked_at: Any = stored(UtcDateTime)
    approver: str
    status: Any = stored(EnumValue(DateMoveStatus))
    answered_by: str | None = None
    answered_at: Any = stored(UtcDateTime, nullable=True)
    answer: str | None = None


class AbsenceRow(SQLModel, table=True):
    __tablename__ = "absences"
    __table_args__ = (
        reference("person", "people"),
        CheckConstraint("first_on <= last_on", name="absence_ends_after_it_begins"),
    )

    workspace_id: str = key()
    person: str = key()
    source: Any = Field(primary_key=True, sa_type=EnumValue(AbsenceSource))
    first_on: date = Field(primary_key=True)
    last_on: date = Field(index=True)
    told_at: Any = stored(UtcDateTime)
    ended_at: Any = stored(UtcDateTime, nullable=True)


class PauseRow(SQLModel, table=True):
    __tablename__ = "pauses"
    __table_args__ = (
        reference("asked_by", "people"),
        CheckConstraint("begins_at < ends_at", name="pause_ends_after_it_begins"),
    )

    workspace_id: str = key()
    id: str = key()
    scope: Any = stored(EnumValue(PauseScope))
    subject: str
    begins_at: Any = stored(UtcDateTime)
    ends_at: Any = stored(UtcDateTime, index=True)
    asked_by: str
    lifted_at: Any = stored(UtcDateTime, nullable=True)


class DependencyRow(SQLModel, table=True):
    __tablename__ = "dependencies"
    __table_args__ = (
        reference("consumer", "initiatives"),
        reference("provider", "teams"),
        reference("provider_initiative", "initiatives"),
        CheckConstraint("confidence BETWEEN 0 AND 100", name="dependency_confidence_is_a_percentage"),
        CheckConstraint("provider_initiative <> consumer", name="dependency_is_between_two_initiatives"),
    )

    workspace_id: str = key()
    id: str = key()
    deliverable: str
    consumer: str = Field(index=True)
    provider: str = Field(index=True)
    needed_by: date
    provider_initiative: str | None = Field(default=None, index=True)
    acceptance: str | None = None
    promised_on: date | None = None
    lag_days: int = 0
    status: Any = stored(EnumValue(DependencyStatus))
    confidence: int | None = None
    proposed_at: Any = stored(UtcDateTime, nullable=True)
    heard_on: date | None = None
    counter_reason: str | None = None
    position: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    retired: bool = switch()
