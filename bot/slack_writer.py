"""The one client through which anything is written to Slack, and the reading that tells whether it was."""

import json
import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from socket import gaierror
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from handlers.blocks.words import escape
from rituals.announcements import OutboxEntry, Verb
from rituals.delivery import (
    Accepted,
    Doubtful,
    Limited,
    Outcome,
    Refused,
    Revoked,
    Trouble,
    Unreachable,
    read_retry_after,
    trouble_of,
)

EVENT_TYPE = "drumbeat_announcement"
MISSING_SCOPE = "missing_scope"
PAGE_SIZE = 200
# Handshakes that were cut look like answers that were cut: only what is a refusal for certain counts as one.
_TLS_IN_DOUBT = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes or stands: a channel (or, for a first direct message, a user), a thread, a message."""

    channel: str
    thread_ts: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of history: the `ts` of each message of ours by its nonce, and the cursor of the next page, if any.

    `oldest` is when its oldest message was said (UTC); of an empty page it is the end of time.
    """

    ours: Mapping[str, str]
    next_cursor: str | None
    oldest: datetime


class SlackWriter:
    """Posts, edits and looks up. No method raises: every one returns what the call came to.

    The client must not repeat calls by itself: Slack has no idempotency key, and a repeated post is a second message.
    """

    def __init__(self, client: WebClient) -> None:
        if client.retry_handlers:
            raise ValueError("the client that writes must have no retry handlers")
        self._client = client
        self.timeout = timedelta(seconds=client.timeout)

    def say(self, entry: OutboxEntry, place: Place) -> Outcome:
        """Post a new message at `place`, or edit the one that stands there."""
        said = entry.announcement
        try:
            blocks = json.loads(said.blocks)
        except ValueError:
            return Refused("invalid_blocks")
        text = escape(said.text)
        if said.verb is Verb.EDIT:
            return self._write(
                lambda: self._client.chat_update(channel=place.channel, ts=place.ts or "", text=text, blocks=blocks)
            )
        return self._write(
            lambda: self._client.chat_postMessage(
                channel=place.channel,
                thread_ts=place.thread_ts,
                text=text,
                blocks=blocks or None,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"k": entry.nonce}},
                unfurl_links=False,
                unfurl_media=False,
            )
        )

    def open_direct_message(self, user: str) -> str | Trouble:
        """Return the id of the conversation with a person. Calling it again changes nothing."""
        answer = self._read(lambda: self._client.conversations_open(users=user))
        if not isinstance(answer, SlackResponse):
            return answer
        channel = _text(answer, "channel", "id")
        return channel if channel else Doubtful("incomplete answer")

    def read(self, place: Place, *, since: datetime | None, cursor: str | None) -> Page | Trouble:
        """Return one page of what was said at `place` since an instant (UTC), if one is given.

        A channel is read from its newest message on, a thread from its first.
        """
        common: dict[str, Any] = {
            "channel": place.channel,
            "oldest": f"{since.timestamp():.6f}" if since else None,
            "include_all_metadata": True,
            "limit": PAGE_SIZE,
            "cursor": cursor,
        }
        if place.thread_ts:
            answer = self._read(lambda: self._client.conversations_replies(ts=place.thread_ts or "", **common))
        else:
            answer = self._read(lambda: self._client.conversations_history(**common))
        if not isinstance(answer, SlackResponse):
            return answer
        messages = answer.get("messages")
        if not isinstance(messages, list):
            return Doubtful("incomplete answer")
        oldest = _oldest(messages)
        if oldest is None:
            return Doubtful("incomplete answer")
        ours = {nonce: message["ts"] for message in messages if (nonce := _nonce_of(message))}
        return Page(ours, _text(answer, "response_metadata", "next_cursor") or None, oldest)

    def _write(self, call: Callable[[], SlackResponse]) -> Outcome:
        answer = self._call(call)
        if not isinstance(answer, SlackResponse):
            return answer
        channel, ts = answer.get("channel"), answer.get("ts")
        if not isinstance(channel, str) or not isinstance(ts, str):
            return Doubtful("incomplete answer")
        return Accepted(channel, ts)

    def _read(self, call: Callable[[], SlackResponse]) -> SlackResponse | Trouble:
        answer = self._call(call)
        # To read is optional: without the scope for it the installation still holds.
        return Refused(MISSING_SCOPE) if answer == Revoked(MISSING_SCOPE) else answer

    def _call(self, call: Callable[[], SlackResponse]) -> SlackResponse | Trouble:
        try:
            return call()
        except SlackApiError as error:
            return _trouble_in(error.response)
        except URLError as error:
            return _trouble_on_the_way(error)
        except (OSError, HTTPException) as error:
            return Doubtful(f"no answer: {type(error).__name__}")
        except Exception:
            # Whatever goes wrong with the answer, the call may have taken effect.
            _log.exception("an answer of Slack could not be read")
            return Doubtful("unreadable answer")


def _trouble_in(response: SlackResponse) -> Trouble:
    if response.status_code == 429:
        return Limited(read_retry_after(response.headers.get("Retry-After")))
    error = response.get("error") if isinstance(response.data, dict) else None
    if response.status_code != 200:
        return Doubtful(f"HTTP {response.status_code}")
    if not isinstance(error, str) or not _is_code(error):
        return Doubtful("unreadable answer")
    return trouble_of(error)


def _trouble_on_the_way(error: URLError) -> Trouble:
    cause = error.reason
    name = type(cause).__name__
    if isinstance(cause, ConnectionRefusedError | gaierror):
        return Unreachable(f"no connection: {name}")
    if isinstance(cause, ssl.SSLError) and not isinstance(cause, _TLS_IN_DOUBT):
        return Unreachable(f"no connection: {name}")
    return Doubtful(f"no answer: {name}")


def _is_code(error: str) -> bool:
    # The SDK puts its own sentence there when the answer was no JSON.
    return error.replace("_", "").isalnum() and error.isascii()


def _oldest(messages: list[dict[str, Any]]) -> datetime | None:
    """Return when the first of the messages was said; None where that is not told of each."""
    try:
        said = [datetime.fromtimestamp(float(message["ts"]), UTC) for message in messages]
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return min(said, default=datetime.max.replace(tzinfo=UTC))


def _nonce_of(message: Any) -> str | None:
    metadata = message.get("metadata") or {}
    nonce = (metadata.get("event_payload") or {}).get("k")
    return nonce if metadata.get("event_type") == EVENT_TYPE and isinstance(nonce, str) else None


def _text(answer: SlackResponse, outer: str, inner: str) -> str | None:
    holder = answer.get(outer)
    text = holder.get(inner) if isinstance(holder, dict) else None
    return text if isinstance(text, str) else None
