"""The check-ins by the clock: asks every owner at their own hour, reminds, and closes what stays without an answer."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from handlers.blocks.check_in_card import excused_card, silent_card
from handlers.cards import edit
from handlers.check_in_posts import (
    cancel_waiting,
    draw_prompt,
    draw_reminder,
    has_room_today,
    note,
    send,
    was_delivered,
)
from handlers.recovery_steps import end_step
from handlers.services import Services
from rituals.calendar import Cycle
from rituals.check_ins import CheckIn, CheckInStatus, RecoveryStatus
from rituals.courtesy import zone_of
from rituals.ids import AnnouncementKey
from rituals.program import Program
from rituals.prompting import (
    GONE,
    NOTHING_LEFT,
    Prompt,
    check_in_key,
    closed_without_answer,
    cycles_at,
    excuse_of,
    find_prompts,
    initiatives_asked,
    is_window_over,
    reminder_key,
)
from rituals.recoveries import is_missed
from rituals.rounds import build_round
from rituals.silence import SilenceRung, due_step, is_snooze_over, morning_key, snoozed_key, steps_of
from storage.check_ins import find_asked, load_standings
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
    """Remind who has not answered; record as silent who has not when the window is over."""
    now = services.now()
    with services.reading() as session:
        program = load_program(session)
        still_open = CHECK_INS.find(session, CHECK_INS.c.status == CheckInStatus.OPEN)
    rounds = {cycle: build_round(program, Cycle.parse(cycle)) for cycle in {each.cycle for each in still_open}}
    for check_in in still_open:
        is_asked = check_in.person in rounds[check_in.cycle].asked
        act = _find_act(check_in, program, now=now) if is_asked else _cancel
        if act is not None:
            with services.transaction() as session:
                # Whoever answers at this instant has come first; what is left to do the next tick finds.
                if CHECK_INS.lock(session, check_in.id) == check_in:
                    act(session, check_in, program, now=now)


def remind_on_the_morning(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> bool:
    """Remind once more; tell whether it could be done, or the day's limit has to pass first."""
    person = program.people[check_in.person]
    step = due_step(check_in, person, program, now=now)
    if step is None or not was_delivered(session, check_in):
        return False
    if not has_room_today(session, person, program, now=now):
        return False
    reminded = replace(check_in, rung=step.number, rung_at=now)
    _say_reminder(session, morning_key(check_in.id), reminded, program, now=now)
    return True


def _open(session: WorkspaceSession, prompt: Prompt, program: Program, *, now: datetime) -> None:
    check_in = prompt.check_in
    if not CHECK_INS.insert_once(session, check_in):
        return
    action = "check_in.opened" if check_in.status is CheckInStatus.OPEN else f"check_in.{check_in.status.value}"
    note(session, check_in, action, now=now)
    _miss_unanswered_steps(session, check_in, program, now=now)
    if check_in.status is CheckInStatus.OPEN and program.people[check_in.person].slack_id is not None:
        card = draw_prompt(session, check_in, program, now=prompt.send_at)
        send(session, check_in_key(check_in.id), card, check_in, program, due_at=prompt.send_at, now=now)
    elif check_in.status is CheckInStatus.CANCELLED:
        _show_stand_ins(session, check_in, program, now=now)


def _show_stand_ins(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    """Put what somebody is not asked about on the cards of those who were asked before they stood in."""
    asked = build_round(program, Cycle.parse(check_in.cycle)).asked
    stand_ins = [who for who, what in asked.items() if any(each.owner == check_in.person for each in what)]
    is_theirs = CHECK_INS.c.person.in_(stand_ins) & (CHECK_INS.c.cycle == check_in.cycle)
    for other in CHECK_INS.find(session, is_theirs, CHECK_INS.c.status == CheckInStatus.OPEN):
        edit(session, check_in_key(other.id), draw_prompt(session, other, program, now=now), now=now)


def _miss_unanswered_steps(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    """Record the steps nobody answered about before the next check-in as missed: their deviations are open again."""
    asked = [each.id for each in initiatives_asked(program, check_in)]
    for recovery in RECOVERIES.find(session, RECOVERIES.c.initiative.in_(asked)):
        if is_missed(recovery, next_check_in=check_in.due_at):
            end_step(session, recovery, RecoveryStatus.MISSED, actor="clock", program=program, now=now)


class _Act(Protocol):
    """What the clock does about one open check-in."""

    def __call__(self, session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> object: ...


def _find_act(check_in: CheckIn, program: Program, *, now: datetime) -> _Act | None:
    person = program.people[check_in.person]
    if is_window_over(check_in, now=now):
        return _close
    if is_snooze_over(check_in, person, program, now=now):
        return _wake
    step = due_step(check_in, person, program, now=now)
    if step is None:
        return None
    return _remind if step.rung is SilenceRung.REMINDER else remind_on_the_morning


def _remind(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    person = program.people[check_in.person]
    # Over the day's limit nothing is noted, so that the next morning's tick finds the reminder still due.
    if not was_delivered(session, check_in) or not has_room_today(session, person, program, now=now):
        return
    reminded = replace(check_in, reminded_at=now, rung=1, rung_at=now, snoozed_until=None)
    _say_reminder(session, reminder_key(check_in.id), reminded, program, now=now)


def _wake(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    """Remind who has put it off until now; that is the reminder, too, whose hour came in the meantime."""
    person = program.people[check_in.person]
    if not has_room_today(session, person, program, now=now):
        return
    awake = replace(check_in, snoozed_until=None)
    first = steps_of(check_in, person, program)[0]
    if check_in.rung == 0 and first.at <= now:
        awake = replace(awake, reminded_at=now, rung=first.number, rung_at=now)
    _say_reminder(session, snoozed_key(check_in), awake, program, now=now)
    edit(session, check_in_key(check_in.id), draw_prompt(session, awake, program, now=now), now=now)


def _say_reminder(
    session: WorkspaceSession, key: AnnouncementKey, reminded: CheckIn, program: Program, *, now: datetime
) -> None:
    CHECK_INS.save(session, reminded)
    note(session, reminded, "check_in.reminded", now=now)
    send(session, key, draw_reminder(reminded, program, now=now), reminded, program, due_at=now, now=now)


def _close(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    reached, excuse = was_delivered(session, check_in), excuse_of(check_in, program)
    if excuse is None:
        closed = closed_without_answer(check_in, program.cadence, was_delivered=reached)
    else:
        closed = replace(check_in, status=CheckInStatus.CANCELLED, silence=excuse)
    closed = replace(closed, snoozed_until=None)
    CHECK_INS.save(session, closed)
    note(session, closed, f"check_in.{closed.status.value}", now=now)
    if not reached:
        return
    standings = load_standings(session, program, initiatives_asked(program, check_in), now=now)
    zone = zone_of(program.people[check_in.person], program.cadence)
    draw = silent_card if excuse is None else excused_card
    edit(session, check_in_key(check_in.id), draw(closed, standings, program, zone=zone), now=now)


def _cancel(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    person = program.people.get(check_in.person)
    why = NOTHING_LEFT if person is not None and person.active else GONE
    cancelled = replace(check_in, status=CheckInStatus.CANCELLED, silence=why)
    CHECK_INS.save(session, cancelled)
    note(session, cancelled, "check_in.cancelled", now=now)
    # What still waits to be sent, for Slack to come back or for the morning, would ask about nothing.
    cancel_waiting(session, check_in, reason=NOTHING_LEFT)
