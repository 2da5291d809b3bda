"""Random programs and snapshots for properties: valid, of any size, and the same for the same seed."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from rituals.check_ins import CauseClass, CheckIn, CheckInStatus, Recovery, Update
from rituals.contradictions import contradictions
from rituals.decisions import Decision, TradeOff, TradeOffStatus
from rituals.dependencies import Dependency, DependencyStatus
from rituals.escalations import Escalation, SubjectKind
from rituals.flags import Chance, Flag, FlagAnswerKind, FlagStatus
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
    RecoveryId,
    SlackUserId,
    TeamId,
    TradeOffId,
)
from rituals.people import Person, Role, Team
from rituals.policy import Cadence
from rituals.program import BaselineMove, Direction, Goal, Initiative, Metric, MetricKind, Program, Reading, Stage
from rituals.snapshot import Snapshot

MONDAY = datetime(2026, 1, 12, 7, 30, tzinfo=UTC)
"""Monday morning in the third week of the year, when the digest is due."""
DAY = timedelta(days=1)
TRICKY = ("", " <!channel>", " & *bold*", "\nsecond line", " 🚀" * 3, " x" * 200)
_T = SubjectKind


class RandomSnapshot:
    """Throws the dice for one snapshot."""

    def __init__(self, seed: int, *, initiatives: int, dependencies: int | None = None) -> None:
        self.dice = random.Random(seed)
        self.people = [PersonId(f"p{number}") for number in range(max(3, initiatives // 3))]
        self.teams = [TeamId(f"team{number}") for number in range(max(2, initiatives // 20))]
        self.goals = [GoalId(f"goal{number}") for number in range(max(1, initiatives // 6))]
        self.metrics = [MetricId(f"metric{number}") for number in range(initiatives // 2)]
        self.initiatives = [InitiativeId(f"i{number}") for number in range(initiatives)]
        count = initiatives if dependencies is None else dependencies
        self.dependencies = [DependencyId(f"d{number}") for number in range(count if initiatives > 1 else 0)]

    def build(self) -> Snapshot:
        program = self._program()
        snapshot = Snapshot(
            as_of=MONDAY,
            program=program,
            check_ins=tuple(self._check_in(person) for person in self.people if self._now_and_then()),
            updates={each: self._updates(program.initiatives[each]) for each in self.initiatives if self._mostly()},
            recoveries=tuple(self._recovery(each) for each in self.initiatives if self._now_and_then()),
            readings={each: self._readings(each) for each in self.metrics if self._mostly()},
            baseline_moves={
                each: self._moves(program.initiatives[each]) for each in self.initiatives if self._seldom()
            },
            flags={flag.id: flag for flag in (self._flag(number) for number in range(len(self.initiatives) // 3))},
            escalations=tuple(self._escalation(number) for number in range(len(self.dependencies) // 10)),
            trade_offs={each.id: each for each in map(self._trade_off, range(len(self.dependencies) // 10))},
            decisions=tuple(self._decision(number) for number in range(len(self.dependencies) // 20)),
        )
        return replace(snapshot, signals=contradictions(replace(snapshot, as_of=MONDAY - 3 * DAY)))

    def _program(self) -> Program:
        return Program(
            name="Random",
            cadence=Cadence(zone=self.dice.choice(["UTC", "Asia/Tokyo", "America/New_York"])),
            people={each: self._person(each) for each in self.people},
            teams={each: Team(id=each, name=each, lead=self._someone(), channel=f"#{each}") for each in self.teams},
            goals={each: self._goal(number) for number, each in enumerate(self.goals)},
            metrics={each: self._metric(each) for each in self.metrics},
            initiatives={each: self._initiative(each) for each in self.initiatives},
            dependencies={each: self._dependency(each) for each in self.dependencies},
        )

    def _person(self, key: PersonId) -> Person:
        roles = frozenset({Role.STEERING}) if key in self.people[:2] else frozenset[Role]()
        return Person(id=key, name=key.title(), slack_id=SlackUserId(f"U{key.upper()}"), roles=roles)

    def _goal(self, number: int) -> Goal:
        parent = self.dice.choice([None, *self.goals[:number]])
        value = self.dice.choice([0, 500_000, 4_000_000])
        return Goal(id=self.goals[number], name=self._name("Goal"), level="goal", parent=parent, value_at_stake=value)

    def _metric(self, key: MetricId) -> Metric:
        up = self.dice.random() < 0.5
        return Metric(
            id=key,
            name=self._name("Metric"),
            kind=self.dice.choice(list(MetricKind)),
            unit="%",
            direction=Direction.UP if up else Direction.DOWN,
            baseline=0 if up else 100,
            target=100 if up else 0,
            limit=self.dice.choice([None, 20, 80]),
        )

    def _initiative(self, key: InitiativeId) -> Initiative:
        baseline_on = self._day(-30, 200)
        return Initiative(
            id=key,
            name=f"Initiative {key}{self.dice.choice(TRICKY)}",
            goal=self.dice.choice(self.goals),
            team=self.dice.choice(self.teams),
            owner=self._someone(),
            baseline_on=baseline_on,
            committed_on=baseline_on + self.dice.choice([0, 0, 34]) * DAY,
            outcome_owner=self.dice.choice([None, *self.people]),
            metric=self.dice.choice([None, *self.metrics]),
            value_at_stake=self.dice.randrange(0, 3_000_000),
            stage=self.dice.choice([Stage.DECIDED, Stage.DECIDED, Stage.IMPLEMENTED, Stage.CLOSED]),
        )

    def _dependency(self, key: DependencyId) -> Dependency:
        provider, consumer = sorted(self.dice.sample(range(len(self.initiatives)), 2))
        needed_by = self._day(-20, 60)
        return Dependency(
            id=key,
            deliverable=self._name("Deliverable"),
            consumer=self.initiatives[consumer],
            provider=self.dice.choice(self.teams),
            provider_initiative=self.dice.choice([None, self.initiatives[provider]]),
            needed_by=needed_by,
            promised_on=self.dice.choice([None, needed_by, needed_by + 9 * DAY]),
            status=self.dice.choice(list(DependencyStatus)),
        )

    def _updates(self, initiative: Initiative) -> tuple[Update, ...]:
        weeks = sorted(self.dice.sample(range(6), self.dice.randrange(0, 4)), reverse=True)
        return tuple(self._update(initiative, week) for week in weeks)

    def _update(self, initiative: Initiative, weeks_ago: int) -> Update:
        health = self.dice.choice([Health.GREEN, Health.GREEN, Health.AMBER, Health.RED])
        derived = self.dice.choice([health, Health.AMBER])
        return Update(
            check_in=CheckInId(f"{initiative.owner}:2026-W{weeks_ago:02}"),
            initiative=initiative.id,
            revision=1,
            person=initiative.owner,
            answered_at=MONDAY - 3 * DAY - weeks_ago * 7 * DAY,
            must_change=self._name("Must change"),
            forecast_on=initiative.committed_on + self.dice.choice([0, 0, 18]) * DAY,
            committed_on=initiative.committed_on,
            confidence=self.dice.randrange(0, 101),
            health=health,
            derived_health=derived,
            override_reason=self._name("Override") if derived is not health else None,
            cause_class=self.dice.choice([None, *CauseClass]),
            cause=self.dice.choice([None, self._name("Cause")]),
            ask=self.dice.choice([None, self._name("Ask")]),
        )

    def _check_in(self, person: PersonId) -> CheckIn:
        status = self.dice.choice(list(CheckInStatus))
        silence = "no answer within 15 working hours" if status is CheckInStatus.SILENT else None
        due_at = MONDAY - self.dice.choice([0, 4, 11]) * DAY
        return CheckIn(
            id=CheckInId(f"{person}:{due_at:%G-W%V}"),
            person=person,
            cycle=f"{due_at:%G-W%V}",
            due_at=due_at,
            closes_at=due_at + 4 * DAY,
            status=status,
            silence=silence,
        )

    def _recovery(self, initiative: InitiativeId) -> Recovery:
        return Recovery(
            id=RecoveryId(f"{initiative}:1"),
            check_in=CheckInId("p0:2026-W02"),
            initiative=initiative,
            condition=self._name("Condition"),
            action=self._name("Action"),
            owner=self._someone(),
            due_on=self._day(-5, 20),
        )

    def _readings(self, metric: MetricId) -> tuple[Reading, ...]:
        weeks = range(self.dice.randrange(1, 6), 0, -1)
        late = self.dice.choice([0, 0, 4])
        return tuple(
            Reading(
                metric=metric,
                read_on=(MONDAY - (late + week) * 7 * DAY).date(),
                value=self.dice.randrange(0, 101),
                source="feed",
            )
            for week in weeks
        )

    def _moves(self, initiative: Initiative) -> tuple[BaselineMove, ...]:
        return tuple(
            BaselineMove(
                initiative=initiative.id,
                number=number,
                from_on=initiative.baseline_on,
                to_on=initiative.committed_on,
                reason=self._name("Reason"),
                approver=self._someone(),
                moved_on=self._day(-20, 0),
            )
            for number in range(1, self.dice.randrange(2, 4))
        )

    def _flag(self, number: int) -> Flag:
        flag = Flag(
            id=FlagId(f"F-{number}"),
            what=self._name("Risk"),
            raised_by=self._someone(),
            raised_at=MONDAY - self.dice.randrange(1, 28) * DAY,
            status=FlagStatus.OPEN,
            impact_on=self._day(-5, 40),
            hits=self.dice.choice(self.initiatives),
            chance=self.dice.choice(list(Chance)),
            answer_owner=self._someone(),
            answer_by=MONDAY + self.dice.randrange(-9, 9) * DAY,
        )
        if self._mostly():
            return flag
        return replace(
            flag,
            status=FlagStatus.ANSWERED,
            answer_kind=self.dice.choice(list(FlagAnswerKind)),
            answered_by=self._someone(),
            answered_at=MONDAY - self.dice.randrange(0, 9) * DAY,
        )

    def _escalation(self, number: int) -> Escalation:
        kind, subject = self._subject()
        return Escalation(
            id=EscalationId(f"R-{number}"),
            subject_kind=kind,
            subject=subject,
            why=self._name("It is late."),
            opened_at=MONDAY - 2 * DAY,
            climbing_since=MONDAY - 2 * DAY,
            resolution_owner=self._someone(),
            decider=self._someone(),
            decide_by=self._day(-3, 9),
        )

    def _trade_off(self, number: int) -> TradeOff:
        kind, subject = self._subject()
        return TradeOff(
            id=TradeOffId(f"T-{number}"),
            subject_kind=kind,
            subject=subject,
            question=self._name("What gives?"),
            decider=self._someone(),
            decide_by=self._day(-3, 9),
            opened_at=MONDAY - 2 * DAY,
            escalation=self.dice.choice([None, EscalationId(f"R-{number}")]),
            status=self.dice.choice(list(TradeOffStatus)),
        )

    def _decision(self, number: int) -> Decision:
        return Decision(
            id=DecisionId(f"D-{number}"),
            trade_off=TradeOffId(f"T-{2 * number}"),
            option=1,
            reason=self._name("Because"),
            decided_by=self._someone(),
            decided_at=MONDAY - self.dice.randrange(0, 20) * DAY,
        )

    def _subject(self) -> tuple[SubjectKind, str]:
        return self.dice.choice(
            [
                (_T.DEPENDENCY, self.dice.choice(self.dependencies)),
                (_T.INITIATIVE, self.dice.choice(self.initiatives)),
                (_T.CHECK_IN, f"{self._someone()}:2026-W02"),
                (_T.FLAG, "F-0"),
                (_T.METRIC, "metric0"),
                (_T.DEPENDENCY, "what-left-the-program"),
            ]
        )

    def _name(self, word: str) -> str:
        return f"{word} {self.dice.randrange(1000)}{self.dice.choice(TRICKY)}"

    def _someone(self) -> PersonId:
        return self.dice.choice(self.people)

    def _day(self, least: int, most: int) -> date:
        return MONDAY.date() + self.dice.randint(least, most) * DAY

    def _mostly(self) -> bool:
        return self.dice.random() < 0.8

    def _now_and_then(self) -> bool:
        return self.dice.random() < 0.5

    def _seldom(self) -> bool:
        return self.dice.random() < 0.2


def random_snapshot(seed: int, *, initiatives: int, dependencies: int | None = None) -> Snapshot:
    """Build a valid snapshot; as many dependencies as initiatives unless told otherwise."""
    return RandomSnapshot(seed, initiatives=initiatives, dependencies=dependencies).build()


snapshots = st.builds(random_snapshot, st.integers(0, 2**32), initiatives=st.integers(0, 30))
"""Any snapshot of up to thirty initiatives."""
