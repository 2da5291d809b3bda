"""Flags in Slack: listens for the command, the shortcut, the mention, the form that raises one, and its answers."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers.blocks import ids
from handlers.blocks.flag_form import draw_targets
from handlers.flag_answers import KINDS, give_answer, open_answer
from handlers.flag_beginning import begin_by_command, begin_by_mention, begin_by_shortcut, complete, redraw, search
from handlers.flag_raising import raise_flag
from handlers.forms import show, update
from handlers.payloads import Submission
from handlers.services import Services
from handlers.whispers import drawn

Payload = dict[str, Any]


def register(app: App, services: Services) -> None:
    """Listen for everything about flags."""
    _listen_for_beginnings(app, services)
    _listen_to_form(app, services)
    _listen_for_answers(app, services)


def _listen_for_beginnings(app: App, services: Services) -> None:
    def on_command(ack: Ack, body: Payload, client: WebClient) -> None:
        told = begin_by_command(services, client, body)
        ack(response_type="ephemeral", **drawn(told)) if told else ack()

    def on_shortcut(ack: Ack, body: Payload, client: WebClient) -> None:
        begin_by_shortcut(services, client, body)
        ack()

    def on_mention(body: Payload, client: WebClient) -> None:
        begin_by_mention(services, client, body)

    def on_complete(ack: Ack, body: Payload, client: WebClient) -> None:
        complete(services, client, body)
        ack()

    app.command(services.flag_command)(on_command)
    app.message_shortcut(ids.FLAG_SHORTCUT)(on_shortcut)
    app.event("app_mention")(on_mention)
    app.action(ids.FLAG_COMPLETE)(on_complete)


def _listen_to_form(app: App, services: Services) -> None:
    def on_date(ack: Ack, body: Payload, client: WebClient) -> None:
        view = Submission.of(body).view
        update(client, redraw(services, body), view_id=view.id, view_hash=view.hash)
        ack()

    def on_search(ack: Ack, body: Payload) -> None:
        ack(options=draw_targets(search(services, body)))

    def on_submit(ack: Ack, body: Payload) -> None:
        raise_flag(services, body)
        ack()

    app.action(ids.FLAG_IMPACT_ON)(on_date)
    app.options(ids.FLAG_HITS)(on_search)
    app.view(ids.FLAG_FORM)(on_submit)


def _listen_for_answers(app: App, services: Services) -> None:
    def on_press(ack: Ack, body: Payload, client: WebClient) -> None:
        press, view = open_answer(services, body)
        show(client, view, trigger_id=press.trigger_id)
        ack()

    def on_submit(ack: Ack, body: Payload) -> None:
        give_answer(services, body)
        ack()

    for action_id in KINDS:
        app.action(action_id)(on_press)
    app.view(ids.FLAG_ANSWER_FORM)(on_submit)
