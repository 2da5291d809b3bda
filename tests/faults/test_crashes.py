"""D1 and D2: the sending process dies, at a named point or at any instant, and no message is lost or doubled."""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rituals.announcements import AnnouncementStatus
from sandbox.clock import Clock
from sandbox.limits import Limits
from sandbox.server import Sandbox
from storage.crash_points import EXIT_STATUS
from storage.database import Database
from tests.faults.children import Address, deliver_all, deliver_for_ever, spawn
from tests.faults.post_office import POST, WORKSPACE, PostOffice, say
from tests.journals import new_journal

POINTS = ("after_claim", "before_post", "after_post", "before_mark", "after_mark", "after_history")
PASSES = range(1, 11)
KILLS = 40
SENDERS = 3
PEOPLE = 40


@pytest.fixture
def office(sqlite_template: Path, tmp_path: Path) -> Iterator[PostOffice]:
    """A post office on real time and without rate limits, whose senders are processes of their own."""
    shutil.copy(sqlite_template, tmp_path / "drumbeat.db")
    database = Database.connect(f"sqlite:///{tmp_path / 'drumbeat.db'}")
    people = [{"id": f"U{number:05}", "name": f"person{number}"} for number in range(PEOPLE)]
    clock = Clock.running()
    with Sandbox.start(
        WORKSPACE | {"users": people}, clock=clock, limits=Limits(clock, on=False), journal=new_journal()
    ) as sandbox:
        yield PostOffice(sandbox, database)
    database.close()


def address_of(office: PostOffice) -> Address:
    return Address(
        database_url=str(office.database.engine.url),
        workspace=office.workspace,
        api_url=office.sandbox.api_url,
        token=office.sandbox.bot_token,
    )


def is_sound(office: PostOffice) -> bool:
    with office.database.engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


@pytest.mark.parametrize("point", POINTS)
def test_d2_a_crash_at_any_named_point_on_any_pass_loses_and_doubles_nothing(office: PostOffice, point: str):
    for kind in ("rst_before", "rst_after", "500_after"):
        office.sandbox.faults.add(POST, kind, probability=0.6)
    now = datetime.now(UTC)
    crashes = 0
    for number in PASSES:
        # One more than are needed to get to the point so often.
        office.enqueue(*(say(f"{number}.{message}", f"U{message:05}") for message in range(number + 1)))
        crashing = spawn(deliver_all, address_of(office), now, f"{point}:{number}")
        crashing.join()
        crashes += crashing.exitcode == EXIT_STATUS
        restarted = spawn(deliver_all, address_of(office), now + timedelta(hours=1))
        restarted.join()
        now += timedelta(hours=2)

    assert crashes == len(PASSES)
    expected = {f"This is {number}.{message}.": 1 for number in PASSES for message in range(number + 1)}
    assert Counter(office.posted()) == expected
    assert {entry.status for entry in office.entries()} == {AnnouncementStatus.SENT}
    assert is_sound(office)


def test_d1_random_kills_of_three_senders_lose_and_double_nothing(office: PostOffice):
    chance = random.Random(20260105)
    for kind in ("rst_after", "500_after", "500_before"):
        office.sandbox.faults.add(POST, kind, probability=0.02)
    epoch = datetime.now(UTC)
    said = [say(f"{number}", f"U{number % PEOPLE:05}") for number in range(12 * PEOPLE)]
    office.enqueue(*said)
    senders = [spawn(deliver_for_ever, address_of(office), epoch) for _ in range(SENDERS)]

    kills = 0
    while kills < KILLS or any(entry.status is not AnnouncementStatus.SENT for entry in office.entries()):
        office.sandbox.journal.wait(chance.uniform(0.02, 0.2))
        if kills < KILLS:
            victim = senders.pop(chance.randrange(SENDERS))
            victim.kill()
            victim.join()
            senders.append(spawn(deliver_for_ever, address_of(office), epoch))
            kills += 1
    for sender in senders:
        sender.kill()

    copies = Counter(office.posted())
    assert set(copies.values()) == {1}
    assert len(copies) == len(said)
    assert is_sound(office)
