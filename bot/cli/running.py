"""`drumbeat run` and `drumbeat migrate`."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import timedelta

from rich.console import Console

from bot import clock
from bot.bell import Bell
from bot.composition import Bot, build_bot
from bot.connection import HttpServer, connect_socket_mode
from bot.engine import Job, OneMachineEngine
from bot.guard import OldSecret
from bot.settings import Settings, read_settings, secret
from storage.database import Database
from storage.migrate import upgrade

_log = logging.getLogger(__name__)

DIRECTORY_EVERY = timedelta(hours=1)
"""How often people and channels are read again from Slack."""


def run(*, http_port: int | None) -> None:
    """Run until SIGINT or SIGTERM; raises SettingsError before anything is started where a setting is wrong."""
    door = "SLACK_APP_TOKEN" if http_port is None else "SLACK_SIGNING_SECRET"
    settings = read_settings("SLACK_BOT_TOKEN", door)
    logging.getLogger().setLevel(settings.log_level)
    database = Database.connect(settings.database_url)
    upgrade(database)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    bell = Bell()
    bot = build_bot(settings, database, now=clock.now, wake=bell.ring)
    engine = OneMachineEngine(_jobs(bot, settings), bot.delivery, clock.now)
    bell.answer = engine.wake
    close = _open_door(bot, settings, http_port)
    engine.start()
    _log.warning("drumbeat runs", extra={"workspace": bot.services.workspace, "http_port": http_port})
    stopped.wait()
    close()
    engine.stop()
    database.close()


def migrate(console: Console) -> None:
    """Bring the database to the schema that this version expects."""
    database = Database.connect(read_settings().database_url)
    upgrade(database)
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
    server = HttpServer(
        bot.app,
        secret(settings.slack_signing_secret),
        host=settings.http_host,
        port=http_port,
        old=_old_secret(settings),
    )
    server.start()
    return server.stop


def _old_secret(settings: Settings) -> OldSecret | None:
    until = settings.slack_signing_secret_old_until
    return OldSecret(secret(settings.slack_signing_secret_old), until) if until is not None else None
