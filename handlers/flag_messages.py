"""Says everything about a flag, each thing once under its own key."""

import logging
from datetime import datetime

from handlers.blocks.flag_cards import (
    draw_answer_for_raiser,
    draw_answer_reply,
    draw_answered_reminder,
    draw_ask,
    draw_receipt,
    draw_reminder,
    draw_team_card,
)
from handlers.blocks.flag_doubles import draw_joined, draw_voice_reply
from handlers.blocks.flag_settling import (
    draw_disposition_reminder,
    draw_settled_for_raiser,
    draw_settled_reminder,
)
from handlers.blocks.news_cards import handed_over_card
from handlers.blocks.prose import Card
from handlers.cards import channel_of, edit, lead_of, post, tell
from rituals.announcements import Priority
from rituals.dispositions import DispositionReminder, DispositionReminderKind
from rituals.flag_reminders import FlagReminder, ReminderKind
from rituals.flag_voices import FlagVoice
from rituals.flags import Flag
from rituals.good_catches import led_to_action
from rituals.ids import AnnouncementKey, PersonId
from rituals.pausing import is_paused
from rituals.people import Team
from rituals.program import Program
from rituals.whereabouts import may_be_asked
from storage import outbox
from storage.database import WorkspaceSession
from storage.shelves import FLAG_VOICES

_log = logging.getLogger(__name__)

_PRIORITIES = {ReminderKind.HALF_TIME: Priority.PROMPT, ReminderKind.OVERDUE: Priority.ESCALATION}


def announce_flag(session: WorkspaceSession, flag: Flag, program: Program, *, now: datetime) -> None:
    """Thank the raiser, show the flag to the team it hits, and ask for the answer."""
    team = _team_of(flag, program)
    lead = lead_of(team, program)
    _tell(session, f"flag:{flag.id}:receipt", flag.raised_by, draw_receipt(flag, program), program=program, now=now)
    post(session, _card_key(flag), channel_of(team), draw_team_card(flag, program), fallback=lead, now=now)
    if flag.answer_owner is not None:
        _tell(session, _ask_key(flag), flag.answer_owner, draw_ask(flag, program), program=program, now=now)


def announce_answer(session: WorkspaceSession, flag: Flag, program: Program, *, now: datetime) -> None:
    """Bring both cards up to date, tell the raiser and the thread, and end what reminds of it."""
    redraw_flag(session, flag, program, now=now)
    for_raiser = draw_answer_for_raiser(flag, program)
    _tell(session, f"flag:{flag.id}:answer:raiser", flag.raised_by, for_raiser, program=program, now=now)
    post(
        session,
        f"flag:{flag.id}:answer:thread",
        channel_of(_team_of(flag, program)),
        draw_answer_reply(flag, program),
        parent=_card_key(flag),
        now=now,
    )
    _end_reminders(session, flag, program, now=now)


def announce_voice(session: WorkspaceSession, flag: Flag, voice: FlagVoice, program: Program, *, now: datetime) -> None:
    """Show on both cards and in the thread that one more person sees the risk, and tell that person what follows."""
    redraw_flag(session, flag, program, now=now)
    voices = voices_of(session, flag)
    key = f"flag:{flag.id}:voice:{voice.person}"
    where, reply = channel_of(_team_of(flag, program)), draw_voice_reply(flag, voices, voice.note)
    post(session, f"{key}:thread", where, reply, parent=_card_key(flag), now=now)
    joined = draw_joined(flag, program, voices, reader=program.people[voice.person])
    _tell(session, key, voice.person, joined, program=program, now=now)


def announce_withdrawal(session: WorkspaceSession, flag: Flag, program: Program, *, now: datetime) -> None:
    """Show on both cards that the flag was taken back, and end what reminds of it."""
    redraw_flag(session, flag, program, now=now)
    _end_reminders(session, flag, program, now=now)


def redraw_flag(session: WorkspaceSession, flag: Flag, program: Program, *, now: datetime) -> None:
    """Bring the team's card and the leader's up to date, where they stand."""
    voices = voices_of(session, flag)
    edit(session, _card_key(flag), draw_team_card(flag, program, voices), now=now)
    for key in (_ask_key(flag), f"{_handover_key(flag)}:{flag.answer_owner}"):
        edit(session, key, draw_ask(flag, program, voices), now=now)


def voices_of(session: WorkspaceSession, flag: Flag) -> tuple[FlagVoice, ...]:
    """Return who else sees the risk of the flag."""
    return FLAG_VOICES.find(session, FLAG_VOICES.c.flag == flag.id)


def announce_handover(
    session: WorkspaceSession, flag: Flag, program: Program, *, left: PersonId, now: datetime
) -> None:
    """Ask whoever owes the answer now, and name them on the team's card and to the raiser, where these stand."""
    voices = voices_of(session, flag)
    edit(session, _card_key(flag), draw_team_card(flag, program, voices), now=now)
    edit(session, f"flag:{flag.id}:receipt", draw_receipt(flag, program), now=now)
    if flag.answer_owner is not None:
        card = handed_over_card(draw_ask(flag, program, voices), program.people[left])
        tell(session, _handover_key(flag), flag.answer_owner, card, program=program, now=now)


def announce_settlement(session: WorkspaceSession, flag: Flag, program: Program, *, now: datetime) -> None:
    """Show on both cards what became of the flag, tell its raiser, and end what reminds of it.

    Of a good catch the raiser is asked whether the digest may name them.
    """
    redraw_flag(session, flag, program, now=now)
    told = draw_settled_for_raiser(flag, program, asks_for_name=led_to_action(flag))
    _tell(session, settled_key(flag), flag.raised_by, told, program=program, now=now)
    for kind in DispositionReminderKind:
        key = _reminder_key(flag, kind)
        if not outbox.cancel(session, AnnouncementKey(key), reason="settled"):
            edit(session, key, draw_settled_reminder(flag, program), now=now)


def remind_of_disposition(
    session: WorkspaceSession, reminder: DispositionReminder, program: Program, *, now: datetime
) -> None:
    """Send a reminder, once, neither at night nor on a day off nor during a pause; the next tick tries again."""
    recipient = program.people[reminder.recipient]
    if may_be_asked(recipient, program, now=now) and not is_paused(recipient.id, program, now=now):
        key, card = _reminder_key(reminder.flag, reminder.kind), draw_disposition_reminder(reminder, program)
        _tell(session, key, reminder.recipient, card, program=program, priority=Priority.PROMPT, now=now)


def remind(session: WorkspaceSession, reminder: FlagReminder, program: Program, *, now: datetime) -> None:
    """Send a reminder, once and neither at night nor on a day off; the next tick tries again."""
    recipient = program.people[reminder.recipient]
    is_held = reminder.kind is ReminderKind.HALF_TIME and is_paused(recipient.id, program, now=now)
    if is_held or not may_be_asked(recipient, program, now=now):
        return
    _tell(
        session,
        _reminder_key(reminder.flag, reminder.kind),
        reminder.recipient,
        draw_reminder(reminder, program),
        program=program,
        priority=_PRIORITIES[reminder.kind],
        now=now,
    )


def _end_reminders(session: WorkspaceSession, flag: Flag, program: Program, *, now: datetime) -> None:
    for kind in ReminderKind:
        key = _reminder_key(flag, kind)
        if not outbox.cancel(session, AnnouncementKey(key), reason="answered"):
            edit(session, key, draw_answered_reminder(flag, program), now=now)


def _tell(
    session: WorkspaceSession,
    key: str,
    person: PersonId,
    card: Card,
    *,
    program: Program,
    priority: Priority = Priority.ANSWER,
    now: datetime,
) -> None:
    slack_id = program.people[person].slack_id
    if slack_id is None:
        _log.warning("somebody cannot be told", extra={"key": key, "person": person})
        return
    post(session, key, slack_id, card, priority=priority, now=now)


def _team_of(flag: Flag, program: Program) -> Team:
    if flag.hits is None:
        message = f"flag {flag.id} is a draft and belongs to no team"
        raise ValueError(message)
    return program.team_of(flag.hits)


def _card_key(flag: Flag) -> str:
    return f"flag:{flag.id}:card"


def _ask_key(flag: Flag) -> str:
    return f"flag:{flag.id}:ask"


def _handover_key(flag: Flag) -> str:
    return f"{_ask_key(flag)}:handed_over"


def settled_key(flag: Flag) -> str:
    """Return the key of what the raiser is told once it is said what became of their flag."""
    return f"flag:{flag.id}:settled:raiser"


def _reminder_key(flag: Flag, kind: ReminderKind | DispositionReminderKind) -> str:
    return f"flag:{flag.id}:{kind.value}"
