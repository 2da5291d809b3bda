"""Handovers: who takes over what somebody leaves behind who is gone: answers, decisions, initiatives and teams."""

from collections import defaultdict
from dataclasses import dataclass, replace

from rituals.dependencies import Dependency
from rituals.escalations import Escalation
from rituals.flag_owners import NobodyCanAnswerError, find_answer_owner
from rituals.flags import Flag, FlagStatus
from rituals.ids import PersonId
from rituals.people import Person, Team
from rituals.presence import administrators, answered_for_by, find_stand_in, is_reachable
from rituals.program import Initiative, Program
from rituals.rounds import is_checked_in_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """What somebody who is gone leaves behind, and who sees to it until it has a new owner."""

    left: Person
    heir: Person
    initiatives: tuple[Initiative, ...]
    teams: tuple[Team, ...]


def find_vacancies(program: Program) -> tuple[Vacancy, ...]:
    """Return what has no owner or lead any more, by who is gone and by who stands in; nothing where nobody can."""
    initiatives: defaultdict[tuple[PersonId, PersonId], list[Initiative]] = defaultdict(list)
    teams: defaultdict[tuple[PersonId, PersonId], list[Team]] = defaultdict(list)
    for initiative in program.initiatives.values():
        if is_gone(initiative.owner, program) and is_checked_in_on(initiative):
            initiatives[initiative.owner, answered_for_by(initiative, program)].append(initiative)
    for team in program.teams.values():
        if is_gone(team.lead, program):
            teams[team.lead, find_stand_in(team.lead, program) or team.lead].append(team)
    return tuple(
        Vacancy(
            left=program.people[left],
            heir=program.people[heir],
            initiatives=tuple(initiatives[left, heir]),
            teams=tuple(teams[left, heir]),
        )
        for left, heir in dict.fromkeys([*initiatives, *teams])
        if left != heir
    )


def is_gone(person: PersonId, program: Program) -> bool:
    """Tell whether somebody was in the program and is not any more."""
    return person in program.people and not program.people[person].active


def hand_over_flag(flag: Flag, program: Program) -> Flag:
    """Return an open flag with somebody who is here to answer it; as it is where nobody can, or nobody need.

    It goes to the deputy, else to whoever would be asked today, else to an administrator; never to the raiser.
    """
    if flag.status is not FlagStatus.OPEN or flag.answer_owner is None or not is_gone(flag.answer_owner, program):
        return flag
    initiative = program.initiatives.get(flag.hits) if flag.hits else None
    heir = _find_heir(flag, flag.answer_owner, initiative, program) if initiative else None
    return flag if heir is None else replace(flag, answer_owner=heir)


def hand_over_escalation(escalation: Escalation, dependency: Dependency, program: Program) -> Escalation:
    """Return an escalation with an owner and a decider who are here; as it is where nobody can, or nobody need."""
    sponsor = program.initiatives[dependency.consumer].sponsor
    owner, decider = escalation.resolution_owner, escalation.decider
    if is_gone(owner, program):
        owner = find_stand_in(owner, program) or owner
    if is_gone(decider, program):
        decider = find_stand_in(decider, program, sponsor) or decider
    return replace(escalation, resolution_owner=owner, decider=decider)


def _find_heir(flag: Flag, left: PersonId, initiative: Initiative, program: Program) -> PersonId | None:
    deputy = program.people[left].deputy
    if deputy is not None and deputy != flag.raised_by and is_reachable(program.people[deputy]):
        return deputy
    try:
        return find_answer_owner(program, initiative, raised_by=flag.raised_by)
    except NobodyCanAnswerError:
        # Then it is with somebody who can name others.
        return next((each.id for each in administrators(program) if each.id != flag.raised_by), None)
