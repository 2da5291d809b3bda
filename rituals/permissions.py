"""Who may do what: everything is denied that this table does not allow."""

from collections.abc import Mapping
from enum import Enum

from rituals.check_ins import CheckIn, Recovery
from rituals.confidential_flags import ConfidentialFlag
from rituals.date_moves import DateMove
from rituals.dependencies import Dependency
from rituals.escalations import Escalation
from rituals.flags import Flag, FlagStatus
from rituals.ids import InitiativeId, PersonId
from rituals.people import Person, Role, Team
from rituals.program import Program
from rituals.second_opinions import SecondOpinion


class Action(Enum):
    ANSWER_CHECK_IN = "answer a check-in"
    SETTLE_COMMITMENT = "say what became of a commitment"
    ASK_DATE_MOVE = "ask to move a committed date"
    APPROVE_DATE_MOVE = "approve or refuse to move a committed date"
    GIVE_OPINION = "give a second opinion"
    REPORT_RECOVERY = "report on a recovery step"
    RAISE_FLAG = "raise a flag"
    ANSWER_FLAG = "answer a flag"
    SEE_FLAG = "read a flag that was raised"
    SEE_DRAFT = "read a draft, and complete it"
    JOIN_FLAG = "say that one sees the same risk"
    WITHDRAW_FLAG = "take a flag back"
    SETTLE_FLAG = "say what became of a flag"
    BE_NAMED = "say whether one is thanked by name"
    TELL_IN_CONFIDENCE = "raise a confidential flag"
    ANSWER_IN_CONFIDENCE = "read and answer a confidential flag"
    PROMISE = "promise, counter, refuse or deliver a dependency"
    SETTLE_PROMISE = "accept or reject what a provider offered or delivered"
    ACKNOWLEDGE = "acknowledge an escalation"
    DECIDE = "decide a trade-off"
    WRITE_TO_OWNER = "offer an owner help, or ask the owner something"
    SHARE_WITH_OUTSIDERS = "let the bot write in a channel that another company reads"
    TELL_ABSENCE = "say that somebody is away, or back"
    PAUSE_PERSON = "pause what one person is asked, or let it go on"
    PAUSE_TEAM = "pause what a team is asked, or let it go on"
    PAUSE_PROGRAM = "pause what everybody is asked, or let it go on"
    ASK_WHY = "ask when somebody is asked next, or why not"


class Relation(Enum):
    """How a person stands to what they act on."""

    MEMBER = "is in the program"
    SELF = "is the one asked"
    OWNER = "owns the initiative, or is deputy of who does"
    SPONSOR = "sponsors the initiative"
    PROVIDER = "leads the providing team, owns its initiative, or is deputy of who does"
    LEAD = "leads the team, or is deputy of who does"
    CONSUMER = "owns the consuming initiative, leads its team, or is deputy of who does"
    ANSWER_OWNER = "owes the flag its answer, or is deputy of who does"
    RESOLUTION_OWNER = "owns the resolution, or is deputy of who does"
    DECIDER = "is the decider, or the deputy of the decider"
    APPROVER = "is asked to approve, is deputy of who is, or steers; never the owner or who asks"
    STEERING = "is in the steering group"
    ADMIN = "administers the program"


_R = Relation

ALLOWED: Mapping[Action, frozenset[Relation]] = {
    Action.ANSWER_CHECK_IN: frozenset({_R.SELF}),
    Action.SETTLE_COMMITMENT: frozenset({_R.SELF}),
    Action.ASK_DATE_MOVE: frozenset({_R.OWNER}),
    Action.APPROVE_DATE_MOVE: frozenset({_R.APPROVER}),
    Action.GIVE_OPINION: frozenset({_R.SELF}),
    Action.REPORT_RECOVERY: frozenset({_R.SELF, _R.OWNER}),
    Action.RAISE_FLAG: frozenset({_R.MEMBER}),
    Action.ANSWER_FLAG: frozenset({_R.ANSWER_OWNER, _R.SPONSOR, _R.STEERING}),
    Action.SEE_FLAG: frozenset({_R.MEMBER}),
    Action.SEE_DRAFT: frozenset({_R.SELF}),
    Action.JOIN_FLAG: frozenset({_R.MEMBER}),
    Action.WITHDRAW_FLAG: frozenset({_R.SELF}),
    Action.SETTLE_FLAG: frozenset({_R.ANSWER_OWNER, _R.SPONSOR, _R.STEERING}),
    Action.BE_NAMED: frozenset({_R.SELF}),
    Action.TELL_IN_CONFIDENCE: frozenset({_R.MEMBER}),
    Action.ANSWER_IN_CONFIDENCE: frozenset({_R.SELF}),
    Action.PROMISE: frozenset({_R.PROVIDER}),
    Action.SETTLE_PROMISE: frozenset({_R.CONSUMER}),
    Action.ACKNOWLEDGE: frozenset({_R.RESOLUTION_OWNER, _R.PROVIDER, _R.CONSUMER}),
    Action.DECIDE: frozenset({_R.DECIDER, _R.STEERING}),
    Action.WRITE_TO_OWNER: frozenset({_R.MEMBER}),
    Action.SHARE_WITH_OUTSIDERS: frozenset({_R.ADMIN, _R.STEERING}),
    Action.TELL_ABSENCE: frozenset({_R.SELF, _R.ADMIN}),
    Action.PAUSE_PERSON: frozenset({_R.SELF, _R.ADMIN}),
    Action.PAUSE_TEAM: frozenset({_R.LEAD, _R.ADMIN}),
    Action.PAUSE_PROGRAM: frozenset({_R.ADMIN}),
    Action.ASK_WHY: frozenset({_R.MEMBER}),
}


def can(action: Action, relations: frozenset[Relation]) -> bool:
    """Tell whether somebody who stands in these relations to the subject may do the action."""
    return bool(ALLOWED[action] & relations)


def relations_to_program(actor: Person) -> frozenset[Relation]:
    """Return the relations that hold wherever the actor looks; none for somebody who left."""
    if not actor.active:
        return frozenset()
    roles = {Role.STEERING: _R.STEERING, Role.ADMIN: _R.ADMIN}
    return frozenset({_R.MEMBER} | {relation for role, relation in roles.items() if role in actor.roles})


def relations_to_initiative(actor: Person, initiative: InitiativeId, program: Program) -> frozenset[Relation]:
    """Return how the actor stands to an initiative."""
    subject = program.initiatives[initiative]
    held = {_R.OWNER: _stands_for(actor, subject.owner, program), _R.SPONSOR: actor.id == subject.sponsor}
    return _with_program(actor, held)


def relations_to_person(actor: Person, subject: PersonId) -> frozenset[Relation]:
    """Return how the actor stands to a person, themselves or another."""
    return _with_program(actor, {_R.SELF: actor.id == subject})


def relations_to_team(actor: Person, team: Team, program: Program) -> frozenset[Relation]:
    """Return how the actor stands to a team."""
    return _with_program(actor, {_R.LEAD: _stands_for(actor, team.lead, program)})


def relations_to_check_in(actor: Person, check_in: CheckIn) -> frozenset[Relation]:
    """Return how the actor stands to a check-in."""
    return _with_program(actor, {_R.SELF: actor.id == check_in.person})


def relations_to_date_move(actor: Person, move: DateMove, program: Program) -> frozenset[Relation]:
    """Return how the actor stands to a move of a committed date: four eyes, always."""
    is_own = actor.id in {move.asked_by, program.initiatives[move.initiative].owner}
    may_approve = _stands_for(actor, move.approver, program) or Role.STEERING in actor.roles
    return _with_program(actor, {_R.APPROVER: may_approve and not is_own})


def relations_to_opinion(actor: Person, opinion: SecondOpinion) -> frozenset[Relation]:
    """Return how the actor stands to a second opinion: nobody gives another's."""
    return _with_program(actor, {_R.SELF: actor.id == opinion.person})


def relations_to_recovery(actor: Person, recovery: Recovery, program: Program) -> frozenset[Relation]:
    """Return how the actor stands to a recovery step: SELF is whoever is to do it."""
    doer = _with_program(actor, {_R.SELF: actor.id == recovery.owner})
    if recovery.initiative not in program.initiatives:
        return doer
    return doer | relations_to_initiative(actor, recovery.initiative, program)


def relations_to_dependency(actor: Person, dependency: Dependency, program: Program) -> frozenset[Relation]:
    """Return how the actor stands to a dependency."""
    providers = {program.teams[dependency.provider].lead}
    if dependency.provider_initiative is not None:
        providers.add(program.initiatives[dependency.provider_initiative].owner)
    consumers = {program.initiatives[dependency.consumer].owner, program.team_of(dependency.consumer).lead}
    held = {
        _R.PROVIDER: any(_stands_for(actor, provider, program) for provider in providers),
        _R.CONSUMER: any(_stands_for(actor, consumer, program) for consumer in consumers),
    }
    return _with_program(actor, held)


def relations_to_escalation(
    actor: Person, escalation: Escalation, program: Program, dependency: Dependency | None
) -> frozenset[Relation]:
    """Return how the actor stands to an escalation; `dependency` is its subject where it has one."""
    held = {
        _R.RESOLUTION_OWNER: _stands_for(actor, escalation.resolution_owner, program),
        _R.DECIDER: _stands_for(actor, escalation.decider, program),
    }
    about: frozenset[Relation] = relations_to_dependency(actor, dependency, program) if dependency else frozenset()
    return _with_program(actor, held) | about


def relations_to_flag(actor: Person, flag: Flag, program: Program) -> frozenset[Relation]:
    """Return how the actor stands to a flag."""
    held = {
        _R.SELF: actor.id == flag.raised_by,
        _R.ANSWER_OWNER: flag.answer_owner is not None and _stands_for(actor, flag.answer_owner, program),
    }
    if flag.hits is None or flag.hits not in program.initiatives:
        return _with_program(actor, held)
    return _with_program(actor, held) | relations_to_initiative(actor, flag.hits, program)


def relations_to_confidential_flag(actor: Person, flag: ConfidentialFlag) -> frozenset[Relation]:
    """Return how the actor stands to a confidential flag: SELF is whom it was told, and nobody stands in for them."""
    return _with_program(actor, {_R.SELF: actor.id == flag.recipient})


def may_see(actor: Person, flag: Flag, program: Program) -> bool:
    """Tell whether the actor may read the flag: what was raised is the program's, a draft is its writer's alone."""
    action = Action.SEE_DRAFT if flag.status is FlagStatus.DRAFT else Action.SEE_FLAG
    return can(action, relations_to_flag(actor, flag, program))


def _stands_for(actor: Person, principal: PersonId, program: Program) -> bool:
    return actor.id == principal or program.people[principal].deputy == actor.id


def _with_program(actor: Person, held: Mapping[Relation, bool]) -> frozenset[Relation]:
    everywhere = relations_to_program(actor)
    return everywhere | {relation for relation, holds in held.items() if holds} if everywhere else everywhere
