"""D3, C8 and A3: what is claimed together is said once each, whatever happens to the sender or its clock."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.budgets import Budgets
from bot.delivery import BATCH, Delivery
from bot.slack_transport import Json, SlackTransport
from bot.slack_writer import SlackWriter
from rituals.announcements import AnnouncementStatus, OutboxEntry
from rituals.delivery import Trouble
from sandbox.clock import Clock
from sandbox.limits import Limits
from sandbox.server import Sandbox
from storage.database import Database
from tests.faults.post_office import HOUR, POST, WORKSPACE, PostOffice, say
from tests.journals import new_journal

S = AnnouncementStatus
PEOPLE = 150
ALLOWED = 60


@pytest.fixture
def office(database: Database) -> Iterator[PostOffice]:
    """A post office of many people, to whom Slack lets 60 posts a minute through."""
    people = [{"id": f"U{number:05}", "name": f"person{number}"} for number in range(PEOPLE)]
    clock = Clock.frozen()
    limits = Limits(clock, posts_per_minute=ALLOWED)
    with Sandbox.start(
        WORKSPACE | {"users": ["ada", *people]}, clock=clock, limits=limits, journal=new_journal()
    ) as sandbox:
        yield PostOffice(sandbox, database)


def enqueue(office: PostOffice, count: int) -> list[str]:
    keys = [f"{number}" for number in range(count)]
    office.enqueue(*(say(key, f"U{number:05}") for number, key in enumerate(keys)))
    return keys


def copies(office: PostOffice, keys: list[str]) -> set[int]:
    return {office.copies(key) for key in keys}


class StoppedAmid(Delivery):
    """A sender that is stopped before the third message of a batch, as by SIGSTOP, while `meanwhile` happens."""

    meanwhile: Callable[[], None]
    looks = 0

    def _holds(self, entry: OutboxEntry) -> bool:
        self._wait()
        return super()._holds(entry)

    def _wait(self) -> None:
        self.looks += 1
        if self.looks == 3:
            self.meanwhile()


class Heedless(StoppedAmid):
    """One that does not look whether its claims still stand; a negative control."""

    def _holds(self, entry: OutboxEntry) -> bool:
        self._wait()
        return True


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        pytest.param(StoppedAmid, {1}, id="looks before each call"),
        pytest.param(Heedless, {1, 2}, id="control: must double"),
    ],
)
def test_d3_a_sender_stopped_amid_a_batch_doubles_none_of_it(
    office: PostOffice, kind: type[StoppedAmid], expected: set[int]
):
    stopped = office.delivery(kind=kind)
    assert isinstance(stopped, StoppedAmid)
    keys = enqueue(office, 5)

    def meanwhile() -> None:
        office.run()
        office.clock.advance(timedelta(minutes=2))

    stopped.meanwhile = meanwhile

    stopped.deliver_due()
    office.clock.advance(HOUR)
    office.run()

    assert copies(office, keys) == expected
    assert {office.status(key) for key in keys} == {S.SENT}


def test_c8_a_sender_whose_claims_another_gives_up_too_early_doubles_nothing(office: PostOffice):
    stopped = office.delivery(kind=StoppedAmid)
    assert isinstance(stopped, StoppedAmid)
    keys = enqueue(office, 5)
    given_up: list[AnnouncementStatus] = []

    def ahead() -> datetime:
        return office.clock.now() + timedelta(seconds=90)

    writer = SlackWriter(office.transport(), office.sandbox.bot_token)
    hasty = Delivery(office.database, office.workspace, writer, ahead, Budgets())

    def meanwhile() -> None:
        hasty.deliver_due()
        given_up.extend(office.status(key) for key in keys)

    stopped.meanwhile = meanwhile

    stopped.deliver_due()
    office.run(hasty)

    assert given_up == [S.UNKNOWN] * 5
    assert copies(office, keys) == {1}
    assert {office.status(key) for key in keys} == {S.SENT}


class Slow(SlackTransport):
    """Takes three seconds of the post office's time for each call, of the ten that it may take."""

    clock: Clock

    def call(self, method: str, token: str, arguments: Mapping[str, Any]) -> Json | Trouble:
        self.clock.advance(timedelta(seconds=3))
        return super().call(method, token, arguments)


def test_d3_what_a_slow_batch_cannot_begin_in_time_is_let_go_and_counts_as_no_try(office: PostOffice):
    slow = Slow(office.sandbox.api_url, timeout=timedelta(seconds=10))
    slow.clock = office.clock
    keys = enqueue(office, BATCH)
    delivery = office.delivery(slow)

    delivery.deliver_due()

    after_one = [(office.status(key), office.entry(key).attempts) for key in keys]
    assert after_one == [(S.SENT, 1)] * 7 + [(S.PENDING, 0)] * 3
    office.run(delivery)
    assert copies(office, keys) == {1}


def test_stopping_amid_a_batch_lets_the_rest_go(office: PostOffice):
    stopped = office.delivery(kind=StoppedAmid)
    assert isinstance(stopped, StoppedAmid)
    stopped.meanwhile = stopped.stop
    keys = enqueue(office, 6)

    stopped.deliver_due()

    # The one it was at is said to its end.
    assert [office.status(key) for key in keys] == [S.SENT] * 3 + [S.PENDING] * 3
    office.run()
    assert copies(office, keys) == {1}


def test_a3_a_limit_that_nobody_told_is_found_and_kept(office: PostOffice):
    keys = enqueue(office, PEOPLE)
    began = office.clock.now()

    office.run(step=timedelta(seconds=0.5))

    took = max(each.at for each in office.sandbox.accepted if each.method == POST) - began
    assert copies(office, keys) == {1}
    # Sixty at once, and then as many each minute.
    assert took <= timedelta(minutes=2, seconds=30)
    assert len(office.calls()) - PEOPLE <= 6
