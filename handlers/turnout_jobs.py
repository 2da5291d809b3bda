"""Tells the programme office, on the day on which a cycle's window ends, who answered and why the others did not."""

from datetime import datetime, timedelta

from handlers.blocks.turnout import turnout_cards
from handlers.blocks.undelivered import say_why
from handlers.services import Services
from rituals.announcements import Announcement, Priority
from rituals.audit import Change
from rituals.calendar import Cycle
from rituals.ids import AnnouncementKey
from rituals.people import Person
from rituals.presence import administrators
from rituals.program import Program
from rituals.prompting import NOT_DELIVERED, check_in_key
from rituals.turnout import Turnout, build_turnout, due_turnouts
from rituals.whereabouts import calendar_of, next_considerate
from storage import audit, inbox, outbox
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import CHECK_INS

_IN_ORDER = timedelta(milliseconds=1)


def tell_turnout(services: Services) -> None:
    """Send the list of each cycle that is over, once; one that would come too late is recorded as skipped."""
    now = services.now()
    with services.reading() as session:
        program = load_program(session)
        due = [
            (cycle, is_too_late)
            for cycle, is_too_late in due_turnouts(program, now=now)
            if inbox.find_last(session, _key(cycle)) is None
        ]
    for cycle, is_too_late in due:
        with services.transaction() as session:
            if inbox.is_first(session, _key(cycle), now=now):
                _tell(session, cycle, program, is_too_late=is_too_late, now=now)


def _tell(session: WorkspaceSession, cycle: Cycle, program: Program, *, is_too_late: bool, now: datetime) -> None:
    if is_too_late:
        audit.record(session, Change(actor="clock", action="turnout.skipped", subject=cycle.key), now=now)
        return
    turnout = _load(session, cycle, program)
    details = {"answered": turnout.answered, "total": turnout.total}
    audit.record(session, Change(actor="clock", action="turnout.told", subject=cycle.key, details=details), now=now)
    if turnout.total:
        for admin in administrators(program):
            outbox.enqueue(session, *_messages(turnout, admin, program, now=now), now=now)


def _load(session: WorkspaceSession, cycle: Cycle, program: Program) -> Turnout:
    check_ins = CHECK_INS.find(session, CHECK_INS.c.cycle == cycle.key)
    entries = {
        each.id: outbox.find_entry(session, check_in_key(each.id))
        for each in check_ins
        if each.silence == NOT_DELIVERED
    }
    refusals = {each: say_why(entry.reason) for each, entry in entries.items() if entry and entry.reason}
    return build_turnout(program, cycle, check_ins, refusals)


def _messages(turnout: Turnout, admin: Person, program: Program, *, now: datetime) -> list[Announcement]:
    first_at = next_considerate(admin, program, now=now)
    # As with the digest: what could not be sent for so long is not worth reading any more.
    expires_at = calendar_of(admin, program).add_working_hours(first_at, program.policy.catch_up_hours)
    parent = AnnouncementKey(f"turnout:{turnout.cycle}:{admin.id}")
    return [
        Announcement(
            key=parent if place == 0 else AnnouncementKey(f"{parent}:{place}"),
            recipient=admin.slack_id or "",
            text=card.text,
            blocks=card.to_json(),
            priority=Priority.DIGEST,
            parent=parent if place else None,
            due_at=first_at + place * _IN_ORDER,
            expires_at=expires_at,
        )
        for place, card in enumerate(turnout_cards(turnout))
    ]


def _key(cycle: Cycle) -> str:
    return f"turnout:{cycle.key}"
