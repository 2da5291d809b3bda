"""Tells the administrators where the bot has to guess somebody's time zone."""

from datetime import datetime

from handlers.blocks.zones import unknown_zones_card
from handlers.cards import tell
from rituals.courtesy import has_known_zone
from rituals.people import Role
from storage import inbox
from storage.database import WorkspaceSession
from storage.programs import load_program


def tell_unknown_zones(session: WorkspaceSession, *, now: datetime) -> None:
    """Tell the administrators once of each person in whose place the program's zone counts (FAULTS C6).

    Call it when Slack has just been asked: before that, nobody's zone is known.
    """
    program = load_program(session)
    unknown = [each for each in program.people.values() if each.active and each.slack_id and not has_known_zone(each)]
    news = [each for each in unknown if inbox.is_first(session, f"zone:{each.id}", now=now)]
    if not news:
        return
    card = unknown_zones_card(news, program.cadence.zone)
    for person in program.people.values():
        if person.active and Role.ADMIN in person.roles:
            tell(session, f"zones:{now.isoformat()}", person.id, card, program=program, now=now)
