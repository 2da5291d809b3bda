"""The example that ships: a fintech whose platform migration stalls while its products are ahead."""

from datetime import date
from typing import Any

import pytest
import yaml

from rituals.program import Program
from storage.files import read
from tests.places import EXAMPLES

STORY_BEGINS = date(2026, 1, 5)
STORY_ENDS = date(2026, 2, 16)


@pytest.fixture
def program() -> Program:
    result = read(EXAMPLES / "fintech.yaml")
    assert [str(fault) for fault in result.faults] == []
    assert result.program is not None
    return result.program


@pytest.fixture
def workspace() -> Any:
    return yaml.safe_load((EXAMPLES / "fintech_workspace.yaml").read_text(encoding="utf-8"))


def test_the_example_tells_of_four_million_and_three_levels_of_goals(program: Program):
    tops = [goal for goal in program.goals.values() if goal.parent is None]
    deepest = max(len(program.path_of(goal)) for goal in program.goals)

    assert ([top.value_at_stake for top in tops], deepest) == ([4_000_000, 4_000_000], 3)


def test_the_example_has_a_chain_from_the_platform_to_the_launch(program: Program):
    waits_for = {(each.provider_initiative, each.consumer) for each in program.dependencies.values()}

    assert waits_for >= {
        ("platform-migration", "ledger-api"),
        ("ledger-api", "instant-payouts"),
        ("ledger-api", "counter-credit"),
        ("instant-payouts", "spring-launch"),
        ("counter-credit", "spring-launch"),
    }


def test_the_promise_that_will_slip_is_needed_when_the_story_ends(program: Program):
    slipping = next(each for each in program.dependencies.values() if each.needed_by == STORY_ENDS)

    assert slipping.deliverable == "Ledger write API in production"
    assert (slipping.provider_initiative, slipping.consumer) == ("platform-migration", "instant-payouts")
    assert slipping.promised_on == date(2026, 2, 13)


def test_every_initiative_of_the_example_is_due_after_the_story_begins(program: Program):
    assert all(date(2026, 2, 1) <= each.baseline_on <= date(2026, 6, 30) for each in program.initiatives.values())
    assert all(reading.read_on <= STORY_BEGINS for reading in program.readings)


def test_everybody_in_the_example_is_in_its_workspace_under_the_same_name(program: Program, workspace: Any):
    users = {user["id"]: (user["name"], user["real_name"], user["email"]) for user in workspace["users"]}

    assert users == {person.slack_id: (person.id, person.name, person.email) for person in program.people.values()}


def test_every_channel_of_the_example_is_in_its_workspace_with_the_bot_and_the_lead(program: Program, workspace: Any):
    channels = {f"#{channel['name']}": channel for channel in workspace["channels"]}

    assert set(channels) == {team.channel for team in program.teams.values()} | {program.cadence.digest_channel}
    assert all(channel["bot"] for channel in channels.values())
    for team in program.teams.values():
        assert program.people[team.lead].slack_id in channels[team.channel]["members"]
