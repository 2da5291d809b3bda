"""Asks whoever stands in for somebody who left to have a successor named: once, on their next working day."""

from datetime import datetime
from hashlib import sha256

from handlers.blocks.successor_card import successor_card
from handlers.services import Services
from rituals.announcements import Announcement, Priority
from rituals.audit import Change
from rituals.handovers import Vacancy, find_vacancies
from rituals.ids import AnnouncementKey
from rituals.presence import administrators, is_reachable
from rituals.program import Program
from rituals.whereabouts import next_considerate
from storage import audit, inbox, outbox
from storage.database import WorkspaceSession
from storage.programs import load_program


def ask_for_successors(services: Services) -> None:
    """Ask, for everything that lost its owner or lead, whoever it is with now."""
    now = services.now()
    with services.reading() as session:
        program = load_program(session)
        if all(person.active for person in program.people.values()):
            return
        vacant = [each for each in find_vacancies(program) if is_reachable(each.heir)]
        new = [each for each in vacant if inbox.find_last(session, _key(each)) is None]
    for vacancy in new:
        with services.transaction() as session:
            if inbox.is_first(session, _key(vacancy), now=now):
                _ask(session, vacancy, program, now=now)


def _ask(session: WorkspaceSession, vacancy: Vacancy, program: Program, *, now: datetime) -> None:
    office = [each for each in administrators(program) if each.id != vacancy.heir.id]
    card = successor_card(vacancy, office=office)
    message = Announcement(
        key=AnnouncementKey(_key(vacancy)),
        recipient=vacancy.heir.slack_id or "",
        text=card.text,
        blocks=card.to_json(),
        priority=Priority.ANSWER,
        due_at=next_considerate(vacancy.heir, program, now=now),
    )
    outbox.enqueue(session, message, now=now)
    details = {"with": vacancy.heir.id, "initiatives": [each.id for each in vacancy.initiatives]}
    change = Change(actor="clock", action="successor.asked_for", subject=vacancy.left.id, details=details)
    audit.record(session, change, now=now)


def _key(vacancy: Vacancy) -> str:
    """Return the key of one handover: of the same things to the same person it is asked once."""
    things = sorted([*(each.id for each in vacancy.initiatives), *(each.id for each in vacancy.teams)])
    return f"successor:{vacancy.left.id}:{vacancy.heir.id}:{sha256('/'.join(things).encode()).hexdigest()[:12]}"
