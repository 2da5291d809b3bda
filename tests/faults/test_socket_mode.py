"""B12: a Socket Mode connection that is cut, half open, told to go, or has no network; nothing is lost or doubled."""

import socket
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha1
from pathlib import Path
from typing import Self

import pytest
from pydantic import SecretStr

from bot.clock import SteadyClock
from bot.composition import build_bot
from bot.connection import Handler, Line, connect_socket_mode
from bot.engine import Job
from bot.health import Health, Watched
from bot.settings import Settings
from bot.supervisor import Supervisor
from bot.vitals import Vitals
from sandbox.clock import Clock
from sandbox.server import Sandbox
from storage.database import Database
from tests.faults.test_b_inbound import mention
from tests.faults.test_health import Passing, Threads
from tests.journals import new_journal
from tests.journeys.flag_kit import flags_of
from tests.places import EXAMPLES, MANIFEST
from tests.world import START, World

PING = timedelta(seconds=0.2)
"""Twenty-five times as often as in earnest, so that what takes a minute there takes seconds here."""
WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""What a key is answered with (RFC 6455)."""
BACK_WITHIN = 30
"""Seconds after the network is there again (FAULTS B12); in earnest as well as here, where it takes one or two."""


class Connected:
    """The fintech example with as many connections of the bot as it is told to make."""

    def __init__(self, world: World, handlers: list[Handler]) -> None:
        self.world = world
        self.links = world.sandbox.links
        self.handlers = handlers

    @classmethod
    def start(cls, database_url: str, connections: int) -> Self:
        workspace = EXAMPLES / "fintech_workspace.yaml"
        sandbox = Sandbox.start(workspace, manifest=MANIFEST, clock=Clock.frozen(START), journal=new_journal())
        database = Database.connect(database_url)
        settings = Settings(
            slack_bot_token=SecretStr(sandbox.bot_token), slack_api_url=sandbox.api_url, slack_timeout_seconds=2
        )
        bots = [build_bot(settings, database, now=sandbox.clock.now, wake=lambda: None) for _ in range(connections)]
        handlers = [connect_socket_mode(bot.app, sandbox.app_token, ping_interval=PING) for bot in bots]
        sandbox.wait_until(lambda: sandbox.links.count == connections)
        world = World(sandbox, bots[0], database, lambda: None)
        world.load(EXAMPLES / "fintech.yaml")
        world.at("2026-01-08T09:30")
        return cls(world, handlers)

    @property
    def handler(self) -> Handler:
        return self.handlers[0]

    def wait_until_back(self, connections: int = 1) -> None:
        self.world.sandbox.wait_until(lambda: self.links.count == connections, BACK_WITHIN)

    def mention(self) -> None:
        """Let Jonas raise a flag by mentioning the bot; Slack hands the event over as soon as it can."""
        self.world.sandbox.events.emit(mention(self.world)["event"])

    def assert_one_flag(self) -> None:
        self.world.sandbox.wait_until(lambda: flags_of(self.world), BACK_WITHIN)
        self.world.sandbox.quiet()
        assert len(flags_of(self.world)) == 1

    @contextmanager
    def watched(self) -> Iterator[Line]:
        """Let the connection be looked after, as `drumbeat run` does."""
        line = Line(self.handler.client)
        supervisor = Supervisor([Job(name="line", run=line.look, every=PING)], Vitals(), every=PING)
        supervisor.start()
        yield line
        supervisor.stop()

    def stop(self) -> None:
        for handler in self.handlers:
            handler.client.auto_reconnect_enabled = False
            handler.client.closed = True
        self.links.hang_up()
        for handler in self.handlers:
            handler.close()
        self.world.stop()


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "drumbeat.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def connected(database_url: str) -> Iterator[Connected]:
    connected = Connected.start(database_url, 1)
    yield connected
    connected.stop()


@pytest.fixture
def twice(database_url: str) -> Iterator[Connected]:
    connected = Connected.start(database_url, 2)
    yield connected
    connected.stop()


def cut(connected: Connected) -> None:
    connected.links.cut()


def hold(connected: Connected) -> None:
    connected.links.hold()


def told_to_go(connected: Connected) -> None:
    connected.links.disconnect()


@pytest.mark.parametrize("fault", [cut, hold, told_to_go])
def test_b12_after_a_fault_the_bot_is_back_and_what_was_said_meanwhile_has_one_effect(
    connected: Connected, fault: Callable[[Connected], None]
):
    with connected.watched():
        fault(connected)
        connected.mention()

        connected.assert_one_flag()

    assert connected.links.count == 1
    assert connected.world.person("jonas").slash("/flag", "", channel="#payments").error is None


def test_b12_an_envelope_that_was_not_acknowledged_goes_to_the_other_connection_and_has_one_effect(twice: Connected):
    twice.world.sandbox.door.lose_acks("events_api", 1)

    twice.mention()

    twice.assert_one_flag()


def test_b12_of_two_connections_that_are_cut_amid_envelopes_nothing_is_lost_or_doubled(twice: Connected):
    twice.mention()
    twice.links.cut()

    twice.wait_until_back(2)

    twice.assert_one_flag()


def failures(caplog: pytest.LogCaptureFixture) -> int:
    """Count the SDK's attempts at a connection that found no name server."""
    return len([record for record in caplog.records if "Failed to check the current session" in record.getMessage()])


def test_b12_without_a_name_server_the_bot_keeps_trying_and_is_back_afterwards(
    connected: Connected, caplog: pytest.LogCaptureFixture
):
    client = connected.handler.client
    here = client.web_client.base_url
    with connected.watched():
        client.web_client.base_url = "http://slack.invalid/api/"
        connected.links.cut()
        connected.mention()
        connected.world.sandbox.wait_until(lambda: failures(caplog) >= 5, BACK_WITHIN)
        meanwhile = connected.links.count, len(flags_of(connected.world))
        client.web_client.base_url = here

        connected.wait_until_back()

    assert meanwhile == (0, 0)
    connected.assert_one_flag()


def test_b12_slack_refusing_a_connection_for_a_while_is_outlived(connected: Connected):
    refusals = connected.world.sandbox.faults.add("apps.connections.open", "500_before", times=5)
    with connected.watched():
        connected.links.cut()

        connected.world.sandbox.wait_until(lambda: refusals.hits == 5, BACK_WITHIN)
        connected.wait_until_back()


class MuteSlack:
    """Shakes hands with whoever connects, and then neither says nor hears anything."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._receive, daemon=True)
        self._thread.start()

    def _receive(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            request = connection.recv(4096).decode()
            if not request:
                return
            key = next(line.split(": ")[1] for line in request.splitlines() if line.startswith("Sec-WebSocket-Key"))
            accept = b64encode(sha1((key + WEBSOCKET).encode()).digest()).decode()
            answer = ("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade")
            connection.sendall("\r\n".join((*answer, f"Sec-WebSocket-Accept: {accept}", "", "")).encode())
            self.open.append(connection)

    def stop(self) -> None:
        with socket.create_connection(self._listening.getsockname()):
            pass
        self._thread.join()
        for connection in (*self.open, self._listening):
            connection.close()


@pytest.fixture
def mute() -> Iterator[MuteSlack]:
    mute = MuteSlack()
    yield mute
    mute.stop()


def be_misled(connected: Connected, mute: MuteSlack) -> None:
    """Let the next connection go to the mute Slack, and only that one."""
    here, connected.links.host = connected.links.host, mute.host
    connected.links.cut()
    connected.world.sandbox.wait_until(lambda: mute.open, BACK_WITHIN)
    connected.links.host = here


def test_b12_a_connection_that_never_gave_a_pong_is_hung_up(connected: Connected, mute: MuteSlack):
    with connected.watched():
        be_misled(connected, mute)
        connected.mention()

        connected.wait_until_back()

    connected.assert_one_flag()


@pytest.mark.soak
def test_b12_control_without_a_watch_such_a_connection_is_kept_for_ever(connected: Connected, mute: MuteSlack):
    """Must stay, far beyond the 20 intervals of a ping after which the SDK gives up one that had answered before."""
    be_misled(connected, mute)

    with pytest.raises(TimeoutError):
        connected.world.sandbox.wait_until(lambda: connected.links.count, 20 * PING.total_seconds())


def test_b12_after_sixty_seconds_without_a_pong_the_process_counts_as_dead_and_after_the_next_as_alive(
    connected: Connected,
):
    passing = Passing()
    line = Line(connected.handler.client, passing)
    clock = SteadyClock(connected.world.sandbox.clock.now)
    watched = Watched(
        database=connected.world.database,
        workspace=connected.world.bot.services.workspace,
        clock=clock,
        vitals=Vitals(),
        engine=Threads(),
        line=line.silence,
    )
    health = Health(watched)
    connected.links.hold()
    connected.world.sandbox.wait_until(lambda: connected.links.count == 0)
    line.silence()

    passing.elapsed = timedelta(seconds=60)
    just = health.why_not_live()
    passing.elapsed = timedelta(seconds=61)
    too_long = health.why_not_live()
    connected.wait_until_back()
    connected.world.sandbox.wait_until(lambda: not health.why_not_live(), BACK_WITHIN)

    assert (just, too_long) == ((), ("nothing has come from Slack for 61 seconds",))
