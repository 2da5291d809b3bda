"""D5 and C13: either engine stops in time and leaves nothing in doubt, and no error ends what it drives."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.cluster import ClusterEngine
from bot.engine import LONGEST_STOP, Engine, Job, OneMachineEngine
from bot.job_queue import SCHEMA, JobQueue, prepare_queue
from rituals.announcements import AnnouncementStatus
from sandbox.clock import Clock
from sandbox.server import Sandbox
from storage.database import Database
from tests.faults.post_office import POST, WORKSPACE, PostOffice, say
from tests.journals import new_journal

S = AnnouncementStatus
PATIENCE = 30
"""Seconds of real time that a test waits for what is to happen at once."""


@pytest.fixture
def office(database: Database) -> Iterator[PostOffice]:
    """A post office on real time: engines own threads and so need the real clock."""
    with Sandbox.start(WORKSPACE, clock=Clock.running(), limits=False, journal=new_journal()) as sandbox:
        yield PostOffice(sandbox, database)


def engine_of(office: PostOffice, *jobs: Job) -> Engine:
    """Return the engine for one machine on SQLite, and the one for replicas on PostgreSQL."""
    if office.database.engine.dialect.name == "sqlite":
        return OneMachineEngine(jobs, office.delivery(), office.clock.now)
    prepare_queue(office.database)
    queue = JobQueue(office.database, office.workspace, stalled_after=timedelta(seconds=6))
    return ClusterEngine(jobs, office.delivery(), office.clock.now, queue)


def test_what_is_enqueued_is_delivered_as_soon_as_the_engine_is_woken(office: PostOffice):
    engine = engine_of(office)
    engine.start()
    office.enqueue(say("card"))

    engine.wake()

    office.sandbox.wait_until(lambda: office.copies("card") == 1, PATIENCE)
    engine.stop()


def test_what_is_due_later_is_delivered_then_without_being_woken(office: PostOffice):
    office.enqueue(say("card", due_at=office.clock.now() + timedelta(seconds=1)))
    engine = engine_of(office)

    engine.start()

    office.sandbox.wait_until(lambda: office.copies("card") == 1, PATIENCE)
    engine.stop()


def test_c13_a_job_that_fails_runs_again_and_keeps_no_other_from_running(
    office: PostOffice, caplog: pytest.LogCaptureFixture
):
    runs: Counter[str] = Counter()
    both_ran_again = threading.Event()

    def run(name: str) -> None:
        runs[name] += 1
        if min(runs["fails"], runs["works"]) >= 2:
            both_ran_again.set()
        if name == "fails":
            raise LookupError(name)

    names = ("fails", "works")
    jobs = [Job(name=name, run=lambda name=name: run(name), every=timedelta(seconds=0.2)) for name in names]  # type: ignore[misc]  # mypy infers no default of a lambda
    engine = engine_of(office, *jobs)

    engine.start()

    assert both_ran_again.wait(PATIENCE)
    engine.stop()
    assert any(record.exc_info for record in caplog.records if record.name == "bot.engine")


def test_c13_delivery_goes_on_after_an_error(office: PostOffice, caplog: pytest.LogCaptureFixture):
    office.enqueue(say("card"))
    rename(office, "announcements", "mislaid")
    engine = engine_of(office)
    engine.start()
    deadline = time.monotonic() + PATIENCE
    while not caplog.records and time.monotonic() < deadline:
        office.sandbox.journal.wait(0.05)

    rename(office, "mislaid", "announcements")

    office.sandbox.wait_until(lambda: office.copies("card") == 1, PATIENCE)
    engine.stop()
    assert caplog.records[0].exc_info


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_c13_a_job_whose_end_could_not_be_noted_runs_again(office: PostOffice, caplog: pytest.LogCaptureFixture):
    runs: list[int] = []
    engine = engine_of(office, Job(name="counts", run=lambda: runs.append(1), every=timedelta(seconds=1)))
    rename_function(office, "procrastinate_finish_job_v1", "mislaid")
    engine.start()
    office.sandbox.wait_until(lambda: is_overdue(office, "counts"), PATIENCE)

    rename_function(office, "mislaid", "procrastinate_finish_job_v1")

    office.sandbox.wait_until(lambda: len(runs) >= 3, 3 * PATIENCE)
    engine.stop()
    assert "a job was left" in caplog.text


def is_overdue(office: PostOffice, job: str) -> bool:
    """Tell whether a job should have begun two seconds ago, as where the one before it never seems to end."""
    query = (
        f"SELECT 1 FROM {SCHEMA}.procrastinate_jobs WHERE task_name = '{job}' AND scheduled_at < now() - interval '2s'"
    )
    with office.database.engine.connect() as connection:
        return connection.exec_driver_sql(f"{query} AND status = 'todo'").first() is not None


def rename_function(office: PostOffice, function: str, name: str) -> None:
    with office.database.writing_engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER FUNCTION {SCHEMA}.{function} RENAME TO {name}")


def rename(office: PostOffice, table: str, name: str) -> None:
    with office.database.writing_engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")


def test_d5_stopping_amid_sends_takes_less_than_20_s_and_leaves_nothing_in_doubt(office: PostOffice):
    office.sandbox.faults.add(POST, "slow", times=10**9, seconds=0.2)
    office.enqueue(*(say(f"{number}", ("C0PAYMENTS", "C0PLATFORM", "C0LEADERS")[number % 3]) for number in range(30)))
    engine = engine_of(office)
    engine.start()
    office.sandbox.wait_until(lambda: len(office.posted()) >= 2, PATIENCE)

    began = time.monotonic()
    engine.stop()

    assert time.monotonic() - began < LONGEST_STOP.total_seconds()
    statuses = Counter(entry.status for entry in office.entries())
    assert set(statuses) == {S.SENT, S.PENDING}
    assert statuses[S.SENT] == len(office.posted())
