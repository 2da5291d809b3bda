"""The kill loop: several senders in processes of their own, struck at any instant while messages keep coming."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess

from rituals.announcements import AnnouncementStatus
from storage.outbox_report import count_by_status
from tests.faults.children import SPEED, Address, deliver_for_ever, spawn
from tests.faults.post_office import PostOffice, say

SENDERS = 3
PEOPLE = 40
MESSAGES_PER_STRIKE = 4
LEASE_SECONDS = 3 * 2 / SPEED
"""What a lease of three time-outs of two seconds lasts in real time."""


def address_of(office: PostOffice) -> Address:
    return Address(
        database_url=office.database.engine.url.render_as_string(hide_password=False).replace("+psycopg", ""),
        workspace=office.workspace,
        api_url=office.sandbox.api_url,
        token=office.sandbox.bot_token,
    )


class KillLoop:
    """Strikes senders by chance. Messages are in pairs: one, and a reply that has to wait for it."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office
        self._chance = random.Random(20260105)
        self._epoch = datetime.now(UTC)
        self._senders = [self._start() for _ in range(SENDERS)]
        self._said: list[str] = []

    def run(self, strikes: int, strike: Callable[["KillLoop", BaseProcess], BaseProcess]) -> None:
        """Strike so often, let the senders finish in peace, and end them."""
        for _ in range(strikes):
            self._say_more()
            self._office.sandbox.journal.wait(self._chance.uniform(0.01, 0.1))
            victim = self._senders.pop(self._chance.randrange(SENDERS))
            self._senders.append(strike(self, victim))
        while self._statuses() != {AnnouncementStatus.SENT}:
            self._office.sandbox.journal.wait(0.1)
        for sender in self._senders:
            sender.kill()
            sender.join()

    def kill(self, victim: BaseProcess) -> BaseProcess:
        """SIGKILL; another takes its place."""
        victim.kill()
        victim.join()
        return self._start()

    def hold(self, victim: BaseProcess) -> BaseProcess:
        """SIGSTOP for longer than a lease, then SIGCONT."""
        assert victim.pid is not None
        os.kill(victim.pid, signal.SIGSTOP)
        threading.Event().wait(LEASE_SECONDS * 1.5)
        os.kill(victim.pid, signal.SIGCONT)
        return victim

    def tally(self) -> str:
        """Return what came of it, in one line."""
        copies = Counter(self._office.posted())
        lost = sum(f"This is {key}." not in copies for key in self._said)
        doubled = sum(count > 1 for count in copies.values())
        return f"{len(self._said):,} messages, {lost} lost, {doubled} doubled"

    def is_exact(self) -> bool:
        """Tell whether Slack has each message once, and nothing else."""
        return Counter(self._office.posted()) == {f"This is {key}.": 1 for key in self._said}

    def _start(self) -> BaseProcess:
        return spawn(deliver_for_ever, address_of(self._office), self._epoch)

    def _say_more(self) -> None:
        for _ in range(MESSAGES_PER_STRIKE // 2):
            key, person = f"{len(self._said)}", f"U{self._chance.randrange(PEOPLE):05}"
            pair = (say(key, person), say(f"{key}.reply", person, parent=key))
            self._office.enqueue(*pair)
            self._said += [each.key for each in pair]

    def _statuses(self) -> set[AnnouncementStatus]:
        with self._office.database.reading(self._office.workspace) as session:
            return set(count_by_status(session))
