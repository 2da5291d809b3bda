"""Delivery to the app: signatures, retries and their headers, several connections, and what happens when one breaks."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from sandbox.clock import Clock
from sandbox.http_delivery import Signer
from sandbox.server import Sandbox
from tests.sandbox.conftest import Stage
from tests.sandbox.demo import WORKSPACE, Demo, connected, over_http, over_socket, serving

EVENT = {"type": "user_change", "user": {"id": "U0ANA"}}


class Receiver:
    """An app that answers as it is told, and remembers what it was sent."""

    def __init__(self) -> None:
        self.answers: list[Response] = []
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.app = Starlette(routes=[Route("/slack/events", self._receive, methods=["POST"])])

    async def _receive(self, request: Request) -> Response:
        self.heard.append((dict(request.headers), await request.body()))
        return self.answers.pop(0) if self.answers else Response()


@pytest.fixture
def receiver(sandbox: Sandbox) -> Iterator[Receiver]:
    receiver = Receiver()
    with serving(receiver.app) as url:
        sandbox.connect_http(f"{url}/slack/events")
        yield receiver


def test_requests_are_signed(sandbox: Sandbox, receiver: Receiver):
    sandbox.emit(EVENT)

    headers, body = receiver.heard[0]
    assert SignatureVerifier(sandbox.signing_secret).is_valid_request(body, headers)
    assert headers["content-type"] == "application/json"


def test_signatures_may_follow_the_sandboxs_clock():
    signer = Signer("secret", Clock.frozen(), real_time=False)

    assert signer.headers(b"")["X-Slack-Request-Timestamp"] == "1767603600"
    assert signer.headers(b"", timestamp=5)["X-Slack-Request-Timestamp"] == "5"


def test_commands_and_interactions_are_forms(sandbox: Sandbox, receiver: Receiver):
    sandbox.person("ana").slash("/echo", "a b")
    sandbox.person("ana").global_shortcut("Raise a flag")

    (headers, command), (_, interaction) = receiver.heard
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert b"command=%2Fecho&text=a+b" in command
    assert interaction.startswith(b"payload=%7B%22type%22")


def test_a_failed_event_is_sent_three_times_more(sandbox: Sandbox, receiver: Receiver):
    receiver.answers = [Response(status_code=500) for _ in range(4)]

    sandbox.emit(EVENT)
    sandbox.wait_until(lambda: len(receiver.heard) == 2)
    sandbox.quiet()
    for seconds in (59, 1, 299, 1, 3600):
        sandbox.clock.advance(timedelta(seconds=seconds))
        sandbox.quiet()

    numbers = [headers.get("x-slack-retry-num") for headers, _ in receiver.heard]
    reasons = {headers.get("x-slack-retry-reason") for headers, _ in receiver.heard[1:]}
    assert (numbers, reasons) == ([None, "1", "2", "3"], {"http_error"})
    assert len({body for _, body in receiver.heard}) == 1
    times = [delivered.at - sandbox.journal.deliveries[0].at for delivered in sandbox.journal.deliveries]
    assert [time.total_seconds() for time in times] == [0, 0, 60, 360]


def test_an_app_can_ask_for_no_retry(sandbox: Sandbox, receiver: Receiver):
    receiver.answers = [Response(status_code=500, headers={"X-Slack-No-Retry": "1"})]

    sandbox.emit(EVENT)
    sandbox.clock.advance(timedelta(hours=1))
    sandbox.quiet()

    assert len(receiver.heard) == 1


def test_an_event_can_be_sent_again_by_hand(sandbox: Sandbox, receiver: Receiver):
    first = sandbox.emit(EVENT)

    sandbox.door.send_again(first.payload, attempt=1, reason="http_timeout")

    headers = receiver.heard[1][0]
    assert (headers["x-slack-retry-num"], headers["x-slack-retry-reason"]) == ("1", "http_timeout")
    assert receiver.heard[0][1] == receiver.heard[1][1]


def test_a_refused_interaction_is_an_error_for_the_person(sandbox: Sandbox, receiver: Receiver):
    receiver.answers = [Response(status_code=503)]

    assert sandbox.person("ana").slash("/echo").error == "operation_timeout"
    assert len(receiver.heard) == 1


def test_two_replicas_take_turns(sandbox: Sandbox):
    one, other = Receiver(), Receiver()
    with serving(one.app) as first, serving(other.app) as second:
        sandbox.connect_http(f"{first}/slack/events", f"{second}/slack/events")

        for _ in range(4):
            sandbox.emit(EVENT)

    assert (len(one.heard), len(other.heard)) == (2, 2)


def test_bolt_takes_signed_requests_and_refuses_others():
    with Sandbox.start(WORKSPACE, clock=Clock.frozen(), real_signature_time=False) as sandbox:
        demo = Demo(sandbox)
        with over_http(sandbox, demo.app):
            reply = sandbox.person("ana").slash("/echo", "hi")

    assert reply.error == "operation_timeout"
    assert demo.bodies == []


def test_several_connections_share_the_envelopes(sandbox: Sandbox):
    demos = Demo(sandbox), Demo(sandbox)
    with over_socket(sandbox, demos[0].app), over_socket(sandbox, demos[1].app):
        sandbox.wait_until(lambda: sandbox.links.count == 2)

        for number in range(4):
            sandbox.person("ana").slash("/echo", str(number))

    assert [len(demo.bodies) for demo in demos] == [2, 2]


def test_an_app_connects_anew_when_it_is_told_to(stage: Stage):
    stage.sandbox.links.disconnect()

    stage.sandbox.wait_until(lambda: len(calls_for_a_link(stage.sandbox)) == 2)
    stage.sandbox.wait_for_app()
    assert stage.ana.slash("/echo", "still here").text == "still here"


def test_events_wait_for_an_app_to_connect(sandbox: Sandbox):
    sandbox.person("ana").post("hello?")
    demo = Demo(sandbox)

    with connected(sandbox, demo.app):
        sandbox.wait_until(lambda: demo.bodies)
        sandbox.quiet()

    assert demo.bodies[0]["event"]["text"] == "hello?"


def test_an_envelope_left_unanswered_goes_to_another_connection(sandbox: Sandbox):
    cut = threading.Event()
    heard: list[dict[str, Any]] = []
    app = App(client=Demo(sandbox).client, process_before_response=True)

    @app.event("message")
    def hear(body: dict[str, Any], request: Any) -> None:
        heard.append({"id": body["event_id"], **dict(request.headers)})
        if not cut.is_set():
            cut.set()
            sandbox.links.cut()
            time.sleep(0.1)

    # The SDK looks after a broken connection once in every interval of its pings.
    with over_socket(sandbox, app, ping_interval=0.2):
        sandbox.wait_for_app()
        sandbox.person("ana").post("hello")
        sandbox.wait_until(lambda: len(heard) == 2)
        sandbox.quiet()

    assert len({entry["id"] for entry in heard}) == 1
    assert heard[1]["x-slack-retry-num"] == ["1"]


def test_an_unacknowledged_event_is_sent_again(stage: Stage):
    stage.sandbox.door.lose_acks("events_api", 2)

    stage.ana.post("hello")
    stage.sandbox.wait_until(lambda: len(stage.demo.bodies) == 2)
    stage.sandbox.quiet()
    stage.sandbox.clock.advance(timedelta(seconds=60))
    stage.sandbox.quiet()

    assert [body["headers"].get("x-slack-retry-num") for body in stage.demo.bodies] == [["0"], ["1"], ["2"]]
    assert len({body["event_id"] for body in stage.demo.bodies}) == 1


def test_a_link_works_once(sandbox: Sandbox, client: WebClient):
    url = client.apps_connections_open(app_token=sandbox.app_token)["url"]

    with connect(url) as link:
        assert json.loads(link.recv())["type"] == "hello"
    with pytest.raises(InvalidStatus), connect(url):
        pass


def test_an_envelope_has_the_documented_fields(sandbox: Sandbox, client: WebClient):
    with connect(client.apps_connections_open(app_token=sandbox.app_token)["url"]) as link:
        link.recv()
        threading.Thread(target=sandbox.person("ana").global_shortcut, args=["Raise a flag"]).start()
        interaction = json.loads(link.recv())
        link.send(json.dumps({"envelope_id": interaction["envelope_id"]}))
        sandbox.events.emit(EVENT)
        event = json.loads(link.recv())
        link.send(json.dumps({"envelope_id": event["envelope_id"]}))
        sandbox.quiet()

    assert (interaction["type"], interaction["accepts_response_payload"]) == ("interactive", True)
    assert (event["type"], event["accepts_response_payload"], event["retry_attempt"]) == ("events_api", False, 0)
    assert event["payload"]["authorizations"][0]["user_id"] == "U0DRUMBEAT"


def test_a_half_open_connection_gets_nothing_more(sandbox: Sandbox, client: WebClient):
    url = client.apps_connections_open(app_token=sandbox.app_token)["url"]
    with connect(url, close_timeout=0.1) as link:
        link.recv()

        sandbox.links.hold()

        assert sandbox.person("ana").slash("/echo").error == "dispatch_failed"
        assert not link.ping().wait(0.1)


def calls_for_a_link(sandbox: Sandbox) -> list[Any]:
    return sandbox.journal.calls("apps.connections.open")
