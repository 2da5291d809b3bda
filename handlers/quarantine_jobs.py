"""What the clock does in a quarantine: administrators are told of it, and it ends once nothing can be doubled."""

from handlers.blocks.restored import quarantine_card
from handlers.cards import tell
from handlers.services import Services
from rituals.people import Role
from rituals.quarantine import ends_at
from storage import quarantine
from storage.programs import load_program


def watch_quarantine(services: Services) -> None:
    """Tell every administrator once, and end it when a whole working day is over and all that was held is settled."""
    now = services.now()
    with services.reading() as session:
        if quarantine.find_quarantine(session) is None:
            return
    with services.transaction() as session:
        standing = quarantine.marking_of(session).quarantine
        if standing is None:
            return
        program = load_program(session)
        card, key = quarantine_card(standing.since), f"quarantine:{standing.began:%Y-%m-%dT%H:%M:%S}"
        for person in program.people.values():
            if person.active and Role.ADMIN in person.roles:
                tell(session, key, person.id, card, program=program, now=now)
        calendar = program.cadence.calendar()
        if now >= ends_at(standing, calendar) and quarantine.count_held(session, due_by=now) == 0:
            quarantine.end(session, now=now)
