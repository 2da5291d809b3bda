"""A small program on Monday 12 January 2026, half past seven: two goals, three initiatives, and what was said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rituals.check_ins import CheckIn, CheckInStatus, Update
from rituals.decisions import Decision, TradeOff, TradeOffStatus
from rituals.dependencies import Dependency, DependencyStatus
from rituals.escalations import Escalation, SubjectKind
from rituals.flags import Chance, Flag, FlagStatus
from rituals.health import Health
from rituals.ids import (
    CheckInId,
    DecisionId,
    DependencyId,
    EscalationId,
    FlagId,
    GoalId,
    InitiativeId,
    MetricId,
    PersonId,
    SlackUserId,
    TeamId,
    TradeOffId,
)
from rituals.people import Person, Role, Team
from rituals.program import Direction, Goal, Initiative, Metric, MetricKind, Program, Reading
from rituals.snapshot import Snapshot

MONDAY = datetime(2026, 1, 12, 7, 30, tzinfo=UTC)
TODAY = MONDAY.date()
THURSDAY = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
"""When the last check-ins were answered."""
DUE_ON = date(2026, 3, 31)
"""When every initiative is committed for."""
DAY = timedelta(days=1)
CHECKOUT, BILLING, LEDGER = InitiativeId("checkout"), InitiativeId("billing"), InitiativeId("ledger")


def person(key: str, **more: Any) -> Person:
    return Person(id=PersonId(key), name=key.title(), slack_id=SlackUserId(f"U{key.upper()}"), **more)


def initiative(key: InitiativeId, owner: str, **more: Any) -> Initiative:
    return replace(
        Initiative(
            id=key,
            name=key.title(),
            goal=GoalId("growth"),
            team=TeamId("shop"),
            owner=PersonId(owner),
            baseline_on=DUE_ON,
            committed_on=DUE_ON,
        ),
        **more,
    )


def program(*initiatives: Initiative, dependencies: tuple[Dependency, ...] = (), **more: Any) -> Program:
    """Return the program; `initiatives` replace those of the same id."""
    people = (
        *(person(name) for name in ("maria", "ben", "lena")),
        person("dana", roles=frozenset({Role.STEERING})),
    )
    goals = (
        Goal(id=GoalId("growth"), name="Growth", level="pillar"),
        Goal(id=GoalId("core"), name="One core", level="pillar"),
    )
    own = (
        initiative(CHECKOUT, "maria"),
        initiative(BILLING, "ben"),
        initiative(LEDGER, "lena", goal=GoalId("core"), team=TeamId("platform")),
        *initiatives,
    )
    teams = (
        Team(id=TeamId("shop"), name="Shop", lead=PersonId("maria"), channel="#shop"),
        Team(id=TeamId("platform"), name="Platform", lead=PersonId("dana"), channel="#platform"),
    )
    return Program(
        name="Test",
        people={each.id: each for each in people},
        teams={each.id: each for each in teams},
        goals={each.id: each for each in goals},
        initiatives={each.id: each for each in own},
        dependencies={each.id: each for each in dependencies},
        **more,
    )


def update(key: InitiativeId, health: Health = Health.GREEN, **more: Any) -> Update:
    return replace(
        Update(
            check_in=CheckInId(f"of-{key}:2026-W02"),
            initiative=key,
            revision=1,
            person=PersonId("maria"),
            answered_at=THURSDAY,
            must_change="Nothing",
            forecast_on=DUE_ON,
            committed_on=DUE_ON,
            confidence=80,
            health=health,
            derived_health=health,
        ),
        **more,
    )


def snapshot(*updates: Update, of: Program | None = None, **more: Any) -> Snapshot:
    """Return the snapshot of Monday in which these things were said, the newest of each initiative last."""
    said: dict[InitiativeId, tuple[Update, ...]] = {}
    for each in updates:
        said[each.initiative] = (*said.get(each.initiative, ()), each)
    return replace(Snapshot(as_of=MONDAY, program=of or program(), updates=said), **more)


def check_in(owner: str, status: CheckInStatus, due_at: datetime = THURSDAY, **more: Any) -> CheckIn:
    cycle = f"{due_at:%G-W%V}"
    return CheckIn(
        id=CheckInId(f"{owner}:{cycle}"),
        person=PersonId(owner),
        cycle=cycle,
        due_at=due_at,
        closes_at=due_at + 4 * DAY,
        status=status,
        **more,
    )


def dependency(**more: Any) -> Dependency:
    """Return what Checkout needs from Ledger by the second of March."""
    return replace(
        Dependency(
            id=DependencyId("api"),
            deliverable="Ledger API",
            consumer=CHECKOUT,
            provider=TeamId("platform"),
            provider_initiative=LEDGER,
            needed_by=date(2026, 3, 2),
            promised_on=date(2026, 2, 27),
            status=DependencyStatus.COMMITTED,
        ),
        **more,
    )


def flag(key: str = "F-1", **more: Any) -> Flag:
    """Return an open flag on Checkout, raised on Tuesday, critical, its answer owed on Thursday."""
    return replace(
        Flag(
            id=FlagId(key),
            what="The supplier slips",
            raised_by=PersonId("ben"),
            raised_at=datetime(2026, 1, 6, 10, tzinfo=UTC),
            status=FlagStatus.OPEN,
            impact_on=date(2026, 1, 20),
            hits=CHECKOUT,
            chance=Chance.LIKELY,
            answer_owner=PersonId("dana"),
            answer_by=datetime(2026, 1, 8, 17, tzinfo=UTC),
        ),
        **more,
    )


def metric(**more: Any) -> Metric:
    """Return a leading metric that goes up from 0 to 100."""
    return replace(
        Metric(
            id=MetricId("share"),
            name="Share",
            kind=MetricKind.LEADING,
            unit="%",
            direction=Direction.UP,
            baseline=0,
            target=100,
        ),
        **more,
    )


def readings(*values: float, last_on: date = TODAY) -> dict[MetricId, tuple[Reading, ...]]:
    """Return weekly readings of the metric, the last one on that day."""
    weeks = range(len(values) - 1, -1, -1)
    return {
        MetricId("share"): tuple(
            Reading(metric=MetricId("share"), read_on=last_on - week * 7 * DAY, value=value, source="feed")
            for week, value in zip(weeks, values, strict=True)
        )
    }


def escalation(key: str = "R-1", **more: Any) -> Escalation:
    """Return an escalation about what Checkout needs from Ledger."""
    return replace(
        Escalation(
            id=EscalationId(key),
            subject_kind=SubjectKind.DEPENDENCY,
            subject="api",
            why="It is promised later than needed.",
            opened_at=THURSDAY,
            climbing_since=THURSDAY,
            resolution_owner=PersonId("dana"),
            decider=PersonId("dana"),
            decide_by=date(2026, 1, 13),
        ),
        **more,
    )


def trade_off(key: str = "T-1", **more: Any) -> TradeOff:
    return replace(
        TradeOff(
            id=TradeOffId(key),
            subject_kind=SubjectKind.INITIATIVE,
            subject=CHECKOUT,
            question="What gives?",
            decider=PersonId("dana"),
            decide_by=date(2026, 1, 9),
            opened_at=THURSDAY,
            status=TradeOffStatus.OPEN,
        ),
        **more,
    )


def decision(**more: Any) -> Decision:
    return replace(
        Decision(
            id=DecisionId("D-1"),
            trade_off=TradeOffId("T-1"),
            option=1,
            reason="It is cheaper.",
            decided_by=PersonId("dana"),
            decided_at=THURSDAY,
        ),
        **more,
    )
