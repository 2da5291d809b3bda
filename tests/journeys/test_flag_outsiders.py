"""Who is not in the program gets a kind refusal in private, and nothing else (FAULTS E3, F3, F7, F10)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from storage.shelves import AUDIT
from tests.journeys.flag_kit import flags_of, raise_flag, reads_all
from tests.places import EXAMPLES
from tests.world import World

REFUSED = "I do not find you among them"


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The fintech example with a stranger and a guest in the channel of Payments."""
    workspace = yaml.safe_load(Path(EXAMPLES / "fintech_workspace.yaml").read_text())
    workspace["users"] += [
        {"id": "U0STAN", "name": "stan", "real_name": "Stan Stranger", "email": "stan@northwind.example"},
    ]
    [payments] = [channel for channel in workspace["channels"] if channel["name"] == "payments"]
    payments["members"] += ["U0STAN"]
    with World.open(workspace, database_url=database_url) as world:
        world.load(EXAMPLES / "fintech.yaml")
        world.at("2026-01-08T09:30")
        yield world


def test_a_stranger_is_refused_in_private_by_the_command(world: World) -> None:
    stan = world.person("stan")

    reply = stan.slash("/flag", "Salaries leak", channel="#payments")

    assert REFUSED in reply.text
    assert reply.view is None
    assert flags_of(world) == {}
    assert world.person("maya").messages("#payments") == []


def test_a_stranger_is_refused_in_private_by_a_mention(world: World) -> None:
    stan, maya = world.person("stan"), world.person("maya")

    stan.mention("flag salaries leak", channel="#payments")

    assert REFUSED in reads_all(stan, stan.messages("#payments"))
    assert REFUSED not in reads_all(maya, maya.messages("#payments"))
    assert flags_of(world) == {}


def test_a_stranger_who_finds_a_button_is_refused(world: World) -> None:
    raise_flag(world)
    stan, paula = world.person("stan"), world.person("paula")
    payload = world.sandbox.desk.payloads.actions_on_message(
        stan.user, paula.dm()[0], {"type": "button", "action_id": "flag.help", "value": "F-1"}, {}
    )

    delivery = world.sandbox.door.send_again(payload, kind="interactive")

    assert delivery.ack is not None
    assert stan.view is None


@pytest.mark.parametrize("change", [{"is_restricted": True}, {"deleted": True}], ids=["guest", "deactivated"])
def test_a_guest_and_somebody_who_left_are_refused(world: World, change: dict[str, bool]) -> None:
    jonas = world.person("jonas")
    payload = world.sandbox.desk.payloads.command(
        jonas.user, world.sandbox.workspace.get_channel("#payments"), "/flag", "Salaries leak"
    )
    world.sandbox.change_user("jonas", **change)
    world.bot.sync_directory()

    delivery = world.sandbox.door.send_again(payload, kind="slash_commands")

    assert delivery.ack is not None
    assert REFUSED in delivery.ack.body["text"]
    assert flags_of(world) == {}


def test_the_same_id_from_another_workspace_is_nobody(world: World) -> None:
    jonas = world.person("jonas")
    payload = world.sandbox.desk.payloads.command(
        jonas.user, world.sandbox.workspace.get_channel("#payments"), "/flag", "Salaries leak"
    )

    delivery = world.sandbox.door.send_again({**payload, "team_id": "T0ELSEWHERE"}, kind="slash_commands")

    assert delivery.ack is not None
    assert REFUSED in delivery.ack.body["text"]


def test_somebody_who_may_not_answer_is_told_that_there_is_no_such_flag_and_it_is_audited(world: World) -> None:
    raise_flag(world)
    grace, paula = world.person("grace"), world.person("paula")
    payload = world.sandbox.desk.payloads.actions_on_message(
        grace.user, paula.dm()[0], {"type": "button", "action_id": "flag.help", "value": "F-1"}, {}
    )
    del payload["response_url"]

    world.sandbox.door.send_again(payload, kind="interactive")
    world.settle()

    with world.bot.services.reading() as session:
        refusals = [
            (entry.actor, entry.subject) for entry in AUDIT.find(session, AUDIT.c.action == "refused.flag.help")
        ]
    assert grace.view is None
    assert "There is no flag “F-1” that you can see" in reads_all(grace, grace.dm())
    assert refusals == [("grace", "F-1")]


def test_another_ones_draft_cannot_be_completed(world: World) -> None:
    jonas, maya = world.person("jonas"), world.person("maya")
    reply = jonas.slash("/flag", "Salaries leak", channel="#payments")
    payload = world.sandbox.desk.payloads.actions_on_message(
        maya.user, reply.messages[0], {"type": "button", "action_id": "flag.complete", "value": "F-1"}, {}
    )

    world.sandbox.door.send_again(payload, kind="interactive")

    assert maya.view is None
    assert "There is no flag “F-1” that you can see" in reads_all(maya, maya.messages("#payments"))
