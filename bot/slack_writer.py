"""The one hand that writes to Slack, and the reading that tells whether it did."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.slack_transport import Json, SlackTransport
from handlers.blocks.words import escape
from rituals.announcements import OutboxEntry, Verb
from rituals.delivery import Accepted, Doubtful, Outcome, Refused, Revoked, Trouble

EVENT_TYPE = "drumbeat_announcement"
MISSING_SCOPE = "missing_scope"
PAGE_SIZE = 200


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
    """Posts, edits and looks up in one workspace. No method raises: every one returns what the call came to."""

    def __init__(self, transport: SlackTransport, token: str) -> None:
        self._transport = transport
        self._token = token

    @property
    def timeout(self) -> timedelta:
        """How long one call may take."""
        return self._transport.timeout

    def say(self, entry: OutboxEntry, place: Place) -> Outcome:
        """Post a new message at `place`, or edit the one that stands there."""
        said = entry.announcement
        try:
            blocks = json.loads(said.blocks)
        except ValueError:
            return Refused("invalid_blocks")
        message = {"channel": place.channel, "text": escape(said.text)}
        if said.verb is Verb.EDIT:
            return self._write("chat.update", message | {"ts": place.ts or "", "blocks": blocks})
        more = {
            "thread_ts": place.thread_ts,
            "blocks": blocks or None,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"k": entry.nonce}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        return self._write("chat.postMessage", message | more)

    def open_direct_message(self, user: str) -> str | Trouble:
        """Return the id of the conversation with a person. Calling it again changes nothing."""
        answer = self._read("conversations.open", {"users": user})
        if not isinstance(answer, dict):
            return answer
        channel = _text(answer, "channel", "id")
        return channel if channel else Doubtful("incomplete answer")

    def read(self, place: Place, *, since: datetime | None, cursor: str | None) -> Page | Trouble:
        """Return one page of what was said at `place` since an instant (UTC), if one is given.

        A channel is read from its newest message on, a thread from its first.
        """
        arguments: Json = {
            "channel": place.channel,
            "oldest": f"{since.timestamp():.6f}" if since else None,
            "include_all_metadata": True,
            "limit": PAGE_SIZE,
            "cursor": cursor,
        }
        if place.thread_ts:
            answer = self._read("conversations.replies", arguments | {"ts": place.thread_ts})
        else:
            answer = self._read("conversations.history", arguments)
        if not isinstance(answer, dict):
            return answer
        messages = answer.get("messages")
        if not isinstance(messages, list):
            return Doubtful("incomplete answer")
        oldest = _oldest(messages)
        if oldest is None:
            return Doubtful("incomplete answer")
        ours = {nonce: str(message["ts"]) for message in messages if (nonce := _nonce_of(message))}
        return Page(ours, _text(answer, "response_metadata", "next_cursor") or None, oldest)

    def _write(self, method: str, arguments: Json) -> Outcome:
        answer = self._transport.call(method, self._token, arguments)
        if not isinstance(answer, dict):
            return answer
        channel, ts = answer.get("channel"), answer.get("ts")
        if not isinstance(channel, str) or not isinstance(ts, str):
            return Doubtful("incomplete answer")
        return Accepted(channel, ts)

    def _read(self, method: str, arguments: Json) -> Json | Trouble:
        answer = self._transport.call(method, self._token, arguments)
        # To read is optional: without the scope for it the installation still holds.
        return Refused(MISSING_SCOPE) if answer == Revoked(MISSING_SCOPE) else answer


def _oldest(messages: list[dict[str, Any]]) -> datetime | None:
    """Return when the first of the messages was said; None where that is not told of each."""
    try:
        said = [datetime.fromtimestamp(float(message["ts"]), UTC) for message in messages]
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return min(said, default=datetime.max.replace(tzinfo=UTC))


def _nonce_of(message: Any) -> str | None:
    metadata = message.get("metadata") if isinstance(message, dict) else None
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return None
    return _text(metadata, "event_payload", "k")


def _text(answer: Json, outer: str, inner: str) -> str | None:
    holder = answer.get(outer)
    text = holder.get(inner) if isinstance(holder, dict) else None
    return text if isinstance(text, str) else None
