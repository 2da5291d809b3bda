"""D1, D2 and D3: the sending process dies or stands still, and no message is lost or doubled."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess

import pytest

from bot.delivery import Delivery
from rituals.announcements import AnnouncementStatus
from sandbox.clock import Clock
from sandbox.limits import Limits
from sandbox.server import Sandbox
from storage.crash_points import EXIT_STATUS
from storage.database import Database
from tests.faults.children import Heedless, deliver_all, deliver_for_ever, fast_clock, is_stopped, spawn
from tests.faults.kill_loop import PEOPLE, KillLoop, address_of
from tests.faults.post_office import POST, WORKSPACE, PostOffice, say
from tests.figures import Figures
from tests.journals import new_journal

POINTS = ("after_claim", "before_post", "after_post", "before_mark", "after_mark", "after_history")
PASSES = range(1, 11)
KILLS = {"sqlite": 150, "postgresql": 50}
SOAK_STRIKES = {"kill": 1_000, "hold": 100}
STRIKES = {"kill": KillLoop.kill, "hold": KillLoop.hold}


@pytest.fixture
def office(database: Database) -> Iterator[PostOffice]:
    """A post office on real time and without rate limits, whose senders are processes of their own."""
    people = [{"id": f"U{number:05}", "name": f"person{number}"} for number in range(PEOPLE)]
    clock = Clock.running()
    with Sandbox.start(
        WORKSPACE | {"users": people}, clock=clock, limits=Limits(clock, on=False), journal=new_journal()
    ) as sandbox:
        yield PostOffice(sandbox, database)


def engine_of(office: PostOffice) -> str:
    return office.database.engine.dialect.name


def is_sound(office: PostOffice) -> bool:
    """Tell whether SQLite finds its file whole; PostgreSQL keeps its own files, and its clients cannot break them."""
    if engine_of(office) != "sqlite":
        return True
    with office.database.engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


@pytest.mark.parametrize("point", POINTS)
def test_d2_a_crash_at_any_named_point_on_any_pass_loses_and_doubles_nothing(office: PostOffice, point: str):
    for kind in ("rst_before", "rst_after", "500_after"):
        office.sandbox.faults.add(POST, kind, probability=0.6)
    address, now = address_of(office), datetime.now(UTC)
    crashes = 0
    for number in PASSES:
        # One more than are needed to get to the point so often.
        office.enqueue(*(say(f"{number}.{message}", f"U{message:05}") for message in range(number + 1)))
        crashing = spawn(deliver_all, address, now, f"{point}:{number}")
        crashing.join()
        crashes += crashing.exitcode == EXIT_STATUS
        restarted = spawn(deliver_all, address, now + timedelta(hours=1))
        restarted.join()
        now += timedelta(hours=2)

    assert crashes == len(PASSES)
    expected = {f"This is {number}.{message}.": 1 for number in PASSES for message in range(number + 1)}
    assert Counter(office.posted()) == expected
    assert {entry.status for entry in office.entries()} == {AnnouncementStatus.SENT}
    assert is_sound(office)


def struck(office: PostOffice, strikes: int, strike: Callable[[KillLoop, BaseProcess], BaseProcess]) -> KillLoop:
    """Strike three senders while Slack has faults of its own."""
    for kind in ("rst_after", "500_after", "500_before"):
        office.sandbox.faults.add(POST, kind, probability=0.02)
    loop = KillLoop(office)
    loop.run(strikes, strike)
    return loop


@pytest.mark.timeout(400)
def test_d1_random_kills_of_three_senders_lose_and_double_nothing(office: PostOffice):
    loop = struck(office, KILLS[engine_of(office)], KillLoop.kill)

    assert loop.is_exact(), loop.tally()
    assert is_sound(office)


@pytest.mark.timeout(400)
def test_d3_senders_held_for_longer_than_their_lease_lose_and_double_nothing(office: PostOffice):
    loop = struck(office, 5, KillLoop.hold)

    assert loop.is_exact(), loop.tally()


@pytest.mark.soak
@pytest.mark.timeout(4 * 3_600)
@pytest.mark.parametrize("strike", STRIKES)
def test_d1_d3_a_long_night_of_strikes(office: PostOffice, strike: str, figures: Figures):
    loop = struck(office, SOAK_STRIKES[strike], STRIKES[strike])

    case = {"kill": "D1", "hold": "D3"}[strike]
    figures.reach(f"{case} {engine_of(office)}", f"{SOAK_STRIKES[strike]:,} strikes ({strike}), {loop.tally()}")
    assert loop.is_exact(), loop.tally()
    assert is_sound(office)


@pytest.mark.parametrize(
    ("kind", "copies"),
    [pytest.param(Delivery, 1, id="looks before it calls"), pytest.param(Heedless, 2, id="control: must double")],
)
def test_d3_a_process_stopped_after_its_claim_for_longer_than_the_lease(
    office: PostOffice, kind: type[Delivery], copies: int
):
    epoch, settle = datetime.now(UTC), timedelta(seconds=5)
    now = fast_clock(epoch)
    office.enqueue(say("card"))
    held = spawn(deliver_for_ever, address_of(office), epoch, "after_claim:1", kind, settle)
    office.sandbox.wait_until(lambda: is_stopped(held), timeout=60)
    other = office.delivery(settle=settle, now=now)

    while other.deliver_due() is not None:
        office.sandbox.journal.wait(0.05)
    copies_meanwhile = office.copies("card")
    assert held.pid is not None
    os.kill(held.pid, signal.SIGCONT)
    # It alone is left to send this, and does so after what it does about its old claim.
    office.enqueue(say("next"))
    office.sandbox.wait_until(lambda: office.copies("next") == 1, timeout=60)
    held.kill()
    held.join()

    assert (copies_meanwhile, office.copies("card")) == (1, copies)
