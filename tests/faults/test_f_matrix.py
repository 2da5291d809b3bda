"""F12: every action for everybody who might try it; docs/permissions.md is the table, and each cell is asked."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rituals.check_ins import CheckIn, Recovery
from rituals.confidential_flags import ConfidentialFlag
from rituals.date_moves import DateMove
from rituals.dependencies import Dependency
from rituals.escalations import Escalation, SubjectKind
from rituals.flags import Flag
from rituals.ids import (
    CheckInId,
    ConfidentialFlagId,
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
    Action,
    Relation,
    can,
    relations_to_check_in,
    relations_to_confidential_flag,
    relations_to_date_move,
    relations_to_dependency,
    relations_to_escalation,
    relations_to_flag,
    relations_to_initiative,
    relations_to_opinion,
    relations_to_person,
    relations_to_program,
    relations_to_recovery,
    relations_to_team,
)
from rituals.program import Goal, Initiative, Program
from rituals.second_opinions import SecondOpinion
from tests.places import ROOT

NOW, DUE = datetime(2026, 1, 5, tzinfo=UTC), date(2026, 3, 31)
PAGE = ROOT / "docs" / "permissions.md"
SELF, MINE = PersonId("self"), InitiativeId("mine")
OUTSIDERS = ("guest", "external", "nobody")
"""Whom no request is taken from, whatever it says: nobody in the program is found by their account."""


def somebody(name: str, **more: object) -> Person:
    return Person(**({"id": PersonId(name), "name": name} | more))  # type: ignore[arg-type]  # fields by name


PEOPLE = {
    each.id: each
    for each in (
        somebody("self", deputy=PersonId("deputy"), manager=PersonId("manager")),
        somebody("deputy"),
        somebody("manager"),
        somebody("sponsor"),
        somebody("lead"),
        somebody("same team"),
        somebody("other team"),
        somebody("steering", roles=frozenset({Role.STEERING})),
        somebody("controller", roles=frozenset({Role.CONTROLLER})),
        somebody("reader", roles=frozenset({Role.READER})),
        somebody("admin", roles=frozenset({Role.ADMIN})),
        somebody("deactivated", active=False, roles=frozenset(Role)),
    )
}


def initiative(name: str, owner: str, team: str, **more: object) -> Initiative:
    values = {"id": InitiativeId(name), "name": name, "goal": GoalId("goal"), "baseline_on": DUE, "committed_on": DUE}
    return Initiative(team=TeamId(team), owner=PersonId(owner), **(values | more))  # type: ignore[arg-type]  # fields by name


TEAM = Team(id=TeamId("ours"), name="Ours", lead=PersonId("lead"), channel="#ours")
PROGRAM = Program(
    name="Matrix",
    people=PEOPLE,
    teams={
        TEAM.id: TEAM,
        TeamId("theirs"): Team(id=TeamId("theirs"), name="Theirs", lead=PersonId("other team"), channel="#theirs"),
    },
    goals={GoalId("goal"): Goal(id=GoalId("goal"), name="Goal", level="pillar")},
    initiatives={
        each.id: each
        for each in (
            initiative("mine", "self", "ours", sponsor=PersonId("sponsor")),
            initiative("beside", "same team", "ours"),
            initiative("theirs", "other team", "theirs"),
        )
    },
)
CHECK_IN = CheckIn(id=CheckInId("self:2026-W02"), person=SELF, cycle="2026-W02", due_at=NOW, closes_at=NOW)
RECOVERY = Recovery(
    id=RecoveryId("r"), check_in=CHECK_IN.id, initiative=MINE, condition="", action="", owner=SELF, due_on=DUE
)
OWED = Dependency(
    id=DependencyId("owed"),
    deliverable="What we owe",
    consumer=InitiativeId("theirs"),
    provider=TeamId("ours"),
    provider_initiative=MINE,
    needed_by=DUE,
)
AWAITED = Dependency(
    id=DependencyId("awaited"), deliverable="What we wait for", consumer=MINE, provider=TeamId("theirs"), needed_by=DUE
)
ESCALATION = Escalation(
    id=EscalationId("R-1"),
    subject_kind=SubjectKind.DEPENDENCY,
    subject=OWED.id,
    why="",
    opened_at=NOW,
    climbing_since=NOW,
    resolution_owner=SELF,
    decider=SELF,
    decide_by=DUE,
)
RAISED = Flag(id=FlagId("F-1"), what="", raised_by=SELF, raised_at=NOW, hits=MINE, answer_owner=PersonId("sponsor"))
ASKED_OF_SELF = replace(RAISED, raised_by=PersonId("other team"), answer_owner=SELF)
TOLD = ConfidentialFlag(id=ConfidentialFlagId("C-7KQ4P"), what="", recipient=SELF, told_at=NOW, code_hash="")
MOVE = DateMove(
    id=DateMoveId("M-1"),
    initiative=MINE,
    from_on=DUE,
    to_on=date(2026, 4, 30),
    reason="",
    asked_by=SELF,
    asked_at=NOW,
    approver=PersonId("sponsor"),
)
OPINION = SecondOpinion(
    check_in=CHECK_IN.id, initiative=InitiativeId("theirs"), person=SELF, trigger="", asked_at=NOW, closes_at=NOW
)

SUBJECTS: Mapping[Action, Callable[[Person], frozenset[Relation]]] = {
    Action.ANSWER_CHECK_IN: lambda actor: relations_to_check_in(actor, CHECK_IN),
    Action.SETTLE_COMMITMENT: lambda actor: relations_to_check_in(actor, CHECK_IN),
    Action.ASK_DATE_MOVE: lambda actor: relations_to_initiative(actor, MINE, PROGRAM),
    Action.APPROVE_DATE_MOVE: lambda actor: relations_to_date_move(actor, MOVE, PROGRAM),
    Action.GIVE_OPINION: lambda actor: relations_to_opinion(actor, OPINION),
    Action.REPORT_RECOVERY: lambda actor: relations_to_recovery(actor, RECOVERY, PROGRAM),
    Action.RAISE_FLAG: relations_to_program,
    Action.ANSWER_FLAG: lambda actor: relations_to_flag(actor, ASKED_OF_SELF, PROGRAM),
    Action.SEE_FLAG: lambda actor: relations_to_flag(actor, RAISED, PROGRAM),
    Action.SEE_DRAFT: lambda actor: relations_to_flag(actor, RAISED, PROGRAM),
    Action.JOIN_FLAG: lambda actor: relations_to_flag(actor, RAISED, PROGRAM),
    Action.WITHDRAW_FLAG: lambda actor: relations_to_flag(actor, RAISED, PROGRAM),
    Action.SETTLE_FLAG: lambda actor: relations_to_flag(actor, ASKED_OF_SELF, PROGRAM),
    Action.BE_NAMED: lambda actor: relations_to_flag(actor, RAISED, PROGRAM),
    Action.TELL_IN_CONFIDENCE: relations_to_program,
    Action.ANSWER_IN_CONFIDENCE: lambda actor: relations_to_confidential_flag(actor, TOLD),
    Action.PROMISE: lambda actor: relations_to_dependency(actor, OWED, PROGRAM),
    Action.SETTLE_PROMISE: lambda actor: relations_to_dependency(actor, AWAITED, PROGRAM),
    Action.ACKNOWLEDGE: lambda actor: relations_to_escalation(actor, ESCALATION, PROGRAM, OWED),
    Action.DECIDE: lambda actor: relations_to_escalation(actor, ESCALATION, PROGRAM, OWED),
    Action.WRITE_TO_OWNER: lambda actor: relations_to_initiative(actor, MINE, PROGRAM),
    Action.SHARE_WITH_OUTSIDERS: relations_to_program,
    Action.TELL_ABSENCE: lambda actor: relations_to_person(actor, SELF),
    Action.PAUSE_PERSON: lambda actor: relations_to_person(actor, SELF),
    Action.PAUSE_TEAM: lambda actor: relations_to_team(actor, TEAM, PROGRAM),
    Action.PAUSE_PROGRAM: relations_to_program,
    Action.ASK_WHY: relations_to_program,
}
"""How everybody stands to one thing that is SELF's: what SELF was asked, has raised, leads back, owes or decides."""


def actors() -> tuple[str, ...]:
    return (*PEOPLE, *OUTSIDERS)


def may(action: Action, actor: str) -> bool:
    relations = frozenset() if actor in OUTSIDERS else SUBJECTS[action](PEOPLE[PersonId(actor)])
    return can(action, relations)


def row_of(action: Action) -> list[str]:
    return ["yes" if may(action, actor) else "–" for actor in actors()]


def rows_of_page() -> dict[str, list[str]]:
    """Return the cells of the page's table by the first of each row."""
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("|")]
    split = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {cells[0]: cells[1:] for cells in split if not cells[0].startswith("---")}


def test_f12_the_page_has_a_row_for_each_action_and_a_column_for_everybody():
    rows = rows_of_page()

    assert rows.pop("action") == list(actors())
    assert list(rows) == [action.value for action in Action]
    assert set(SUBJECTS) == set(Action)


@pytest.mark.parametrize("action", list(Action), ids=lambda action: action.value)
def test_f12_whoever_tries_may_do_what_the_page_says_and_nothing_else(action: Action):
    assert rows_of_page()[action.value] == row_of(action)


def test_f12_nobody_outside_and_nobody_who_left_may_do_anything():
    assert not any(may(action, actor) for action in Action for actor in (*OUTSIDERS, "deactivated"))


if __name__ == "__main__":
    rows = [("action", *actors()), ("---",) * (len(actors()) + 1), *((each.value, *row_of(each)) for each in Action)]
    sys.stdout.write("".join(f"| {' | '.join(row)} |\n" for row in rows))
