"""B11: while the database stands still, every request is answered in time, and none of them falsely."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.web import ANSWER_SECONDS, THREADS, WAIT_FOR_THREAD_SECONDS
from rituals.ids import PersonId, SlackUserId, WorkspaceId
from rituals.people import Person
from sandbox.door import COMMAND, EVENT, Delivery
from sandbox.http_delivery import Signer, encoded
from sandbox.loading import read_file
from storage import files
from storage.connecting import ANSWERING
from storage.database import Database
from storage.gate import ENOUGH, StandsStillError
from tests.faults.figures import tell
from tests.faults.replicas import KillableBot, nobody_else_writes
from tests.faults.tcp_proxy import TcpProxy
from tests.faults.test_b_inbound import mention
from tests.journeys.flag_kit import flags_of
from tests.places import EXAMPLES
from tests.world import World

SLACKS_PATIENCE = 3.0
SLACKS_RETRIES = 3
AT_ONCE = 50
PER_SECOND, SECONDS, STALL_SECONDS = 50, 20, 2.0
CROWD = PER_SECOND * SECONDS
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Stall = Callable[[], AbstractContextManager[None]]
Standing = AbstractContextManager[tuple[World, str, Stall]]


@dataclass(frozen=True, slots=True)
class Answered:
    """One request's status and how long it took, in seconds."""

    status: int
    seconds: float


class Slack:
    """Sends signed requests to the bot, as many at once as there are threads for."""

    def __init__(self, world: World) -> None:
        self._signer = Signer(world.sandbox.signing_secret, world.sandbox.clock, real_time=True)
        self._address = urlsplit(world.sandbox.http._urls[0])

    def send(self, payload: dict[str, Any], *, kind: str = EVENT) -> Answered:
        body, content_type = encoded(Delivery(kind, payload))
        headers = {"Content-Type": content_type, **self._signer.headers(body)}
        return self.ask("POST", body, headers)

    def ask(self, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None) -> Answered:
        began = time.monotonic()
        connection = http.client.HTTPConnection(self._address.hostname or "", self._address.port, timeout=30)
        connection.request(method, self._address.path, body, headers or {})
        status = connection.getresponse().status
        connection.close()
        return Answered(status, time.monotonic() - began)


@contextmanager
def http_world(database_url: str, crowd: int) -> Iterator[World]:
    """The fintech example with a crowd, of whom each may say something without saying too much."""
    workspace = read_file(EXAMPLES / "fintech_workspace.yaml")
    workspace["users"] += [{"id": f"U{number:06}", "name": f"p{number:06}"} for number in range(crowd)]
    program = files.read(EXAMPLES / "fintech.yaml").program
    assert program is not None
    people = {
        PersonId(f"p{number}"): Person(
            id=PersonId(f"p{number}"), name=f"P {number}", slack_id=SlackUserId(f"U{number:06}")
        )
        for number in range(crowd)
    }
    with World.open(workspace, database_url=database_url, mode="http") as world:
        world.load(replace(program, people={**program.people, **people}))
        world.at("2026-01-08T09:30")
        yield world


@contextmanager
def locked(database_url: str, crowd: int) -> Iterator[tuple[World, str, Stall]]:
    """A world whose database can be held by somebody else's lock, and the URL by which a bot reaches it."""
    with http_world(database_url, crowd) as world:
        yield world, database_url, lambda: nobody_else_writes(world.database)


@contextmanager
def frozen(database_url: str, crowd: int) -> Iterator[tuple[World, str, Stall]]:
    """A world whose PostgreSQL can be made to say nothing at all, with its connections left open."""
    with TcpProxy(database_url) as proxy, http_world(proxy.url, crowd) as world:

        @contextmanager
        def stall() -> Iterator[None]:
            proxy.freeze()
            yield
            proxy.thaw()

        yield world, proxy.url, stall


def mentions(world: World, count: int) -> list[dict[str, Any]]:
    """Return the events of so many mentions, each of somebody else."""
    events = []
    for number in range(count):
        event = mention(world, ts=f"1767864600.{number:06}")
        event["event"]["user"] = f"U{number:06}"
        events.append(event)
    return events


def send_all(slack: Slack, events: list[dict[str, Any]], *, at_once: int) -> list[Answered]:
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(slack.send, events))


def send_until_taken(slack: Slack, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Send events again, as often as Slack does; return those that were never taken."""
    for _ in range(SLACKS_RETRIES):
        answered = send_all(slack, events, at_once=4)
        events = [event for event, answer in zip(events, answered, strict=True) if answer.status != 200]
        if not events:
            break
    return events


def test_b11_fewer_may_wait_for_the_database_than_there_are_threads():
    assert ANSWERING.connections < THREADS
    assert ANSWERING.seconds + WAIT_FOR_THREAD_SECONDS < ANSWER_SECONDS < SLACKS_PATIENCE


@pytest.mark.parametrize("standing", [locked, pytest.param(frozen, marks=pytest.mark.soak)])
def test_b11_fifty_at_once_are_answered_in_time_while_the_database_stands_still_and_stored_when_they_come_again(
    database_url: str, standing: Callable[[str, int], Standing]
):
    if standing is frozen and database_url.startswith("sqlite"):
        pytest.skip("nothing lies between SQLite and its file that could be frozen")
    with standing(database_url, AT_ONCE) as (world, _, stall):
        slack, events = Slack(world), mentions(world, AT_ONCE)
        with stall():
            asking = threading.Timer(0.2, lambda: others.append(slack.ask()))
            others: list[Answered] = []
            asking.start()
            answered = send_all(slack, events, at_once=AT_ONCE)
            asking.join()
        world.sandbox.clock.advance(timedelta(minutes=1))
        untaken = send_until_taken(slack, events)
        flags = flags_of(world)

    assert {each.status for each in answered} == {503}
    assert max(each.seconds for each in answered) < SLACKS_PATIENCE
    # Nothing answers at this address but Slack's own door: that it says so at once shows that the server is there.
    assert [each.status for each in others] == [404]
    assert others[0].seconds < SLACKS_PATIENCE
    assert untaken == []
    assert len(flags) == AT_ONCE


def test_b11_what_needs_no_lock_is_answered_while_others_wait_for_one(database_url: str):
    with locked(database_url, AT_ONCE) as (world, _, stall):
        slack, events = Slack(world), mentions(world, THREADS // 2)
        desk, channel = world.sandbox.desk, world.sandbox.workspace.get_channel("#payments")
        help_wanted = desk.payloads.command(world.person("maya").user, channel, "/flag", "help")
        with stall(), ThreadPoolExecutor(len(events)) as pool:
            waiting = [pool.submit(slack.send, event) for event in events]
            helped = slack.send(help_wanted, kind=COMMAND)
            statuses = {each.result().status for each in waiting}

    assert statuses == {503}
    assert (helped.status, helped.seconds < SLACKS_PATIENCE) == (200, True)


def touch_flags(database: Database) -> None:
    with database.transaction(WorkspaceId("T1")) as session:
        session.connection().execute(text("UPDATE flags SET what = what"))


def test_b11_once_three_have_waited_in_vain_all_but_one_are_sent_away_at_once_until_that_one_gets_through(
    database: Database,
):
    answering = database.answering
    with nobody_else_writes(database):
        for _ in range(ENOUGH):
            with pytest.raises(OperationalError):
                touch_flags(answering)
        # While somebody else has the turn to try.
        with answering._writers._trying, pytest.raises(StandsStillError):
            touch_flags(answering)
        with pytest.raises(OperationalError):
            touch_flags(answering)
    touch_flags(answering)

    with answering._writers._trying:
        touch_flags(answering)


@ON_SQLITE
def test_b11_what_takes_longer_than_slack_waits_is_answered_503_in_time_and_has_one_effect(database_url: str):
    with http_world(database_url, AT_ONCE) as world, ThreadPoolExecutor(1) as pool:
        slack, [event, other] = Slack(world), mentions(world, 2)
        rule = world.sandbox.faults.add("chat.getPermalink", "slow", seconds=SLACKS_PATIENCE)
        waiting = pool.submit(slack.send, event)
        world.sandbox.wait_until(lambda: rule.hits == 1)
        meanwhile = slack.send(other)
        slow = waiting.result()
        world.sandbox.wait_until(lambda: len(flags_of(world)) == 2)
        again = slack.send(event)
        flags = len(flags_of(world))

    assert (meanwhile.status, slow.status, again.status) == (200, 503, 200)
    assert meanwhile.seconds < slow.seconds < SLACKS_PATIENCE
    assert flags == 2


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("standing", [locked, frozen])
def test_b11_acknowledgements_at_fifty_a_second_with_a_stall_of_two_seconds(
    database_url: str,
    standing: Callable[[str, int], Standing],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    if standing is frozen and database_url.startswith("sqlite"):
        pytest.skip("nothing lies between SQLite and its file that could be frozen")
    with (
        standing(database_url, CROWD) as (world, url, stall),
        KillableBot(world, url, tmp_path / "bot.log"),
    ):
        slack, events = Slack(world), mentions(world, CROWD)
        answered = paced(slack, events, stall)
        refused = [event for event, answer in zip(events, answered, strict=True) if answer.status != 200]
        send_until_taken(slack, refused)
        lost = len(events) - len(flags_of(world))
    times = sorted(each.seconds for each in answered)
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    tell(
        capsys,
        f"B11 {database_url.partition(':')[0]}, {standing.__name__} for {STALL_SECONDS:g} s: "
        f"{len(events)} requests at {PER_SECOND}/s, {len(refused)} answered 503, {lost} lost; "
        f"p50 {p50 * 1_000:.0f} ms, p99 {p99 * 1_000:.0f} ms, longest {times[-1] * 1_000:.0f} ms",
    )

    assert {each.status for each in answered} == {200, 503}
    assert lost == 0
    assert p99 < 1
    assert times[-1] < SLACKS_PATIENCE


def paced(slack: Slack, events: list[dict[str, Any]], stall: Stall) -> list[Answered]:
    """Send the events at their pace, with the stall in the middle."""
    began = time.monotonic()
    pause = threading.Event()

    def send(place: int) -> Answered:
        pause.wait(max(began + place / PER_SECOND - time.monotonic(), 0))
        return slack.send(events[place])

    def stand_still() -> None:
        pause.wait(SECONDS / 2)
        with stall():
            pause.wait(STALL_SECONDS)

    standing = threading.Thread(target=stand_still)
    standing.start()
    with ThreadPoolExecutor(4 * PER_SECOND) as pool:
        answered = list(pool.map(send, range(len(events))))
    standing.join()
    return answered
