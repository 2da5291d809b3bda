"""Delivery over HTTP: signed requests to the app's own address, as Slack sends them without Socket Mode."""

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

from sandbox.clock import Clock
from sandbox.door import ANSWER_WITHIN_SECONDS, COMMAND, EVENT, Ack, Delivery, Door

FORM = "application/x-www-form-urlencoded"
WORKERS = 8


class Signer:
    """Signs requests as Slack does, with version 0 of its scheme."""

    def __init__(self, secret: str, clock: Clock, *, real_time: bool) -> None:
        self._secret = secret.encode()
        self._now: Callable[[], float] = time.time if real_time else lambda: clock.now().timestamp()

    def headers(self, body: bytes, timestamp: int | None = None) -> dict[str, str]:
        at = str(int(self._now()) if timestamp is None else timestamp)
        digest = hmac.new(self._secret, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


class HttpDelivery:
    """Posts each delivery to one of the app's addresses, in turn."""

    def __init__(self, door: Door, signer: Signer) -> None:
        self._door = door
        self._signer = signer
        self._urls: tuple[str, ...] = ()
        self._turn = 0
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="sandbox-http")

    def connect(self, *urls: str) -> None:
        self._urls = urls
        self._door.use(self)

    def is_ready(self) -> bool:
        return bool(self._urls)

    def send(self, delivery: Delivery) -> None:
        self._turn += 1
        self._pool.submit(self._post, delivery, self._urls[self._turn % len(self._urls)])

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _post(self, delivery: Delivery, url: str) -> None:
        body, kind = encoded(delivery)
        headers = {"Content-Type": kind, "User-Agent": "Slackbot 1.0 (sandbox)", **self._signer.headers(body)}
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason or ""}
        try:
            status, answer, fields = _request(url, body, headers)
        except TimeoutError:
            self._door.failed(delivery, "http_timeout")
        except (OSError, http.client.HTTPException):
            self._door.failed(delivery, "connection_failed")
        else:
            if 200 <= status < 300:
                self._door.answered(delivery, Ack(answer))
            else:
                self._door.failed(delivery, "http_error", again=fields.get("x-slack-no-retry") != "1")


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """Return the body and its content type, as Slack sends that kind of delivery."""
    if delivery.kind == EVENT:
        return json.dumps(delivery.payload).encode(), "application/json"
    fields = delivery.payload if delivery.kind == COMMAND else {"payload": json.dumps(delivery.payload)}
    return urlencode(fields).encode(), FORM


def _request(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Any, dict[str, str]]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWER_WITHIN_SECONDS)
    try:
        connection.request("POST", parts.path or "/", body, dict(headers))
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        fields = {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()
    return response.status, _parsed(text) if "json" in fields.get("content-type", "") else text, fields


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
