"""The clock's part in an escalation, on both databases, without a workspace: what the outbox holds afterwards."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.escalation_jobs import climb_ladders, open_resolutions
from handlers.services import Services
from rituals.dependencies import DependencyStatus
from rituals.escalations import Escalation, EscalationStatus
from rituals.ids import PersonId, SlackUserId, WorkspaceId
from rituals.people import Role
from rituals.program import Program
from storage import outbox
from storage.database import Database
from storage.files.applying import apply
from storage.shelves import DEPENDENCIES, ESCALATIONS
from storage.workspaces import connect_workspace
from tests.rituals.dependency_kit import LEDGER, dependency, person, program

OPENED = datetime(2026, 2, 2, 9, tzinfo=UTC)
SIXTEEN_HOURS_LATER = datetime(2026, 2, 3, 17, tzinfo=UTC)
ELENA, OMAR = PersonId("elena"), PersonId("omar")


def plan() -> Program:
    """Build a program whose leads have no manager in common, and whose steering group has no channel."""
    steering = frozenset({Role.STEERING})
    people = [
        person(
            name, slack_id=SlackUserId(f"U{name.upper()}"), roles=steering if name in {"elena", "omar"} else frozenset()
        )
        for name in ("viktor", "maya", "elena", "omar")
    ]
    return program(people=tuple(people), dependencies=(dependency(heard_on=None),))


@pytest.fixture
def services(database: Database) -> Services:
    """Return the services of a workspace in which the resolution R-1 has just opened."""
    services = Services(database=database, workspace=WorkspaceId("T1"), now=lambda: OPENED, wake=lambda: None)
    with services.transaction() as session:
        connect_workspace(session, name="Northwind", bot_user_id="UBOT", now=OPENED)
        apply(session, plan(), now=OPENED, actor="test")
    open_resolutions(services)
    return services


def at(services: Services, moment: datetime) -> Services:
    return replace(services, now=lambda: moment)


def stored(services: Services) -> Escalation:
    with services.reading() as session:
        return ESCALATIONS.get(session, "R-1")


def told(services: Services, rung: str) -> list[str]:
    with services.reading() as session:
        entries = outbox.find_entries(session)
    return [each.announcement.recipient for each in entries if f":{rung}:" in each.announcement.key]


def test_without_a_common_manager_the_decider_hears_and_without_a_channel_each_of_the_steering_group(
    services: Services,
) -> None:
    climb_ladders(at(services, SIXTEEN_HOURS_LATER))

    assert stored(services).decider == ELENA
    assert told(services, "manager") == ["UELENA"]
    assert sorted(told(services, "steering")) == ["UELENA", "UOMAR"]


def test_climbing_twice_at_one_moment_tells_nobody_twice(services: Services) -> None:
    later = at(services, SIXTEEN_HOURS_LATER)

    climb_ladders(later)
    climb_ladders(later)

    assert len(told(services, "steering")) == 2


@pytest.mark.parametrize(
    "status", [DependencyStatus.WITHDRAWN, DependencyStatus.DELIVERED], ids=lambda each: each.value
)
def test_what_ended_elsewhere_ends_its_escalation(services: Services, status: DependencyStatus) -> None:
    with services.transaction() as session:
        DEPENDENCIES.save(session, replace(DEPENDENCIES.get(session, LEDGER), status=status))

    climb_ladders(services)

    assert (stored(services).status, stored(services).outcome) == (EscalationStatus.RESOLVED, status.value)


def test_what_left_the_program_ends_its_escalation(services: Services) -> None:
    with services.transaction() as session:
        apply(session, replace(plan(), dependencies={}), now=OPENED, actor="test")

    climb_ladders(services)

    assert (stored(services).status, stored(services).outcome) == (
        EscalationStatus.RESOLVED,
        "no longer in the program",
    )
