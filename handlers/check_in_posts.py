"""Says what the clock says around a check-in: its card, its reminders, and what becomes of them with the answer."""

from datetime import datetime, timedelta

from handlers.blocks.check_in_card import prompt_card, reminder_card, reminder_done_card
from handlers.blocks.prose import Card
from handlers.blocks.snooze import with_snooze
from handlers.cards import edit
from rituals.announcements import Announcement, Priority
from rituals.answer_checks import may_repeat
from rituals.audit import Change
from rituals.check_ins import CheckIn
from rituals.courtesy import day_of, today_of, zone_of
from rituals.ids import AnnouncementKey
from rituals.people import Person
from rituals.program import Program
from rituals.prompting import check_in_key, initiatives_asked, reminder_key
from rituals.silence import morning_key
from rituals.snoozes import snooze_ends
from storage import audit, outbox
from storage.check_ins import count_messages, load_standings
from storage.database import WorkspaceSession

_A_DAY = timedelta(days=1)


def draw_prompt(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> Card:
    """Draw the card that asks, with what it may be put off to, or until when it is."""
    person = program.people[check_in.person]
    standings = load_standings(session, program, initiatives_asked(program, check_in), now=now)
    today, zone = today_of(person, program.cadence, now=now), zone_of(person, program.cadence)
    can_repeat = all(may_repeat(each, program, today=today) for each in standings)
    card = prompt_card(check_in, standings, program, zone=zone, may_repeat=can_repeat)
    return with_snooze(card, check_in, snooze_ends(check_in, person, program, now=now), zone=zone)


def draw_reminder(check_in: CheckIn, program: Program, *, now: datetime) -> Card:
    """Draw a reminder: of a check-in that is open, or that closed without an answer."""
    person = program.people[check_in.person]
    zone = zone_of(person, program.cadence)
    card = reminder_card(check_in, initiatives=len(initiatives_asked(program, check_in)), zone=zone)
    return with_snooze(card, check_in, snooze_ends(check_in, person, program, now=now), zone=zone)


def has_room_today(session: WorkspaceSession, person: Person, program: Program, *, now: datetime) -> bool:
    """Tell whether a person may hear once more today: of all that the bot writes them, escalations left out."""
    since, until = day_of(person, program.cadence, now=now)
    count = count_messages(session, person.slack_id or "", since=since, until=until)
    return count < program.policy.daily_messages


def was_delivered(session: WorkspaceSession, check_in: CheckIn) -> bool:
    """Tell whether the card that asks has reached the person."""
    entry = outbox.find_entry(session, check_in_key(check_in.id))
    return entry is not None and entry.sent_at is not None


def send(
    session: WorkspaceSession,
    key: AnnouncementKey,
    card: Card,
    check_in: CheckIn,
    program: Program,
    *,
    due_at: datetime,
    now: datetime,
) -> None:
    """Put a card or a reminder into the outbox; it is worth reading while the window is open, or for a day."""
    message = Announcement(
        key=key,
        recipient=program.people[check_in.person].slack_id or "",
        text=card.text,
        blocks=card.to_json(),
        priority=Priority.PROMPT,
        due_at=due_at,
        expires_at=check_in.closes_at if check_in.closes_at > now else now + _A_DAY,
    )
    outbox.enqueue(session, message, now=now)


def note(session: WorkspaceSession, check_in: CheckIn, action: str, *, now: datetime) -> None:
    """Write into the log what the clock did to a check-in."""
    details = {"cycle": check_in.cycle, "reason": check_in.silence}
    audit.record(session, Change(actor="clock", action=action, subject=check_in.id, details=details), now=now)


def end_reminders(session: WorkspaceSession, check_in: CheckIn, *, now: datetime) -> None:
    """Make every reminder of an answered check-in say so; one that still waits is not sent."""
    for key in (reminder_key(check_in.id), morning_key(check_in.id), *_snoozed_keys(check_in)):
        if not outbox.cancel(session, key, reason="answered"):
            edit(session, key, reminder_done_card(), now=now)


def cancel_waiting(session: WorkspaceSession, check_in: CheckIn, *, reason: str) -> None:
    """Take back what still waits to be sent about a check-in that asks about nothing any more."""
    for key in (check_in_key(check_in.id), reminder_key(check_in.id), morning_key(check_in.id)):
        outbox.cancel(session, key, reason=reason)


def _snoozed_keys(check_in: CheckIn) -> tuple[AnnouncementKey, ...]:
    from_first = range(1, check_in.snoozes + 1)
    return tuple(AnnouncementKey(f"check_in:{check_in.id}:snoozed:{number}") for number in from_first)
