"""Delivery over HTTP: signatures, retries and their headers, and several replicas."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.clock import Clock
from sandbox.door import ANSWER_WITHIN_SECONDS
from sandbox.http_delivery import Signer
from sandbox.server import Sandbox
from tests.sandbox.demo import WORKSPACE, Demo, over_http, serving

EVENT = {"type": "user_change", "user": {"id": "U0ANA"}}


class Receiver:
    """An app that answers as it is told, and remembers what it was sent."""

    def __init__(self) -> None:
        self.answers: list[Response] = []
        self.delays: list[float] = []
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.app = Starlette(routes=[Route("/slack/events", self._receive, methods=["POST"])])

    async def _receive(self, request: Request) -> Response:
        self.heard.append((dict(request.headers), await request.body()))
        await asyncio.sleep(self.delays.pop(0) if self.delays else 0)
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


def test_a_channel_offered_shared_given_back_and_deleted_is_told_of_as_slack_tells_it(
    sandbox: Sandbox, receiver: Receiver
):
    for happens in (sandbox.offer_channel, sandbox.share_channel, sandbox.unshare_channel, sandbox.delete_channel):
        happens("#core")
        sandbox.quiet()

    events = [json.loads(body)["event"] for _, body in receiver.heard]
    # Of an offer that nobody has accepted yet, no event tells.
    assert [event["type"] for event in events] == ["channel_shared", "channel_unshared", "group_deleted"]
    assert events[1]["is_ext_shared"] is False


def test_somebody_from_another_company_is_named_with_their_team(sandbox: Sandbox, receiver: Receiver):
    sandbox.change_user("ben", team_id="T0OTHER", is_stranger=True)
    sandbox.quiet()
    receiver.heard.clear()

    sandbox.person("ben").mention("hello", channel="#platform")

    [event, *_] = [json.loads(body)["event"] for _, body in receiver.heard]
    assert (event["team"], event["user_team"], event["source_team"]) == ("T0EXAMPLE", "T0OTHER", "T0OTHER")


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


def test_an_app_that_is_too_slow_or_away_is_retried(sandbox: Sandbox, receiver: Receiver):
    receiver.delays = [ANSWER_WITHIN_SECONDS + 0.2]

    sandbox.emit(EVENT)
    sandbox.wait_until(lambda: len(receiver.heard) == 2)
    sandbox.quiet()
    sandbox.connect_http("http://127.0.0.1:9/slack/events")
    sandbox.emit(EVENT)

    errors = [delivered.error for delivered in sandbox.journal.deliveries]
    assert errors[:3] == ["http_timeout", None, "connection_failed"]


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
