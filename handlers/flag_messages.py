"""Says everything about a flag, each thing once under its own key."""

import logging
from datetime import datetime

from handlers.blocks.flag_cards import (
    draw_answer_for_raiser,
    draw_answer_reply,
    draw_ask,
    draw_receipt,
    draw_reminder,
    draw_team_card,
)
from handlers.blocks.news_cards import handed_over_card
from handlers.blocks.prose import Card
from handlers.cards import channel_of, edit, lead_of, post, tell
from rituals.announcements import Priority
from rituals.courtesy import next_considerate_instant, zone_of
from rituals.flag_reminders import FlagReminder, ReminderKind
from rituals.flags import Flag
from rituals.ids import AnnouncementKey, PersonId
from rituals.people import Team
from rituals.program import Program
from storage import outbox
from storage.database import WorkspaceSession

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
    edit(session, _card_key(flag), draw_team_card(flag, program), now=now)
    for key in (_ask_key(flag), f"{_handover_key(flag)}:{flag.answer_owner}"):
        edit(session, key, draw_ask(flag, program), now=now)
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


def announce_handover(
    session: WorkspaceSession, flag: Flag, program: Program, *, left: PersonId, now: datetime
) -> None:
    """Ask whoever owes the answer now, and name them on the team's card and to the raiser, where these stand."""
    edit(session, _card_key(flag), draw_team_card(flag, program), now=now)
    edit(session, f"flag:{flag.id}:receipt", draw_receipt(flag, program), now=now)
    if flag.answer_owner is not None:
        card = handed_over_card(draw_ask(flag, program), program.people[left])
        tell(session, _handover_key(flag), flag.answer_owner, card, program=program, now=now)


def remind(session: WorkspaceSession, reminder: FlagReminder, program: Program, *, now: datetime) -> None:
    """Send a reminder, once and neither at night nor on a day off; the next tick tries again."""
    reader = program.people[reminder.recipient]
    if next_considerate_instant(now, zone=zone_of(reader, program.cadence), cadence=program.cadence) > now:
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
            edit(session, key, draw_ask(flag, program), now=now)


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


def _reminder_key(flag: Flag, kind: ReminderKind) -> str:
    return f"flag:{flag.id}:{kind.value}"
