"""Who approves another committed date, what is wrong with one, and what an approval does."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rituals.date_moves import (
    DateMove,
    DateMoveStatus,
    MoveAnsweredError,
    NobodyApprovesError,
    answer_move,
    apply_move,
    days_moved,
    find_approver,
    find_fault,
    is_outdated,
    withdraw,
)
from rituals.ids import DateMoveId, GoalId, InitiativeId, PersonId
from rituals.people import Role
from rituals.program import Goal
from tests.rituals.check_in_kit import COMMITTED_ON, MARIA, TODAY, initiative, person, program

NOW = datetime(2026, 1, 8, 10, tzinfo=UTC)
LATER = date(2026, 3, 20)
OMAR, TARA, ELENA = PersonId("omar"), PersonId("tara"), PersonId("elena")
MOVE = DateMove(
    id=DateMoveId("M-1"),
    initiative=InitiativeId("payouts"),
    from_on=COMMITTED_ON,
    to_on=LATER,
    reason="The tester is ill",
    asked_by=MARIA,
    asked_at=NOW,
    approver=OMAR,
)


def strategy(about, *, goal_owner=None, steering=(), gone=(), deputies=()):
    people = tuple(
        person(
            name,
            roles=frozenset({Role.STEERING} if name in steering else ()),
            active=name not in gone,
            deputy=dict(deputies).get(name),
        )
        for name in ("maria", "omar", "tara", "elena")
    )
    growth = Goal(id=GoalId("growth"), name="Growth", level="pillar", owner=goal_owner)
    return program(about, people=people, goals={growth.id: growth})


@pytest.mark.parametrize(
    ("sponsor", "more", "asked_by", "approver"),
    [
        pytest.param(OMAR, {}, MARIA, OMAR, id="the sponsor"),
        pytest.param(None, {"goal_owner": TARA}, MARIA, TARA, id="without one the goal's owner"),
        pytest.param(None, {"steering": ("elena",)}, MARIA, ELENA, id="without either one who steers"),
        pytest.param(MARIA, {"goal_owner": TARA}, MARIA, TARA, id="never the owner, who sponsors it too"),
        pytest.param(OMAR, {"goal_owner": TARA}, OMAR, TARA, id="never who asks, the owner's deputy"),
        pytest.param(
            OMAR, {"gone": ("omar",), "deputies": (("omar", TARA),)}, MARIA, TARA, id="the deputy of who left"
        ),
        pytest.param(
            OMAR,
            {"gone": ("omar",), "deputies": (("omar", MARIA),), "steering": ("elena",)},
            MARIA,
            ELENA,
            id="not the owner as deputy",
        ),
    ],
)
def test_who_approves(sponsor, more, asked_by, approver):
    about = initiative(sponsor=sponsor)

    assert find_approver(strategy(about, **more), about, asked_by=asked_by) == approver


def test_where_nobody_else_is_there_the_owner_is_told_so():
    about = initiative(sponsor=MARIA)

    with pytest.raises(NobodyApprovesError, match="Nobody but its owner could approve another date for “Payouts”"):
        find_approver(strategy(about), about, asked_by=MARIA)


@pytest.mark.parametrize(
    ("to_on", "fault"),
    [
        pytest.param(LATER, None, id="later"),
        pytest.param(date(2026, 2, 20), None, id="earlier, and to come"),
        pytest.param(TODAY, None, id="today"),
        pytest.param(date(2026, 1, 7), "This date has passed. Please give one to come.", id="gone by"),
        pytest.param(COMMITTED_ON, "This is the committed date already.", id="the same"),
    ],
)
def test_what_is_wrong_with_a_date(to_on, fault):
    assert find_fault(to_on, committed_on=COMMITTED_ON, today=TODAY) == fault


def test_approved_it_becomes_a_move_of_the_date_and_the_baseline_stays():
    approved = answer_move(MOVE, DateMoveStatus.APPROVED, by=OMAR, answer=None, now=NOW)

    kept, moved = apply_move(approved, initiative(), number=3, today=TODAY)

    assert (kept.number, kept.from_on, kept.to_on, kept.approver) == (3, COMMITTED_ON, LATER, OMAR)
    assert (moved.committed_on, moved.baseline_on, days_moved(moved)) == (LATER, COMMITTED_ON, 21)


def test_what_nobody_approved_moves_nothing():
    with pytest.raises(ValueError, match="M-1 was approved by nobody"):
        apply_move(MOVE, initiative(), number=1, today=TODAY)


def test_it_is_answered_once():
    refused = answer_move(MOVE, DateMoveStatus.REFUSED, by=OMAR, answer="It stays", now=NOW)

    assert (refused.answer, refused.answered_by) == ("It stays", OMAR)
    with pytest.raises(MoveAnsweredError, match=r"M-1 was already refused\. Nothing was changed"):
        answer_move(refused, DateMoveStatus.APPROVED, by=OMAR, answer=None, now=NOW)
    with pytest.raises(MoveAnsweredError):
        withdraw(refused, now=NOW)


def test_taken_back_it_has_no_answer():
    withdrawn = withdraw(MOVE, now=NOW)

    assert (withdrawn.status, withdrawn.answered_by) == (DateMoveStatus.WITHDRAWN, None)


def test_it_counts_for_the_date_it_was_asked_about_only():
    about = initiative()

    assert not is_outdated(MOVE, about)
    assert is_outdated(MOVE, replace(about, committed_on=LATER))
