"""One small program whose every name and text is given, and whom it lets the bot mention."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from rituals.dependencies import Dependency
from rituals.ids import DependencyId, GoalId, InitiativeId, MetricId, PersonId, SlackUserId, TeamId
from rituals.people import Person, Role, Team
from rituals.program import Direction, Goal, Initiative, Metric, MetricKind, Program

NOW = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
TODAY, SOON, LATER = date(2026, 1, 12), date(2026, 2, 16), date(2026, 3, 2)
OWNER, LEAD, CHIEF = PersonId("owner"), PersonId("lead"), PersonId("chief")
ONE, OTHER = InitiativeId("one"), InitiativeId("other")
OWED = DependencyId("owed")
MENTIONABLE = frozenset({"<@U0OWNER>", "<@U0CHIEF>", "<#C0CONSUMER>"})
"""All whom the program lets the bot mention."""
NAME_LIMIT = 1_000
"""What a program file takes for a name."""

Write = Callable[[int], str]
"""Returns the next text, cleaned as it is stored and cut to what its field takes."""


def name(write: Write) -> str:
    """Write a name as program files take it: on one line, and never empty."""
    return " ".join(write(NAME_LIMIT).split()) or "x"


def program(write: Write) -> Program:
    """Build a program with a dependency between two teams, two goals and two initiatives."""
    people = [
        Person(id=OWNER, name=name(write), slack_id=SlackUserId("U0OWNER"), manager=CHIEF),
        Person(id=LEAD, name=name(write), manager=CHIEF),
        Person(id=CHIEF, name=name(write), slack_id=SlackUserId("U0CHIEF"), roles=frozenset({Role.STEERING})),
    ]
    teams = [
        Team(id=TeamId("consumer"), name=name(write), lead=OWNER, channel="#consumer"),
        Team(id=TeamId("provider"), name=name(write), lead=LEAD, channel="#provider"),
    ]
    goals = [
        Goal(id=GoalId("top"), name=name(write), level=name(write), owner=CHIEF),
        Goal(id=GoalId("below"), name=name(write), level=name(write), parent=GoalId("top")),
    ]
    metric = Metric(
        id=MetricId("metric"),
        name=name(write),
        kind=MetricKind.LEADING,
        unit=name(write),
        direction=Direction.UP,
        baseline=0,
        target=100,
        limit=5,
    )
    initiatives = [
        Initiative(
            id=key,
            name=name(write),
            goal=GoalId("below"),
            team=TeamId("consumer"),
            owner=OWNER,
            sponsor=CHIEF,
            metric=metric.id,
            baseline_on=SOON,
            committed_on=SOON,
            value_at_stake=1_000_000,
        )
        for key in (ONE, OTHER)
    ]
    dependency = Dependency(
        id=DependencyId("owed"),
        deliverable=name(write),
        acceptance=name(write),
        consumer=ONE,
        provider=TeamId("provider"),
        needed_by=SOON,
        proposed_at=NOW,
        confidence=40,
        heard_on=TODAY,
        counter_reason=write(500),
    )
    return Program(
        name=name(write),
        people={each.id: each for each in people},
        teams={each.id: each for each in teams},
        goals={each.id: each for each in goals},
        metrics={metric.id: metric},
        initiatives={each.id: each for each in initiatives},
        dependencies={dependency.id: dependency},
    )
