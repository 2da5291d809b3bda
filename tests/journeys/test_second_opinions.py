"""Somebody who waits says how sure they are before they see what the owner said (feature 20)."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rituals.escalations import SubjectKind
from rituals.ids import InitiativeId, PersonId, SignalId
from rituals.second_opinions import SecondOpinion
from rituals.signals import Signal, SignalStatus
from sandbox.door import Delivery
from sandbox.records import Message
from storage.shelves import AUDIT, SECOND_OPINIONS, SIGNALS
from tests.journeys.check_in_kit import answer, ask, card, program, settled
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

KEY = "sofia:2026-W02:ledger-api"
OWNERS = 83
"""What Sofia says: a number that stands nowhere else."""


def every_answer(world: World, **policy: Any) -> None:
    loaded = program(world)
    world.load(replace(loaded, policy=replace(loaded.policy, **{"opinion_one_in": 1, **policy})))


def sofia_answers(world: World) -> None:
    settled(world, answer(world.person("sofia"), {"confidence-0": 80, "confidence-1": OWNERS}))


@pytest.fixture
def asked(world: World) -> World:
    """Each answer gets a second opinion; Sofia has answered, and Maya waits for her ledger."""
    every_answer(world)
    ask(world)
    sofia_answers(world)
    return world


def opinions(world: World) -> dict[str, SecondOpinion]:
    with world.bot.services.reading() as session:
        return {str(each.initiative): each for each in SECOND_OPINIONS.find(session)}


def question(world: World, person: str = "maya") -> Message:
    who = world.person(person)
    return [each for each in who.dm() if "How sure are you" in each.text or "Its owner:" in each.text][-1]


def tap(world: World, label: str) -> None:
    maya = world.person("maya")
    maya.press(label, question(world))
    world.settle()


def press(world: World, person: str, action_id: str, value: str) -> Delivery:
    who = world.person(person)
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
    payload = world.sandbox.desk.payloads.actions_on_message(who.user, card(world.person("sofia")), action, {})
    return world.sandbox.door.send_again(payload, kind="interactive")


def gaps(world: World) -> tuple[Signal, ...]:
    with world.bot.services.reading() as session:
        return SIGNALS.find(session, SIGNALS.c.rule == "second_opinion_gap")


def told(world: World, person: str) -> list[str]:
    reader = world.person(person)
    return [text for text in map(reader.reads, reader.dm()) if "of 100 sure of its date" in text]


def test_who_waits_is_asked_in_one_tap_with_the_date_and_what_they_need(asked: World) -> None:
    maya = asked.person("maya")

    read = maya.reads(question(asked))

    assert "“Ledger API” is to be ready on Fri 13 Mar 2026. How sure are you that it will be?" in read
    assert "From it you need “Holds and reversals for payouts” by Mon 16 Mar 2026." in read
    assert "you → Instant payouts → " in read
    assert maya.buttons(question(asked)) == ["10 %", "30 %", "50 %", "70 %", "90 %", "Other number …"]
    assert (opinions(asked)["ledger-api"].person, opinions(asked)["ledger-api"].trigger) == ("maya", "chance")


def test_nothing_tells_what_the_owner_said_before_the_answer(asked: World) -> None:
    sent = [json.dumps(each.blocks, ensure_ascii=False) + each.text for each in asked.person("maya").everything()]
    metadata = [str(each.metadata) for each in asked.person("maya").everything()]
    maya = asked.person("maya")
    form = maya.press("Other number …", question(asked)).view

    everything = " ".join([*sent, *metadata, json.dumps(form.content if form else None, ensure_ascii=False)])

    assert form is not None
    # Opaque ids may hold any digits among others.
    assert re.findall(rf"(?<![\w-]){OWNERS}(?![\w-])", everything) == []
    assert not [word for word in ("green", "amber", "🟢", "🔶", "🟥") if word in everything]


def test_after_the_answer_both_stand_side_by_side(asked: World) -> None:
    tap(asked, "70 %")

    read = asked.person("maya").reads(question(asked))
    assert "You: 70 of 100. Its owner: 83 of 100, 🟢 green, on the baseline." in read
    assert "That is close enough: nothing else follows. Thank you." in read
    asked.tick()
    assert gaps(asked) == ()
    with asked.bot.services.reading() as session:
        actions = [each.action for each in AUDIT.find(session, AUDIT.c.subject == KEY)]
    assert actions == ["second_opinion.asked", "second_opinion.given"]


def test_a_gap_of_25_points_opens_a_contradiction_and_both_are_asked_to_settle_it(asked: World) -> None:
    tap(asked, "30 %")
    read = asked.person("maya").reads(question(asked))

    asked.at("2026-01-08T08:40")
    asked.tick()

    assert "That is 53 points apart. Both of you are asked within minutes" in read
    evidence = "“Ledger API” is 83 of 100 sure of its date; “Instant payouts”, which waits for it, is 30 of 100 sure."
    [for_sofia], [for_maya] = told(asked, "sofia"), told(asked, "maya")
    assert evidence in for_sofia
    assert "With @maya." in for_sofia
    assert evidence in for_maya
    assert "With @sofia." in for_maya


def test_it_clears_once_the_owner_is_less_sure(asked: World) -> None:
    tap(asked, "30 %")
    asked.at("2026-01-08T08:40")
    asked.tick()
    sofia = asked.person("sofia")

    settled(asked, answer(sofia, {"confidence-1": 50}, button="Change my answer"))
    asked.tick()

    [gap] = gaps(asked)
    assert gap.status is SignalStatus.CLEARED
    assert len([each for each in asked.person("maya").dm() if "How sure are you" in each.text]) == 0


def test_any_other_number_with_its_reason(asked: World) -> None:
    maya = asked.person("maya")
    maya.press("Other number …", question(asked))
    maya.fill({"How sure are you, 0 to 100": 42, "What makes you say so?": "No test system yet"})

    submission = settled(asked, maya.submit())
    asked.tick()

    assert submission.closed
    given = opinions(asked)["ledger-api"]
    assert (given.confidence, given.reason) == (42, "No test system yet")
    assert gaps(asked)[0].evidence.endswith("which waits for it, is 42 of 100 sure: No test system yet")


@pytest.mark.parametrize("typed", [pytest.param("", id="nothing"), pytest.param(101, id="more than 100")])
def test_a_number_that_is_none_is_refused_beside_its_field(asked: World, typed: int | str) -> None:
    maya = asked.person("maya")
    maya.press("Other number …", question(asked))
    payload = asked.sandbox.desk.payloads.submission(maya.user, maya.modal)
    payload["view"]["state"]["values"]["confidence"]["confidence"]["value"] = str(typed) or None

    delivery = asked.sandbox.door.send_again(payload, kind="interactive")

    assert delivery.ack is not None
    assert delivery.ack.body["errors"] == {"confidence": "Please give a whole number from 0 to 100."}
    assert opinions(asked)["ledger-api"].confidence is None


def test_nobody_is_asked_twice_in_a_cycle_nor_about_a_changed_answer(asked: World) -> None:
    sofia = asked.person("sofia")

    settled(asked, answer(sofia, {"confidence-1": 60}, button="Change my answer"))

    everybody = [each.person for each in opinions(asked).values()]
    assert len(everybody) == len(set(everybody))
    assert len([each for each in asked.person("maya").dm() if "How sure are you" in each.text]) == 1


def test_without_a_reason_nobody_is_asked(world: World) -> None:
    every_answer(world, opinion_one_in=0)
    ask(world)

    sofia_answers(world)

    assert opinions(world) == {}


def test_an_open_contradiction_is_a_reason(world: World) -> None:
    every_answer(world, opinion_one_in=0)
    ask(world)
    with world.bot.services.transaction() as session:
        signal = Signal(
            id=SignalId("green_beyond_limit:ledger-api"),
            rule="green_beyond_limit",
            subject_kind=SubjectKind.INITIATIVE,
            subject="ledger-api",
            initiatives=(InitiativeId("ledger-api"),),
            owners=(PersonId("sofia"),),
            evidence="It is green.",
            opened_at=world.bot.services.now(),
        )
        SIGNALS.save(session, signal)

    sofia_answers(world)

    assert {key: each.trigger for key, each in opinions(world).items()} == {"ledger-api": "contradiction"}


def test_over_the_days_limit_nobody_is_disturbed(world: World) -> None:
    every_answer(world, daily_messages=0)
    ask(world)

    sofia_answers(world)

    assert opinions(world) == {}


def test_unanswered_it_closes_quietly(asked: World) -> None:
    before = len(asked.person("maya").dm())
    asked.at("2026-01-09T16:30")
    asked.tick()
    asked.at("2026-01-09T16:31")
    asked.tick()

    press(asked, "maya", "second_opinion.30", KEY)

    maya = asked.person("maya")
    closed = [each for each in maya.dm() if "has closed. Nothing is missing." in maya.reads(each)]
    assert len(closed) == 1
    assert maya.buttons(closed[0]) == []
    assert opinions(asked)["ledger-api"].confidence is None
    assert before + 1 >= len([each for each in maya.dm() if "sure" in each.text])
    assert gaps(asked) == ()


@pytest.mark.parametrize("action_id", ["second_opinion.30", "second_opinion.other"])
@pytest.mark.parametrize(
    ("person", "value", "reason"),
    [
        pytest.param("jonas", KEY, "NotFoundError", id="another's"),
        pytest.param("sofia", KEY, "NotFoundError", id="the owner"),
        pytest.param("maya", "sofia:2026-W02:nothing", "NotFoundError", id="nothing"),
    ],
)
def test_f1_nobody_gives_anothers_opinion(asked: World, action_id: str, person: str, value: str, reason: str) -> None:
    press(asked, person, action_id, value)

    with asked.bot.services.reading() as session:
        [entry] = AUDIT.find(session, AUDIT.c.action == f"refused.{action_id}")
    assert (entry.actor, entry.details["reason"]) == (person, reason)
    assert opinions(asked)["ledger-api"].confidence is None


def test_b14_a_second_tap_changes_nothing(asked: World) -> None:
    tap(asked, "70 %")

    press(asked, "maya", "second_opinion.10", KEY)

    assert opinions(asked)["ledger-api"].confidence == 70
    assert opinions(asked)["ledger-api"].closes_at - asked.bot.services.now() > timedelta(0)
