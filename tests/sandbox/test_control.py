"""The door for other processes, the transcript, the journal's file and the command that runs it all."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from sandbox.cli import run
from sandbox.clock import Clock
from sandbox.server import Sandbox
from sandbox.transcript import transcript
from tests.sandbox.conftest import Stage
from tests.sandbox.demo import WORKSPACE, card


class Remote:
    """Another process's view of the sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._client = httpx.Client(base_url=f"{sandbox.url}/sandbox")

    def get(self, path: str, **params: Any) -> Any:
        return self._client.get(path, params=params).raise_for_status().json()

    def post(self, path: str, **content: Any) -> Any:
        return self._client.post(path, json=content).raise_for_status().json()

    def act(self, who: str, act: str, **content: Any) -> Any:
        return self.post(f"/people/{who}/{act}", **content)

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def remote(sandbox: Sandbox) -> Iterator[Remote]:
    remote = Remote(sandbox)
    yield remote
    remote.close()


def test_a_form_is_filled_in_from_elsewhere(stage: Stage, remote: Remote):
    assert remote.act("ana", "slash", command="/flag", channel="#platform")["view"]["title"]["text"] == "Flag"
    view = remote.act("ana", "fill", values={"What could happen": "It slips"})
    assert "What could happen: It slips" in view["reads"]
    assert remote.act("ana", "submit")["closed"]

    message = remote.get("/messages", **{"as": "ben", "channel": "#platform"})[-1]
    assert (message["author"], message["reads"].splitlines()[0]) == ("drumbeat", "It slips")
    where = {"channel": message["channel"], "ts": message["ts"]}
    assert remote.act("ben", "press", label="Answer", message=where)["text"] == "Thank you"


def test_people_talk_from_elsewhere(stage: Stage, remote: Remote):
    posted = remote.act("ana", "post", text="hello", channel="#platform")
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    remote.act("ana", "mention", text="look", channel="#platform", message=where)
    stage.sandbox.quiet()

    thread = remote.get("/thread", **{"as": "ana", **where})
    assert [message["reads"] for message in thread][:2] == ["hello", "@drumbeat look"]
    remote.act("ana", "shortcut", name="Flag this", message=where)
    assert remote.get("/views", **{"as": "ana"})["modals"][0]["callback_id"] == "flag.form"
    assert remote.act("ana", "close") is None
    remote.act("ana", "open_home")
    stage.sandbox.wait_until(lambda: stage.ana.home)
    assert remote.get("/views", **{"as": "ana"})["home"]["reads"].startswith("At home")


def test_the_clock_is_moved_from_elsewhere(sandbox: Sandbox, remote: Remote):
    remote.post("/clock/advance", seconds=90)

    assert remote.get("/clock") == {"now": "2026-01-05T09:01:30+00:00", "frozen": True}
    remote.post("/clock/set", at="2026-03-01T00:00:00+00:00")
    assert sandbox.clock.now().month == 3


def test_the_workspace_is_seen_from_elsewhere(remote: Remote):
    assert [user["name"] for user in remote.get("/people")] == ["ana", "ben", "cleo"]
    assert [channel["name"] for channel in remote.get("/channels", **{"as": "ben"})] == ["platform"]


def test_faults_are_set_from_elsewhere(sandbox: Sandbox, remote: Remote):
    remote.post("/faults", method="chat.*", kind="429", times=2)

    assert remote.get("/faults")[0]["kind"] == "429"
    httpx.delete(f"{sandbox.url}/sandbox/faults")
    assert remote.get("/faults") == []


def test_the_journal_is_read_from_elsewhere(client: WebClient, remote: Remote):
    client.chat_postMessage(channel="C0PLATFORM", text="hi")
    client.auth_test()

    calls = remote.get("/journal")
    assert [call["method"] for call in calls] == ["chat.postMessage", "auth.test"]
    assert remote.get("/journal", since=1) == calls[1:]
    assert remote.get("/journal", log="accepted")[0]["text"] == "hi"


@pytest.mark.parametrize(
    ("path", "content", "complaint"),
    [
        pytest.param("/people/zoe/post", {"text": "x"}, "Nobody here is called 'zoe'", id="person"),
        pytest.param("/people/ana/fly", {}, "'fly' is missing or unknown", id="act"),
        pytest.param("/people/ana/press", {"label": "Go"}, "no button 'Go'", id="button"),
        pytest.param("/people/ana/post", {}, "'text' is missing", id="argument"),
        pytest.param("/clock/set", {"at": "soon"}, "Invalid isoformat", id="time"),
    ],
)
def test_what_cannot_be_done_is_explained(sandbox: Sandbox, path: str, content: Any, complaint: str):
    answer = httpx.post(f"{sandbox.url}/sandbox{path}", json=content)

    assert answer.status_code == 422
    assert complaint in answer.json()["error"]


def test_web_pages_from_elsewhere_are_kept_out(sandbox: Sandbox):
    url = f"{sandbox.url}/sandbox/people/ana/post"

    assert httpx.post(url, content='{"text": "x"}', headers={"content-type": "text/plain"}).status_code == 415
    assert httpx.post(url, json={"text": "x"}, headers={"host": "evil.example:80"}).status_code == 403


def test_a_transcript_tells_who_saw_what(sandbox: Sandbox, client: WebClient):
    sandbox.person("ana").post("hello @ben", "#platform")
    ts = client.chat_postMessage(channel="C0PLATFORM", text="one", blocks=card("Beta"))["ts"]
    client.chat_postMessage(channel="C0PLATFORM", text="reply", thread_ts=ts)
    client.chat_postEphemeral(channel="C0PLATFORM", user="U0BEN", text="psst")
    client.chat_postMessage(channel="U0BEN", text="good morning")
    start = sandbox.clock.advance(timedelta(days=1))
    client.chat_update(channel="C0PLATFORM", ts=ts, text="two")
    client.chat_postMessage(channel="C0PLATFORM", text="later")

    assert transcript(sandbox) == (
        "## #platform\n\n### Monday, 2026-01-05\n"
        "09:00 ana:\n    hello @ben\n"
        "09:00 drumbeat (edited 09:00):\n    two\n"
        "    09:00 drumbeat:\n        reply\n"
        "09:00 drumbeat (only ben sees this):\n    psst\n"
        "\n### Tuesday, 2026-01-06\n"
        "09:00 drumbeat:\n    later\n"
        "\n## Direct messages with ben\n\n### Monday, 2026-01-05\n"
        "04:00 drumbeat:\n    good morning\n"
    )
    assert "hello" not in transcript(sandbox, since=start)
    assert httpx.get(f"{sandbox.url}/sandbox/transcript").text == transcript(sandbox)


def test_the_journal_is_a_file_of_json_lines(tmp_path: Path):
    path = tmp_path / "journal.jsonl"
    with Sandbox.start(WORKSPACE, clock=Clock.frozen(), journal=path) as sandbox:
        client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
        client.chat_postMessage(channel="C0PLATFORM", text="x", blocks=card("Beta"), unfurl_links=False)

    line = json.loads(path.read_text())
    assert line.keys() == {"at", "method", "args", "status", "response"}
    assert line["args"]["blocks"][0]["type"] == "section"
    assert sandbox.bot_token not in path.read_text()


def test_the_command_says_how_to_connect(tmp_path: Path):
    path = tmp_path / "workspace.json"
    path.write_text(json.dumps(WORKSPACE))
    said: list[str] = []
    stopped = threading.Event()
    stopped.set()

    run(0, path, say=said.append, stopped=stopped)

    assert [line.partition("=")[0] for line in said[1:]] == [
        "export SLACK_API_URL",
        "export SLACK_BOT_TOKEN",
        "export SLACK_APP_TOKEN",
        "export SLACK_SIGNING_SECRET",
    ]
