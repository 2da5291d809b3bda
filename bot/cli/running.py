"""`drumbeat run` and `drumbeat migrate`."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from rich.console import Console

from bot import clock
from bot.bell import Bell
from bot.composition import Bot, build_bot
from bot.connection import HttpServer, connect_socket_mode
from bot.engine import Job
from bot.engines import build_engine, has_cluster_extra, prepare_cluster
from bot.settings import Settings, read_settings, secret
from storage.database import Database
from storage.migrate import upgrade

_log = logging.getLogger(__name__)

DIRECTORY_EVERY = timedelta(hours=1)
"""How often people and channels are read again from Slack."""


def run(*, http_port: int | None, cluster: bool = False, now: Callable[[], datetime] = clock.now) -> None:
    """Run until SIGINT or SIGTERM; raises SettingsError before anything is started where a setting is wrong.

    `cluster` shares the work with other replicas; `now` is the clock (aware, UTC).
    """
    door = "SLACK_APP_TOKEN" if http_port is None else "SLACK_SIGNING_SECRET"
    settings = read_settings("SLACK_BOT_TOKEN", door)
    logging.getLogger().setLevel(settings.log_level)
    database = Database.connect(settings.database_url, connections=settings.database_connections)
    if cluster:
        prepare_cluster(database)
    upgrade(database)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    bell = Bell()
    bot = build_bot(settings, database, now=now, wake=bell.ring)
    engine = build_engine(bot, _jobs(bot, settings), now, cluster=cluster)
    bell.answer = engine.wake
    close = _open_door(bot, settings, http_port)
    engine.start()
    _log.warning(
        "drumbeat runs", extra={"workspace": bot.services.workspace, "http_port": http_port, "cluster": cluster}
    )
    stopped.wait()
    close()
    engine.stop()
    database.close()


def migrate(console: Console) -> None:
    """Bring the database to the schema that this version expects."""
    database = Database.connect(read_settings().database_url)
    upgrade(database)
    if database.engine.dialect.name == "postgresql" and has_cluster_extra():
        prepare_cluster(database)
    database.close()
    console.print("The database is up to date.")


def _jobs(bot: Bot, settings: Settings) -> tuple[Job, ...]:
    return (
        Job(name="tick", run=bot.tick, every=timedelta(seconds=settings.tick_seconds)),
        Job(name="directory", run=bot.sync_directory, every=DIRECTORY_EVERY),
    )


def _open_door(bot: Bot, settings: Settings, http_port: int | None) -> Callable[[], None]:
    if http_port is None:
        handler = connect_socket_mode(bot.app, secret(settings.slack_app_token))
        return handler.close
    server = HttpServer(bot.app, secret(settings.slack_signing_secret), host=settings.http_host, port=http_port)
    server.start()
    return server.stop
