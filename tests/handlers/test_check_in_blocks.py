"""What check-ins look like stays within Slack's limits, whatever people type and however many initiatives there are."""

from datetime import date

import pytest

from handlers.blocks.check_in_card import prompt_card, silent_card
from handlers.blocks.check_in_deviation import DeviationQuestion, second_page
from handlers.blocks.check_in_form import Question, first_page
from handlers.blocks.check_in_receipt import Receipt, ask_card, conflict_page, receipt_card
from handlers.blocks.check_in_words import say_reasons
from handlers.blocks.prose import Card, to_dicts
from handlers.blocks.recovery import answered_card, change_form, question_card
from handlers.check_in_pages import MOST_AT_ONCE
from rituals.check_ins import RecoveryStatus
from rituals.conclusions import conclude
from rituals.feasibility import Obstacle, WayOut
from rituals.health import Health
from rituals.ids import FormId, InitiativeId
from rituals.program import Direction
from sandbox.blocks import faults_of_blocks
from sandbox.elements import Surface
from sandbox.views import faults_of_view
from tests.rituals.check_in_kit import (
    MARIA,
    TODAY,
    amber_update,
    answer,
    check_in,
    dependency,
    deviation,
    initiative,
    metric,
    program,
    recovery,
    standing,
    update,
)

LONG = "A name <!channel> & *that* nobody reads 👩‍👩‍👧‍👦 " * 80
"""Some 4,000 characters, as no form takes but a program file may."""
MOST_CHARACTERS = 13_000
"""Slack refuses a message whose blocks are longer (`msg_blocks_too_long`)."""


def lengthy(number):
    key = InitiativeId(f"payouts-{number}")
    last = amber_update(initiative=key, must_change=LONG, cause=LONG, ask=LONG, override_reason=LONG, health=Health.RED)
    step = recovery(initiative=key, condition=LONG, action=LONG)
    return standing(
        initiative=initiative(key, name=LONG),
        health=Health.RED,
        last=last,
        metric=metric(name=LONG, unit="ms"),
        recovery=step,
        missed=step,
        outputs=tuple(dependency(str(each), consumer=key) for each in range(5)),
    )


def loaded(*standings):
    return program(*(each.initiative for each in standings))


def faults_of(card: Card):
    blocks = to_dicts(card.blocks)
    assert len(blocks) < 45
    assert len(card.to_json()) < MOST_CHARACTERS
    return list(faults_of_blocks("blocks", blocks, surface=Surface.MESSAGE))


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(9, id="nine"), pytest.param(60, id="sixty")])
def test_the_cards_fit_into_a_message(count):
    standings = [lengthy(number) for number in range(count)]
    strategy = loaded(*standings)

    prompt = prompt_card(check_in(), standings, strategy, zone="UTC", may_repeat=True)
    silent = silent_card(check_in(), standings, strategy, zone="UTC")

    assert faults_of(prompt) == []
    assert faults_of(silent) == []


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(60, id="sixty")])
def test_the_receipt_and_the_call_for_help_fit_into_a_message(count):
    standings = [lengthy(number) for number in range(count)]
    updates = [each.last for each in standings]
    receipt = Receipt(
        check_in=check_in(revision=2),
        updates=updates,
        recoveries={each.initiative.id: each.recovery for each in standings},
        notes={each.initiative.id: "Your forecast was moved." for each in standings},
        left=2,
        next_on="Thu 15 Jan, 09:30",
        zone="UTC",
    )

    assert faults_of(receipt_card(receipt, loaded(*standings))) == []
    assert faults_of(ask_card(updates[0], loaded(*standings))) == []


def test_the_first_page_fits_into_a_modal_with_every_way_out_on_it():
    standings = [lengthy(number) for number in range(MOST_AT_ONCE)]
    late = Obstacle(dependency=dependency(deliverable=LONG), arrives_on=TODAY, earliest_on=date(2026, 3, 6))
    questions = [
        Question(
            place=place,
            standing=each,
            answer=answer(must_change=LONG, done=LONG, metric_value=790, way_out=WayOut.ASK),
            metric=each.metric,
            obstacle=late,
        )
        for place, each in enumerate(standings)
    ]

    view = first_page(FormId("F"), questions, loaded(*standings), gone=(LONG,))

    assert faults_of_view(view.to_dict()) == []


def concluded(about):
    typed = answer(forecast_on=date(2026, 3, 20), confidence=10, metric_value=900, deviation=deviation(cause=LONG))
    return conclude(typed, about, loaded(about), today=TODAY)


def test_the_second_page_fits_into_a_modal():
    standings = [lengthy(number) for number in range(MOST_AT_ONCE)]
    questions = [
        DeviationQuestion(place=place, conclusion=concluded(each), deviation=concluded(each).answer.deviation)
        for place, each in enumerate(standings)
    ]

    view = second_page(FormId("F"), questions, loaded(*standings))

    assert faults_of_view(view.to_dict()) == []


def test_the_question_which_answer_counts_fits_into_a_modal():
    standings = [lengthy(number) for number in range(MOST_AT_ONCE)]
    updates = [each.last for each in standings]

    view = conflict_page(FormId("F"), {each.initiative: each for each in updates}, updates, loaded(*standings))

    assert faults_of_view(view.to_dict()) == []


@pytest.mark.parametrize("status", list(RecoveryStatus))
def test_the_question_about_a_step_fits_before_and_after_its_answer(status):
    step = recovery(condition=LONG, action=LONG, status=status)

    assert faults_of(question_card(step, program(), reader=MARIA)) == []
    assert faults_of(answered_card(step, program())) == []
    assert faults_of(answered_card(step, program(), successor=step)) == []
    assert faults_of_view(change_form(FormId("F"), step, program()).to_dict()) == []


def test_what_is_off_the_baseline_is_said_with_its_figures():
    said = say_reasons(concluded(standing(metric=metric())), program())

    assert said == (
        "21 days after Fri 27 Feb 2026; Latency at 900 ms is beyond its limit of 800 ms; a confidence of 10, below 50"
    )


def test_no_colour_stands_without_its_word():
    about = standing(metric=metric(direction=Direction.UP), health=Health.AMBER)

    card = prompt_card(check_in(), [about], program(), zone="UTC", may_repeat=False)

    assert "🔶 amber" in card.to_json()
    assert "initiative" in card.text


def promising(number, commitment="Cut the write path of the settlement over to the new core and switch the old off"):
    key = InitiativeId(f"payouts-{number}")
    about = initiative(key, name=f"Payouts in market {number}")
    return standing(initiative=about, last=update(initiative=key, commitment=commitment))


@pytest.mark.parametrize("commitment", [pytest.param(None, id="short"), pytest.param(LONG, id="long")])
@pytest.mark.parametrize("count", [pytest.param(9, id="nine"), pytest.param(30, id="thirty")])
def test_a_card_with_nine_commitments_stays_small_and_tells_of_initiatives_too(count, commitment):
    standings = [promising(number, **({"commitment": commitment} if commitment else {})) for number in range(count)]

    card = prompt_card(check_in(), standings, loaded(*standings), zone="UTC", may_repeat=True)

    assert faults_of(card) == []
    assert len(card.blocks) < 45
    assert len(card.to_json()) < 10_000
    assert card.to_json().count("Committed Fri 27 Feb 2026") >= 4
