"""A7 and A14: answers of Slack, or of what stands between, that make no sense. None may pass for a clear word."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.slack_transport import SlackTransport
from bot.slack_writer import Page, Place, SlackWriter
from rituals.announcements import Announcement, AnnouncementStatus, OutboxEntry, Verb
from rituals.delivery import Accepted, Doubtful, Limited, Outcome, Refused
from rituals.ids import AnnouncementKey

NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
PLACE = Place("C1")


@dataclass(slots=True)
class Nonsense:
    """A server that gives every call the same answer."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def writer(self) -> SlackWriter:
        return SlackWriter(SlackTransport(self.url, timeout=timedelta(seconds=2)), "xoxb-x")


@pytest.fixture
def nonsense() -> Iterator[Nonsense]:
    answer = Nonsense()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    answer.url = f"http://127.0.0.1:{server.server_port}/api/"
    yield answer
    server.shutdown()
    server.server_close()


def entry(*, blocks: str = "[]", verb: Verb = Verb.POST) -> OutboxEntry:
    said = Announcement(key=AnnouncementKey("k"), recipient="C1", text="Hello.", blocks=blocks, verb=verb)
    return OutboxEntry(
        announcement=said, status=AnnouncementStatus.SENDING, nonce="n", attempts=1, enqueued_at=NOW, not_before=NOW
    )


SENSELESS = [
    pytest.param(200, "", id="empty"),
    pytest.param(200, "[]", id="a list"),
    pytest.param(200, '"fine"', id="a string"),
    pytest.param(200, "null", id="null"),
    pytest.param(200, "{}", id="empty object"),
    pytest.param(200, '{"ok": "yes"}', id="ok without a place"),
    pytest.param(200, '{"ok": true, "channel": "C1", "ts": 12}', id="ts of another type"),
    pytest.param(200, '{"ok": false}', id="no without a reason"),
    pytest.param(200, '{"ok": false, "error": 7}', id="a reason of another type"),
    pytest.param(200, '{"ok": false, "error": "Something <b>odd</b>."}', id="a reason that is no code"),
    pytest.param(200, '{"ok": true, "chan', id="truncated"),
    pytest.param(200, "<html>Welcome to the hotel</html>", id="html"),
    pytest.param(200, "[" * 100_000, id="too deep"),
    pytest.param(201, '{"ok": true, "channel": "C1", "ts": "1.2"}', id="another success"),
    pytest.param(400, '{"ok": false, "error": "is_archived"}', id="a refusal with a status that Slack does not use"),
    pytest.param(404, "nginx", id="not found"),
    pytest.param(502, "", id="bad gateway"),
    pytest.param(503, '{"ok": false, "error": "service_unavailable"}', id="unavailable"),
]


@pytest.mark.parametrize(("status", "body"), SENSELESS)
def test_a7_an_answer_that_makes_no_sense_leaves_the_outcome_in_doubt(nonsense: Nonsense, status: int, body: str):
    nonsense.status, nonsense.body = status, body.encode()

    outcome = nonsense.writer().say(entry(), PLACE)

    assert isinstance(outcome, Doubtful)


def test_a7_bytes_that_are_no_text_leave_the_outcome_in_doubt(nonsense: Nonsense):
    nonsense.body = b"\xff\xfe\xfa"

    assert isinstance(nonsense.writer().say(entry(), PLACE), Doubtful)


@pytest.mark.parametrize(("status", "body"), SENSELESS)
def test_a7_history_that_makes_no_sense_never_counts_as_read(nonsense: Nonsense, status: int, body: str):
    nonsense.status, nonsense.body = status, body.encode()
    writer = nonsense.writer()

    read = writer.read(PLACE, since=NOW, cursor=None)
    opened = writer.open_direct_message("U1")

    assert isinstance(read, Doubtful)
    assert isinstance(opened, Doubtful)


def test_a4_what_broke_on_the_way_for_a_reason_not_known_leaves_the_outcome_in_doubt(nonsense: Nonsense):
    writer = SlackWriter(SlackTransport(nonsense.url, timeout=timedelta(seconds=2)), "a token\nof two lines")

    assert isinstance(writer.say(entry(), PLACE), Doubtful)


def test_a1_a_429_tells_when_to_come_back(nonsense: Nonsense):
    nonsense.status, nonsense.headers = 429, {"retry-after": "45"}

    assert nonsense.writer().say(entry(), PLACE) == Limited(timedelta(seconds=45))


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        pytest.param({"ok": True, "channel": "C1", "ts": "1.2"}, Accepted("C1", "1.2"), id="taken"),
        pytest.param({"ok": False, "error": "is_archived"}, Refused("is_archived"), id="refused"),
    ],
)
def test_a_clear_word_is_understood(nonsense: Nonsense, verb: Verb, body: dict[str, object], outcome: Outcome):
    nonsense.body = json.dumps(body).encode()

    assert nonsense.writer().say(entry(verb=verb), Place("C1", ts="1.2")) == outcome


def test_a15_blocks_that_are_no_json_are_refused_before_any_call(nonsense: Nonsense):
    assert nonsense.writer().say(entry(blocks="{"), PLACE) == Refused("invalid_blocks")


def test_only_our_own_metadata_is_taken_for_ours(nonsense: Nonsense):
    def message(ts: str, event_type: str, payload: object) -> dict[str, object]:
        return {"ts": ts, "metadata": {"event_type": event_type, "event_payload": payload}}

    messages = [
        {"ts": "1"},
        message("2", "somebody_else", {"k": "theirs"}),
        message("3", "drumbeat_announcement", {"k": 7}),
        message("4", "drumbeat_announcement", {}),
        message("5", "drumbeat_announcement", {"k": "ours"}),
    ]
    nonsense.body = json.dumps(
        {"ok": True, "messages": messages, "response_metadata": {"next_cursor": "more"}}
    ).encode()

    assert nonsense.writer().read(PLACE, since=NOW, cursor=None) == Page(
        {"ours": "5"}, "more", oldest=datetime.fromtimestamp(1, UTC)
    )


@pytest.mark.parametrize("message", [{}, {"ts": None}, {"ts": "soon"}, {"ts": "1e400"}])
def test_a7_a_page_whose_messages_have_no_time_does_not_count_as_read(nonsense: Nonsense, message: dict[str, object]):
    nonsense.body = json.dumps({"ok": True, "messages": [{"ts": "1"}, message]}).encode()

    assert nonsense.writer().read(PLACE, since=None, cursor=None) == Doubtful("incomplete answer")
