"""Builders for the rules of dependencies: two teams, a chain of initiatives, harmless defaults."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from rituals.check_ins import CauseClass, Update
from rituals.dependencies import Dependency, DependencyStatus
from rituals.health import Health
from rituals.ids import CheckInId, DependencyId, GoalId, InitiativeId, PersonId, TeamId
from rituals.people import Person, Team
from rituals.policy import Cadence, Policy
from rituals.program import Goal, Initiative, Program

NEEDED = date(2026, 2, 16)
"""A Monday."""
TODAY = date(2026, 1, 12)
"""A Monday, five weeks before."""
NOW = datetime(2026, 1, 12, 10, tzinfo=UTC)
LEDGER = DependencyId("ledger-api")
PAYOUTS = InitiativeId("payouts")


def dependency(**changes: Any) -> Dependency:
    """Build what Platform owes Payouts: promised, confident, heard of today."""
    promised = Dependency(
        id=LEDGER,
        deliverable="Ledger API",
        consumer=PAYOUTS,
        provider=TeamId("platform"),
        needed_by=NEEDED,
        promised_on=NEEDED,
        status=DependencyStatus.COMMITTED,
        confidence=90,
        heard_on=TODAY,
    )
    return replace(promised, **changes)


def person(name: str, **changes: Any) -> Person:
    """Build a person."""
    return replace(Person(id=PersonId(name), name=name.title()), **changes)


def initiative(name: str, due: date, *, team: str = "payments", owner: str = "maya", **changes: Any) -> Initiative:
    """Build an initiative that is due on its baseline."""
    built = Initiative(
        id=InitiativeId(name),
        name=name.title(),
        goal=GoalId("growth"),
        team=TeamId(team),
        owner=PersonId(owner),
        baseline_on=due,
        committed_on=due,
    )
    return replace(built, **changes)


def program(
    *initiatives: Initiative,
    people: tuple[Person, ...] = (),
    dependencies: tuple[Dependency, ...] = (),
    policy: Policy | None = None,
    cadence: Cadence | None = None,
) -> Program:
    """Build a program: Viktor leads Platform, Maya Payments; who is not given stands alone."""
    known = {each.id: each for each in (person("viktor"), person("maya"), *people)}
    planned = initiatives or (initiative("payouts", date(2026, 3, 31)),)
    teams = [("platform", "viktor"), ("payments", "maya"), ("launch", "maya")]
    return Program(
        name="Northwind",
        cadence=cadence or Cadence(),
        policy=policy or Policy(),
        people=known,
        teams={
            TeamId(name): Team(id=TeamId(name), name=name.title(), lead=PersonId(lead), channel=f"#{name}")
            for name, lead in teams
        },
        goals={GoalId("growth"): Goal(id=GoalId("growth"), name="Growth", level="pillar")},
        initiatives={each.id: each for each in planned},
        dependencies={each.id: each for each in dependencies},
    )


def update(forecast_on: date, *, committed_on: date = NEEDED, health: Health = Health.GREEN) -> Update:
    """Build what the owner of the providing initiative said last."""
    return Update(
        check_in=CheckInId("viktor:2026-W03"),
        initiative=InitiativeId("migration"),
        revision=1,
        person=PersonId("viktor"),
        answered_at=NOW,
        must_change="nothing",
        forecast_on=forecast_on,
        committed_on=committed_on,
        confidence=80,
        health=health,
        derived_health=health,
        cause_class=CauseClass.TECHNICAL,
        cause="debt",
    )
