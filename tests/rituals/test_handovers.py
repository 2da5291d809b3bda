"""What somebody owes who is gone goes to one person who is here; presence, and who is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rituals.escalations import Escalation, SubjectKind
from rituals.flags import Flag, FlagStatus
from rituals.handovers import find_vacancies, hand_over_escalation, hand_over_flag
from rituals.ids import EscalationId, InitiativeId, PersonId
from rituals.people import Person, Role
from rituals.presence import administrators, answered_for_by, find_stand_in, is_fresh
from rituals.program import Program
from tests.rituals import check_in_kit, dependency_kit
from tests.rituals.flag_kit import initiative, open_one, person, program

PAULA = PersonId("paula")
LEFT = person("paula", active=False, manager=PersonId("omar"), deputy=PersonId("maya"))
ADMIN = person("nadia", roles=frozenset({Role.ADMIN}))
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def without(*names: str) -> tuple[Person, ...]:
    """Return people of these names who are gone."""
    return tuple(person(name, active=False) for name in names)


@pytest.mark.parametrize(
    ("flag", "people", "heir"),
    [
        pytest.param(open_one(), (), "paula", id="she is here"),
        pytest.param(open_one(), (LEFT,), "maya", id="her deputy"),
        pytest.param(open_one(raised_by=PersonId("maya")), (LEFT,), "elena", id="never the raiser"),
        pytest.param(open_one(), (LEFT, *without("maya")), "elena", id="no deputy: who would be asked today"),
        pytest.param(open_one(), (LEFT, *without("maya", "elena", "omar"), ADMIN), "nadia", id="an administrator"),
        pytest.param(open_one(), (LEFT, *without("maya", "elena", "omar")), "paula", id="nobody"),
        pytest.param(open_one(status=FlagStatus.ANSWERED), (LEFT,), "paula", id="nothing is owed"),
        pytest.param(open_one(hits=InitiativeId("gone")), (LEFT,), "paula", id="it hits what left the program"),
    ],
)
def test_hands_a_flag_over(flag: Flag, people: tuple[Person, ...], heir: str):
    assert hand_over_flag(flag, program(people=people)).answer_owner == heir


def resolution(owner: str, decider: str) -> Escalation:
    return Escalation(
        id=EscalationId("R-1"),
        subject_kind=SubjectKind.DEPENDENCY,
        subject="ledger-api",
        why="",
        opened_at=NOW,
        climbing_since=NOW,
        resolution_owner=PersonId(owner),
        decider=PersonId(decider),
        decide_by=date(2026, 1, 8),
    )


def two_teams(*gone: str) -> Program:
    deputies = {"viktor": PersonId("sofia")}
    people = (
        person(name, active=name not in gone, deputy=deputies.get(name))
        for name in ("viktor", "sofia", "elena", "omar", "maya")
    )
    payouts = dependency_kit.initiative("payouts", date(2026, 3, 31), sponsor=PersonId("omar"))
    return dependency_kit.program(payouts, people=tuple(people))


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        pytest.param((), ("viktor", "elena"), id="both are here"),
        pytest.param(("viktor",), ("sofia", "elena"), id="the owner's deputy"),
        pytest.param(("elena",), ("viktor", "omar"), id="the decider's sponsor"),
        pytest.param(("viktor", "sofia", "elena", "omar"), ("viktor", "elena"), id="nobody"),
    ],
)
def test_hands_a_resolution_over(gone: tuple[str, ...], expected: tuple[str, str]):
    after = hand_over_escalation(resolution("viktor", "elena"), dependency_kit.dependency(), two_teams(*gone))

    assert (after.resolution_owner, after.decider) == expected


@pytest.mark.parametrize(
    ("people", "preferred", "heir"),
    [
        pytest.param((LEFT,), None, "maya", id="the deputy"),
        pytest.param((LEFT, *without("maya")), PersonId("elena"), "elena", id="who is preferred"),
        pytest.param((LEFT, *without("maya")), None, "omar", id="the manager"),
        pytest.param((LEFT, *without("maya", "omar"), ADMIN), None, "nadia", id="an administrator"),
        pytest.param((LEFT, *without("maya", "omar", "elena")), None, None, id="nobody"),
    ],
)
def test_finds_who_stands_in(people: tuple[Person, ...], preferred: PersonId | None, heir: str | None):
    assert find_stand_in(PAULA, program(people=people), preferred) == heir


def test_the_administrators_are_told_and_without_any_the_steering_group():
    assert [each.id for each in administrators(program(people=(ADMIN,)))] == ["nadia"]
    assert [each.id for each in administrators(program())] == ["elena", "omar"]
    assert administrators(program(people=without("elena", "omar"))) == ()


def test_an_initiative_is_answered_for_by_its_owner_or_their_deputy():
    owned = initiative("payouts", owner="paula")

    assert answered_for_by(owned, program(owned)) == "paula"
    assert answered_for_by(owned, program(owned, people=(LEFT,))) == "maya"
    assert answered_for_by(replace(owned, owner=PersonId("unknown")), program(owned)) == "unknown"


def test_what_slack_said_of_somebody_holds_for_a_day():
    assert is_fresh(NOW, now=NOW + timedelta(hours=24))
    assert not is_fresh(NOW, now=NOW + timedelta(hours=24, seconds=1))
    assert not is_fresh(NOW, now=NOW - timedelta(hours=25))
    assert not is_fresh(None, now=NOW)


def test_what_somebody_left_behind_is_with_their_deputy_or_with_the_sponsors():
    sam, lena = PersonId("sam"), PersonId("lena")
    own = (check_in_kit.initiative("a", sponsor=lena), check_in_kit.initiative("b", sponsor=lena))
    here = (check_in_kit.person("sam"), check_in_kit.person("lena"))
    over = check_in_kit.initiative("done", delivered_on=date(2026, 1, 2))

    def vacancies(*people):
        found = find_vacancies(check_in_kit.program(*own, over, people=(*people, *here)))
        return [(str(each.heir.id), [i.id for i in each.initiatives], [t.id for t in each.teams]) for each in found]

    assert vacancies(check_in_kit.person()) == []
    assert vacancies(check_in_kit.person(active=False, deputy=sam)) == [("sam", ["a", "b"], ["payments"])]
    assert vacancies(check_in_kit.person(active=False)) == [("lena", ["a", "b"], [])]
