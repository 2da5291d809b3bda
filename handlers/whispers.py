"""Whispers: short private answers, seen by one person only, in the place where that person is."""

import logging
import secrets
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from handlers.blocks.prose import Card, to_dicts
from handlers.blocks.words import escape
from handlers.payloads import Body, Sender
from handlers.services import Services
from rituals.announcements import Announcement
from rituals.ids import AnnouncementKey
from storage import outbox

_log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 3
SLACK_HOOKS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
_NOT_HEARD = (SlackApiError, OSError, HTTPException)


def whisper(services: Services, client: WebClient, body: Body, card: Card) -> None:
    """Answer whoever caused `body`, after the commit: where they are if that works, else by a direct message."""
    if say_here(client, body, card):
        return
    message = Announcement(
        key=AnnouncementKey(f"whisper:{secrets.token_urlsafe(12)}"),
        recipient=Sender.of(body).user,
        text=card.text,
        blocks=card.to_json(),
    )
    with services.transaction() as session:
        outbox.enqueue(session, message, now=services.now())


def say_here(client: WebClient, body: Body, card: Card) -> bool:
    """Show `card` to the person alone, where they pressed or wrote; tell whether Slack took it."""
    try:
        return _by_response_url(client, body, card) or _in_channel(client, body, card)
    except _NOT_HEARD as error:
        _log.warning("a private answer was not taken", extra={"reason": type(error).__name__})
        return False


def _by_response_url(client: WebClient, body: Body, card: Card) -> bool:
    url = body.get("response_url")
    # Answers go to Slack only, whatever a payload says (FAULTS G13).
    if not url or urlsplit(url).netloc not in SLACK_HOOKS | {urlsplit(client.base_url).netloc}:
        return False
    hook = WebhookClient(url, timeout=TIMEOUT_SECONDS, retry_handlers=[])
    answer = hook.send_dict(
        {**drawn(card), **_thread_of(body), "response_type": "ephemeral", "replace_original": False}
    )
    return answer.status_code == 200


def _in_channel(client: WebClient, body: Body, card: Card) -> bool:
    channel = body["event"].get("channel") if "event" in body else (body.get("channel") or {}).get("id")
    if channel is None:
        return False
    client.chat_postEphemeral(channel=channel, user=Sender.of(body).user, **_thread_of(body), **drawn(card))
    return True


def _thread_of(body: Body) -> dict[str, Any]:
    # Of a button in a private answer Slack tells where the answer stands, not what it says.
    place = body.get("event") or body.get("message") or body.get("container") or {}
    return {"thread_ts": place["thread_ts"]} if place.get("thread_ts") else {}


def drawn(card: Card) -> dict[str, Any]:
    """Return the arguments with which Slack's methods and answers take a card."""
    return {"text": escape(card.text), "blocks": to_dicts(card.blocks)}
