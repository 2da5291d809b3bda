"""A4 and A6: what is certain when a connection to Slack is refused, kept, dropped or reused."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot import slack_transport
from bot.slack_transport import SlackTransport
from rituals.delivery import Doubtful, Unreachable

TIMEOUT = timedelta(seconds=2)
METHOD = "chat.postMessage"
BODY = b'{"ok": true}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


@dataclass(slots=True)
class Peer:
    """A server that keeps connections and answers so many calls on each, and then hangs up as it is told to."""

    listening: socket.socket
    answers_each: int = 10**9
    hangs_up_at_once: bool = True
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}/api/"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        for _ in range(self.answers_each):
            if not self._take(connection):
                return
            connection.sendall(ANSWER)
        if not self.hangs_up_at_once:
            # It takes one more call, and dies without a word.
            self._take(connection)

    def _take(self, connection: socket.socket) -> bool:
        request = b""
        while not request.endswith(b"}"):
            read = connection.recv(65536)
            if not read:
                return False
            request += read
        self.requests.append(request)
        return True


@pytest.fixture
def peer() -> Iterator[Peer]:
    peer = Peer(socket.create_server(("127.0.0.1", 0)))
    server = threading.Thread(target=peer.serve, daemon=True)
    server.start()
    yield peer
    peer.listening.shutdown(socket.SHUT_RDWR)
    peer.listening.close()


def test_calls_share_a_connection(peer: Peer):
    transport = SlackTransport(peer.url, timeout=TIMEOUT)

    answers = [transport.call(METHOD, token, {"channel": "C1"}) for token in ("xoxb-1", "xoxb-2")]

    assert (answers, peer.connections) == ([{"ok": True}] * 2, 1)
    assert b"Bearer xoxb-2" in peer.requests[1]
    transport.close()


def test_a6_a_connection_that_was_closed_meanwhile_is_not_used_again(peer: Peer):
    peer.answers_each = 1
    transport = SlackTransport(peer.url, timeout=TIMEOUT)

    answers = [transport.call(METHOD, "xoxb-1", {"channel": "C1"}) for _ in range(20)]

    # Where the end of it has not yet arrived when the next call is sent, nobody can know what became of that call.
    assert {type(answer) for answer in answers} <= {dict, Doubtful}
    assert len(peer.requests) == answers.count({"ok": True})


def test_a6_a_kept_connection_that_dies_under_a_call_leaves_the_outcome_in_doubt(peer: Peer):
    peer.answers_each, peer.hangs_up_at_once = 1, False
    transport = SlackTransport(peer.url, timeout=TIMEOUT)
    transport.call(METHOD, "xoxb-1", {"channel": "C1"})

    second = transport.call(METHOD, "xoxb-1", {"channel": "C1"})

    assert isinstance(second, Doubtful)
    assert len(peer.requests) == 2


def test_a6_a_connection_that_rested_is_not_used_again(peer: Peer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(slack_transport, "LONGEST_IDLE_SECONDS", 0.0)
    transport = SlackTransport(peer.url, timeout=TIMEOUT)

    answers = [transport.call(METHOD, "xoxb-1", {"channel": "C1"}) for _ in range(3)]

    assert (answers, peer.connections) == ([{"ok": True}] * 3, 3)


def test_a4_a_handshake_that_is_cut_never_began():
    listening = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        listening.accept()[0].close()

    threading.Thread(target=hang_up, daemon=True).start()
    transport = SlackTransport(f"https://127.0.0.1:{listening.getsockname()[1]}/api/", timeout=TIMEOUT)

    answer = transport.call(METHOD, "xoxb-1", {"channel": "C1"})

    assert isinstance(answer, Unreachable)
    listening.close()


def test_calls_go_through_a_proxy_where_one_is_named(peer: Peer):
    transport = SlackTransport("http://slack.invalid/api/", timeout=TIMEOUT, proxy=peer.url)

    answer = transport.call(METHOD, "xoxb-1", {"channel": "C1"})

    assert answer == {"ok": True}
    assert peer.requests[0].startswith(b"POST http://slack.invalid/api/chat.postMessage ")


def test_a4_a_proxy_that_cannot_be_reached_never_began():
    transport = SlackTransport("https://slack.invalid/api/", timeout=TIMEOUT, proxy="http://127.0.0.1:1")

    assert isinstance(transport.call(METHOD, "xoxb-1", {"channel": "C1"}), Unreachable)
