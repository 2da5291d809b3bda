"""Nothing typed is lost (FAULTS B10): a form that did not open, that was closed half-way, or that holds a lot."""

import json
from dataclasses import replace
from datetime import date

import pytest

from handlers.check_in_pages import LARGEST_ANSWER
from rituals.dependencies import Dependency, DependencyStatus
from rituals.ids import DependencyId, InitiativeId, PersonId
from sandbox.records import View
from storage.shelves import FORMS
from tests.journeys.check_in_kit import (
    MAYAS,
    MAYAS_HOUR,
    answer,
    ask,
    card,
    check_in,
    green,
    late,
    path_back,
    program,
    settled,
    updates,
    why,
)
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

CONTINUED = "Continued from Thu 8 Jan, 09:30: what you typed then stands here. Nothing is stored yet."


@pytest.fixture
def thursday(world: World) -> World:
    ask(world)
    return world


def reopened(world: World, button: str = "Answer") -> View:
    """Have Sofia open the form once more, a quarter of an hour later."""
    sofia = world.person("sofia")
    if sofia.view is not None:
        sofia.close()
    world.settle()
    world.at("2026-01-08T08:45")
    reply = sofia.press(button, card(sofia))
    assert reply.view is not None
    return reply.view


@pytest.mark.parametrize("fault", ["expired_trigger_id", "invalid_trigger_id"])
def test_b10_a_form_that_did_not_open_in_time_comes_with_a_button_that_opens_it(thursday: World, fault: str) -> None:
    sofia = thursday.person("sofia")
    thursday.sandbox.faults.add("views.open", f"error:{fault}")

    too_late = sofia.press("Answer", card(sofia))
    reply = sofia.press("Open again")

    assert "The form could not be opened in time, and nothing was changed." in too_late.text
    assert too_late.view is None
    assert reply.view is not None
    assert "What must change to hit Fri 27 Feb 2026?" in sofia.reads(reply.view)


def test_b10_a_form_that_was_opened_already_says_nothing(thursday: World) -> None:
    sofia = thursday.person("sofia")
    thursday.sandbox.faults.add("views.open", "error:exchanged_trigger_id")

    reply = sofia.press("Answer", card(sofia))

    assert reply.text == ""


def test_b10_a_form_closed_on_its_second_page_is_gone_on_with(thursday: World) -> None:
    sofia = thursday.person("sofia")
    answer(sofia, {**green(1), **late(0), "done-1": "Wrote tests", "commitment-0": "Hire a tester"})

    view = reopened(thursday)
    read = sofia.reads(view)
    sofia.submit()
    sofia.fill({**why(), **path_back()})
    settled(thursday, sofia.submit())

    assert CONTINUED in read
    assert "What must change to hit Fri 27 Feb 2026? (optional): A second tester" in read
    assert "Forecast: 2026-03-20" in read
    assert "What did you do? (optional): Wrote tests" in read
    stored = updates(thursday)
    assert (stored["ledger-api"].done, stored["debt-paydown"].commitment) == ("Wrote tests", "Hire a tester")


def test_b10_what_was_refused_and_then_closed_is_kept_too(thursday: World) -> None:
    sofia = thursday.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill({**why(), "condition-0": "the tester is back"})
    refused = sofia.submit()

    reopened(thursday)
    second = sofia.submit()

    assert set(refused.blocks) == {"action-0"}
    assert second.view is not None
    read = sofia.reads(second.view)
    assert "Cause: One tester is ill" in read
    assert "Recovery: if … (optional): the tester is back" in read


def test_b10_a_form_continued_twice_still_has_it_all(thursday: World) -> None:
    sofia = thursday.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    reopened(thursday)

    view = reopened(thursday)

    assert "What must change to hit Fri 27 Feb 2026? (optional): A second tester" in sofia.reads(view)


def test_what_is_recorded_is_not_offered_as_a_draft(thursday: World) -> None:
    sofia = thursday.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    sofia.close()
    settled(thursday, answer(sofia, {**green(0, 1), "forecast-0": "2026-02-27"}))

    view = reopened(thursday, "Change my answer")

    assert "Continued from" not in sofia.reads(view)
    assert "Forecast: 2026-02-27" in sofia.reads(view)


def test_b9_whoever_keeps_what_is_recorded_is_not_offered_the_other_again(thursday: World) -> None:
    sofia = thursday.person("sofia")
    sofia.press("Answer", card(sofia))
    sofia.fill(green(0, 1))
    phone = thursday.sandbox.desk.payloads.submission(sofia.user, sofia.modal)
    sofia.close()
    sofia.press("Answer", card(sofia))
    sofia.fill({**green(0, 1), "confidence-0": 55})
    thursday.sandbox.door.send_again(phone, kind="interactive")
    sofia.submit()

    view = reopened(thursday, "Change my answer")

    assert "Continued from" not in sofia.reads(view)
    assert "55" not in sofia.reads(view)


def test_a_draft_is_its_owners_only(thursday: World) -> None:
    """A form that somebody else has begun about another check-in changes nothing in mine."""
    sofia = thursday.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    sofia.close()
    with thursday.bot.services.transaction() as session:
        for form in FORMS.find(session):
            FORMS.save(session, replace(form, person=PersonId("jonas")))

    view = reopened(thursday)

    assert "Continued from" not in sofia.reads(view)


def _own_nine(world: World) -> None:
    """Give Maya nine initiatives, each with an input that comes too late for what she will say."""
    loaded = program(world)
    june = date(2026, 6, 1)
    pattern = replace(
        loaded.initiatives[InitiativeId("instant-payouts")], metric=None, baseline_on=june, committed_on=june
    )
    kept = {key: each for key, each in loaded.initiatives.items() if each.owner != PersonId("maya")}
    nine = {
        InitiativeId(f"payouts-{number}"): replace(
            pattern, id=InitiativeId(f"payouts-{number}"), name=f"Payouts in market {number}"
        )
        for number in range(9)
    }
    waits = loaded.dependencies[DependencyId("ledger-write")]
    inputs: dict[DependencyId, Dependency] = {
        DependencyId(f"input-{number}"): replace(
            waits,
            id=DependencyId(f"input-{number}"),
            consumer=InitiativeId(f"payouts-{number}"),
            promised_on=date(2026, 5, 1),
            status=DependencyStatus.COMMITTED,
        )
        for number in range(9)
    }
    others = {
        key: each
        for key, each in loaded.dependencies.items()
        if "instant-payouts" not in (each.consumer, each.provider_initiative)
    }
    world.load(replace(loaded, initiatives={**kept, **nine}, dependencies={**others, **inputs}))


def test_nine_initiatives_are_numbered_so_that_nobody_gets_lost(world: World) -> None:
    _own_nine(world)
    ask(world, MAYAS_HOUR)
    maya = world.person("maya")

    reply = maya.press("Answer", card(maya))

    assert reply.view is not None
    read = maya.reads(reply.view)
    assert [f"{number} of 9 · Payouts in market" in read for number in range(1, 10)] == [True] * 9
    assert [block["type"] for block in reply.view.blocks].count("divider") == 8


def test_a_long_form_that_comes_back_with_questions_fits_through_a_socket_and_loses_nothing(world: World) -> None:
    _own_nine(world)
    ask(world, MAYAS_HOUR)
    maya = world.person("maya")
    typed = {f"{field}-{place}": f"{field} {place}" for field in ("done", "commitment") for place in range(9)}
    dates = {key: value for place in range(9) for key, value in late(place, on="2026-04-10").items()}
    submission = answer(maya, {**dates, **typed})
    sizes = []
    while submission.view is not None:
        sizes.append(len(json.dumps(submission.view.blocks)))
        here = {block["block_id"] for block in maya.modal.content["blocks"] if block["type"] == "input"}
        moved = {f"way_out-{place}": "Move my forecast to Mon 11 May 2026" for place in range(9)}
        explained = {key: value for place in range(9) for key, value in {**why(place), **path_back(place)}.items()}
        maya.fill({key: value for key, value in {**moved, **explained}.items() if key in here})
        submission = settled(world, maya.submit())

    assert submission.closed, submission.errors
    assert max(sizes) <= LARGEST_ANSWER + 1_000
    assert check_in(world, MAYAS).revision == 1
    stored = updates(world, MAYAS)
    assert sorted((each.done or "", each.commitment or "") for each in stored.values()) == [
        (f"done {place}", f"commitment {place}") for place in range(9)
    ]
