"""Builds the Bolt app: one cached authorization, every listener, and a polite answer to what nobody listens for."""

import logging
import re
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from handlers import (
    check_in_form,
    decisions,
    dependencies,
    digest_messages,
    errors,
    escalations,
    flags,
    home,
    installation,
    recoveries,
    slack_news,
)
from handlers.services import Services

_log = logging.getLogger(__name__)
LISTENERS = (
    errors,
    check_in_form,
    recoveries,
    flags,
    dependencies,
    escalations,
    decisions,
    digest_messages,
    home,
    slack_news,
    installation,
)
ANYTHING = re.compile(".*", re.DOTALL)


def build_app(services: Services, client: WebClient, identity: AuthorizeResult) -> App:
    """Return the app with all listeners. It commits before it acknowledges, so nothing acknowledged can be lost.

    The guard checks signatures over HTTP, and Socket Mode needs none, so Bolt's own check is off. `identity` is
    asked for once at start: an `auth.test` per request would be a round trip each.
    """

    def authorize(**_: Any) -> AuthorizeResult:
        return identity

    app = App(
        name="drumbeat",
        client=client,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
    )
    for module in LISTENERS:
        module.register(app, services)
    _register_the_rest(app)
    return app


def _register_the_rest(app: App) -> None:
    # Bolt runs the first listener that matches, so these come last.
    app.action(ANYTHING)(_answer_old_button)
    app.event("message")(_ignore)
    app.event(ANYTHING)(_ignore)


def _answer_old_button(ack: Ack, body: dict[str, Any], respond: Any) -> None:
    ack()
    _log.warning("action of an unknown id", extra={"action": body["actions"][0].get("action_id")})
    if body.get("response_url"):
        respond(
            text="This button belongs to an older message and does nothing any more. Nothing was changed; "
            "the newest message about this has the buttons that work.",
            response_type="ephemeral",
            replace_original=False,
        )


def _ignore() -> None:
    """Take an event that the bot is sent but does not act on."""
