"""D1, D3, D4, D5 and B5 with several replicas: one occurrence, one send, one effect, whichever process dies."""

import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import inspect, text

from bot.cli.running import migrate
from bot.engine import LONGEST_STOP
from bot.job_queue import SCHEMA
from rituals.announcements import AnnouncementStatus
from storage.database import Database
from storage.outbox_report import count_by_status
from tests.faults.fleet import THURSDAY, Fleet, thursday, watched
from tests.faults.fleet_work import Workload
from tests.faults.post_office import POST
from tests.places import EXAMPLES
from tests.world import World

S = AnnouncementStatus
REPLICAS = 3
FREEZE = 4.5
"""Seconds: longer than a lease, which is three, and shorter than a lease and the settle window together."""
HTTP = pytest.param(("http", True), id="http, with Slack's limits")
PLAIN = pytest.param(("http", False), id="http")
SOCKET = pytest.param(("socket", False), id="socket")
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def fleet(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Fleet]:
    """Replicas that are to be started, over HTTP and without Slack's limits unless the test says otherwise."""
    mode, limits = getattr(request, "param", ("http", False))
    with (
        thursday(mode=mode, limits=limits) as sandbox,
        watched(sandbox, database_url) as world,
        Fleet(world, database_url, tmp_path, mode=mode) as fleet,
    ):
        world.load(EXAMPLES / "fintech.yaml")
        yield fleet


@pytest.mark.parametrize("fleet", [HTTP, SOCKET], indirect=True)
def test_d4_b5_three_replicas_started_at_once_say_and_record_everything_once(fleet: Fleet):
    work = Workload(fleet.world)
    fleet.start(REPLICAS)

    for by in ("jonas", "sofia", "maya"):
        work.say(4)
        work.raise_flag(by)

    work.wait_until_all_is_out()
    work.check()
    # Delivery stays in one process, which knows what Slack takes; only the network can bring two calls closer together.
    assert refused_as_too_many(fleet.world) <= 5
    assert jobs_in_queue(fleet.world) <= 6


def test_d1_d3_whichever_replica_is_killed_frozen_or_cut_off_nothing_is_lost_or_doubled(fleet: Fleet):
    work = Workload(fleet.world)
    fleet.start(REPLICAS)

    disturb(fleet, work, ["kill", "cut off", "freeze", "kill", "cut off"])

    work.wait_until_all_is_out()
    work.check()


def test_migrating_makes_the_queue_of_replicas_ready_also_twice(database_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    said = Console(record=True)

    migrate(said)
    migrate(said)

    database = Database.connect(database_url)
    assert inspect(database.engine).get_table_names(schema=SCHEMA)
    assert said.export_text().count("up to date") == 2
    database.close()


def test_d8_a_replica_that_was_cut_off_from_the_database_goes_on_alone(fleet: Fleet):
    work = Workload(fleet.world)
    survivor, *others = fleet.start(2)
    for other in others:
        fleet.kill(other)

    connections = fleet.cut_off(survivor)
    work.say(5)
    work.raise_flag()

    work.wait_until_all_is_out()
    work.check()
    assert connections >= 1


@pytest.mark.parametrize(
    "fleet", [PLAIN, pytest.param(*SOCKET.values, id="socket", marks=pytest.mark.soak)], indirect=True
)
def test_d5_a_replica_stopped_amid_sends_leaves_nothing_in_doubt_and_another_goes_on(fleet: Fleet):
    work = Workload(fleet.world)
    fleet.world.sandbox.faults.add(POST, "slow", times=10**9, seconds=0.2)
    only = fleet.start()[0]
    work.say(14)
    fleet.world.sandbox.wait_until(lambda: len(fleet.world.sandbox.accepted) >= 5, 30)

    began = time.monotonic()
    status = fleet.stop(only)
    took = time.monotonic() - began

    assert (status, took < LONGEST_STOP.total_seconds()) == (0, True)
    services = fleet.world.bot.services
    with services.reading() as session:
        assert set(count_by_status(session)) == {S.SENT, S.PENDING}
    fleet.start()
    work.wait_until_all_is_out()
    work.check()


def test_d1_control_what_is_held_against_slacks_log_finds_the_lost_and_the_doubled(fleet: Fleet):
    """Must find both, or the tests above are blind."""
    work = Workload(fleet.world)
    work.say(1)
    fleet.world.tick()
    work.check()

    fleet.world.bot.reader.chat_postMessage(channel="U0JONAS", text=work.said[0])
    work.said.append("Never said.")

    assert (work.lost(), work.doubled()) == (["Never said."], ["Message 0."])


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("fleet", [PLAIN, SOCKET], indirect=True)
def test_d1_d3_a_hundred_kills_and_twenty_freezes(fleet: Fleet, capsys: pytest.CaptureFixture[str]):
    scale = float(os.environ.get("SOAK_SCALE", "1"))
    kinds = ["kill"] * int(100 * scale) + ["freeze"] * int(20 * scale) + ["cut off"] * int(50 * scale)
    random.Random(20260108).shuffle(kinds)
    work = Workload(fleet.world)
    for kind in ("rst_after", "500_after", "500_before"):
        fleet.world.sandbox.faults.add(POST, kind, probability=0.02)
    fleet.start(REPLICAS)

    disturb(fleet, work, kinds)

    work.wait_until_all_is_out()
    work.check()
    with capsys.disabled():
        done = f"{kinds.count('kill')} kills, {kinds.count('freeze')} freezes, {kinds.count('cut off')} times cut off"
        sys.stdout.write(
            f"\nD1 D3 cluster: {done}, {len(work.said)} messages, {len(work.flags)} flags, 0 lost, 0 doubled\n"
        )


@pytest.mark.soak
@pytest.mark.parametrize(
    ("settle", "doubled"),
    [
        pytest.param("15", False, id="longer than Slack takes"),
        pytest.param("1", True, id="control: must double"),
    ],
)
def test_a8_what_slack_applies_late_is_said_once_where_replicas_wait_for_long_enough(
    fleet: Fleet, settle: str, doubled: bool
):
    work = Workload(fleet.world)
    work.say(1)
    fleet.world.sandbox.faults.add(POST, "late_accept", times=1, seconds=8)
    fleet.settings["SETTLE_SECONDS"] = settle

    fleet.start(2)

    work.wait_until_all_is_out()
    fleet.world.sandbox.wait_until(lambda: fleet.world.sandbox.clock.now() > THURSDAY + timedelta(seconds=40), 60)
    assert (work.lost(), bool(work.doubled())) == ([], doubled)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_c8_replicas_whose_clocks_differ_by_three_minutes(fleet: Fleet, capsys: pytest.CaptureFixture[str]):
    work = Workload(fleet.world)
    fleet.world.sandbox.faults.add(POST, "rst_after", probability=0.1)
    fleet.start(skews=[timedelta(seconds=seconds) for seconds in (-90, 0, 90)])

    for number in range(10):
        work.say(6)
        work.raise_flag(("jonas", "sofia", "maya")[number % 3])
        if number % 3 == 2:
            fleet.kill(fleet.replicas[0])
            fleet.start(skews=[timedelta(seconds=90 * (number % 4 - 1))])

    # What a fast clock put off waits for a slow one.
    work.wait_until_all_is_out(within=300)
    work.check()
    with capsys.disabled():
        sys.stdout.write(f"\nC8 cluster: 180 s apart, {len(work.said)} messages, 0 lost, 0 doubled\n")


def disturb(fleet: Fleet, work: Workload, kinds: list[str]) -> None:
    """Do one thing after the other to replicas at random, while there is always something to say and to record."""
    chance = random.Random(20260109)
    for number, kind in enumerate(kinds):
        work.say(4)
        fleet.world.sandbox.journal.wait(chance.uniform(0.1, 0.6))
        victim = chance.choice(fleet.replicas)
        if kind == "kill":
            fleet.kill(victim)
            work.raise_flag(("jonas", "sofia", "maya")[number % 3])
            fleet.start()
        elif kind == "cut off":
            fleet.cut_off(victim)
            work.raise_flag(("jonas", "sofia", "maya")[number % 3])
        else:
            with fleet.frozen(victim):
                work.say(2)
                time.sleep(FREEZE)


def refused_as_too_many(world: World) -> int:
    return len([call for call in world.sandbox.journal.calls(POST) if call.status == 429])


def jobs_in_queue(world: World) -> int:
    with world.database.engine.connect() as connection:
        count: int = connection.execute(text(f"SELECT count(*) FROM {SCHEMA}.procrastinate_jobs")).scalar_one()
    return count
