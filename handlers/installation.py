"""The installation: Slack says that the app was removed or that its token holds no longer."""

import logging
from typing import Any

from slack_bolt import App

from handlers.payloads import Body
from handlers.services import Services
from storage.workspaces import note_removed

_log = logging.getLogger(__name__)


def register(app: App, services: Services) -> None:
    """Listen for both events; they come in any order, and more than once."""

    def on_uninstalled(body: dict[str, Any]) -> None:
        take_in_removal(services, body, why="app_uninstalled")

    def on_revoked(body: dict[str, Any]) -> None:
        # Only the bot's own token matters: people may revoke theirs.
        if body["event"].get("tokens", {}).get("bot"):
            take_in_removal(services, body, why="tokens_revoked")

    app.event("app_uninstalled")(on_uninstalled)
    app.event("tokens_revoked")(on_revoked)


def take_in_removal(services: Services, body: Body, *, why: str) -> None:
    """Stop sending, and set the date from which the workspace's data may be deleted."""
    if body.get("team_id") != services.workspace:
        return
    with services.transaction() as session:
        is_news = note_removed(session, why=why, now=services.now())
    if is_news:
        _log.error("the app was removed from the workspace; install it again to go on", extra={"why": why})
