"""Who may do what: every action against every way a person can stand to its subject."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rituals.check_ins import CheckIn, Recovery
from rituals.date_moves import DateMove
from rituals.dependencies import Dependency
from rituals.escalations import Escalation, SubjectKind
from rituals.flags import Flag, FlagStatus
from rituals.ids import (
    CheckInId,
    DateMoveId,
    DependencyId,
    EscalationId,
    FlagId,
    GoalId,
    InitiativeId,
    PersonId,
    RecoveryId,
    TeamId,
)
from rituals.people import Person, Role, Team
from rituals.permissions import (
    ALLOWED,
    Action,
    Relation,
    can,
    may_see,
    relations_to_check_in,
    relations_to_date_move,
    relations_to_dependency,
    relations_to_escalation,
    relations_to_flag,
    relations_to_initiative,
    relations_to_program,
    relations_to_recovery,
    relations_to_team,
)
from rituals.program import Goal, Initiative, Program

NOW = datetime(2026, 1, 5, tzinfo=UTC)
DUE = date(2026, 3, 31)
R = Relation


def person(name: str, **more: object) -> Person:
    return Person(**({"id": PersonId(name), "name": name} | more))  # type: ignore[arg-type]  # fields by name


def initiative(name: str, owner: str, team: str, **more: object) -> Initiative:
    values = {
        "id": InitiativeId(name),
        "name": name,
        "goal": GoalId("goal"),
        "team": TeamId(team),
        "owner": PersonId(owner),
        "baseline_on": DUE,
        "committed_on": DUE,
    }
    return Initiative(**(values | more))  # type: ignore[arg-type]  # fields by name


PEOPLE = {
    each.id: each
    for each in (
        person("owner", deputy=PersonId("deputy")),
        person("deputy"),
        person("sponsor"),
        person("lead"),
        person("provider_lead"),
        person("provider_owner"),
        person("decider"),
        person("steering", roles=frozenset({Role.STEERING})),
        person("admin", roles=frozenset({Role.ADMIN})),
        person("bystander"),
        person("gone", active=False, roles=frozenset({Role.ADMIN, Role.STEERING})),
    )
}
DEPENDENCY = Dependency(
    id=DependencyId("api"),
    deliverable="API",
    consumer=InitiativeId("consumer"),
    provider=TeamId("providers"),
    provider_initiative=InitiativeId("provider"),
    needed_by=DUE,
)
PROGRAM = Program(
    name="Test",
    people=PEOPLE,
    teams={
        TeamId("consumers"): Team(id=TeamId("consumers"), name="C", lead=PersonId("lead"), channel="#c"),
        TeamId("providers"): Team(id=TeamId("providers"), name="P", lead=PersonId("provider_lead"), channel="#p"),
    },
    goals={GoalId("goal"): Goal(id=GoalId("goal"), name="Goal", level="pillar")},
    initiatives={
        InitiativeId("consumer"): initiative("consumer", "owner", "consumers", sponsor=PersonId("sponsor")),
        InitiativeId("provider"): initiative("provider", "provider_owner", "providers"),
    },
    dependencies={DEPENDENCY.id: DEPENDENCY},
)
OWNERS = Team(id=TeamId("owners"), name="O", lead=PersonId("owner"), channel="#o")
ESCALATION = Escalation(
    id=EscalationId("R-1"),
    subject_kind=SubjectKind.DEPENDENCY,
    subject=DEPENDENCY.id,
    why="",
    opened_at=NOW,
    climbing_since=NOW,
    resolution_owner=PersonId("provider_lead"),
    decider=PersonId("decider"),
    decide_by=DUE,
)
FLAG = Flag(
    id=FlagId("F-1"),
    what="",
    raised_by=PersonId("bystander"),
    raised_at=NOW,
    hits=InitiativeId("consumer"),
    answer_owner=PersonId("owner"),
)

CHECK_IN = CheckIn(
    id=CheckInId("owner:2026-W02"), person=PersonId("owner"), cycle="2026-W02", due_at=NOW, closes_at=NOW
)
MOVE = DateMove(
    id=DateMoveId("M-1"),
    initiative=InitiativeId("consumer"),
    from_on=DUE,
    to_on=date(2026, 4, 30),
    reason="",
    asked_by=PersonId("deputy"),
    asked_at=NOW,
    approver=PersonId("sponsor"),
)


def actors_who_may(action: Action, relations) -> set[str]:
    return {str(each.id) for each in PEOPLE.values() if can(action, relations(each))}


@pytest.mark.parametrize(
    ("action", "relations", "who"),
    [
        pytest.param(
            Action.PROMISE,
            lambda actor: relations_to_dependency(actor, DEPENDENCY, PROGRAM),
            {"provider_lead", "provider_owner"},
            id="promise",
        ),
        pytest.param(
            Action.SETTLE_PROMISE,
            lambda actor: relations_to_dependency(actor, DEPENDENCY, PROGRAM),
            {"owner", "deputy", "lead"},
            id="settle a promise",
        ),
        pytest.param(
            Action.ACKNOWLEDGE,
            lambda actor: relations_to_escalation(actor, ESCALATION, PROGRAM, DEPENDENCY),
            {"owner", "deputy", "lead", "provider_lead", "provider_owner"},
            id="acknowledge",
        ),
        pytest.param(
            Action.DECIDE,
            lambda actor: relations_to_escalation(actor, ESCALATION, PROGRAM, DEPENDENCY),
            {"decider", "steering"},
            id="decide",
        ),
        pytest.param(
            Action.PAUSE_TEAM,
            lambda actor: relations_to_team(actor, OWNERS, PROGRAM),
            {"owner", "deputy", "admin"},
            id="pause a team",
        ),
    ],
)
def test_leads_owners_and_their_deputies_act_for_their_teams(action: Action, relations, who: set[str]):
    assert actors_who_may(action, relations) == who


@pytest.mark.parametrize("action", list(Action), ids=lambda action: action.value)
@pytest.mark.parametrize("relation", list(Relation), ids=lambda relation: relation.name.lower())
def test_an_action_is_denied_to_every_relation_that_its_row_does_not_name(action: Action, relation: Relation):
    assert can(action, frozenset({relation})) is (relation in ALLOWED[action])
    assert not can(action, frozenset())


def test_somebody_who_left_stands_in_no_relation_to_anything():
    gone = PEOPLE[PersonId("gone")]

    assert relations_to_program(gone) == frozenset()
    assert relations_to_initiative(gone, InitiativeId("consumer"), PROGRAM) == frozenset()
    assert relations_to_escalation(gone, ESCALATION, PROGRAM, None) == frozenset()


def test_f1_a_check_in_is_the_business_of_whom_it_asks():
    held = {str(each.id) for each in PEOPLE.values() if R.SELF in relations_to_check_in(each, CHECK_IN)}

    assert held == {"owner"}


@pytest.mark.parametrize(
    ("subject", "owners"),
    [
        pytest.param("consumer", {"owner", "deputy"}, id="with its initiative"),
        pytest.param("gone", set(), id="whose initiative is no longer in the program"),
    ],
)
def test_f1_a_recovery_step_is_the_business_of_whoever_does_it_and_of_the_owner(subject: str, owners: set[str]):
    recovery = Recovery(
        id=RecoveryId("r1"),
        check_in=CheckInId("owner:2026-W02"),
        initiative=InitiativeId(subject),
        condition="if",
        action="then",
        owner=PersonId("bystander"),
        due_on=DUE,
    )

    relations = {str(each.id): relations_to_recovery(each, recovery, PROGRAM) for each in PEOPLE.values()}

    assert {name for name, held in relations.items() if R.SELF in held} == {"bystander"}
    assert {name for name, held in relations.items() if R.OWNER in held} == owners


@pytest.mark.parametrize(
    ("status", "who"),
    [
        pytest.param(FlagStatus.DRAFT, {"bystander"}, id="a draft: who wrote it"),
        pytest.param(FlagStatus.OPEN, {str(each) for each in PEOPLE} - {"gone"}, id="an open one: the program"),
        pytest.param(FlagStatus.WITHDRAWN, {str(each) for each in PEOPLE} - {"gone"}, id="taken back: the program"),
    ],
)
def test_a_draft_is_its_writers_and_what_was_raised_the_programs(status: FlagStatus, who: set[str]):
    flag = replace(FLAG, status=status)

    assert {str(each.id) for each in PEOPLE.values() if may_see(each, flag, PROGRAM)} == who


@pytest.mark.parametrize("approver", ["sponsor", "owner", "deputy", "gone"])
def test_f1_a_date_is_never_moved_by_its_owner_or_by_who_asked_for_it(approver: str):
    move = replace(MOVE, approver=PersonId(approver))

    may = actors_who_may(Action.APPROVE_DATE_MOVE, lambda actor: relations_to_date_move(actor, move, PROGRAM))

    assert may == {approver, "steering"} - {"owner", "deputy", "gone"}


def test_a_dependency_on_no_initiative_is_promised_by_the_team_alone():
    unplanned = replace(DEPENDENCY, provider_initiative=None)

    providers = {
        str(each.id) for each in PEOPLE.values() if R.PROVIDER in relations_to_dependency(each, unplanned, PROGRAM)
    }

    assert providers == {"provider_lead"}


def test_a_flag_that_hits_nothing_known_is_the_business_of_its_raiser_and_of_who_answers():
    relations = {str(each.id): relations_to_flag(each, replace(FLAG, hits=None), PROGRAM) for each in PEOPLE.values()}

    assert {name for name, held in relations.items() if R.SELF in held} == {"bystander"}
    assert {name for name, held in relations.items() if R.ANSWER_OWNER in held} == {"owner", "deputy"}
    assert not any({R.OWNER, R.SPONSOR} & held for held in relations.values())
