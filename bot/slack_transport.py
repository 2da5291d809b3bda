"""The way to Slack: one HTTP call each, over connections that all workspaces of a process share, never repeated."""

import json
import logging
import ssl
import time
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from rituals.delivery import Doubtful, Limited, Trouble, Unreachable, read_retry_after, trouble_of

LONGEST_IDLE_SECONDS = 4.0
"""A connection that rested for longer is not used again: its end may be closing it at this moment."""
CONNECTIONS = 32
"""How many are kept open for the next call."""
TAKE_JSON = frozenset({"chat.postMessage", "chat.update", "conversations.open"})
"""What writes takes JSON; what reads is sure to take a form only."""
OK = 200
TOO_MANY_REQUESTS = 429

_log = logging.getLogger(__name__)

Json = dict[str, Any]


class NeverBeganError(Exception):
    """There was no connection, and so not a byte of the call was sent. `cause` names why."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = type(cause).__name__


class _Certain(HTTPConnection):
    """Tells failures to connect, TLS included, from all that fails later, and counts as dropped after an idle spell."""

    _rests_since = 0.0

    def connect(self) -> None:
        try:
            super().connect()
        except Exception as error:
            raise NeverBeganError(error) from error
        self._rests_since = time.monotonic()

    def getresponse(self) -> Any:
        response = super().getresponse()
        self._rests_since = time.monotonic()
        return response

    @property
    def is_connected(self) -> bool:
        return super().is_connected and time.monotonic() - self._rests_since < LONGEST_IDLE_SECONDS


class _CertainTls(_Certain, HTTPSConnection):
    """The same over TLS."""


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Certain


class _TlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _CertainTls


class SlackTransport:
    """Calls methods of the Web API. No call raises and none is repeated: Slack has no idempotency key.

    `base_url` ends with a slash. `timeout` is how long a call may take to connect and to be answered. `proxy` is the
    URL of an HTTP proxy to go through.
    """

    def __init__(self, base_url: str, *, timeout: timedelta, proxy: str | None = None) -> None:
        self.timeout = timeout
        self.base_url = base_url
        settings: dict[str, Any] = {
            "maxsize": CONNECTIONS,
            "timeout": urllib3.Timeout(total=timeout.total_seconds()),
            "retries": False,
            "ssl_context": tls(),
        }
        self._manager = urllib3.ProxyManager(proxy, **settings) if proxy else urllib3.PoolManager(**settings)
        self._manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
        # A proxy is told the whole URL. Without one, to look the pool up for each call costs a fifth of the call.
        self._http = self._manager if proxy else self._manager.connection_from_url(base_url)
        self._prefix = base_url if proxy else urlsplit(base_url).path

    def call(self, method: str, token: str, arguments: Mapping[str, Any]) -> Json | Trouble:
        """Return Slack's answer where it says `ok`, or what the call came to."""
        kind, body = _written(arguments) if method in TAKE_JSON else _filled_in(arguments)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        try:
            answer = self._http.urlopen("POST", self._prefix + method, body=body, headers=headers, redirect=False)
            return _read(answer.status, answer.headers.get("Retry-After"), answer.data)
        except NeverBeganError as error:
            return Unreachable(f"no connection: {error.cause}")
        except (HTTPError, OSError) as error:
            return Doubtful(f"no answer: {type(error).__name__}")
        except Exception:
            # Whatever goes wrong with the answer, the call may have taken effect.
            _log.exception("an answer of Slack could not be read")
            return Doubtful("unreadable answer")

    def close(self) -> None:
        """Hang up."""
        self._manager.clear()


@cache
def tls() -> ssl.SSLContext:
    """Return how certificates are checked; to read the machine's takes longer than a call, and is done once."""
    return ssl.create_default_context()


def _written(arguments: Mapping[str, Any]) -> tuple[str, bytes]:
    given = {name: value for name, value in arguments.items() if value is not None}
    return "application/json; charset=utf-8", json.dumps(given).encode()


def _filled_in(arguments: Mapping[str, Any]) -> tuple[str, bytes]:
    given = {name: int(value) if isinstance(value, bool) else value for name, value in arguments.items()}
    known = {name: value for name, value in given.items() if value is not None}
    return "application/x-www-form-urlencoded", urlencode(known).encode()


def _read(status: int, retry_after: str | None, body: bytes) -> Json | Trouble:
    if status == TOO_MANY_REQUESTS:
        return Limited(read_retry_after(retry_after))
    if status != OK:
        return Doubtful(f"HTTP {status}")
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return Doubtful("unreadable answer")
    if not isinstance(answer, dict):
        return Doubtful("unreadable answer")
    if answer.get("ok"):
        return answer
    error = answer.get("error")
    return trouble_of(error) if isinstance(error, str) and _is_code(error) else Doubtful("unreadable answer")


def _is_code(error: str) -> bool:
    return error.replace("_", "").isalnum() and error.isascii()
