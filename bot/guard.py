"""The guard in front of Bolt: size, header shape, signature over the raw bytes, and age, before anything is parsed.

Bolt alone parses the JSON before it checks the signature, and answers 500 to a malformed timestamp.
https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.signature import Clock, SignatureVerifier

_log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1_000_000
"""Slack's largest request, a view of 250 kB with its state, is far below."""
CONTENT_TYPES = (b"application/json", b"application/x-www-form-urlencoded")
_TIMESTAMP = re.compile(rb"[0-9]{1,12}")
_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class OldSecret:
    """The signing secret that was replaced: taken besides the new one before `until` (aware), and never after."""

    secret: str
    until: datetime


class Guard:
    """Lets through what Slack signed within the last five minutes; everything else is answered without a parse."""

    def __init__(
        self, app: Asgi, signing_secret: str, clock: Clock | None = None, *, old: OldSecret | None = None
    ) -> None:
        self._app = app
        self._clock = clock or Clock()
        self._verifier = SignatureVerifier(signing_secret, self._clock)
        self._old = old

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        body = await _read(receive)
        refusal = 413 if body is None else self._refusal(dict(scope["headers"]), body)
        if refusal is not None:
            _log.warning("request refused", extra={"status": refusal, "path": scope["path"]})
            await _answer(send, refusal)
            return
        await self._app(scope, _replay(body or b""), send)

    def _refusal(self, headers: dict[bytes, bytes], body: bytes) -> int | None:
        timestamp = headers.get(b"x-slack-request-timestamp", b"")
        signature = headers.get(b"x-slack-signature", b"")
        if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
            return 401
        if not self._is_signed(body, timestamp.decode(), signature.decode()):
            return 401
        if not headers.get(b"content-type", b"").lower().startswith(CONTENT_TYPES):
            return 400
        return None

    def _is_signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        if self._verifier.is_valid(body=body, timestamp=timestamp, signature=signature):
            return True
        if self._old is None or self._clock.now() >= self._old.until.timestamp():
            return False
        replaced = SignatureVerifier(self._old.secret, self._clock)
        return replaced.is_valid(body=body, timestamp=timestamp, signature=signature)


async def _read(receive: Receive) -> bytes | None:
    """Return the body, or None as soon as it is larger than allowed."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
