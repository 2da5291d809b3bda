"""D8: the connection to PostgreSQL breaks, during COMMIT too: nothing is lost, nothing doubled, no lie told."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from bot.delivery import Delivery
from bot.tries import Try
from rituals.announcements import AnnouncementStatus
from rituals.delivery import released
from rituals.flags import FlagStatus
from sandbox.clock import Clock
from sandbox.server import Sandbox
from storage.database import CommitUnknownError, Database
from storage.outbox_survey import Survey
from tests.faults.post_office import WORKSPACE, PostOffice, say
from tests.faults.postgresql import ON_POSTGRESQL
from tests.faults.tcp_proxy import Cut, TcpProxy
from tests.faults.test_b_inbound import filled_form, mention
from tests.journals import new_journal
from tests.journeys.flag_kit import flags_of, reads_all
from tests.places import EXAMPLES
from tests.world import World

pytestmark = [
    ON_POSTGRESQL,
    pytest.mark.parametrize("cut", list(Cut), ids=["commit never arrived", "committed, answer lost"]),
]
S = AnnouncementStatus
SECOND = timedelta(seconds=1)
BROKEN = (DBAPIError, CommitUnknownError)


@pytest.fixture
def proxy(database_url: str) -> Iterator[TcpProxy]:
    with TcpProxy(database_url) as proxy:
        yield proxy


@pytest.fixture
def office(proxy: TcpProxy) -> Iterator[PostOffice]:
    with Sandbox.start(WORKSPACE, clock=Clock.frozen(), journal=new_journal()) as sandbox:
        database = Database.connect(proxy.url)
        yield PostOffice(sandbox, database)
        database.close()


@pytest.fixture
def cut_world(proxy: TcpProxy) -> Iterator[World]:
    """The fintech example with the bot on signed HTTP, and the proxy between it and its database."""
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=proxy.url, mode="http") as world:
        world.load(EXAMPLES / "fintech.yaml")
        world.at("2026-01-08T09:30")
        yield world


def go_on(office: PostOffice, delivery: Delivery) -> None:
    """Deliver until nothing waits; what breaks is tried again a second later, as the engine does."""
    while True:
        try:
            office.run(delivery)
        except BROKEN:
            office.clock.advance(SECOND)
        else:
            return


def deliver_with_every_commit_cut(office: PostOffice, proxy: TcpProxy, cut: Cut, kind: type[Delivery]) -> list[str]:
    """Say one message for each commit that delivery makes, cut at that commit, and return their keys."""
    keys = []
    for nth in count(1):
        keys.append(f"{nth}")
        office.enqueue(say(f"{nth}"))
        proxy.cut_at_commit(cut, nth)
        go_on(office, office.delivery(kind=kind))
        if not proxy.has_cut:
            return keys
    raise AssertionError


def test_d8_a_connection_cut_at_any_commit_of_delivery_loses_and_doubles_nothing(
    office: PostOffice, proxy: TcpProxy, cut: Cut
) -> None:
    keys = deliver_with_every_commit_cut(office, proxy, cut, Delivery)

    assert len(keys) > 5
    assert Counter(office.posted()) == {f"This is {key}.": 1 for key in keys}
    assert {entry.status for entry in office.entries()} == {S.SENT}


class Hasty(Delivery):
    """What must not be: it takes a mark whose commit broke for a message that was not sent."""

    def _mark(self, tries: list[Try]) -> Survey:
        try:
            return super()._mark(tries)
        except BROKEN:
            return super()._mark([(before, released(before, now=self._now())) for before, _ in tries])


def test_d8_control_a_mark_in_doubt_that_is_taken_for_not_sent_doubles(
    office: PostOffice, proxy: TcpProxy, cut: Cut
) -> None:
    """Must double where the commit never arrived, or the harness is blind; what arrived keeps it from doubling."""
    deliver_with_every_commit_cut(office, proxy, cut, Hasty)

    most = max(Counter(office.posted()).values())
    assert most == (2 if cut is Cut.BEFORE else 1)


def test_d8_an_event_whose_commit_is_cut_is_not_acknowledged_and_has_one_effect_when_it_comes_again(
    cut_world: World, proxy: TcpProxy, cut: Cut
) -> None:
    door = cut_world.sandbox.door
    for nth in count(1):
        event = mention(cut_world, ts=f"1767864600.{nth:06}")
        cut_world.sandbox.clock.advance(timedelta(minutes=10))
        proxy.cut_at_commit(cut, nth)
        first = door.send_again(event)
        if not proxy.has_cut:
            break
        again = door.send_again(event, attempt=1, reason="http_error")
        assert (first.error, again.error) == ("http_error", None)

    assert nth > 1
    assert first.error is None
    assert len(flags_of(cut_world)) == nth


def test_d8_a_form_whose_commit_is_cut_stays_open_and_is_recorded_once_when_it_is_sent_again(
    cut_world: World, proxy: TcpProxy, cut: Cut
) -> None:
    for nth in count(1):
        cut_world.sandbox.clock.advance(timedelta(minutes=10))
        # A number of its own, so that it is no double of the one before.
        jonas = filled_form(cut_world, f"Supplier {nth} slips")
        proxy.cut_at_commit(cut, nth)
        first = jonas.submit()
        if not proxy.has_cut:
            break
        assert first.error is not None
        assert jonas.submit().closed
    cut_world.settle()

    assert nth > 1
    assert first.closed
    assert [each.status for each in flags_of(cut_world).values()] == [FlagStatus.OPEN] * nth
    stored = [message for message in jonas.dm() if "Stored as flag" in jonas.reads(message)]
    assert len(stored) == nth


def test_d8_nobody_is_told_that_nothing_was_recorded_where_it_may_have_been(
    cut_world: World, proxy: TcpProxy, cut: Cut
) -> None:
    jonas = cut_world.person("jonas")
    doubts = 0
    for nth in count(1):
        cut_world.sandbox.clock.advance(timedelta(minutes=10))
        seen, flags = len(jonas.messages("#payments")), len(flags_of(cut_world))
        proxy.cut_at_commit(cut, nth)
        jonas.slash("/flag", f"Risk {nth}", channel="#payments")
        if not proxy.has_cut:
            break
        told = reads_all(jonas, jonas.messages("#payments")[seen:])
        is_recorded = len(flags_of(cut_world)) > flags
        doubts += "do not know whether it was recorded" in told
        assert ("nothing was recorded" in told) <= (not is_recorded)

    assert doubts > 0


def test_d8_a_tick_whose_commits_are_cut_is_made_up_for_by_the_next(proxy: TcpProxy, cut: Cut, tmp_path: Path) -> None:
    moments = [f"2026-01-08T{hour:02}:30" for hour in range(8, 13)]
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=f"sqlite:///{tmp_path}/calm.db") as calm:
        calm.load(EXAMPLES / "fintech.yaml")
        for moment in moments:
            calm.at(moment)
            calm.tick()
        expected = Counter(each.text for each in calm.sandbox.accepted)
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=proxy.url) as world:
        world.load(EXAMPLES / "fintech.yaml")
        cuts = 0
        for number, moment in enumerate(moments):
            world.at(moment)
            # Each job of a tick makes a commit or more: another one is cut each time.
            proxy.cut_at_commit(cut, 1 + 2 * number)
            failed = world.bot.tick()
            cuts += bool(failed)
            assert proxy.has_cut
            world.tick()

        assert cuts >= 3
        assert Counter(each.text for each in world.sandbox.accepted) == expected
