"""Builds the Bolt app: one cached authorization, every listener, and a polite answer to what nobody listens for."""

import re
from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.quiet import quiet_logger
from handlers import (
    check_in_form,
    commitments,
    confidential,
    date_moves,
    decisions,
    dependencies,
    digest_messages,
    drumbeat_command,
    errors,
    escalations,
    flags,
    home,
    installation,
    recoveries,
    second_opinions,
    slack_news,
    snoozes,
)
from handlers.services import Services

LISTENERS = (
    errors,
    check_in_form,
    commitments,
    date_moves,
    second_opinions,
    snoozes,
    recoveries,
    flags,
    drumbeat_command,
    confidential,
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
        logger=quiet_logger(),
        client=client,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        # What nobody listens for goes to handlers/errors.py; Bolt alone answers 404.
        raise_error_for_unhandled_request=True,
    )
    for module in LISTENERS:
        module.register(app, services)
    # Bolt runs the first listener that matches, so these come last.
    app.event("message")(_ignore)
    app.event(ANYTHING)(_ignore)
    return app


def _ignore() -> None:
    """Take an event that the bot is sent but does not act on."""
