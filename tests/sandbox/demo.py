"""A small Bolt app of the kind that talks to the sandbox, and the ways to connect one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.listener import Listener, listen
from sandbox.server import Sandbox
from tests.sandbox.kit import plain

Json = dict[str, Any]
WORKSPACE: Json = {
    "team": {"name": "Example"},
    "users": [
        {"name": "ana", "real_name": "Ana Lima", "tz": "Europe/Lisbon", "email": "ana@example.com"},
        {"name": "ben", "real_name": "Ben Ode", "tz": "America/New_York"},
        {"name": "cleo", "is_restricted": True, "tz": "Asia/Tokyo"},
    ],
    "channels": [
        {"name": "platform", "members": ["ana", "ben"], "bot": True},
        {"name": "quiet", "members": ["ana"]},
        {"name": "core", "members": ["ana", "drumbeat"], "private": True},
    ],
    "app": {
        "name": "Drumbeat",
        "commands": [
            {"command": "/flag", "usage_hint": "what could happen", "description": "Raise a risk"},
            "/echo",
            "/later",
            "/show",
        ],
        "shortcuts": [
            {"name": "Flag this", "callback_id": "flag.message", "type": "message"},
            {"name": "Raise a flag", "callback_id": "flag.global", "type": "global"},
        ],
    },
}
FLAG_FORM: Json = {
    "type": "modal",
    "callback_id": "flag.form",
    "notify_on_close": True,
    "private_metadata": "opaque",
    "title": plain("Flag"),
    "submit": plain("Raise"),
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": plain("What could happen"),
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 50},
        },
        {
            "type": "input",
            "block_id": "note",
            "optional": True,
            "label": plain("Note"),
            "element": {"type": "plain_text_input", "action_id": "text", "initial_value": "none"},
        },
    ],
}
HEARD = (
    "app_uninstalled", "channel_archive", "channel_rename", "member_left_channel", "tokens_revoked", "user_change",
)  # fmt: skip


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "callback_id": "shown", "title": plain("Shown"), "submit": plain("Send"), **more} | {
        "blocks": list(blocks)
    }


def button(label: str, action_id: str = "answer", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(label), **more}


def card(what: str) -> list[Json]:
    return [
        {"type": "section", "text": plain(what)},
        {"type": "actions", "elements": [button("Answer", value=what), button("Drop", "drop", style="danger")]},
    ]


class Demo:
    """The app under test: what it was sent, and a few listeners with one behaviour each."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.bodies: list[Json] = []
        self.shown: Json = modal(*card("Nothing"))
        # What is answered to that modal, or None for nothing at all.
        self.answer: Json | None = {}
        self.client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
        self.app = App(
            client=self.client, signing_secret=sandbox.signing_secret, process_before_response=True, logger=None
        )
        self._register(self.app)

    def _register(self, app: App) -> None:
        app.middleware(self._keep)
        app.command("/flag")(self._open_flag_form)
        app.command("/show")(self._show)
        app.command("/echo")(lambda ack, body: ack(body["text"]))
        app.command("/later")(self._answer_later)
        app.view("flag.form")(self._take_flag)
        app.view("shown")(self._take_shown)
        for form in ("flag.form", "shown"):
            app.view_closed(form)(lambda ack: ack())
        app.action("answer")(self._answer)
        app.action("open")(self._show)
        for action_id in ("pick", "team"):
            app.action({"type": "block_actions", "action_id": action_id})(lambda ack: ack())
        app.action("drop")(lambda ack, respond: (respond(delete_original=True), ack()))
        app.shortcut("flag.message")(self._open_flag_form)
        app.shortcut("flag.global")(self._open_flag_form)
        app.options("team")(self._suggest)
        app.event("app_home_opened")(self._show_home)
        app.event("app_mention")(self._answer_mention)
        app.event("message")(lambda: None)
        for name in HEARD:
            app.event(name)(lambda: None)

    def _keep(self, body: Json, request: Any, next: Any) -> None:  # noqa: A002 - Bolt names its arguments
        self.bodies.append({**body, "headers": dict(request.headers)})
        next()

    def _open_flag_form(self, ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FLAG_FORM)
        ack()

    def _show(self, ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=self.shown)
        ack()

    def _take_shown(self, ack: Any) -> None:
        if self.answer is not None:
            ack(**self.answer)

    def _answer_later(self, ack: Any, respond: Any) -> None:
        respond("first")
        respond(text="everybody", response_type="in_channel")
        ack()

    def _take_flag(self, ack: Any, body: Json, client: WebClient) -> None:
        what = body["view"]["state"]["values"]["what"]["text"]["value"]
        other = {**FLAG_FORM, "title": plain("Other")}
        match what:
            case "bad":
                ack(response_action="errors", errors={"what": "Say more"})
            case "update":
                ack(response_action="update", view=other)
            case "push":
                ack(response_action="push", view=other)
            case "clear":
                ack(response_action="clear")
            case "broken":
                ack(response_action="update", view={**other, "title": plain("x" * 25)})
            case _:
                client.chat_postMessage(channel="C0PLATFORM", text=what, blocks=card(what))
                ack()

    def _answer(self, ack: Any, body: Json, client: WebClient) -> None:
        channel, message = body["channel"]["id"], body["message"]
        blocks = [{"type": "section", "text": plain(f"Answered: {message['text']}")}]
        client.chat_update(channel=channel, ts=message["ts"], text="Answered", blocks=blocks)
        client.chat_postEphemeral(channel=channel, user=body["user"]["id"], text="Thank you")
        ack()

    def _suggest(self, ack: Any, body: Json) -> None:
        teams = ["Core ledger", "Payments", "Platform"]
        found = [team for team in teams if body["value"].casefold() in team.casefold()]
        ack(options=[{"text": plain(team), "value": team.lower()} for team in found])

    def _show_home(self, event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": card("At home")})

    def _answer_mention(self, event: Json, client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="Heard")


@contextmanager
def connected(sandbox: Sandbox, app: App, mode: str = "socket") -> Iterator[None]:
    """Connect an app, over Socket Mode or over HTTP."""
    with over_socket(sandbox, app) if mode == "socket" else over_http(sandbox, app):
        sandbox.wait_for_app()
        yield


@contextmanager
def over_socket(sandbox: Sandbox, app: App, ping_interval: float = 10) -> Iterator[SocketModeHandler]:
    handler = SocketModeHandler(app, sandbox.app_token, ping_interval=ping_interval)
    handler.connect()
    try:
        yield handler
    finally:
        hurry(handler, sandbox)
        handler.close()


def hurry(handler: SocketModeHandler, sandbox: Sandbox) -> None:
    """Wake the SDK's threads. By themselves they notice that they are closed after some seconds only."""
    client = handler.client
    client.auto_reconnect_enabled = False
    client.closed = True
    client.enqueue_message('{"type": "bye"}')
    client.current_session_runner.event.set()
    sandbox.links.hang_up()
    client.current_session_runner.thread.join(1)


@contextmanager
def over_http(sandbox: Sandbox, app: App) -> Iterator[str]:
    with serving(SlackRequestHandler(app)) as url:
        sandbox.connect_http(f"{url}/slack/events")
        yield url


@contextmanager
def serving(asgi: Any) -> Iterator[str]:
    """Serve an ASGI application on a port of its own."""
    listening = listen(0)
    port = listening.getsockname()[1]
    listener = Listener(asgi, H11Protocol, listening)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        listener.stop()
