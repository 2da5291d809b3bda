"""Flags in Slack: listens for the command, the shortcut, the mention, the form that raises one, and its answers."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers.blocks import ids
from handlers.blocks.flag_form import draw_targets
from handlers.blocks.flag_list import draw_taken_back
from handlers.flag_answers import KINDS, give_answer, open_answer
from handlers.flag_beginning import begin_by_mention, begin_by_shortcut, complete, redraw, search
from handlers.flag_commands import obey
from handlers.flag_raising import join_or_raise, raise_flag
from handlers.flag_settling import answer_about_name, open_settling, settle_flag, take_back
from handlers.forms import answer, show, update
from handlers.payloads import Submission
from handlers.services import Services
from handlers.whispers import drawn, whisper

Payload = dict[str, Any]


def register(app: App, services: Services) -> None:
    """Listen for everything about flags."""
    _listen_for_beginnings(app, services)
    _listen_to_form(app, services)
    _listen_for_answers(app, services)
    _listen_for_ends(app, services)


def _listen_for_beginnings(app: App, services: Services) -> None:
    def on_command(ack: Ack, body: Payload, client: WebClient) -> None:
        told = obey(services, client, body)
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
        answer(ack, raise_flag(services, body))

    def on_choice(ack: Ack, body: Payload) -> None:
        join_or_raise(services, body)
        ack(response_action="clear")

    app.action(ids.FLAG_IMPACT_ON)(on_date)
    app.options(ids.FLAG_HITS)(on_search)
    app.view(ids.FLAG_FORM)(on_submit)
    app.view(ids.FLAG_ALIKE_FORM)(on_choice)


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


def _listen_for_ends(app: App, services: Services) -> None:
    def on_settle(ack: Ack, body: Payload, client: WebClient) -> None:
        press, view = open_settling(services, body)
        show(client, view, trigger_id=press.trigger_id)
        ack()

    def on_settled(ack: Ack, body: Payload) -> None:
        settle_flag(services, body)
        ack()

    def on_withdraw(ack: Ack, body: Payload, client: WebClient) -> None:
        flag = take_back(services, body)
        ack()
        whisper(services, client, body, draw_taken_back(flag))

    def on_name(ack: Ack, body: Payload) -> None:
        answer_about_name(services, body)
        ack()

    app.action(ids.FLAG_SETTLE)(on_settle)
    app.view(ids.FLAG_SETTLE_FORM)(on_settled)
    app.action(ids.FLAG_WITHDRAW)(on_withdraw)
    for action_id in (ids.FLAG_NAME_ME, ids.FLAG_NOT_BY_NAME):
        app.action(action_id)(on_name)
