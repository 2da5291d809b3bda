"""Faults on the wire: each kind as a client sees it, over real sockets, and what was applied behind its back."""

import http.client
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse, IncompleteRead

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.server import Sandbox
from tests.sandbox.demo import WORKSPACE

POST = "chat.postMessage"


@pytest.fixture
def connection(sandbox: Sandbox) -> Iterator[HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=0.3)
    yield connection
    connection.close()


def post(connection: HTTPConnection, sandbox: Sandbox, text: str = "hi") -> HTTPResponse:
    """Post without any help of a library."""
    headers = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": "application/json"}
    body = json.dumps({"channel": "C0PLATFORM", "text": text}).encode()
    connection.request("POST", "/api/chat.postMessage", body, headers)
    return connection.getresponse()


@pytest.mark.parametrize(
    ("kind", "error", "applied"),
    [
        pytest.param("rst_before", ConnectionResetError, 0, id="reset before"),
        pytest.param("rst_after", ConnectionResetError, 1, id="reset after"),
        pytest.param("late_accept", ConnectionResetError, 0, id="reset, accepted late"),
        pytest.param("hang_before", TimeoutError, 0, id="no answer before"),
        pytest.param("hang_after", TimeoutError, 1, id="no answer after"),
    ],
)
def test_no_answer_at_all(
    sandbox: Sandbox, connection: HTTPConnection, kind: str, error: type[Exception], applied: int
):
    sandbox.faults.add(POST, kind)

    with pytest.raises(error):
        post(connection, sandbox)

    assert len(sandbox.accepted) == applied
    assert len(sandbox.requests) == 1
    assert [(entry.status, entry.fault) for entry in sandbox.journal.entries] == [(0, kind)]


@pytest.mark.parametrize(
    ("kind", "status", "body", "applied"),
    [
        pytest.param("500_before", 500, "<html>", 0, id="500 before"),
        pytest.param("500_after", 500, "<html>", 1, id="500 after"),
        pytest.param("fatal_after", 200, '{"ok": false, "error": "fatal_error"}', 1, id="fatal error after"),
        pytest.param("html", 200, "<html>", 1, id="HTML"),
        pytest.param("no_ok", 200, '{"channel": "C0PLATFORM"', 1, id="no ok"),
        pytest.param("error:internal_error", 200, '{"ok": false, "error": "internal_error"}', 0, id="refusal"),
    ],
)
def test_a_wrong_answer(sandbox: Sandbox, connection: HTTPConnection, kind: str, status: int, body: str, applied: int):
    sandbox.faults.add(POST, kind)

    answer = post(connection, sandbox)

    assert answer.status == status
    assert answer.read().decode().startswith(body)
    assert len(sandbox.accepted) == applied


def test_an_answer_that_is_half_of_its_json(sandbox: Sandbox, connection: HTTPConnection):
    sandbox.faults.add(POST, "truncated")

    text = post(connection, sandbox).read()

    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    assert len(sandbox.accepted) == 1


def test_an_answer_that_is_cut_off(sandbox: Sandbox, connection: HTTPConnection):
    sandbox.faults.add(POST, "cut_body")

    with pytest.raises(IncompleteRead):
        post(connection, sandbox).read()
    assert len(sandbox.accepted) == 1


@pytest.mark.parametrize("retry_after", ["30", "soon", "-1", None])
def test_any_retry_after(sandbox: Sandbox, connection: HTTPConnection, retry_after: str | None):
    sandbox.faults.add(POST, "429", retry_after=retry_after)

    answer = post(connection, sandbox)

    assert (answer.status, answer.getheader("Retry-After")) == (429, retry_after)
    assert json.loads(answer.read()) == {"ok": False, "error": "ratelimited"}
    assert sandbox.accepted == []


def test_a_late_accept_comes_on_the_sandboxs_clock(sandbox: Sandbox, connection: HTTPConnection):
    sandbox.faults.add(POST, "late_accept", seconds=60)
    with pytest.raises(ConnectionResetError):
        post(connection, sandbox)

    sandbox.clock.advance(timedelta(seconds=59))
    assert sandbox.accepted == []
    sandbox.clock.advance(timedelta(seconds=1))

    assert [message.text for message in sandbox.person("ana").messages("#platform")] == ["hi"]


def test_a_slow_answer(sandbox: Sandbox, connection: HTTPConnection):
    sandbox.faults.add(POST, "slow", seconds=0.1)
    started = time.monotonic()

    post(connection, sandbox)

    assert time.monotonic() - started >= 0.1


def test_a_swallowed_message_is_confirmed_and_gone(sandbox: Sandbox, connection: HTTPConnection):
    sandbox.faults.add(POST, "swallowed")

    assert json.loads(post(connection, sandbox).read())["ok"]

    assert sandbox.accepted == []
    assert sandbox.person("ana").messages("#platform") == []


def test_the_default_client_doubles_what_was_reset(sandbox: Sandbox):
    """A negative control: this is what the sandbox must be able to show."""
    sandbox.faults.add(POST, "rst_after")
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)

    client.chat_postMessage(channel="C0PLATFORM", text="once")

    assert [entry.text for entry in sandbox.accepted] == ["once", "once"]


def test_a_client_without_retries_doubles_nothing(sandbox: Sandbox, client: WebClient):
    sandbox.faults.add(POST, "rst_after")

    with pytest.raises(ConnectionResetError):
        client.chat_postMessage(channel="C0PLATFORM", text="once")

    assert [entry.text for entry in sandbox.accepted] == ["once"]


def test_a_fault_strikes_the_nth_call_of_a_channel(sandbox: Sandbox, client: WebClient):
    rule = sandbox.faults.add("chat.*", "error:fatal_error", nth=2, times=2, channel="C0PLATFORM")

    outcomes = []
    for channel in ("C0PLATFORM", "U0ANA", "C0PLATFORM", "C0PLATFORM", "C0PLATFORM"):
        try:
            outcomes.append(client.chat_postMessage(channel=channel, text="x")["ok"])
        except SlackApiError:
            outcomes.append(False)

    assert outcomes == [True, True, False, False, True]
    assert (rule.seen, rule.hits) == (4, 2)


def test_chance_is_the_same_for_the_same_seed():
    def strikes(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add("*", "429", probability=0.5)
        return [faults.pick("chat.postMessage", "") is not None for _ in range(50)]

    assert strikes(7) == strikes(7)
    assert strikes(7) != strikes(8)
    assert 10 < sum(strikes(7)) < 40


def test_an_unknown_fault_is_refused():
    with pytest.raises(ValueError, match="no fault 'boom'; there are"):
        Faults().add(POST, "boom")


def test_faults_end_when_they_are_cleared(sandbox: Sandbox, client: WebClient):
    sandbox.faults.add("*", "500_before", times=99)
    sandbox.faults.clear()

    assert client.auth_test()["ok"]


class TestLimits:
    @pytest.fixture
    def limited(self) -> Iterator[Sandbox]:
        with Sandbox.start(WORKSPACE, clock=Clock.frozen()) as sandbox:
            yield sandbox

    def test_one_post_a_second_in_a_channel(self, limited: Sandbox):
        client = WebClient(limited.bot_token, base_url=limited.api_url, retry_handlers=[])
        client.chat_postMessage(channel="C0PLATFORM", text="one")
        client.chat_postMessage(channel="U0ANA", text="another channel")

        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel="C0PLATFORM", text="two")
        limited.clock.advance(timedelta(seconds=1))
        client.chat_postMessage(channel="C0PLATFORM", text="two")

        assert (caught.value.response.status_code, caught.value.response.headers["retry-after"]) == (429, "1")
        assert [entry.text for entry in limited.accepted] == ["one", "another channel", "two"]

    def test_a_tier_a_minute(self, limited: Sandbox):
        client = WebClient(limited.bot_token, base_url=limited.api_url, retry_handlers=[])
        for _ in range(20):
            client.users_list()
        limited.clock.advance(timedelta(seconds=20))

        with pytest.raises(SlackApiError) as caught:
            client.users_list()

        assert caught.value.response.headers["retry-after"] == "40"
        assert client.users_info(user="U0ANA")["ok"]
