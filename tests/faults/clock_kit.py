"""A bot on a machine whose clock can be set: true time passes for everybody, and each machine reads its own clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.care import Care
from bot.clock import SteadyClock
from bot.composition import build_bot
from bot.engine import Job
from bot.settings import Settings
from rituals.announcements import Announcement
from rituals.steady_time import STABLE_FOR
from storage import outbox
from tests.faults.post_office import PostOffice

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what does not depend on the database: once is enough."""
CHECKS = timedelta(minutes=1)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LONG_ENOUGH = STABLE_FOR + 2 * CHECKS
"""For a clock that was set to be believed."""


def settings_of(office: PostOffice) -> Settings:
    """Return what the bot needs to reach the office's Slack."""
    return Settings(
        slack_bot_token=SecretStr(office.sandbox.bot_token),
        slack_app_token=SecretStr(office.sandbox.app_token),
        slack_signing_secret=SecretStr(office.sandbox.signing_secret),
        slack_api_url=office.sandbox.api_url,
        slack_timeout_seconds=10,
    )


class Machine:
    """The real bot, put together as `drumbeat run` does it, on a machine whose clock is `off` from the true time."""

    def __init__(self, office: PostOffice, *jobs: Job, off: timedelta = timedelta(0)) -> None:
        self.office = office
        self._began = office.clock.now()
        self.off = off
        self.clock = SteadyClock(self.wall, self.elapsed)
        settings = settings_of(office)
        self.bot = build_bot(settings, office.database, now=self.clock.now, wake=lambda: None)
        self.care = Care(self.bot, self.clock, settings, jobs)

    def wall(self) -> datetime:
        return self.office.clock.now() + self.off

    def elapsed(self) -> timedelta:
        return self.office.clock.now() - self._began

    def deliver(self) -> None:
        self.care.delivery.deliver_due()

    def enqueue(self, *announcements: Announcement) -> None:
        """Enqueue by the time that the bot goes by."""
        with self.office.database.transaction(self.office.workspace) as session:
            outbox.enqueue(session, *announcements, now=self.clock.now())

    def let_pass(self, span: timedelta, do: Callable[[], object] | None = None) -> None:
        """Let true time pass, comparing the clock and delivering every minute."""
        end = self.office.clock.now() + span
        while self.office.clock.now() < end:
            self.office.clock.advance(min(CHECKS, end - self.office.clock.now()))
            self.care.check_clock()
            (do or self.deliver)()
