"""Two clicks, two devices, two weeks, two owners: what a check-in survives."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from rituals.check_ins import CheckInStatus
from rituals.ids import InitiativeId, PersonId
from rituals.program import Initiative
from sandbox.person import Person
from storage.shelves import AUDIT, UPDATES
from tests.journeys.check_in_kit import (
    MAYAS,
    MAYAS_HOUR,
    SOFIAS,
    answer,
    ask,
    card,
    check_in,
    green,
    late,
    path_back,
    program,
    reads_card,
    recoveries,
    settled,
    updates,
    why,
)
from tests.world import World


@pytest.fixture
def thursday(world: World) -> World:
    ask(world)
    return world


def submission_of(world: World, person: Person) -> dict[str, Any]:
    """Return what Slack sends when the person submits the form that is open."""
    view = person.view
    assert view is not None
    return world.sandbox.desk.payloads.submission(person.user, view)


def refusals(world: World) -> list[str]:
    with world.bot.services.reading() as session:
        return [each.actor for each in AUDIT.find(session, AUDIT.c.action.startswith("refused."))]


def test_b5_the_same_form_sent_twice_at_one_instant_is_recorded_once(thursday: World) -> None:
    sofia = thursday.person("sofia")
    sofia.press("Answer", card(sofia))
    sofia.fill(green(0, 1))
    payload = submission_of(thursday, sofia)

    with ThreadPoolExecutor(2) as both:
        sent = [both.submit(thursday.sandbox.door.send_again, payload, kind="interactive") for _ in range(2)]
        acks = [each.result().ack for each in sent]
    thursday.settle()

    assert all(acks)
    assert check_in(thursday).revision == 1
    with thursday.bot.services.reading() as session:
        assert len(UPDATES.find(session)) == 2
    assert any("already recorded" in sofia.reads(message) for message in sofia.dm())


def test_b6_a_lost_answer_and_a_second_press_close_the_form(thursday: World) -> None:
    sofia = thursday.person("sofia")
    sofia.press("Answer", card(sofia))
    sofia.fill(green(0, 1))
    thursday.sandbox.door.send_again(submission_of(thursday, sofia), kind="interactive")

    submission = settled(thursday, sofia.submit())

    assert submission.closed
    assert check_in(thursday).revision == 1


def test_b8_what_was_given_to_somebody_else_meanwhile_is_taken_out_and_the_rest_is_kept(thursday: World) -> None:
    sofia = thursday.person("sofia")
    sofia.press("Answer", card(sofia))
    sofia.fill({**green(0, 1), "metric-0": "780.5", "done-1": "Wrote tests"})
    _give_away(thursday, "debt-paydown")

    refused = sofia.submit()

    assert refused.view is not None
    read = sofia.reads(refused.view)
    assert "No longer yours to answer: “Settlement batch debt paydown”. Nothing was stored yet" in read
    assert "What did you do? (optional): Wrote tests" in read
    assert "Ledger write time, 99th percentile (ms): 780.5" in read
    assert updates(thursday) == {}
    assert refusals(thursday) == ["sofia"]

    sofia.fill({"metric-1": "770"})
    submission = settled(thursday, sofia.submit())

    assert submission.closed
    assert {key: each.metric_value for key, each in updates(thursday).items()} == {"ledger-api": 770}


def test_b8_nothing_is_written_when_nothing_is_the_persons_any_more(thursday: World) -> None:
    sofia = thursday.person("sofia")
    sofia.press("Answer", card(sofia))
    sofia.fill(green(0, 1))
    _give_away(thursday, "debt-paydown", "ledger-api")

    submission = sofia.submit()

    assert submission.view is not None
    assert "Nothing that this check-in asks about is yours any more" in sofia.reads(submission.view)
    assert updates(thursday) == {}


def test_b8_a_check_in_is_over_once_the_next_one_is_out(thursday: World) -> None:
    sofia = thursday.person("sofia")
    sofia.press("Answer", card(sofia))
    sofia.fill(green(0, 1))
    ask(thursday, "2026-01-15T08:30")

    submission = sofia.submit()

    assert submission.view is not None
    assert "This check-in is over: a newer one is open." in sofia.reads(submission.view)
    assert updates(thursday) == {}
    assert refusals(thursday) == ["sofia"]


def test_b8_an_answer_cannot_be_changed_after_its_window(thursday: World) -> None:
    sofia = thursday.person("sofia")
    settled(thursday, answer(sofia, green(0, 1)))
    thursday.at("2026-01-12T08:30")

    reply = sofia.press("Change my answer", card(sofia))

    assert reply.view is None
    assert "your answer stood when it closed" in reply.text


def test_b9_of_two_forms_the_second_sees_both_texts_and_may_keep_its_own(thursday: World) -> None:
    sofia = thursday.person("sofia")
    sofia.press("Answer", card(sofia))
    sofia.fill({**green(0, 1), "must_change-1": "said on the phone"})
    phone = submission_of(thursday, sofia)
    sofia.close()
    sofia.press("Answer", card(sofia))
    sofia.fill({**green(0, 1), "must_change-1": "said at the desk"})
    thursday.sandbox.door.send_again(phone, kind="interactive")

    conflict = sofia.submit()

    assert conflict.view is not None
    read = sofia.reads(conflict.view)
    assert "said on the phone" in read
    assert "said at the desk" in read
    assert updates(thursday)["ledger-api"].must_change == "said on the phone"

    submission = settled(thursday, sofia.submit())

    assert submission.closed
    assert updates(thursday)["ledger-api"].must_change == "said at the desk"
    assert check_in(thursday).revision == 2


def test_b9_keeping_what_is_recorded_changes_nothing(thursday: World) -> None:
    sofia = thursday.person("sofia")
    sofia.press("Answer", card(sofia))
    sofia.fill(green(0, 1))
    phone = submission_of(thursday, sofia)
    sofia.close()
    sofia.press("Answer", card(sofia))
    sofia.fill({**green(0, 1), "confidence-0": 55})
    thursday.sandbox.door.send_again(phone, kind="interactive")
    sofia.submit()

    sofia.close()

    assert {each.confidence for each in updates(thursday).values()} == {80}


def test_b10_a_form_that_did_not_open_in_time_says_so_and_the_button_still_works(thursday: World) -> None:
    sofia = thursday.person("sofia")
    thursday.sandbox.faults.add("views.open", "error:expired_trigger_id")

    late_reply = sofia.press("Answer", card(sofia))
    reply = sofia.press("Answer", card(sofia))

    assert "could not be opened in time" in late_reply.text
    assert late_reply.view is None
    assert reply.view is not None


def test_f1_nobody_answers_for_another(thursday: World) -> None:
    sofia, jonas = thursday.person("sofia"), thursday.person("jonas")
    payload = thursday.sandbox.desk.payloads.actions_on_message(
        jonas.user,
        card(jonas),
        {"type": "button", "action_id": "check_in.answer", "block_id": "b", "value": SOFIAS},
        {},
    )

    thursday.sandbox.door.send_again(payload, kind="interactive")

    assert jonas.view is None
    assert sofia.view is None
    assert any(f"There is no check-in “{SOFIAS}” that you can see." in jonas.reads(each) for each in jonas.dm())
    assert refusals(thursday) == ["jonas"]


def test_f2_another_persons_form_is_not_found(thursday: World) -> None:
    sofia, jonas = thursday.person("sofia"), thursday.person("jonas")
    sofia.press("Answer", card(sofia))
    jonas.press("Answer", card(jonas))
    jonas.fill(green(0))
    payload = submission_of(thursday, jonas)
    view = sofia.view
    assert view is not None
    payload["view"]["private_metadata"] = view.private_metadata

    thursday.sandbox.door.send_again(payload, kind="interactive")

    assert updates(thursday) == {}
    assert updates(thursday, "jonas:2026-W02") == {}


def test_nine_initiatives_are_answered_in_one_form(world: World) -> None:
    _own(world, 9)
    ask(world, MAYAS_HOUR)
    maya = world.person("maya")
    first = answer(maya, {key: value for place in range(9) for key, value in late(place, on="2026-05-01").items()})
    assert first.view is not None
    assert len(first.view.blocks) <= 100
    pages = 0
    submission = first
    # All nine are late: an answer to Slack holds four explanations, so that they take three pages of the one form.
    while submission.view is not None:
        here = {block["block_id"] for block in maya.modal.content["blocks"] if block["type"] == "input"}
        explained = {key: value for place in range(9) for key, value in {**why(place), **path_back(place)}.items()}
        maya.fill({key: value for key, value in explained.items() if key in here})
        submission = settled(world, maya.submit())
        pages += 1

    assert submission.closed
    assert pages == 3
    assert len(updates(world, MAYAS)) == 9
    assert len(recoveries(world)) == 9
    assert check_in(world, MAYAS).status is CheckInStatus.ANSWERED


def test_more_than_nine_take_two_forms(world: World) -> None:
    _own(world, 11)
    ask(world, MAYAS_HOUR)
    maya = world.person("maya")
    settled(world, answer(maya, green(*range(9))))
    assert "2 initiatives still to answer." in reads_card(maya)
    assert check_in(world, MAYAS).status is CheckInStatus.OPEN

    settled(world, answer(maya, green(0, 1), button="Answer the rest"))

    assert len(updates(world, MAYAS)) == 11
    assert check_in(world, MAYAS).status is CheckInStatus.ANSWERED


def _own(world: World, count: int) -> None:
    """Give Maya so many initiatives, without inputs."""
    loaded = program(world)
    pattern = replace(loaded.initiatives[InitiativeId("instant-payouts")], metric=None)
    many = {InitiativeId(f"payouts-{number}"): _named(pattern, number) for number in range(count)}
    others = {key: each for key, each in loaded.initiatives.items() if each.owner != PersonId("maya")}
    kept = {
        key: each
        for key, each in loaded.dependencies.items()
        if "instant-payouts" not in (each.consumer, each.provider_initiative)
    }
    world.load(replace(loaded, initiatives={**others, **many}, dependencies=kept))


def _named(pattern: Initiative, number: int) -> Initiative:
    return replace(pattern, id=InitiativeId(f"payouts-{number}"), name=f"Payouts {number}")


def _give_away(world: World, *keys: str) -> None:
    loaded = program(world)
    given = {
        InitiativeId(key): replace(loaded.initiatives[InitiativeId(key)], owner=PersonId("viktor")) for key in keys
    }
    world.load(replace(loaded, initiatives={**loaded.initiatives, **given}))
