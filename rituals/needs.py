"""What needs one person, by deadline: everything that waits for them alone, and when they are asked next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rituals.calendar import Cycle
from rituals.check_ins import CheckInStatus
from rituals.contradictions import reconcile_by
from rituals.courtesy import today_of
from rituals.decisions import TradeOffStatus
from rituals.dependencies import DependencyStatus
from rituals.dispositions import disposition_owner, is_awaited
from rituals.escalations import EscalationStatus
from rituals.flags import FlagStatus
from rituals.ids import InitiativeId, TeamId
from rituals.people import Person
from rituals.presence import answered_for_by
from rituals.program import Program
from rituals.prompting import initiatives_asked
from rituals.resolutions import present
from rituals.rounds import initiatives_of, next_asked_at
from rituals.snapshot import Snapshot


class NeedKind(Enum):
    """What is waited for."""

    CHECK_IN = "check-in to answer"
    FLAG = "flag to answer"
    DISPOSITION = "flag to say what became of"
    DECISION = "decision to take"
    ESCALATION = "escalation to acknowledge"
    PROMISE = "promise to make"
    COUNTER = "date to accept or not"
    DELIVERY = "delivery to accept or not"
    RECOVERY = "recovery step to report on"
    CONTRADICTION = "contradiction to settle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that needs the person by `due_on`, a date where they are. `subject` is the id its buttons carry.

    `about` is what it is about, as somebody typed it.
    """

    kind: NeedKind
    subject: str
    due_on: date
    about: str


_WAITS_FOR_CONSUMER = {
    DependencyStatus.COUNTERED: NeedKind.COUNTER,
    DependencyStatus.DELIVERED: NeedKind.DELIVERY,
}


def needs_of(snapshot: Snapshot, person: Person) -> tuple[Need, ...]:
    """Return all that needs the person, the nearest deadline first."""
    found = (
        *_check_ins(snapshot, person),
        *_flags(snapshot, person),
        *_decisions(snapshot, person),
        *_promises(snapshot, person),
        *_recoveries(snapshot, person),
        *_contradictions(snapshot, person),
    )
    return tuple(sorted(found, key=lambda need: need.due_on))


def next_prompt_at(snapshot: Snapshot, person: Person) -> datetime | None:
    """Return when the person is asked next (UTC); None for who owns nothing, or where nothing comes in sight."""
    program = snapshot.program
    if not initiatives_of(program, person.id):
        return None
    running = Cycle.of(today_of(person, program.cadence, now=snapshot.as_of))
    return next_asked_at(person, program, first=running, after=snapshot.as_of)


def _check_ins(snapshot: Snapshot, person: Person) -> Iterator[Need]:
    for check_in in snapshot.check_ins:
        if check_in.person == person.id and check_in.status is CheckInStatus.OPEN:
            due_on = today_of(person, snapshot.program.cadence, now=check_in.closes_at)
            about = ", ".join(initiative.name for initiative in initiatives_asked(snapshot.program, check_in))
            yield Need(kind=NeedKind.CHECK_IN, subject=check_in.id, due_on=due_on, about=about)


def _flags(snapshot: Snapshot, person: Person) -> Iterator[Need]:
    for flag in snapshot.flags.values():
        if flag.status is FlagStatus.OPEN and flag.answer_owner == person.id and flag.answer_by is not None:
            due_on = today_of(person, snapshot.program.cadence, now=flag.answer_by)
            yield Need(kind=NeedKind.FLAG, subject=flag.id, due_on=due_on, about=flag.what)
        if is_awaited(flag) and flag.disposition_by and disposition_owner(flag, snapshot.program) == person.id:
            due_on = today_of(person, snapshot.program.cadence, now=flag.disposition_by)
            yield Need(kind=NeedKind.DISPOSITION, subject=flag.id, due_on=due_on, about=flag.what)


def _decisions(snapshot: Snapshot, person: Person) -> Iterator[Need]:
    asked = {
        trade_off.escalation: trade_off.question
        for trade_off in snapshot.trade_offs.values()
        if trade_off.status is TradeOffStatus.OPEN
    }
    for escalation in snapshot.escalations:
        about = asked.get(escalation.id, escalation.why)
        is_open = escalation.status is EscalationStatus.OPEN
        if escalation.decider == person.id:
            yield Need(kind=NeedKind.DECISION, subject=escalation.id, due_on=escalation.decide_by, about=about)
        elif escalation.resolution_owner == person.id and is_open:
            yield Need(kind=NeedKind.ESCALATION, subject=escalation.id, due_on=escalation.decide_by, about=about)


def _promises(snapshot: Snapshot, person: Person) -> Iterator[Need]:
    program = snapshot.program
    calendar = program.cadence.calendar()
    for dependency in program.dependencies.values():
        if dependency.status is DependencyStatus.PROPOSED and _leads(person, dependency.provider, program):
            asked_on = snapshot.date_of(dependency.proposed_at or snapshot.as_of)
            due_on = calendar.add_working_days(asked_on, program.policy.proposal_days)
            yield Need(kind=NeedKind.PROMISE, subject=dependency.id, due_on=due_on, about=dependency.deliverable)
        elif dependency.status in _WAITS_FOR_CONSUMER and _answers_for(person, dependency.consumer, program):
            kind = _WAITS_FOR_CONSUMER[dependency.status]
            yield Need(kind=kind, subject=dependency.id, due_on=dependency.needed_by, about=dependency.deliverable)


def _recoveries(snapshot: Snapshot, person: Person) -> Iterator[Need]:
    today = today_of(person, snapshot.program.cadence, now=snapshot.as_of)
    for recovery in snapshot.recoveries:
        if recovery.owner == person.id and recovery.due_on <= today:
            yield Need(kind=NeedKind.RECOVERY, subject=recovery.id, due_on=recovery.due_on, about=recovery.action)


def _contradictions(snapshot: Snapshot, person: Person) -> Iterator[Need]:
    """Return what the person can settle in the newest check-in; without one there is nothing to press."""
    asked = [check_in for check_in in snapshot.check_ins if check_in.person == person.id]
    if not asked:
        return
    newest = max(asked, key=lambda check_in: check_in.due_at)
    for signal in snapshot.signals:
        if person.id in signal.owners:
            due_on = reconcile_by(signal, snapshot)
            yield Need(kind=NeedKind.CONTRADICTION, subject=newest.id, due_on=due_on, about=signal.evidence)


def _leads(person: Person, team: TeamId, program: Program) -> bool:
    return present(program.teams[team].lead, program) == person.id


def _answers_for(person: Person, initiative: InitiativeId, program: Program) -> bool:
    return answered_for_by(program.initiatives[initiative], program) == person.id
