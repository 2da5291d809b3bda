"""D3, D4 and D6: several that deliver or write at once."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, update
from sqlalchemy.exc import OperationalError

from bot.delivery import Delivery
from rituals.announcements import AnnouncementStatus, OutboxEntry
from rituals.ids import WorkspaceId
from sandbox.clock import Clock
from sandbox.server import Sandbox
from storage.counters import next_id
from storage.database import Database
from storage.shelf import table_of
from storage.tables.delivery import CounterRow
from tests.faults.children import spawn
from tests.faults.post_office import HOUR, POST, WORKSPACE, PostOffice, say
from tests.journals import new_journal

S = AnnouncementStatus
WRITERS = 4
TIMES = 200


class Paused(Delivery):
    """A sender that is stopped between its claim and its call, as by SIGSTOP, while `meanwhile` happens."""

    meanwhile: Callable[[], None]

    def _holds(self, entry: OutboxEntry) -> bool:
        self.meanwhile()
        return super()._holds(entry)


class Heedless(Paused):
    """One that does not look whether its claim still stands; a negative control."""

    def _holds(self, entry: OutboxEntry) -> bool:
        self.meanwhile()
        return True


@pytest.mark.parametrize(
    ("kind", "copies"),
    [pytest.param(Paused, 1, id="looks before it calls"), pytest.param(Heedless, 2, id="control: must double")],
)
def test_d3_a_sender_stopped_for_longer_than_its_lease_does_not_double(
    office: PostOffice, kind: type[Paused], copies: int
):
    paused = office.delivery(kind=kind)
    assert isinstance(paused, Paused)
    office.enqueue(say("card"))

    def meanwhile() -> None:
        office.run()
        office.clock.advance(timedelta(seconds=2))

    paused.meanwhile = meanwhile

    paused.deliver_due()
    office.clock.advance(HOUR)
    office.run()

    assert (office.copies("card"), office.status("card")) == (copies, S.SENT)


def test_d3_a_sender_stopped_while_nobody_else_looks_sends_after_all(office: PostOffice):
    paused = office.delivery(kind=Paused)
    assert isinstance(paused, Paused)
    office.enqueue(say("card"))
    pauses = [timedelta(minutes=1)]

    def meanwhile() -> None:
        if pauses:
            office.clock.advance(pauses.pop())

    paused.meanwhile = meanwhile

    paused.deliver_due()

    assert (office.copies("card"), office.status("card")) == (1, S.SENT)


def test_d4_four_replicas_started_at_once_say_everything_once(database_url: str):
    clock = Clock.running()
    with Sandbox.start(WORKSPACE, clock=clock, limits=False, journal=new_journal()) as sandbox:
        offices = [PostOffice(sandbox, Database.connect(database_url)) for _ in range(WRITERS)]
        started = threading.Barrier(WRITERS)

        def tick_and_deliver(office: PostOffice) -> None:
            delivery = office.delivery()
            started.wait()
            office.enqueue(*(say(f"{number}", f"C0{('PAYMENTS', 'PLATFORM')[number % 2]}") for number in range(8)))
            while (again := delivery.deliver_due()) is not None:
                threading.Event().wait((again - clock.now()).total_seconds())

        replicas = [threading.Thread(target=tick_and_deliver, args=(office,)) for office in offices]
        for replica in replicas:
            replica.start()
        for replica in replicas:
            replica.join()

        assert sorted(offices[0].posted()) == [f"This is {number}." for number in range(8)]
        assert len(offices[0].calls(POST)) == 8
        for office in offices:
            office.database.close()


def count_up(url: str, times: int) -> None:
    """Read, add one, write: what loses an update where two may read before either writes."""
    database = Database.connect(url)
    table = table_of(CounterRow)
    for _ in range(times):
        with database.transaction(WorkspaceId("T1")) as session:
            last = session.connection().execute(select(table.c.last)).scalar_one()
            session.connection().execute(update(table).values(last=last + 1))


def count_up_carelessly(url: str, times: int) -> None:
    """Do the same as SQLAlchemy does it when it is not told otherwise."""
    engine = create_engine(url)
    table = table_of(CounterRow)
    for _ in range(times):
        with engine.begin() as connection:
            last = connection.execute(select(table.c.last)).scalar_one()
            connection.execute(update(table).values(last=last + 1))


def counted_by_four(work: Callable[[str, int], None], database: Database, times: int) -> int:
    url = str(database.engine.url)
    with database.transaction(WorkspaceId("T1")) as session:
        next_id(session, "F")
    writers = [spawn(work, url, times) for _ in range(WRITERS)]
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    with database.reading(WorkspaceId("T1")) as session:
        last: int = session.connection().execute(select(table_of(CounterRow).c.last)).scalar_one()
    return last - 1


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Database:
    path = tmp_path / "drumbeat.db"
    path.write_bytes(sqlite_template.read_bytes())
    return Database.connect(f"sqlite:///{path}")


def test_d6_four_processes_that_read_and_write_lose_nothing(sqlite_database: Database):
    assert counted_by_four(count_up, sqlite_database, TIMES) == WRITERS * TIMES


def test_d6_control_a_transaction_that_begins_deferred_loses_updates(sqlite_database: Database):
    """Must lose some, or the harness is blind."""
    assert counted_by_four(count_up_carelessly, sqlite_database, TIMES) < WRITERS * TIMES


def test_d6_a_writer_that_holds_the_lock_is_waited_for_within_bounds_and_then_all_goes_on(
    sqlite_database: Database,
):
    with Sandbox.start(
        WORKSPACE, clock=Clock.frozen(datetime(2026, 1, 8, tzinfo=UTC)), journal=new_journal()
    ) as sandbox:
        office = PostOffice(sandbox, sqlite_database)
        office.enqueue(say("card"))
        with sqlite_database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 200")
        delivery = office.delivery()
        other = sqlite3.connect(str(sqlite_database.engine.url.database), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(OperationalError, match="locked"):
            delivery.deliver_due()

        other.execute("ROLLBACK")
        office.run(delivery)
        assert (office.copies("card"), office.status("card")) == (1, S.SENT)
    sqlite_database.close()
