"""When a dependency in danger is expected, whom that moves, and what a team still owes soon."""

from datetime import date
from typing import Any

import pytest

from rituals.check_ins import Update
from rituals.dependencies import DependencyStatus
from rituals.give_lists import give_list
from rituals.ids import InitiativeId, TeamId
from rituals.outlook import outlook, teams_of
from rituals.propagation import own_forecasts
from tests.rituals.dependency_kit import NEEDED, TODAY, dependency, initiative, program, update


@pytest.mark.parametrize(
    ("promised_on", "said", "delivered_on", "is_assumed"),
    [
        pytest.param(NEEDED, None, date(2026, 3, 2), True, id="nobody named a date: the lead time later"),
        pytest.param(date(2026, 2, 20), None, date(2026, 2, 20), False, id="the date that was offered"),
        pytest.param(NEEDED, update(date(2026, 3, 9)), date(2026, 3, 9), False, id="the forecast that slipped"),
        pytest.param(date(2026, 2, 20), update(date(2026, 3, 9)), date(2026, 3, 9), False, id="the later of both"),
        pytest.param(None, update(NEEDED), date(2026, 3, 2), True, id="a forecast in time names no later date"),
    ],
)
def test_what_the_provider_says_is_expected(
    promised_on: date | None, said: Update | None, delivered_on: date, is_assumed: bool
) -> None:
    subject = dependency(promised_on=promised_on)
    plan = program(dependencies=(subject,))

    found = outlook(subject, plan, own_forecasts(plan, {}), provider_said=said)

    assert (found.delivered_on, found.is_assumed, found.affected) == (delivered_on, is_assumed, ("payouts",))


def test_the_teams_that_meet_are_the_providers_and_those_of_whom_it_moves_each_once() -> None:
    plan = program(
        initiative("payouts", date(2026, 3, 31)),
        initiative("insights", date(2026, 3, 31)),
        initiative("launch", date(2026, 5, 1), team="launch"),
    )

    teams = teams_of(dependency(), (InitiativeId("payouts"), InitiativeId("insights"), InitiativeId("launch")), plan)

    assert [team.id for team in teams] == ["platform", "payments", "launch"]


@pytest.mark.parametrize(
    ("changes", "is_listed"),
    [
        pytest.param({}, True, id="promised"),
        pytest.param({"promised_on": date(2026, 3, 9), "heard_on": None}, True, id="in eight weeks"),
        pytest.param({"promised_on": date(2026, 3, 10), "heard_on": None}, False, id="later than that"),
        pytest.param({"promised_on": None, "heard_on": None}, True, id="without a date of its own"),
        pytest.param({"status": DependencyStatus.PROPOSED, "heard_on": None}, False, id="not promised yet"),
        pytest.param(
            {"status": DependencyStatus.DELIVERED, "heard_on": date(2026, 1, 9)}, False, id="delivered last week"
        ),
        pytest.param(
            {"status": DependencyStatus.DELIVERED, "heard_on": TODAY}, True, id="delivered this week: it stays in sight"
        ),
        pytest.param({"provider": TeamId("payments")}, False, id="owed by another team"),
    ],
)
def test_a_team_is_asked_about_what_it_owes_within_eight_weeks(changes: dict[str, Any], is_listed: bool) -> None:
    plan = program(dependencies=(dependency(**changes),))

    assert bool(give_list(TeamId("platform"), plan, today=TODAY)) is is_listed
