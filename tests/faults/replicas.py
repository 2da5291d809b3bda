"""Two replicas of the bot behind Slack's HTTP delivery, and a bot in a process of its own that can be killed."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from pydantic import SecretStr
from sqlalchemy import text

from bot.composition import build_bot
from bot.connection import HttpServer
from bot.settings import Settings
from storage.database import Database
from tests.places import ROOT
from tests.world import World

LOOPBACK = "127.0.0.1"


@contextmanager
def two_replicas(world: World, database_url: str) -> Iterator[None]:
    """Let Slack deliver to two replicas on one database, in turn; each has its own app and its own connections."""
    servers, databases = [], []
    for _ in range(2):
        database = Database.connect(database_url)
        settings = Settings(
            slack_bot_token=SecretStr(world.sandbox.bot_token),
            slack_signing_secret=SecretStr(world.sandbox.signing_secret),
            slack_api_url=world.sandbox.api_url,
            database_url=database_url,
        )
        bot = build_bot(settings, database, now=world.sandbox.clock.now, wake=lambda: None)
        server = HttpServer(bot.app, world.sandbox.signing_secret, host=LOOPBACK, port=0)
        server.start()
        servers.append(server)
        databases.append(database)
    world.sandbox.wait_until(lambda: all(answers(server.port) for server in servers))
    world.sandbox.connect_http(*(f"http://{LOOPBACK}:{server.port}/slack/events" for server in servers))
    yield
    for server, database in zip(servers, databases, strict=True):
        server.stop()
        database.close()


def environment_of(world: World, database_url: str) -> dict[str, str]:
    """Return the settings by which the bot reaches the world over HTTP."""
    return {
        "SLACK_BOT_TOKEN": world.sandbox.bot_token,
        "SLACK_SIGNING_SECRET": world.sandbox.signing_secret,
        "SLACK_API_URL": world.sandbox.api_url,
        "DATABASE_URL": database_url,
        "HTTP_HOST": LOOPBACK,
    }


class KillableBot:
    """The bot as it is run, over HTTP, in a process of its own. Leaving it as a context manager kills it."""

    def __init__(self, world: World, database_url: str, log: Path) -> None:
        self._world = world
        self._log = log
        self.port = free_port()
        self._environment = {**os.environ, **environment_of(world, database_url)}
        self.start()

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        command = [sys.executable, "-c", "from bot.cli.main import main; main()", "run", "--http", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._world.sandbox.wait_until(self._is_up, timeout=30)
        self._world.sandbox.connect_http(f"http://{LOOPBACK}:{self.port}/slack/events")

    def kill(self) -> None:
        """Kill it without a chance to clean up."""
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _is_up(self) -> bool:
        assert self._process.poll() is None, self._log.read_text()
        return answers(self.port)


@contextmanager
def nobody_else_writes(database: Database) -> Iterator[None]:
    """Hold the flags so that no transaction that stores one can commit, as a stalled database does."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE flags IN ACCESS EXCLUSIVE MODE"))
        else:
            connection.exec_driver_sql("UPDATE flags SET what = what")
        yield
        connection.rollback()


def answers(port: int) -> bool:
    """Tell whether somebody listens at a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
