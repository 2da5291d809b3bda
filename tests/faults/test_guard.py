"""FAULTS B13 and B15: what does not come from Slack is turned away before anything of it is parsed."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.connection import HttpServer

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BODY = json.dumps({"type": "event_callback", "team_id": "T1", "event": {"type": "app_home_opened", "user": "U1"}})
JSON = "application/json"


class Door:
    """An app behind the guard, and what came through to it."""

    def __init__(self) -> None:
        self.let_in: list[str] = []
        app = App(
            authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1"),
            request_verification_enabled=False,
            process_before_response=True,
        )
        app.event("app_home_opened")(lambda event: self.let_in.append(event["user"]))
        self.server = HttpServer(app, SECRET, host="127.0.0.1", port=0)
        self.server.start()

    def post(self, body: bytes | str, headers: dict[str, str]) -> int:
        data = body.encode() if isinstance(body, str) else body
        url = f"http://127.0.0.1:{self.server.port}/slack/events"
        sent = {name.encode(): value.encode("latin-1") for name, value in ({"content-type": JSON} | headers).items()}
        return httpx.post(url, content=data, headers=list(sent.items()), trust_env=False).status_code


@pytest.fixture(scope="module")
def running() -> Iterator[Door]:
    door = Door()
    yield door
    door.server.stop()


@pytest.fixture
def door(running: Door) -> Door:
    running.let_in.clear()
    return running


def signed(body: bytes | str, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    data = body.encode() if isinstance(body, str) else body
    timestamp = str(int(at if at is not None else time.time()))
    base = b"v0:" + timestamp.encode() + b":" + data
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}


def test_what_slack_signed_comes_through(door: Door):
    status = door.post(BODY, signed(BODY))

    assert (status, door.let_in) == (200, ["U1"])


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(dict, id="unsigned"),
        pytest.param(lambda: signed(BODY, secret="another"), id="signed with another secret"),
        pytest.param(lambda: signed(BODY + " "), id="signed for another body"),
        pytest.param(lambda: signed(BODY, at=time.time() - 301 - 60), id="old"),
        pytest.param(lambda: signed(BODY, at=time.time() + 301 + 60), id="from the future"),
        pytest.param(lambda: {**signed(BODY), "X-Slack-Request-Timestamp": ""}, id="no timestamp"),
        pytest.param(lambda: {**signed(BODY), "X-Slack-Request-Timestamp": "soon"}, id="a word for a timestamp"),
        pytest.param(lambda: {**signed(BODY), "X-Slack-Request-Timestamp": "9" * 400}, id="a huge timestamp"),
        pytest.param(lambda: {**signed(BODY), "X-Slack-Signature": "v0=\u00e9"}, id="a signature that is not ASCII"),
    ],
)
def test_b13_what_slack_did_not_sign_now_is_refused(door: Door, sign: Callable[[], dict[str, str]]):
    status = door.post(BODY, sign())

    assert (status, door.let_in) == (401, [])


def test_b13_an_unsigned_ssl_check_is_refused(door: Door):
    form = {"content-type": "application/x-www-form-urlencoded"}

    assert door.post("ssl_check=1", form) == 401


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param(b"x" * 5_000_000, JSON, 413, id="five megabytes"),
        pytest.param(BODY.encode(), "text/xml", 400, id="another content type"),
    ],
)
def test_b15_what_cannot_be_slacks_is_refused_unparsed(door: Door, body: bytes, content_type: str, status: int):
    answered = door.post(body, {**signed(body), "content-type": content_type})

    assert (answered, door.let_in) == (status, [])


def test_b15_deeply_nested_json_does_not_bring_the_server_down(door: Door):
    nested = "[" * 100_000

    door.post(nested, signed(nested))

    assert door.post(BODY, signed(BODY)) == 200
