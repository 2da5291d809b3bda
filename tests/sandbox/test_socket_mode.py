"""Socket Mode: envelopes, several connections, and what happens when one breaks."""

import json
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from sandbox.server import Sandbox
from tests.sandbox.conftest import Stage
from tests.sandbox.demo import Demo, connected, over_socket

EVENT = {"type": "user_change", "user": {"id": "U0ANA"}}


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
