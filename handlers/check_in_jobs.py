"""The check-ins by the clock: asks every owner at their own hour, reminds once, and closes what stays silent."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from handlers.blocks.check_in_card import prompt_card, reminder_card, silent_card
from handlers.blocks.prose import Card
from handlers.cards import edit
from handlers.recovery_steps import end_step
from handlers.services import Services
from rituals.announcements import Announcement, Priority
from rituals.answer_checks import may_repeat
from rituals.audit import Change
from rituals.check_ins import CheckIn, CheckInStatus, RecoveryStatus
from rituals.courtesy import day_of, today_of, zone_of
from rituals.ids import AnnouncementKey
from rituals.program import Program
from rituals.prompting import (
    GONE,
    NOTHING_LEFT,
    Prompt,
    check_in_key,
    closed_without_answer,
    cycles_at,
    find_prompts,
    initiatives_of,
    is_reminder_due,
    is_window_over,
    reminder_key,
)
from rituals.recoveries import is_missed
from storage import audit, outbox
from storage.check_ins import count_messages, find_asked, load_standings
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import CHECK_INS, RECOVERIES
from storage.ticks import last_finished


def prompt_owners(services: Services) -> None:
    """Ask every owner whose hour has come about all their initiatives, in one card, once per cycle."""
    now = services.now()
    with services.reading() as session:
        program = load_program(session)
        asked = find_asked(session, cycles_at(now))
        last_run = last_finished(session).get(prompt_owners.__name__)
    # One transaction each: a thousand people asked at one instant keep nobody else waiting.
    for prompt in find_prompts(program, asked, now=now, last_run=last_run):
        with services.transaction() as session:
            _open(session, prompt, program, now=now)


def remind_and_close(services: Services) -> None:
    """Remind who has not answered, once; record as silent who has not when the window is over."""
    now = services.now()
    with services.reading() as session:
        program = load_program(session)
        still_open = CHECK_INS.find(session, CHECK_INS.c.status == CheckInStatus.OPEN)
    for check_in in still_open:
        act = _find_act(check_in, program, now=now)
        if act is not None:
            with services.transaction() as session:
                # Whoever answers at this instant has come first; what is left to do the next tick finds.
                if CHECK_INS.lock(session, check_in.id) == check_in:
                    act(session, check_in, program, now=now)


def _open(session: WorkspaceSession, prompt: Prompt, program: Program, *, now: datetime) -> None:
    check_in = prompt.check_in
    person = program.people[check_in.person]
    if not CHECK_INS.insert_once(session, check_in):
        return
    action = "check_in.opened" if check_in.status is CheckInStatus.OPEN else f"check_in.{check_in.status.value}"
    _note(session, check_in, action, now=now)
    _miss_unanswered_steps(session, check_in, program, now=now)
    if check_in.status is not CheckInStatus.OPEN or person.slack_id is None:
        return
    standings = load_standings(session, program, initiatives_of(program, person.id), now=now)
    today = today_of(person, program.cadence, now=now)
    can_repeat = all(may_repeat(each, program, today=today) for each in standings)
    zone = zone_of(person, program.cadence)
    card = prompt_card(check_in, standings, program, zone=zone, may_repeat=can_repeat)
    _send(session, check_in_key(check_in.id), person.slack_id, card, check_in, due_at=prompt.send_at, now=now)


def _miss_unanswered_steps(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    """Record the steps nobody answered about before the next check-in as missed: their deviations are open again."""
    owned = [each.id for each in initiatives_of(program, check_in.person)]
    for recovery in RECOVERIES.find(session, RECOVERIES.c.initiative.in_(owned)):
        if is_missed(recovery, next_check_in=check_in.due_at):
            end_step(session, recovery, RecoveryStatus.MISSED, actor="clock", program=program, now=now)


class _Act(Protocol):
    """What the clock does about one open check-in."""

    def __call__(self, session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None: ...


def _find_act(check_in: CheckIn, program: Program, *, now: datetime) -> _Act | None:
    person = program.people.get(check_in.person)
    if person is None or not person.active or not initiatives_of(program, check_in.person):
        return _cancel
    if is_window_over(check_in, now=now):
        return _close
    return _remind if is_reminder_due(check_in, person, program.cadence, now=now) else None


def _remind(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    person = program.people[check_in.person]
    if person.slack_id is None or not _was_delivered(session, check_in):
        return
    since, until = day_of(person, program.cadence, now=now)
    # Over the day's limit nothing is noted, so that the next morning's tick finds the reminder still due.
    if count_messages(session, person.slack_id, since=since, until=until) >= program.policy.daily_messages:
        return
    CHECK_INS.save(session, replace(check_in, reminded_at=now))
    _note(session, check_in, "check_in.reminded", now=now)
    count = len(initiatives_of(program, person.id))
    card = reminder_card(check_in, initiatives=count, zone=zone_of(person, program.cadence))
    _send(session, reminder_key(check_in.id), person.slack_id, card, check_in, due_at=now, now=now)


def _close(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    was_delivered = _was_delivered(session, check_in)
    closed = closed_without_answer(check_in, program.cadence, was_delivered=was_delivered)
    CHECK_INS.save(session, closed)
    _note(session, closed, f"check_in.{closed.status.value}", now=now)
    if not was_delivered:
        return
    person = program.people[check_in.person]
    standings = load_standings(session, program, initiatives_of(program, person.id), now=now)
    card = silent_card(closed, standings, program, zone=zone_of(person, program.cadence))
    edit(session, check_in_key(check_in.id), card, now=now)


def _cancel(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    person = program.people.get(check_in.person)
    why = NOTHING_LEFT if person is not None and person.active else GONE
    cancelled = replace(check_in, status=CheckInStatus.CANCELLED, silence=why)
    CHECK_INS.save(session, cancelled)
    _note(session, cancelled, "check_in.cancelled", now=now)
    # What still waits to be sent, for Slack to come back or for the morning, would ask about nothing.
    for key in (check_in_key(check_in.id), reminder_key(check_in.id)):
        outbox.cancel(session, key, reason=NOTHING_LEFT)


def _was_delivered(session: WorkspaceSession, check_in: CheckIn) -> bool:
    entry = outbox.find_entry(session, check_in_key(check_in.id))
    return entry is not None and entry.sent_at is not None


def _send(
    session: WorkspaceSession,
    key: AnnouncementKey,
    recipient: str,
    card: Card,
    check_in: CheckIn,
    *,
    due_at: datetime,
    now: datetime,
) -> None:
    message = Announcement(
        key=key,
        recipient=recipient,
        text=card.text,
        blocks=card.to_json(),
        priority=Priority.PROMPT,
        due_at=due_at,
        expires_at=check_in.closes_at,
    )
    outbox.enqueue(session, message, now=now)


def _note(session: WorkspaceSession, check_in: CheckIn, action: str, *, now: datetime) -> None:
    details = {"cycle": check_in.cycle, "reason": check_in.silence}
    audit.record(session, Change(actor="clock", action=action, subject=check_in.id, details=details), now=now)
