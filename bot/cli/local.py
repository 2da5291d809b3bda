"""The local workspace and the real bot in one process on one clock, over real HTTP and a real websocket."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import SecretStr

from bot.composition import Bot, build_bot
from bot.connection import HttpServer, connect_socket_mode, leave_socket_mode
from bot.settings import Settings
from rituals.program import Program
from sandbox.clock import Clock
from sandbox.person import Person
from sandbox.server import Sandbox
from storage import files
from storage.database import Database
from storage.migrate import upgrade

PATIENCE = timedelta(minutes=10)
"""How far the clock is moved on to let everything out that the rate limits hold back."""


class LocalWorkspace:
    """A sandbox with the bot connected to it. Time stands still until somebody moves it."""

    def __init__(self, sandbox: Sandbox, bot: Bot, database: Database, disconnect: Callable[[], None]) -> None:
        self.sandbox = sandbox
        self.bot = bot
        self.database = database
        self._disconnect = disconnect

    @classmethod
    def start(
        cls,
        workspace: Any,
        *,
        database_url: str,
        at: datetime,
        manifest: Path,
        journal: Path | None = None,
        mode: str = "socket",
        port: int = 0,
        slack_timeout_seconds: int | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> Self:
        """Start both at `at` (aware); `mode` is `socket` or `http`. The database is migrated first.

        `wake` is called whenever the bot may have something to deliver, in the thread in which it came about.
        """
        sandbox = Sandbox.start(
            workspace, manifest=manifest, clock=Clock.frozen(at), journal=journal, mode=mode, port=port
        )
        database = Database.connect(database_url)
        upgrade(database)
        settings = _settings(sandbox, database_url, slack_timeout_seconds)
        bot = build_bot(settings, database, now=sandbox.clock.now, wake=wake)
        return cls(sandbox, bot, database, _connect(bot, sandbox, mode))

    def load(self, program: Program, *, actor: str = "test") -> None:
        """Load a program and let the bot meet its people and channels."""
        services = self.bot.services
        with services.transaction() as session:
            files.apply(session, program, now=services.now(), actor=actor)
        self.bot.sync_directory()

    def person(self, name: str) -> Person:
        """Return a person of the workspace by Slack id or name, to act as."""
        return self.sandbox.person(name)

    def tick(self) -> None:
        """Run every job at the present moment and deliver all that is due; raises RuntimeError if a job failed."""
        failed = self.bot.tick()
        if failed:
            raise RuntimeError(f"these jobs failed: {', '.join(failed)}")
        self.settle()

    def settle(self) -> None:
        """Deliver all that is due, moving the clock on by the seconds that the rate limits ask for."""
        latest = self.sandbox.clock.now() + PATIENCE
        again = self.bot.deliver_due()
        while again is not None and again <= latest:
            self.sandbox.clock.set(max(again, self.sandbox.clock.now()))
            again = self.bot.deliver_due()
        self.sandbox.quiet()

    def go_to(self, moment: datetime, *, step: timedelta = timedelta(minutes=30)) -> None:
        """Move the clock on to `moment` in steps, ticking at each, as a running bot would."""
        while self.sandbox.clock.now() < moment:
            self.sandbox.clock.set(min(self.sandbox.clock.now() + step, moment))
            self.tick()

    def restart_on(self, database_url: str) -> None:
        """Stop the bot and start it again on another database, which is migrated first; Slack stays as it is."""
        self._disconnect()
        self.database.close()
        self.database = Database.connect(database_url)
        upgrade(self.database)
        settings = _settings(self.sandbox, database_url, None)
        self.bot = build_bot(settings, self.database, now=self.sandbox.clock.now, wake=lambda: None)
        self._disconnect = _connect(self.bot, self.sandbox, "socket")

    def stop(self) -> None:
        """Disconnect the bot, stop the sandbox, close the database."""
        self._disconnect()
        self.sandbox.stop()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


def _settings(sandbox: Sandbox, database_url: str, slack_timeout_seconds: int | None) -> Settings:
    settings = Settings(
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_signing_secret=SecretStr(sandbox.signing_secret),
        slack_api_url=sandbox.api_url,
        database_url=database_url,
    )
    if slack_timeout_seconds is None:
        return settings
    return settings.model_copy(update={"slack_timeout_seconds": slack_timeout_seconds})


def _connect(bot: Bot, sandbox: Sandbox, mode: str) -> Callable[[], None]:
    if mode == "http":
        server = HttpServer(bot.app, sandbox.signing_secret, host="127.0.0.1", port=0)
        server.start()
        sandbox.connect_http(f"http://127.0.0.1:{server.port}/slack/events")
        return server.stop
    handler = connect_socket_mode(bot.app, sandbox.app_token)
    sandbox.wait_for_app()

    def hang_up() -> None:
        leave_socket_mode(handler)
        sandbox.links.hang_up()
        handler.client.current_session_runner.thread.join(1)
        handler.close()

    return hang_up
