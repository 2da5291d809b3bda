"""Delivery in processes of its own, which a test may kill at any instant."""

import logging
import multiprocessing
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess

from bot.budgets import Budgets
from bot.delivery import Delivery
from bot.slack_transport import SlackTransport
from bot.slack_writer import SlackWriter
from rituals.announcements import OutboxEntry
from rituals.ids import WorkspaceId
from sandbox.clock import Clock
from storage.database import Database

SPEED = 10
"""How much faster time passes for those that run side by side."""
SETTLE = timedelta(seconds=20)
"""Two seconds of real time. Their Slack applies nothing late: it need only outlast a sender that is held up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What a process needs to deliver: the database, the workspace, and how to reach Slack."""

    database_url: str
    workspace: str
    api_url: str
    token: str


def spawn(target: Callable[..., None], *arguments: object) -> BaseProcess:
    """Start a process that has everything imported already and shares nothing with this one."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.children", "bot.cli.main"])
    process = context.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


class Heedless(Delivery):
    """Does not look whether its claim still stands before it calls; a negative control."""

    def _holds(self, entry: OutboxEntry) -> bool:
        return True


def is_stopped(process: BaseProcess) -> bool:
    """Tell whether a process stands still, as by SIGSTOP."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(process.pid)], capture_output=True, text=True, check=False)
    return told.stdout.startswith("T")


def deliver_all(address: Address, started_at: datetime, crash_at: str = "") -> None:
    """Deliver until nothing waits, on a clock that jumps to whenever something is due; die at `crash_at`."""
    if crash_at:
        os.environ["CRASH_AT"] = crash_at
    clock = Clock.frozen(started_at)
    delivery = _delivery(address, clock.now)
    while (again := delivery.deliver_due()) is not None:
        clock.set(max(again, clock.now()))


def fast_clock(epoch: datetime) -> Callable[[], datetime]:
    """Return a clock that all who know `epoch` share, and on which time passes `SPEED` times as fast."""
    return lambda: epoch + (datetime.now(UTC) - epoch) * SPEED


def deliver_for_ever(
    address: Address, epoch: datetime, stop_at: str = "", kind: type[Delivery] = Delivery, settle: timedelta = SETTLE
) -> None:
    """Deliver beside others until killed, on a fast clock that all of them share; stand still at `stop_at`."""
    if stop_at:
        os.environ["STOP_AT"] = stop_at
    now = fast_clock(epoch)
    delivery = _delivery(address, now, kind, settle)
    while True:
        try:
            again = delivery.deliver_due()
        except Exception:
            # Another process may be killed while it holds the lock; the next look finds it free.
            logging.getLogger(__name__).exception("delivery failed")
            again = None
        rest = timedelta(seconds=3) if again is None else again - now()
        time.sleep(max(rest.total_seconds(), 0.1) / SPEED)


def _delivery(
    address: Address, now: Callable[[], datetime], kind: type[Delivery] = Delivery, settle: timedelta = SETTLE
) -> Delivery:
    logging.disable(logging.ERROR)
    writer = SlackWriter(SlackTransport(address.api_url, timeout=timedelta(seconds=2)), address.token)
    database = Database.connect(address.database_url)
    return kind(database, WorkspaceId(address.workspace), writer, now, Budgets(), settle=settle)
