"""Replicas as they are run, `drumbeat run --cluster`, in processes that a test may kill, freeze, or cut off."""

import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

from pydantic import SecretStr
from sqlalchemy import text

from bot.cli.running import run
from bot.clock import SteadyClock
from bot.composition import build_bot
from bot.settings import Settings
from sandbox.clock import Clock
from sandbox.server import Sandbox
from storage.database import Database
from tests.faults.replicas import LOOPBACK, answers, free_port
from tests.journals import new_journal
from tests.places import EXAMPLES, MANIFEST
from tests.world import World

THURSDAY = datetime(2026, 1, 8, 14, 30, tzinfo=UTC)
"""Five owners of the example have been asked by now, or are to be."""
TIMEOUT = 1
"""Seconds that a call to Slack may take, so that a lease is over after three."""
STARTED = 60
"""Seconds that a process may take to start on a busy machine."""


def serve(environment: dict[str, str], log: str, shift: timedelta, http_port: int | None) -> None:
    """Be a replica until stopped, on a clock that is ahead of the real one by `shift`."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, sys.stdout.fileno())
    os.dup2(file, sys.stderr.fileno())
    os.environ.update(environment)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    run(http_port=http_port, cluster=True, clock_of=lambda _: SteadyClock(lambda: datetime.now(UTC) + shift))


@dataclass(slots=True)
class Replica:
    """One process, and the name by which PostgreSQL knows its connections."""

    name: str
    port: int | None
    process: BaseProcess

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid


class Fleet:
    """Replicas of the bot on one PostgreSQL, over HTTP or in Socket Mode; leaving it kills them.

    Slack delivers in turn to them and to whatever listens on the ports in `beside`.
    """

    def __init__(
        self,
        world: World,
        database_url: str,
        folder: Path,
        *,
        mode: str = "http",
        beside: Sequence[int] = (),
        **settings: str,
    ) -> None:
        self.world = world
        self._beside = tuple(beside)
        self.settings = settings
        self.log = folder / "replicas.log"
        self._url = database_url
        self._is_http = mode == "http"
        self._started = 0
        self.replicas: list[Replica] = []

    def start(self, count: int = 1, *, skews: Sequence[timedelta] = ()) -> Sequence[Replica]:
        """Start that many at once, and wait until Slack reaches all of them.

        `skews` is by how much the clock of each is ahead of Slack's; all are right unless told otherwise.
        """
        begun = [self._spawn(skew) for skew in skews or [timedelta()] * count]
        self.replicas += begun
        self.world.sandbox.wait_until(lambda: self._are_up(begun), timeout=STARTED)
        self._route()
        return begun

    def kill(self, replica: Replica) -> None:
        """End a process without a chance to clean up."""
        replica.process.kill()
        self._gone(replica)

    def stop(self, replica: Replica) -> int | None:
        """End a process as an operator does, with SIGTERM, and return its exit status."""
        replica.process.terminate()
        self._gone(replica)
        return replica.process.exitcode

    @contextmanager
    def frozen(self, replica: Replica) -> Iterator[None]:
        """Stop a process as it stands, unseen by Slack's load balancer meanwhile, and let it go on."""
        os.kill(replica.pid, signal.SIGSTOP)
        self._route(without=replica)
        yield
        os.kill(replica.pid, signal.SIGCONT)
        self._route()

    def cut_off(self, replica: Replica) -> int:
        """End all connections of a process to the database, and return how many they were."""
        query = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name")
        with self.world.database.engine.connect() as connection:
            return len(connection.execute(query, {"name": replica.name}).all())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for replica in self.replicas:
            replica.process.kill()
            replica.process.join()

    def _spawn(self, skew: timedelta) -> Replica:
        self._started += 1
        name, port = f"replica-{self._started}", free_port() if self._is_http else None
        sandbox = self.world.sandbox
        environment = {
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "SLACK_SIGNING_SECRET": sandbox.signing_secret,
            "SLACK_API_URL": sandbox.api_url,
            "DATABASE_URL": f"{self._url}&application_name={name}",
            "HTTP_HOST": LOOPBACK,
            "TICK_SECONDS": "1",
            "SLACK_TIMEOUT_SECONDS": str(TIMEOUT),
            "SETTLE_SECONDS": "5",
            **self.settings,
        }
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.fleet"])
        shift = sandbox.clock.now() - datetime.now(UTC) + skew
        process = context.Process(target=serve, args=(environment, str(self.log), shift, port), daemon=True)
        process.start()
        return Replica(name=name, port=port, process=process)

    def _are_up(self, begun: Sequence[Replica]) -> bool:
        for replica in begun:
            assert replica.process.exitcode is None, self.log.read_text()
        if self._is_http:
            return all(answers(replica.port or 0) for replica in begun)
        return self.world.sandbox.links.count >= len(self.replicas)

    def _gone(self, replica: Replica) -> None:
        replica.process.join()
        self.replicas.remove(replica)
        self._route()

    def _route(self, without: Replica | None = None) -> None:
        ports = [each.port for each in self.replicas if each.port is not None and each is not without]
        if self._is_http:
            urls = (f"http://{LOOPBACK}:{port}/slack/events" for port in (*ports, *self._beside))
            self.world.sandbox.connect_http(*urls)


@contextmanager
def thursday(*, mode: str = "http", limits: bool = False) -> Iterator[Sandbox]:
    """The fintech example's workspace on running time, on the Thursday on which its owners are asked."""
    clock = Clock.running()
    clock.set(THURSDAY)
    workspace = EXAMPLES / "fintech_workspace.yaml"
    with Sandbox.start(
        workspace, manifest=MANIFEST, clock=clock, journal=new_journal(), mode=mode, limits=limits
    ) as sandbox:
        yield sandbox


@contextmanager
def watched(sandbox: Sandbox, database_url: str) -> Iterator[World]:
    """A world in which no bot answers, ticks or delivers until there is a fleet: the test only looks and enqueues."""
    database = Database.connect(database_url)
    settings = Settings(
        slack_bot_token=SecretStr(sandbox.bot_token), slack_api_url=sandbox.api_url, database_url=database_url
    )
    bot = build_bot(settings, database, now=sandbox.clock.now, wake=lambda: None)
    yield World(sandbox, bot, database, lambda: None)
    database.close()
