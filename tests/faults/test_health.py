"""C13: a thread that dies is started again, and health, metrics and the heartbeat tell the truth meanwhile."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from bot.bell import Bell
from bot.care import Care, Watch
from bot.cli import status
from bot.clock import SteadyClock
from bot.composition import Bot, build_bot
from bot.connection import HttpServer
from bot.delivery import Delivery
from bot.engine import Job, OneMachineEngine
from bot.health import Health, Watched
from bot.jobs import JOBS
from bot.pages import beside
from bot.vitals import Vitals
from rituals.auditing import DELIVERY, REVIVED, STARTED
from sandbox.clock import Clock
from sandbox.server import Sandbox
from storage.database import Database
from storage.migrate import downgrade, upgrade
from storage.ticks import last_finished, mark_finished
from tests.faults.clock_kit import settings_of
from tests.faults.post_office import POST, WORKSPACE, PostOffice, say
from tests.faults.replicas import free_port
from tests.journals import new_journal
from tests.places import ROOT

PATIENCE = 60
"""Seconds of real time that a test waits for what is to happen soon."""
OFTEN = timedelta(seconds=0.2)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A bot that runs as `drumbeat run --http` runs it."""

    office: PostOffice
    bot: Bot
    engine: OneMachineEngine
    watch: Watch
    url: str

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}")

    def wait_until(self, holds: Callable[[], object]) -> None:
        self.office.sandbox.wait_until(holds, PATIENCE)

    def marks(self) -> dict[str, Any]:
        with self.bot.services.reading() as session:
            return dict(last_finished(session))


@pytest.fixture
def office(sqlite_template: Path, tmp_path: Path) -> Iterator[PostOffice]:
    """A post office on real time: engines own threads and so need the real clock."""
    path = tmp_path / "drumbeat.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database.connect(f"sqlite:///{path}")
    with Sandbox.start(WORKSPACE, clock=Clock.running(), limits=False, journal=new_journal()) as sandbox:
        yield PostOffice(sandbox, database)
    database.close()


@pytest.fixture
def running(office: PostOffice) -> Iterator[Running]:
    """A bot that ticks, delivers, and is looked after five times a second."""
    settings = settings_of(office)
    clock = SteadyClock.of(office.database)
    bell = Bell()
    bot = build_bot(settings, office.database, now=clock.now, wake=bell.ring)
    care = Care(bot, clock, settings, (Job(name="tick", run=bot.tick, every=OFTEN),), every=OFTEN)
    engine = OneMachineEngine(care.jobs, care.delivery, clock.now)
    bell.answer = engine.wake
    watch = care.over(engine)
    secret = office.sandbox.signing_secret
    server = HttpServer(
        bot.app,
        secret,
        host="127.0.0.1",
        port=0,
        beside=lambda app: beside(watch.pages, app),
        acknowledged=bot.metrics.acknowledged,
    )
    server.start()
    office.sandbox.connect_http(f"http://127.0.0.1:{server.port}/slack/events")
    watch.start()
    engine.start()
    yield Running(office=office, bot=bot, engine=engine, watch=watch, url=f"http://127.0.0.1:{server.port}")
    watch.stop()
    server.stop()
    engine.stop()


def kill(name: str) -> None:
    """End a thread from outside, wherever it is, as an error that nobody foresaw would."""
    thread = next(each for each in threading.enumerate() if each.name == name)
    assert ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))


def is_well(running: Running) -> bool:
    return running.watch.health.beat()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(("thread", "part"), [("APScheduler", "scheduler"), ("delivery", "delivery")])
def test_c13_a_thread_that_dies_is_started_again_and_the_administrator_is_told(
    running: Running, thread: str, part: str
):
    running.wait_until(lambda: {*JOBS, DELIVERY} <= running.marks().keys())
    kill(thread)
    running.engine.wake()

    running.wait_until(lambda: REVIVED in running.marks())
    running.office.enqueue(say("card"))
    running.engine.wake()
    running.wait_until(lambda: running.office.copies("card") == 1)
    running.wait_until(lambda: [text for text in running.office.posted() if "had died and was started again" in text])

    assert f'drumbeat_threads_revived_total{{part="{part}"}} 1.0' in running.get("/metrics").text
    assert running.get("/health/ready").status_code == 200


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(("thread", "part"), [("APScheduler", "scheduler"), ("delivery", "delivery")])
def test_c13_while_a_thread_is_dead_the_bot_is_not_ready_and_its_heart_does_not_beat(
    running: Running, thread: str, part: str
):
    running.wait_until(lambda: is_well(running))
    running.watch.stop_looking()
    last = running.watch.health.last_beat()
    kill(thread)
    running.engine.wake()
    running.wait_until(running.engine.dead)

    ready = running.get("/health/ready")

    assert (ready.status_code, ready.json()["reasons"]) == (503, [f"the thread of {part} is dead"])
    assert not is_well(running)
    assert running.watch.health.last_beat() == last


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_c13_a_delivery_that_ends_its_own_thread_is_started_again(office: PostOffice):
    class Dying(Delivery):
        deaths = 1

        def deliver_due(self) -> Any:
            if self.deaths:
                self.deaths -= 1
                raise SystemExit
            return super().deliver_due()

    engine = OneMachineEngine([], office.delivery(kind=Dying), office.clock.now)
    office.enqueue(say("card"))
    engine.start()
    office.sandbox.wait_until(engine.dead, PATIENCE)

    assert engine.revive() == ("delivery",)

    office.sandbox.wait_until(lambda: office.copies("card") == 1, PATIENCE)
    engine.stop()
    assert engine.dead() == ()


def test_c13_a_scheduler_that_was_shut_down_behind_the_engines_back_ticks_again(office: PostOffice):
    ticks = threading.Semaphore(0)
    engine = OneMachineEngine([Job(name="tick", run=ticks.release, every=OFTEN)], office.delivery(), office.clock.now)
    engine.start()
    engine._scheduler.shutdown()
    while ticks.acquire(blocking=False):
        pass

    assert engine.dead() == ("scheduler",)
    engine.revive()

    assert ticks.acquire(timeout=PATIENCE)
    assert ticks.acquire(timeout=PATIENCE)
    engine.stop()


def test_c8_the_ticks_go_on_after_the_wall_clock_was_set_back(office: PostOffice):
    """A wall clock set back by a day leaves the scheduler's next run a day away: that is what is made here."""
    ticks = threading.Semaphore(0)
    engine = OneMachineEngine([Job(name="tick", run=ticks.release, every=OFTEN)], office.delivery(), office.clock.now)
    engine.start()
    assert ticks.acquire(timeout=PATIENCE)
    planned = engine._scheduler.get_job("tick")

    planned.modify(next_run_time=planned.next_run_time + timedelta(days=1))
    while ticks.acquire(blocking=False):
        pass

    assert ticks.acquire(timeout=PATIENCE)
    engine.stop()


def test_a_bot_that_is_well_says_so_on_every_page(running: Running, tmp_path: Path):
    running.wait_until(lambda: is_well(running))

    live, ready, metrics = (running.get(path) for path in ("/health/live", "/health/ready", "/metrics"))

    assert (live.status_code, ready.status_code) == (200, 200)
    assert live.json() == {"ok": True, "reasons": []}
    assert ready.json() == {"ok": True, "reasons": [], "paused": []}
    assert metrics.status_code == 200
    assert 'drumbeat_finished_timestamp_seconds{part="heartbeat"}' in metrics.text
    assert running.get("/health").status_code == 404
    assert httpx.post(f"{running.url}/health/live").status_code == 401


def test_metrics_count_what_is_done_and_name_nobody(running: Running):
    running.office.sandbox.faults.add(POST, "429", retry_after="1")
    running.office.enqueue(say("card", text="The secret words"), say("other", "U0ADA"))
    running.engine.wake()
    running.wait_until(lambda: len(running.office.posted()) >= 2)
    running.office.sandbox.person("ada").slash("/flag", "", channel="#payments")
    running.wait_until(lambda: "drumbeat_ack_seconds_count 0.0" not in running.get("/metrics").text)

    text = running.get("/metrics").text

    assert 'drumbeat_sends_total{outcome="limited"} 1.0' in text
    assert 'drumbeat_rate_limited_total{call="say"} 1.0' in text
    assert 'drumbeat_announcements{status="sent"} 2.0' in text
    assert 'drumbeat_sends_total{outcome="accepted"} 2.0' in text
    assert "drumbeat_queue_age_seconds 0.0" in text
    assert "drumbeat_database_up 1.0" in text
    for secret in ("secret words", "Ada", "U0ADA", "C0PAYMENTS", running.office.sandbox.bot_token):
        assert secret not in text


def test_a13_while_slack_refuses_the_token_the_page_says_so_and_the_heart_does_not_beat(running: Running):
    running.wait_until(lambda: is_well(running))
    running.office.sandbox.faults.add(POST, "error:token_revoked", times=10**9)
    running.office.enqueue(say("card"))
    running.engine.wake()
    running.wait_until(lambda: running.office.calls(POST))
    running.wait_until(lambda: running.get("/health/ready").json()["paused"])

    ready = running.get("/health/ready")

    assert (ready.status_code, ready.json()["paused"]) == (200, ["the app has to be installed again (token_revoked)"])
    assert not is_well(running)


def test_metrics_count_jobs_that_fail(running: Running):
    rename(running.office.database, "flags", "mislaid")
    running.wait_until(lambda: 'drumbeat_jobs_failed_total{job="remind_flag_answers"}' in running.get("/metrics").text)
    rename(running.office.database, "mislaid", "flags")


def test_without_its_database_the_bot_is_alive_but_not_ready(office: PostOffice):
    health = health_of(office)
    assert health.why_not_ready() == ()

    downgrade(office.database, "base")
    assert health.why_not_ready() == ("the database is not migrated: run “drumbeat migrate”",)
    assert health.why_not_live() == ()
    upgrade(office.database)

    assert health.why_not_ready() == ()


def test_a_database_that_cannot_be_reached_makes_the_bot_unready_and_is_named_without_its_password():
    lost = Database.connect("postgresql://drumbeat:hunter2@127.0.0.1:1/drumbeat")

    reasons = Health(watched(lost, SteadyClock(Clock.running().now))).why_not_ready()

    assert reasons == ("the database does not answer (OperationalError)",)


def test_a_bot_that_stops_takes_no_more_traffic(office: PostOffice):
    health = health_of(office)

    health.stop()

    assert health.why_not_ready() == ("it is stopping",)
    assert health.why_not_live() == ()


class Passing:
    """A counter of elapsed time that a test moves on."""

    def __init__(self) -> None:
        self.elapsed = timedelta(0)

    def __call__(self) -> timedelta:
        return self.elapsed


def test_a_thread_that_hangs_makes_the_process_count_as_dead(office: PostOffice):
    passing = Passing()
    vitals = Vitals(passing)
    health = health_of(office, vitals=vitals)
    for part in (DELIVERY, "supervisor"):
        vitals.sign(part)
    passing.elapsed = timedelta(minutes=10)
    assert health.why_not_live() == ()

    passing.elapsed += timedelta(seconds=1)
    vitals.sign("supervisor")

    assert health.why_not_live() == ("delivery has given no sign of life for 601 seconds",)


def test_the_heart_touches_its_file_while_all_is_well_and_not_while_a_job_is_behind(
    office: PostOffice, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    file = tmp_path / "heartbeat"
    health = health_of(office, heartbeat_file=file)
    now = office.clock.now()
    with office.database.transaction(office.workspace) as session:
        mark_finished(session, [*JOBS, DELIVERY, STARTED], now=now)
    assert health.beat()
    assert file.exists()
    file.unlink()

    with office.database.transaction(office.workspace) as session:
        mark_finished(session, ["send_digest"], now=now - timedelta(minutes=16))

    assert [health.beat(), health.beat()] == [False, False]
    assert not file.exists()
    assert health.why_not_well() == ("send_digest has not finished in time",)
    assert len([record for record in caplog.records if record.name == "bot.health"]) == 1


def test_drumbeat_run_over_socket_mode_serves_the_pages_on_a_port_of_their_own_and_its_heart_beats(
    office: PostOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    port, file = free_port(), tmp_path / "heartbeat"
    settings = {
        "SLACK_BOT_TOKEN": office.sandbox.bot_token,
        "SLACK_APP_TOKEN": office.sandbox.app_token,
        "SLACK_API_URL": office.sandbox.api_url,
        "DATABASE_URL": str(office.database.engine.url),
        "HTTP_HOST": "127.0.0.1",
        "HEALTH_PORT": str(port),
        "HEARTBEAT_FILE": str(file),
        "TICK_SECONDS": "1",
    }
    command = [sys.executable, "-c", "from bot.cli.main import main; main()", "run"]
    running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
    office.sandbox.wait_until(lambda: office.sandbox.links.count, PATIENCE)

    office.sandbox.wait_until(lambda: answer(port, "/health/live") == answer(port, "/health/ready") == 200, PATIENCE)
    office.sandbox.wait_until(file.exists, PATIENCE)
    for name in ("DATABASE_URL", "SLACK_API_URL"):
        monkeypatch.setenv(name, settings[name])
    status.show(Console(soft_wrap=True))
    running.send_signal(signal.SIGTERM)

    assert running.wait(PATIENCE) == 0
    shown = capsys.readouterr().out
    assert "Heartbeat: 2" in shown
    assert "All jobs finish." in shown
    assert answer(port, "/health/live") is None


def answer(port: int, path: str) -> int | None:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False).status_code
    except httpx.ConnectError:
        return None


class Threads:
    """An engine of which nothing has died."""

    def dead(self) -> tuple[str, ...]:
        return ()

    def revive(self) -> tuple[str, ...]:
        return ()


def watched(database: Database, clock: SteadyClock, vitals: Vitals | None = None, workspace: Any = "T1") -> Watched:
    return Watched(database=database, workspace=workspace, clock=clock, vitals=vitals or Vitals(), engine=Threads())


def health_of(office: PostOffice, *, vitals: Vitals | None = None, heartbeat_file: Path | None = None) -> Health:
    clock = SteadyClock(office.clock.now)
    return Health(watched(office.database, clock, vitals, office.workspace), heartbeat_file)


def rename(database: Database, table: str, name: str) -> None:
    with database.writing_engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")
