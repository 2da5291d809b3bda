"""The `/drumbeat` command: reads its words, does what they ask for once, and answers in private."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.away import press_back, take_form, tell_away, tell_back
from handlers.blocks import ids
from handlers.blocks.command_cards import help_card
from handlers.blocks.prose import Card
from handlers.blocks.why_cards import no_program_card
from handlers.command_menu import press_away, press_flag, press_why, show_menu
from handlers.forms import show
from handlers.pausing import pause, press_lift, resume
from handlers.payloads import Body, Command, Press
from handlers.people import StrangerError, get_actor
from handlers.presses import press_once
from handlers.services import Services
from handlers.whispers import drawn, whisper
from handlers.why import ask_why, press_initiative
from rituals.commands import Order, UnknownWordError, Verb, read_order
from rituals.people import Person
from storage import inbox
from storage.database import WorkspaceSession
from storage.programs import load_program

Payload = dict[str, Any]

COMMAND_KEY = "drumbeat:"
"""How the keys of this command's uses begin in the inbox; `drumbeat doctor` tells by them when one last came."""

_CHANNEL = re.compile(r"<#[^<>|]*\|([^<>]*)>")


class _Doer(Protocol):
    """Does what an order asks for, and returns what the person is told or given to fill in."""

    def __call__(self, session: WorkspaceSession, order: Order, /, *, by: Person, now: datetime) -> Card | View: ...


_DOERS: Mapping[Verb, _Doer] = {
    Verb.MENU: show_menu,
    Verb.AWAY: tell_away,
    Verb.BACK: tell_back,
    Verb.PAUSE: pause,
    Verb.RESUME: resume,
    Verb.WHY: ask_why,
}


def register(app: App, services: Services) -> None:
    """Listen to the command, to its form, and to the buttons of its answers."""

    def on_command(ack: Ack, body: Payload, client: WebClient) -> None:
        told = obey(services, body)
        if isinstance(told, View):
            show(client, told, trigger_id=Command.read(body).trigger_id)
        ack(response_type="ephemeral", **drawn(told)) if isinstance(told, Card) else ack()

    def on_submit(ack: Ack, body: Payload) -> None:
        take_form(services, body)
        ack()

    app.command(services.drumbeat_command)(on_command)
    app.view(ids.AWAY_FORM)(on_submit)
    _listen_to_buttons(app, services)


def _listen_to_buttons(app: App, services: Services) -> None:
    answering: Mapping[str, Callable[[Services, Body], Card]] = {
        ids.AWAY_END: press_back,
        ids.PAUSE_LIFT: press_lift,
        ids.MENU_HELP: _press_help,
        ids.MENU_WHY: press_why,
        ids.WHY_INITIATIVE: press_initiative,
    }
    opening: Mapping[str, Callable[[Services, Body], tuple[Press, View]]] = {
        ids.MENU_FLAG: press_flag,
        ids.MENU_AWAY: press_away,
    }

    def on_answering(ack: Ack, body: Payload, client: WebClient) -> None:
        whisper(services, client, body, answering[body["actions"][0]["action_id"]](services, body))
        ack()

    def on_opening(ack: Ack, body: Payload, client: WebClient) -> None:
        press, view = opening[body["actions"][0]["action_id"]](services, body)
        show(client, view, trigger_id=press.trigger_id)
        ack()

    for action_id in answering:
        app.action(action_id)(on_answering)
    for action_id in opening:
        app.action(action_id)(on_opening)


def obey(services: Services, body: Body) -> Card | View | None:
    """Do what the words ask for and return what the person is told or given to fill in; None for a copy of a request.

    Raises StrangerError, NotFoundError, and what is wrong with the words.
    """
    command, now = Command.read(body), services.now()
    try:
        with services.transaction() as session:
            actor = _get_actor(session, body)
            # Slack gives each use its own trigger; one that comes again is a copy of the request.
            if actor is None:
                return no_program_card()
            if not inbox.is_first(session, f"{COMMAND_KEY}{command.trigger_id}", now=now):
                return None
            order = read_order(command.words, services.drumbeat_command)
            if order.verb is Verb.HELP:
                return _help(services)
            return _DOERS[order.verb](session, _written_out(order), by=actor, now=now)
    except UnknownWordError as error:
        if error.suggestion is not None:
            raise
        return _help(services, str(error))


def _get_actor(session: WorkspaceSession, body: Body) -> Person | None:
    """Return who asks; None where nobody can be in the program, as there is none yet. Raises StrangerError."""
    try:
        return get_actor(session, body)
    except StrangerError:
        if load_program(session).people:
            raise
        return None


def _written_out(order: Order) -> Order:
    """Return the order with its words as they were typed: Slack escapes them, and writes channels as ids."""
    return replace(order, rest=html.unescape(_CHANNEL.sub(r"#\1", order.rest)))


def _press_help(services: Services, body: Body) -> Card:
    with services.transaction() as session:
        get_actor(session, body)
        press_once(session, body, now=services.now())
    return _help(services)


def _help(services: Services, note: str | None = None) -> Card:
    return help_card(services.drumbeat_command, services.flag_command, note)
