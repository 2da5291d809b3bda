"""Ratios measured in one run on one machine; `make bench` prints them, and nothing here asserts a time."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult

from bot.connection import HttpServer
from bot.jobs import JOBS, tick
from handlers.services import Services
from rituals.contradictions import contradictions
from rituals.dependencies import DependencyStatus
from rituals.digest_building import build_digest
from rituals.ids import WorkspaceId
from rituals.program import Program
from rituals.snapshot import Snapshot
from sandbox.server import Sandbox
from storage import files
from storage.database import Database
from storage.migrate import upgrade
from storage.workspaces import connect_workspace
from tests.journeys.check_in_kit import ask, green
from tests.places import EXAMPLES, MANIFEST
from tests.rituals.programs import MONDAY, RandomSnapshot
from tests.world import World

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

WORKSPACE_ID = WorkspaceId("T0BENCH")
WEDNESDAY = MONDAY + timedelta(days=2, hours=3)
"""A working hour on a day on which nobody is asked."""
ROUNDS = 150


def tell(what: str, figure: str) -> None:
    print(f"  {what:<68} {figure:>24}")


def milliseconds(times: list[float]) -> str:
    return f"p50 {statistics.median(times) * 1e3:.1f} p99 {statistics.quantiles(times, n=100)[98] * 1e3:.1f} ms"


def ratios(times: list[float], bare: list[float]) -> str:
    p50 = statistics.median(times) / statistics.median(bare)
    p99 = statistics.quantiles(times, n=100)[98] / statistics.quantiles(bare, n=100)[98]
    return f"p50 {p50:.1f}x, p99 {p99:.1f}x"


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@contextmanager
def bare_listener() -> Iterator[Sandbox]:
    """A Bolt app that only acknowledges, behind the same guard, server and mode as the bot's."""
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0NORTHWIND", bot_token="xoxb-1"),
        request_verification_enabled=False,
        process_before_response=True,
    )

    def only_ack(ack: Ack) -> None:
        ack()

    app.command("/flag")(only_ack)
    with Sandbox.start(EXAMPLES / "fintech_workspace.yaml", manifest=MANIFEST, mode="http", limits=False) as sandbox:
        server = HttpServer(app, sandbox.signing_secret, host="127.0.0.1", port=0)
        server.start()
        sandbox.connect_http(f"http://127.0.0.1:{server.port}/slack/events")
        yield sandbox
        server.stop()


def test_the_ack_of_a_flag_and_of_a_check_in_against_a_bare_listener(database_url: str):
    workspace = EXAMPLES / "fintech_workspace.yaml"
    flags: list[float] = []
    answers: list[float] = []
    bare: list[float] = []
    with bare_listener() as peer, World.open(workspace, database_url=database_url, mode="http") as world:
        world.load(EXAMPLES / "fintech.yaml")
        ask(world)
        sofia = world.person("sofia")
        other = peer.person("sofia")

        for number in range(ROUNDS):
            bare.append(timed(lambda: other.slash("/flag", channel="#ledger")))
            flags.append(timed(lambda: sofia.slash("/flag", channel="#ledger")))
            sofia.close()
            sofia.press("Answer" if number == 0 else "Change my answer")
            sofia.fill(green(0, 1))
            answers.append(timed(sofia.submit))
            world.settle()
            # One person may raise ten flags a minute and sixty an hour.
            world.sandbox.clock.advance(timedelta(seconds=61))

    print(f"\nAcknowledgement over signed HTTP, {ROUNDS} rounds, {database_url.split(':')[0]}:")
    tell("a bare Bolt listener that only acknowledges", milliseconds(bare))
    tell("/flag: stores the form, opens it in Slack, acknowledges", milliseconds(flags))
    tell("  against the bare listener", ratios(flags, bare))
    tell("a check-in of two initiatives, with its transaction", milliseconds(answers))
    tell("  against the bare listener", ratios(answers, bare))


def test_a_tick_and_a_digest_over_a_large_program():
    small, large = (RandomSnapshot(1, initiatives=size, dependencies=5 * size).build() for size in (1_000, 10_000))
    print("\n10,000 initiatives and 50,000 dependencies, the rules in memory:")
    rules: dict[str, Callable[[Snapshot], object]] = {
        "find all contradictions": contradictions,
        "build the digest": lambda snapshot: build_digest(snapshot, None),
    }
    for name, rule in rules.items():
        quick = timed(partial(rule, small))
        slow = timed(partial(rule, large))
        tell(name, f"{slow:.2f} s")
        tell("  ten times the program takes", f"{slow / quick:.1f}x the time")


def kept(program: Program) -> Program:
    """Have every promise made for the end of the year: all is looked at, and nothing is in danger."""
    year_end = date(2026, 12, 31)
    promised: dict[str, Any] = {"status": DependencyStatus.COMMITTED, "promised_on": year_end, "needed_by": year_end}
    dependencies = {key: replace(each, **promised) for key, each in program.dependencies.items()}
    return replace(program, dependencies=dependencies)


def test_a_tick_of_every_job_over_a_large_program(tmp_path: Path):
    times: dict[int, dict[str, float]] = {}
    for size in (10_000, 100_000):
        program = kept(RandomSnapshot(1, initiatives=size, dependencies=5 * size).build().program)
        database = Database.connect(f"sqlite:///{tmp_path / f'{size}.db'}")
        upgrade(database)
        services = Services(database=database, workspace=WORKSPACE_ID, now=lambda: WEDNESDAY, wake=lambda: None)
        with services.transaction() as session:
            connect_workspace(session, name="Bench", bot_user_id="U0BOT", now=MONDAY)
            files.apply(session, program, now=MONDAY - timedelta(days=30), actor="bench")
        tick(services)
        times[size] = {name: timed(partial(job, services)) for name, job in JOBS.items()}
        database.close()

    print("\nA tick over 100,000 initiatives and 500,000 dependencies in SQLite, nothing in danger:")
    for name, took in times[100_000].items():
        tell(name, f"{took:.2f} s")
    whole = {size: sum(each.values()) for size, each in times.items()}
    tell("all jobs", f"{whole[100_000]:.2f} s")
    tell("  ten times the program takes", f"{whole[100_000] / whole[10_000]:.1f}x the time")
