"""Outsiders at every door: guests, strangers and people of other companies are shown nothing (FAULTS E3)."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.blocks import ids
from rituals.ids import SlackUserId
from rituals.program import Program
from sandbox.door import COMMAND, INTERACTION
from sandbox.records import Json, User, View
from storage.shelves import (
    CHANNELS,
    CHECK_INS,
    DECISIONS,
    DEPENDENCIES,
    ESCALATIONS,
    FLAGS,
    FORMS,
    PEOPLE,
    RECOVERIES,
    UPDATES,
)
from tests.faults.slack_side import PAYMENTS, audited
from tests.journeys.check_in_kit import MAYAS, MAYAS_HOUR, ask, program
from tests.journeys.dependency_kit import HOLDS
from tests.journeys.flag_kit import raise_flag
from tests.places import EXAMPLES
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

SHELVES = (CHANNELS, CHECK_INS, DECISIONS, DEPENDENCIES, ESCALATIONS, FLAGS, FORMS, PEOPLE, RECOVERIES, UPDATES)
OUTSIDERS = ("maya", "jonas", "stan", "oskar", "olga", "paula")
"""A guest, a single-channel guest, a member who is not in the program, somebody of another company whom the program
file does not know, one whom it names, and a colleague's id that comes from another workspace."""
SUBJECTS = {"check_in": MAYAS, "flag": "F-1", "dependency": HOLDS, "heartbeat": HOLDS, "channel": PAYMENTS}
"""What the buttons of each kind carry."""


def named(suffix: str = "") -> list[str]:
    """Return every action or form id that a message or view of the bot may hold."""
    found = (value for name, value in vars(ids).items() if name.isupper() and name.endswith(suffix))
    return [value for value in found if isinstance(value, str)]


FORM_IDS = named("_FORM")
FIELDS = [ids.FLAG_WHAT, ids.FLAG_IMPACT_ON, ids.FLAG_HITS, ids.FLAG_CHANCE, ids.FLAG_HELP_WANTED]
ACTION_IDS = [each for each in named() if each not in (*FORM_IDS, *FIELDS)]


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The fintech example on the Thursday, with open business, in a channel that outsiders are in."""
    workspace = yaml.safe_load(Path(EXAMPLES / "fintech_workspace.yaml").read_text())
    elsewhere = {"team_id": "T0ELSEWHERE", "is_stranger": True}
    workspace["users"] += [
        {"id": "U0STAN", "name": "stan", "email": "stan@northwind.example"},
        {"id": "U0OSKAR", "name": "oskar", **elsewhere},
        {"id": "U0OLGA", "name": "olga", **elsewhere},
    ]
    [payments] = [channel for channel in workspace["channels"] if channel["name"] == "payments"]
    payments["members"] += ["U0STAN", "U0OSKAR", "U0OLGA"]
    with World.open(workspace, database_url=database_url) as world:
        world.load(EXAMPLES / "fintech.yaml")
        ask(world, MAYAS_HOUR)
        raise_flag(world)
        _make_outsiders(world)
        yield world


def _make_outsiders(world: World) -> None:
    with world.bot.services.transaction() as session:
        wei = PEOPLE.get(session, "wei")
        PEOPLE.save(session, replace(wei, slack_id=SlackUserId("U0OLGA")))
    world.sandbox.change_user("maya", is_restricted=True)
    world.sandbox.change_user("jonas", is_restricted=True, is_ultra_restricted=True)
    world.sandbox.change_user("olga", title="consultant")
    world.sandbox.quiet()
    world.settle()


Door = Callable[[World, User], tuple[str, Json]]


def doors(world: World, view: View) -> Iterator[tuple[str, Door]]:
    """Return every way in which somebody can reach the bot, by name."""
    card = world.person("sofia").dm()[0]
    yield "command", lambda world, who: (COMMAND, _payloads(world).command(who, _channel(world), "/flag", "Salaries"))
    yield "shortcut", lambda world, who: (INTERACTION, _shortcut(world, who))
    for action_id in ACTION_IDS:
        yield (
            action_id,
            lambda world, who, each=action_id: (  # type: ignore[misc]  # mypy infers no default of a lambda
                INTERACTION,
                _payloads(world).actions_on_message(who, card, _pressed(each), {}),
            ),
        )
    for field in FIELDS:
        yield (
            field,
            lambda world, who, each=field: (  # type: ignore[misc]  # mypy infers no default of a lambda
                INTERACTION,
                _payloads(world).actions_on_view(who, _own(world, who, view), _chosen(each)),
            ),
        )
    for callback_id in FORM_IDS:
        sent = replace(view, content={**view.content, "callback_id": callback_id})
        yield callback_id, lambda world, who, each=sent: (INTERACTION, _payloads(world).submission(who, each))  # type: ignore[misc]  # mypy infers no default of a lambda
    block = next(each["block_id"] for each in view.blocks if each["type"] == "input")
    yield (
        "search",
        lambda world, who: (INTERACTION, _payloads(world).suggestion(who, view, block, ids.FLAG_HITS, "pay")),
    )


def test_e3_no_outsider_gets_or_changes_anything_at_any_door(world: World):
    insider = world.person("grace")
    insider.slash("/flag", channel="#lending")
    insider.open_home()
    assert insider.view is not None
    secrets = words_of_program(program(world))
    # The control: whoever is in the program reads of it at the same doors.
    assert len(found(secrets, [call.args for call in world.sandbox.requests])) > 3
    before, calls_before = stored(world), len(world.sandbox.requests)
    heard: list[Any] = []
    tried = 0

    for name in OUTSIDERS:
        who = world.person(name).user
        for _, door in doors(world, insider.view):
            kind, payload = door(world, who)
            delivery = world.sandbox.door.send_again(
                _from_elsewhere(payload) if name == "paula" else payload, kind=kind
            )
            assert delivery.ack is not None
            heard.append(delivery.ack.body)
            tried += 1
        if name != "paula":
            world.person(name).open_home()
            world.person(name).mention("flag salaries", channel="#payments")
    world.sandbox.quiet()
    world.settle()

    heard += [call.args for call in world.sandbox.requests[calls_before:]]
    assert found(secrets, heard) == []
    assert stored(world) == before
    assert tried == len(OUTSIDERS) * (len(ACTION_IDS) + len(FIELDS) + len(FORM_IDS) + 3)
    assert {each.actor for each in audited(world, "refused")} <= {"stranger", "paula"}


def found(words: list[str], told: list[Any]) -> list[str]:
    everything = json.dumps(told, ensure_ascii=False)
    return [word for word in words if word in everything]


def words_of_program(loaded: Program) -> list[str]:
    """Return what outsiders must not read: the names of everything and everybody in the program, and the flag."""
    kinds: tuple[Mapping[Any, Any], ...] = (loaded.initiatives, loaded.goals, loaded.metrics, loaded.people)
    deliverables = (each.deliverable for each in loaded.dependencies.values())
    return [*(each.name for kind in kinds for each in kind.values()), *deliverables, "The supplier slips"]


def stored(world: World) -> list[Any]:
    with world.bot.services.reading() as session:
        return [shelf.find(session) for shelf in SHELVES]


def _payloads(world: World) -> Any:
    return world.sandbox.desk.payloads


def _channel(world: World) -> Any:
    return world.sandbox.workspace.get_channel("#payments")


def _shortcut(world: World, who: User) -> Json:
    [shortcut] = world.sandbox.workspace.install.shortcuts
    message = world.person("nadia").post("See the rota", channel="#payments")
    payload: Json = _payloads(world).message_shortcut(who, shortcut, message)
    return payload


def _pressed(action_id: str) -> Json:
    return {"type": "button", "action_id": action_id, "value": SUBJECTS.get(action_id.split(".")[0], "R-1")}


def _chosen(field: str) -> Json:
    return {"type": "datepicker", "action_id": field, "selected_date": "2026-02-13"}


def _own(world: World, who: User, view: View) -> View:
    """Give somebody the colleague's form, as if it had been open since before they became an outsider."""
    with world.sandbox.workspace.lock:
        return world.sandbox.modals.open(who.id, view.content)


def _from_elsewhere(payload: Json) -> Json:
    if "user" not in payload:
        return {**payload, "team_id": "T0ELSEWHERE"}
    return {**payload, "user": {**payload["user"], "team_id": "T0ELSEWHERE"}}
