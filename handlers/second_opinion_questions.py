"""Asks for second opinions as answers are recorded: one person per answer, and one question a person and cycle."""

from datetime import datetime

from handlers.blocks.second_opinion_cards import question_card
from rituals.announcements import Announcement, Priority
from rituals.audit import Change
from rituals.check_ins import CheckIn, Update
from rituals.commitments import update_id
from rituals.contradictions import OPINION_RULE
from rituals.courtesy import day_of, zone_of
from rituals.dependencies import Dependency
from rituals.ids import AnnouncementKey, InitiativeId
from rituals.pausing import is_paused
from rituals.people import Person
from rituals.program import Program
from rituals.second_opinions import SecondOpinion, build_opinion, find_candidates, find_trigger
from rituals.signals import SignalStatus
from rituals.whereabouts import is_away, next_considerate
from storage import audit, inbox, outbox
from storage.check_ins import count_messages
from storage.database import WorkspaceSession
from storage.shelves import SECOND_OPINIONS, SIGNALS


def question_key(opinion: SecondOpinion) -> AnnouncementKey:
    """Return the key of the question to one person."""
    return AnnouncementKey(f"second_opinion:{update_id(opinion.check_in, opinion.initiative)}")


def ask_for_opinion(
    session: WorkspaceSession, update: Update, check_in: CheckIn, program: Program, *, now: datetime
) -> None:
    """Ask somebody who waits for the initiative, if there is a reason to, and somebody who may be disturbed."""
    is_contested = _is_contested(session, update.initiative)
    trigger = find_trigger(update, is_contested=is_contested, one_in=program.policy.opinion_one_in)
    if trigger is None or _is_asked(session, update):
        return
    for dependency, key in find_candidates(update, program):
        person = program.people[key]
        due_at = next_considerate(person, program, now=now)
        is_held = is_paused(key, program, now=due_at) or is_away(key, program, now=due_at)
        if is_held or due_at >= check_in.closes_at or _is_told_enough(session, person, program, due_at=due_at):
            continue
        # The unique key decides between two answers at one instant that would both ask the same person.
        if inbox.is_first(session, f"second_opinion:{check_in.cycle}:{key}", now=now):
            opinion = build_opinion(update, check_in, key, trigger, now=now)
            _ask(session, opinion, dependency, update, program, due_at=due_at, now=now)
            return


def _ask(
    session: WorkspaceSession,
    opinion: SecondOpinion,
    dependency: Dependency,
    update: Update,
    program: Program,
    *,
    due_at: datetime,
    now: datetime,
) -> None:
    SECOND_OPINIONS.save(session, opinion)
    details = {"initiative": opinion.initiative, "person": opinion.person, "trigger": opinion.trigger}
    subject = update_id(opinion.check_in, opinion.initiative)
    asked = Change(actor="clock", action="second_opinion.asked", subject=subject, details=details)
    audit.record(session, asked, now=now)
    person = program.people[opinion.person]
    zone = zone_of(person, program.cadence)
    card = question_card(opinion, dependency, program, ready_on=update.forecast_on, zone=zone)
    message = Announcement(
        key=question_key(opinion),
        recipient=person.slack_id or "",
        text=card.text,
        blocks=card.to_json(),
        priority=Priority.PROMPT,
        due_at=due_at,
        expires_at=opinion.closes_at,
    )
    outbox.enqueue(session, message, now=now)


def _is_asked(session: WorkspaceSession, update: Update) -> bool:
    columns = SECOND_OPINIONS.c
    same = (columns.check_in == update.check_in) & (columns.initiative == update.initiative)
    return SECOND_OPINIONS.find_one(session, same) is not None


def _is_contested(session: WorkspaceSession, initiative: InitiativeId) -> bool:
    """Tell whether a contradiction about it is open, other than with a second opinion."""
    open_signals = SIGNALS.find(session, SIGNALS.c.status == SignalStatus.OPEN, SIGNALS.c.rule != OPINION_RULE)
    return any(initiative in each.initiatives for each in open_signals)


def _is_told_enough(session: WorkspaceSession, person: Person, program: Program, *, due_at: datetime) -> bool:
    since, until = day_of(person, program.cadence, now=due_at)
    told = count_messages(session, person.slack_id or "", since=since, until=until)
    return told >= program.policy.daily_messages
