"""The command's menu: what needs the person, when they are asked next, and its buttons."""

from datetime import datetime

from slack_sdk.models.views import View

from handlers.away import offer_form
from handlers.blocks.command_cards import Menu, menu_card
from handlers.blocks.prose import Card
from handlers.flag_drafts import Origin, open_draft, refuse_flood
from handlers.payloads import Body, Press
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from handlers.why import ask_why
from rituals.check_ins import CheckInStatus
from rituals.commands import Order, Verb
from rituals.courtesy import today_of, zone_of
from rituals.needs import needs_of
from rituals.next_question import find_next
from rituals.pausing import find_pause
from rituals.people import Person
from rituals.rounds import initiatives_of
from rituals.whereabouts import away_until
from storage.check_ins import find_latest
from storage.database import WorkspaceSession
from storage.snapshots import load_snapshot


def show_menu(session: WorkspaceSession, _order: Order, *, by: Person, now: datetime) -> Card:
    """Return the menu as it is for one person at this moment."""
    snapshot = load_snapshot(session, now=now)
    program = snapshot.program
    person = program.people[by.id]
    today = today_of(person, program.cadence, now=now)
    newest = find_latest(session, person.id)
    paused = find_pause(person.id, program, now=now)
    menu = Menu(
        needs=needs_of(snapshot, person),
        next_at=find_next(person, program, now=now),
        initiatives=len(initiatives_of(program, person.id)),
        zone=zone_of(person, program.cadence),
        away_until=away_until(person.id, program, day=today),
        paused_until=paused.ends_at if paused else None,
        open_check_in=newest[0].id if newest and newest[0].status is CheckInStatus.OPEN else None,
    )
    return menu_card(menu)


def press_flag(services: Services, body: Body) -> tuple[Press, View]:
    """Open the form of a flag, as the flag's own command does; raises what a flag's beginning raises."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        refuse_flood(session, actor, now=now)
        origin = Origin(channel=press.channel.id if press.channel is not None else None)
        return press, open_draft(session, None, origin, by=actor, now=now)


def press_away(services: Services, body: Body) -> tuple[Press, View]:
    """Open the form in which the person says that they are away."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        return press, offer_form(session, actor, by=actor, now=now)


def press_why(services: Services, body: Body) -> Card:
    """Say why no message came to whoever pressed."""
    now = services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        press_once(session, body, now=now)
        return ask_why(session, Order(verb=Verb.WHY), by=actor, now=now)
