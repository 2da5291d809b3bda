"""D8 and D9: PostgreSQL ends connections, restarts, takes no writes, or forgets: 503, and then all goes on."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from rituals.announcements import AnnouncementStatus
from sandbox.clock import Clock
from sandbox.server import Sandbox
from storage.connecting import ANSWERING, WORKING
from storage.counters import next_id
from storage.database import CommitUnknownError, Database
from storage.database_faults import DatabaseFaultError
from storage.migrate import upgrade
from tests.faults.children import Address, deliver_for_ever, spawn
from tests.faults.figures import tell
from tests.faults.post_office import WORKSPACE, PostOffice, say
from tests.faults.postgresql import ON_POSTGRESQL, OwnServer, administering, end_connections, execute
from tests.faults.test_b_inbound import mention
from tests.journals import new_journal
from tests.journeys.flag_kit import flags_of
from tests.places import EXAMPLES
from tests.world import World

S = AnnouncementStatus
PEOPLE = 20
FAILURES = 10
"""So often delivery must be hit by a connection that is ended."""


@pytest.fixture
def http_world(database_url: str) -> Iterator[World]:
    """The fintech example with the bot on signed HTTP."""
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url, mode="http") as world:
        world.load(EXAMPLES / "fintech.yaml")
        world.at("2026-01-08T09:30")
        yield world


@pytest.fixture
def administrator(database_url: str) -> Iterator[Engine]:
    with administering(database_url) as engine:
        yield engine


def answers(world: World, number: int) -> str | None:
    """Hand over a mention of its own; return what was wrong with the answer, if anything."""
    world.sandbox.clock.advance(timedelta(minutes=1))
    return world.sandbox.door.send_again(mention(world, ts=f"1767864600.{number:06}")).error


def attempts(world: World, number: int) -> int:
    """Hand one mention over again and again until it is taken; return how often that was."""
    event = mention(world, ts=f"1767864600.{number:06}")
    world.sandbox.clock.advance(timedelta(minutes=1))
    for attempt in range(1, 2 * WORKING.connections):
        if world.sandbox.door.send_again(event, attempt=attempt).error is None:
            return attempt
    raise AssertionError("it is not taken any more")


@ON_POSTGRESQL
def test_d8_connections_ended_again_and_again_lose_and_double_nothing(office: PostOffice, administrator: Engine):
    is_done = threading.Event()

    def end_again_and_again() -> None:
        while not is_done.wait(0.05):
            end_connections(administrator)

    ending = threading.Thread(target=end_again_and_again)
    ending.start()
    delivery = office.delivery()
    keys: list[str] = []
    failures = 0
    while failures < FAILURES or not all_sent(office):
        if failures < FAILURES:
            keys.append(f"{len(keys)}")
            until_stored(office, keys[-1:])
        try:
            office.run(delivery)
        except (DBAPIError, CommitUnknownError):
            failures += 1
            office.clock.advance(timedelta(seconds=1))
    is_done.set()
    ending.join()

    assert Counter(office.posted()) == {f"This is {key}.": 1 for key in keys}


def all_sent(office: PostOffice) -> bool:
    """Tell whether everything is sent; a connection that is ended meanwhile tells nothing."""
    try:
        return {entry.status for entry in office.entries()} <= {S.SENT}
    except (DBAPIError, CommitUnknownError):
        return False


def deliver_through_restarts(restarts: int, *, senders: int) -> tuple[int, int, int]:
    """Crash PostgreSQL that often while messages go out; return how many there were, how many lost and doubled."""
    workspace = {**WORKSPACE, "users": ["ada", *({"id": f"U{n:05}", "name": f"p{n}"} for n in range(PEOPLE))]}
    with (
        OwnServer.start() as server,
        Sandbox.start(workspace, clock=Clock.running(), limits=False, journal=new_journal()) as sandbox,
    ):
        database = Database.connect(server.url)
        upgrade(database)
        office = PostOffice(sandbox, database)
        address = Address(
            database_url=server.url,
            workspace=office.workspace,
            api_url=sandbox.api_url,
            token=sandbox.bot_token,
        )
        epoch = datetime.now(UTC)
        processes = [spawn(deliver_for_ever, address, epoch) for _ in range(senders)]
        keys: list[str] = []
        for number in range(restarts):
            more = [f"{number}.{person}" for person in range(10)]
            until_stored(office, more)
            keys += more
            sandbox.journal.wait(0.2)
            server.restart()
        while not all_sent(office):
            sandbox.journal.wait(0.5)
        for process in processes:
            process.kill()
        copies = Counter(office.posted())
        database.close()
    lost = [key for key in keys if copies[f"This is {key}."] == 0]
    return len(keys), len(lost), sum(copies.values()) - len(copies)


def until_stored(office: PostOffice, keys: list[str]) -> None:
    """Enqueue, again after an error: what is stored already is known by its key."""
    recipients = [user.id for user in office.sandbox.workspace.people()]
    while True:
        try:
            office.enqueue(*(say(key, recipients[place % len(recipients)]) for place, key in enumerate(keys)))
        except (DBAPIError, CommitUnknownError):
            office.sandbox.journal.wait(0.05)
        else:
            return


def test_d8_a_server_that_crashes_and_restarts_amid_deliveries_loses_and_doubles_nothing():
    messages, lost, doubled = deliver_through_restarts(2, senders=1)

    assert (messages, lost, doubled) == (20, 0, 0)


@pytest.mark.soak
@pytest.mark.timeout(1_800)
def test_d8_a_hundred_restarts_lose_and_double_nothing(capsys: pytest.CaptureFixture[str]):
    restarts = 100
    messages, lost, doubled = deliver_through_restarts(restarts, senders=3)

    tell(capsys, f"D8 PostgreSQL: {restarts} restarts, {messages} messages, {lost} lost, {doubled} doubled")
    assert (messages, lost, doubled) == (10 * restarts, 0, 0)


@ON_POSTGRESQL
def test_d9_a_standby_is_answered_503_and_is_left_as_soon_as_there_is_a_server_that_writes(
    http_world: World, administrator: Engine, database_url: str, caplog: pytest.LogCaptureFixture
):
    name = make_url(database_url).database
    assert answers(http_world, 1) is None
    execute(administrator, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    end_connections(administrator)

    meanwhile = {answers(http_world, number) for number in (2, 3, 4)}
    with (
        pytest.raises(DatabaseFaultError, match=r"takes no writes.*Let DATABASE_URL lead"),
        http_world.bot.services.transaction() as session,
    ):
        next_id(session, "F")
    execute(administrator, f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    began = time.monotonic()
    tries = attempts(http_world, 5)
    http_world.settle()

    assert meanwhile == {"http_error"}
    assert tries == 1
    assert time.monotonic() - began < 30
    assert len(flags_of(http_world)) == 2
    assert "PostgreSQL takes no writes" in caplog.text


def forget_prepared_statements(world: World, _administrator: Engine) -> None:
    """Do behind the driver's back what a connection pooler does that hands on another connection."""
    for database in (world.database, world.database.answering):
        pooled = database.engine.raw_connection()
        pooled.driver_connection.pgconn.exec_(b"DEALLOCATE ALL")  # type: ignore[union-attr]  # it is connected
        pooled.close()


def change_a_table_in_use(_world: World, administrator: Engine) -> None:
    execute(administrator, "ALTER TABLE programs ALTER COLUMN name TYPE varchar(200)")
    execute(administrator, "ALTER TABLE announcements ALTER COLUMN reason TYPE varchar(200)")


@ON_POSTGRESQL
@pytest.mark.parametrize("meddle", [forget_prepared_statements, change_a_table_in_use])
def test_d9_statements_that_became_stale_cost_a_503_or_two_and_are_prepared_anew(
    http_world: World, administrator: Engine, meddle: Callable[[World, Engine], None]
):
    # The driver prepares what it has run five times.
    assert {answers(http_world, number) for number in range(8)} == {None}
    http_world.tick()
    meddle(http_world, administrator)

    tries = [attempts(http_world, number) for number in range(8, 14)]
    with working_again(http_world) as failures:
        http_world.settle()

    assert tries[0] > 1, "nothing became stale: the test shows nothing"
    assert sum(tries) <= 6 + 3
    assert len(failures) <= 3
    assert len(flags_of(http_world)) == 14


@contextmanager
def working_again(world: World) -> Iterator[list[Exception]]:
    """Let delivery fail until it works, as the engine does, and keep count."""
    failures: list[Exception] = []
    while True:
        try:
            world.bot.deliver_due()
        except (DBAPIError, DatabaseFaultError) as error:
            failures.append(error)
            assert len(failures) < 2 * WORKING.connections
        else:
            break
    yield failures


def test_d9_when_every_connection_is_taken_it_is_503_within_bounds_and_then_all_goes_on(http_world: World):
    engine = http_world.database.answering.engine
    held = [engine.connect() for _ in range(ANSWERING.connections)]

    # A timeout would be `http_timeout`.
    meanwhile = answers(http_world, 1)
    http_world.tick()
    for connection in held:
        connection.close()

    assert meanwhile == "http_error"
    assert attempts(http_world, 2) == 1


def test_d9_jobs_that_take_every_connection_keep_nobody_from_an_answer(http_world: World):
    held = [http_world.database.engine.connect() for _ in range(WORKING.connections)]

    answer = answers(http_world, 1)
    for connection in held:
        connection.close()

    assert answer is None
