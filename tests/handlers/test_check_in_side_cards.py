"""The cards beside a check-in, of date moves and second opinions, stay within Slack's limits whatever people type."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.blocks import date_move_cards, second_opinion_cards
from handlers.blocks.date_move_forms import ask_form, asked_notice, refusal_form
from handlers.blocks.second_opinion_cards import answered_card, closed_card, number_form
from rituals.date_moves import DateMove, DateMoveStatus
from rituals.ids import DateMoveId, FormId, InitiativeId, PersonId
from rituals.second_opinions import build_opinion, give
from sandbox.views import faults_of_view
from tests.handlers.test_check_in_blocks import LONG, faults_of, lengthy
from tests.rituals.check_in_kit import MARIA, NOW, check_in, dependency, initiative, person, program

ABOUT = replace(lengthy(0), moves=3)
WAITS = initiative("waits", name=LONG, owner=PersonId("omar"))
PEOPLE = (person(name=LONG), person("omar", name=LONG))
NEED = dependency("0", deliverable=LONG, consumer=WAITS.id)
SIDE = replace(ABOUT, outputs=(NEED,) * 5)
PROGRAM = program(ABOUT.initiative, WAITS, people=PEOPLE, dependencies={NEED.id: NEED})
MOVE = DateMove(
    id=DateMoveId("M-1"),
    initiative=InitiativeId("payouts-0"),
    from_on=ABOUT.initiative.committed_on,
    to_on=date(2026, 4, 2),
    reason=LONG,
    asked_by=MARIA,
    asked_at=NOW,
    approver=PersonId("omar"),
)
OPINION = build_opinion(SIDE.last, check_in(), PersonId("omar"), "chance", now=NOW) if SIDE.last else None


@pytest.mark.parametrize("status", list(DateMoveStatus))
def test_what_is_said_of_a_moved_date_fits(status):
    answered = replace(MOVE, status=status, answered_by=MOVE.approver, answered_at=NOW, answer=LONG)

    assert faults_of(date_move_cards.question_card(MOVE, SIDE, PROGRAM)) == []
    assert faults_of(date_move_cards.ended_card(answered, SIDE.initiative, PROGRAM, moves=3)) == []
    assert faults_of(date_move_cards.team_card(answered, SIDE.initiative, PROGRAM, moves=3)) == []


def test_the_forms_about_a_date_fit():
    approver = PROGRAM.people[MOVE.approver]
    asked = ask_form(FormId("F"), SIDE.initiative, moves=3, approver=approver, forecast_on=MOVE.to_on, waiting=MOVE)

    views = [asked, refusal_form(FormId("F"), MOVE, SIDE.initiative), asked_notice(MOVE, approver)]

    assert [faults_of_view(each.to_dict()) for each in views] == [[], [], []]


def test_what_is_asked_of_who_waits_fits_before_and_after():
    assert OPINION is not None
    assert SIDE.last is not None
    given = give(OPINION, 30, reason=LONG, now=NOW)
    ready_on = SIDE.last.forecast_on
    asked = second_opinion_cards.question_card(OPINION, NEED, PROGRAM, ready_on=ready_on, zone="UTC")

    assert faults_of(asked) == []
    assert faults_of(answered_card(given, SIDE.last, PROGRAM)) == []
    assert faults_of(closed_card(SIDE.initiative)) == []
    assert faults_of_view(number_form(FormId("F"), SIDE.initiative, ready_on=ready_on).to_dict()) == []
