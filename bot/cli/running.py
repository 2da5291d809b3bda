"""`drumbeat run` and `drumbeat migrate`."""

import gc
import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console

from bot.bell import Bell
from bot.care import Care, Watch
from bot.clock import SteadyClock
from bot.composition import Bot, build_bot
from bot.connection import HttpServer, Line, WebServer, connect_socket_mode
from bot.engine import Job
from bot.engines import build_engine, has_cluster_extra, prepare_cluster
from bot.guard import OldSecret
from bot.pages import beside
from bot.settings import Settings, read_settings, secret
from handlers.command_jobs import begin_command_test
from storage.database import Database
from storage.migrate import upgrade

_log = logging.getLogger(__name__)

DIRECTORY_EVERY = timedelta(hours=1)
"""How often people and channels are read again from Slack."""


def run(
    *,
    http_port: int | None,
    cluster: bool = False,
    clock_of: Callable[[Database], SteadyClock] = SteadyClock.of,
) -> None:
    """Run until SIGINT or SIGTERM; raises SettingsError before anything is started where a setting is wrong.

    `cluster` shares the work with other replicas; `clock_of` gives the clock to go by.
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
    clock = clock_of(database)
    bot = build_bot(settings, database, now=clock.now, wake=bell.ring)
    begin_command_test(bot.services)
    care = Care(bot, clock, settings, _jobs(bot, settings))
    engine = build_engine(bot, care, clock.now, cluster=cluster)
    bell.answer = engine.wake
    doors = _open_doors(bot, settings, http_port, lambda line: care.over(engine, line))
    # What was made until here lasts as long as the process: nobody's answer waits while it is gone through for garbage.
    gc.collect()
    gc.freeze()
    doors.watch.start()
    engine.start()
    _log.warning(
        "drumbeat runs", extra={"workspace": bot.services.workspace, "http_port": http_port, "cluster": cluster}
    )
    stopped.wait()
    doors.watch.stop()
    doors.close()
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


@dataclass(frozen=True, slots=True)
class Doors:
    """How the bot is reached, with the watch over it. `close` closes all of them."""

    watch: Watch
    close: Callable[[], None]


def _open_doors(
    bot: Bot, settings: Settings, http_port: int | None, watch_over: Callable[[Line | None], Watch]
) -> Doors:
    acknowledged = bot.metrics.acknowledged
    if http_port is None:
        handler = connect_socket_mode(bot.app, secret(settings.slack_app_token), acknowledged=acknowledged)
        watch = watch_over(Line(handler.client))
        return Doors(watch, _with_pages(watch, settings, handler.close))
    watch = watch_over(None)
    pages = watch.pages
    server = HttpServer(
        bot.app,
        secret(settings.slack_signing_secret),
        host=settings.http_host,
        port=http_port,
        old=_old_secret(settings),
        beside=(lambda app: beside(pages, app)) if settings.health_port is None else None,
        acknowledged=acknowledged,
    )
    server.start()
    return Doors(watch, _with_pages(watch, settings, server.stop))


def _with_pages(watch: Watch, settings: Settings, close: Callable[[], None]) -> Callable[[], None]:
    """Serve the pages on a port of their own where one is set; return how to close that too."""
    if settings.health_port is None:
        return close
    server = WebServer(watch.pages, host=settings.http_host, port=settings.health_port)
    server.start()

    def close_both() -> None:
        close()
        server.stop()

    return close_both


def _old_secret(settings: Settings) -> OldSecret | None:
    until = settings.slack_signing_secret_old_until
    return OldSecret(secret(settings.slack_signing_secret_old), until) if until is not None else None
