"""Hands over, at each tick, what people owe who are gone: answers to flags, resolutions and decisions."""

from dataclasses import replace
from datetime import datetime

from handlers.blocks.escalation_cards import rung_card
from handlers.blocks.news_cards import handed_over_card
from handlers.cards import tell
from handlers.escalation_posts import load_resolution, show
from handlers.flag_messages import announce_handover
from handlers.services import Services
from rituals.announcements import Priority
from rituals.audit import Change
from rituals.escalations import Escalation, SubjectKind
from rituals.flags import Flag, FlagStatus
from rituals.handovers import hand_over_escalation, hand_over_flag
from rituals.ids import DependencyId, PersonId
from rituals.program import Program
from storage import audit
from storage.database import WorkspaceSession
from storage.decisions import find_trade_off
from storage.escalations import find_all_open
from storage.programs import load_program
from storage.shelves import DEPENDENCIES, ESCALATIONS, FLAGS, TRADE_OFFS


def hand_over_duties(services: Services) -> None:
    """Give everything that waits for somebody who is gone to whoever stands in for them, and tell them once."""
    now = services.now()
    with services.reading() as session:
        program = load_program(session)
        if all(person.active for person in program.people.values()):
            return
        flags = FLAGS.find(session, FLAGS.c.status == FlagStatus.OPEN)
        escalations = find_all_open(session, SubjectKind.DEPENDENCY)
    for flag in flags:
        if hand_over_flag(flag, program) != flag:
            with services.transaction() as session:
                # Whoever answers at this instant has come first.
                if FLAGS.lock(session, flag.id) == flag:
                    _hand_over_flag(session, flag, program, now=now)
    for escalation in escalations:
        if _handed_over(escalation, program) != escalation:
            with services.transaction() as session:
                DEPENDENCIES.lock(session, escalation.subject)
                if ESCALATIONS.lock(session, escalation.id) == escalation:
                    _hand_over_escalation(session, escalation, program, now=now)


def _hand_over_flag(session: WorkspaceSession, before: Flag, program: Program, *, now: datetime) -> None:
    after = hand_over_flag(before, program)
    FLAGS.save(session, after)
    details = {"from": before.answer_owner, "to": after.answer_owner}
    audit.record(session, Change(actor="clock", action="flag.handed_over", subject=after.id, details=details), now=now)
    if before.answer_owner is not None:
        announce_handover(session, after, program, left=before.answer_owner, now=now)


def _handed_over(escalation: Escalation, program: Program) -> Escalation:
    dependency = program.dependencies.get(DependencyId(escalation.subject))
    return escalation if dependency is None else hand_over_escalation(escalation, dependency, program)


def _hand_over_escalation(session: WorkspaceSession, before: Escalation, program: Program, *, now: datetime) -> None:
    after = _handed_over(before, program)
    ESCALATIONS.save(session, after)
    trade_off = find_trade_off(session, after.id)
    if trade_off is not None and trade_off.decider == before.decider:
        TRADE_OFFS.save(session, replace(trade_off, decider=after.decider))
    details = {"owner": after.resolution_owner, "decider": after.decider}
    change = Change(actor="clock", action="escalation.handed_over", subject=after.id, details=details)
    audit.record(session, change, now=now)
    dependency = program.dependencies[DependencyId(after.subject)]
    resolution = load_resolution(session, after, dependency, program=program, now=now)
    show(session, resolution, program=program, now=now)
    for left, heir in _changes(before, after).items():
        card = handed_over_card(rung_card(resolution, program, hours=0), program.people[left])
        key = f"escalation:{after.id}:handed_over:{left}"
        tell(session, key, heir, card, program=program, priority=Priority.ESCALATION, now=now)


def _changes(before: Escalation, after: Escalation) -> dict[PersonId, PersonId]:
    """Return who took over from whom. Whoever held both is followed by the owner: the card has both buttons."""
    pairs = [(before.decider, after.decider), (before.resolution_owner, after.resolution_owner)]
    return {left: heir for left, heir in pairs if left != heir}
