"""Builders for the rules of check-ins: one owner, Maria, with harmless defaults. It is Thursday, 8 January 2026."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from rituals.answers import Answer, Deviation
from rituals.check_ins import CauseClass, CheckIn, Recovery, Update
from rituals.dependencies import Dependency, DependencyStatus
from rituals.health import Health
from rituals.ids import (
    CheckInId,
    DependencyId,
    GoalId,
    InitiativeId,
    MetricId,
    PersonId,
    RecoveryId,
    SlackUserId,
    TeamId,
)
from rituals.people import Person, Team
from rituals.policy import Cadence
from rituals.program import Direction, Goal, Initiative, Metric, MetricKind, Program
from rituals.standing import Standing

TODAY = date(2026, 1, 8)
NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
COMMITTED_ON = date(2026, 2, 27)
TWO_DAYS = Cadence(check_in_window_hours=16)
MARIA = PersonId("maria")


def person(key: str = "maria", **changes: Any) -> Person:
    return Person(**{"id": PersonId(key), "name": key.title(), "slack_id": SlackUserId(f"U0{key.upper()}"), **changes})


def initiative(key: str = "payouts", **changes: Any) -> Initiative:
    return Initiative(
        **{
            "id": InitiativeId(key),
            "name": key.title(),
            "goal": GoalId("growth"),
            "team": TeamId("payments"),
            "owner": MARIA,
            "baseline_on": COMMITTED_ON,
            "committed_on": COMMITTED_ON,
            **changes,
        }
    )


def metric(**changes: Any) -> Metric:
    return Metric(
        **{
            "id": MetricId("latency"),
            "name": "Latency",
            "kind": MetricKind.LEADING,
            "unit": "ms",
            "direction": Direction.DOWN,
            "baseline": 900,
            "target": 200,
            "limit": 800,
            **changes,
        }
    )


def program(*initiatives: Initiative, people: tuple[Person, ...] = (), **changes: Any) -> Program:
    everybody = people or (person(),)
    return Program(
        **{
            "name": "Test",
            "cadence": TWO_DAYS,
            "people": {each.id: each for each in everybody},
            "teams": {
                TeamId("payments"): Team(id=TeamId("payments"), name="Payments", lead=MARIA, channel="#payments")
            },
            "goals": {GoalId("growth"): Goal(id=GoalId("growth"), name="Growth", level="pillar")},
            "initiatives": {each.id: each for each in initiatives or (initiative(),)},
            **changes,
        }
    )


def update(**changes: Any) -> Update:
    """Maria's answer of the week before: green, on the baseline."""
    return Update(
        **{
            "check_in": CheckInId("maria:2026-W01"),
            "initiative": InitiativeId("payouts"),
            "revision": 1,
            "person": MARIA,
            "answered_at": datetime(2026, 1, 1, 10, tzinfo=UTC),
            "must_change": "",
            "forecast_on": COMMITTED_ON,
            "committed_on": COMMITTED_ON,
            "confidence": 80,
            "health": Health.GREEN,
            "derived_health": Health.GREEN,
            **changes,
        }
    )


def amber_update(**changes: Any) -> Update:
    """Maria's answer of the week before: late, with its cause."""
    return update(
        **{
            "must_change": "A second tester",
            "forecast_on": date(2026, 3, 6),
            "health": Health.AMBER,
            "derived_health": Health.AMBER,
            "cause_class": CauseClass.CAPACITY,
            "cause": "One tester is ill",
            **changes,
        }
    )


def recovery(**changes: Any) -> Recovery:
    return Recovery(
        **{
            "id": RecoveryId("S-1"),
            "check_in": CheckInId("maria:2026-W01"),
            "initiative": InitiativeId("payouts"),
            "condition": "no tester is found",
            "action": "Jonas tests",
            "owner": MARIA,
            "due_on": date(2026, 1, 20),
            **changes,
        }
    )


def standing(**changes: Any) -> Standing:
    return Standing(**{"initiative": initiative(), "health": Health.GREEN, "last": update(), **changes})


def check_in(**changes: Any) -> CheckIn:
    """Maria's check-in of this week: open from Thursday 09:30 until Monday 09:30 UTC."""
    return CheckIn(
        **{
            "id": CheckInId("maria:2026-W02"),
            "person": MARIA,
            "cycle": "2026-W02",
            "due_at": NOW,
            "closes_at": datetime(2026, 1, 12, 9, 30, tzinfo=UTC),
            **changes,
        }
    )


def dependency(key: str = "api", **changes: Any) -> Dependency:
    return Dependency(
        **{
            "id": DependencyId(key),
            "deliverable": key.upper(),
            "consumer": InitiativeId("payouts"),
            "provider": TeamId("payments"),
            "needed_by": date(2026, 2, 16),
            "promised_on": date(2026, 2, 13),
            "status": DependencyStatus.COMMITTED,
            **changes,
        }
    )


def answer(**changes: Any) -> Answer:
    return Answer(**{"forecast_on": COMMITTED_ON, "confidence": 80, **changes})


def deviation(**changes: Any) -> Deviation:
    """A whole explanation with a recovery step."""
    whole = Deviation(
        cause_class=CauseClass.CAPACITY,
        cause="One tester is ill",
        condition="no tester is found",
        action="Jonas tests",
        doer=MARIA,
        due_on=date(2026, 1, 20),
    )
    return replace(whole, **changes)
