"""C7 and C8: a clock that is set, forward or back, on one machine or on one of several."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.budgets import Budgets
from bot.clock import SteadyClock
from bot.delivery import Delivery
from bot.engine import Job, OneMachineEngine
from rituals.announcements import AnnouncementStatus, OutboxEntry
from storage.database import Database
from tests.faults.clock_kit import CHECKS, DAY, HOUR, LONG_ENOUGH, MINUTE, ON_SQLITE, Machine
from tests.faults.post_office import POST, PostOffice, say

S = AnnouncementStatus
SKEW = timedelta(seconds=90)
PATIENCE = 60
"""Seconds of real time that a test waits for what is to happen at once."""


def said_at(office: PostOffice, key: str) -> float:
    return float(office.message(key).ts)


@ON_SQLITE
def test_c7_a_clock_set_forward_by_a_day_lets_no_prompt_leave_early_and_alerts_once(
    office: PostOffice, caplog: pytest.LogCaptureFixture
):
    machine = Machine(office)
    due_at = office.clock.now() + HOUR
    machine.enqueue(say("prompt", due_at=due_at))

    machine.off = DAY
    machine.deliver()
    machine.let_pass(10 * MINUTE)

    assert office.posted() == []
    assert machine.clock.trouble == "the clock was set forward by 1440 minutes"
    assert [record.levelno for record in caplog.records if record.name == "bot.clock"] == [logging.ERROR]

    machine.off = timedelta(0)
    machine.let_pass(LONG_ENOUGH)
    assert machine.clock.trouble is None
    machine.let_pass(HOUR - 20 * MINUTE)

    assert office.copies("prompt") == 1
    assert said_at(office, "prompt") >= due_at.timestamp()


@ON_SQLITE
def test_c7_control_by_the_wall_clock_itself_the_prompt_leaves_early(office: PostOffice):
    """Must leave early, or the harness is blind."""
    office.enqueue(say("prompt", due_at=office.clock.now() + 2 * HOUR))
    writer = office.writer()
    careless = Delivery(office.database, office.workspace, writer, lambda: office.clock.now() + DAY, Budgets())

    careless.deliver_due()

    assert office.copies("prompt") == 1


@ON_SQLITE
def test_c7_a_clock_that_stays_ahead_is_believed_once_it_runs_evenly(office: PostOffice):
    machine = Machine(office)
    machine.enqueue(say("prompt", due_at=office.clock.now() + 2 * HOUR))

    machine.off = DAY
    machine.let_pass(LONG_ENOUGH)

    assert machine.clock.trouble is None
    assert abs(machine.clock.now() - machine.wall()) <= MINUTE
    assert office.copies("prompt") == 1


@ON_SQLITE
def test_c7_the_engine_neither_ticks_nor_sends_while_the_clock_is_in_doubt_and_goes_on_afterwards(office: PostOffice):
    ticked = threading.Event()
    machine = Machine(office, Job(name="tick", run=ticked.set, every=timedelta(seconds=0.2)))
    machine.enqueue(say("card"))
    machine.off = DAY
    machine.care.check_clock()
    engine = OneMachineEngine(machine.care.jobs, machine.care.delivery, machine.clock.now)

    engine.start()
    is_ticking = ticked.wait(1)
    said = office.posted()
    # And not a minute longer: time that passes during a call puts its outcome in doubt.
    while machine.clock.trouble is not None:
        machine.let_pass(CHECKS, lambda: None)
    engine.wake()

    assert (is_ticking, said) == (False, [])
    assert ticked.wait(PATIENCE)
    office.sandbox.wait_until(lambda: office.copies("card") == 1, PATIENCE)
    engine.stop()


@pytest.mark.parametrize("step", [pytest.param(HOUR, id="an hour"), pytest.param(DAY, id="a day")])
def test_c8_a_clock_set_back_says_nothing_again_and_holds_nothing_up(office: PostOffice, step: timedelta):
    machine = Machine(office)
    machine.enqueue(say("sent"))
    machine.deliver()
    office.sandbox.faults.add(POST, "error:token_revoked")
    machine.enqueue(say("revoked", "C0LEADERS"))
    machine.deliver()
    machine.enqueue(say("claimed", "C0PLATFORM"))
    office.claim_and_die(now=machine.clock.now())

    machine.off = -step
    machine.let_pass(LONG_ENOUGH)
    machine.enqueue(say("later", "C0LEADERS"))
    machine.let_pass(20 * MINUTE)

    assert machine.clock.trouble is None
    assert abs(machine.clock.now() - machine.wall()) <= MINUTE
    assert sorted(office.posted()) == [f"This is {key}." for key in ("claimed", "later", "revoked", "sent")]
    assert {each.status for each in office.entries()} == {S.SENT}


def test_c8_a_clock_that_was_ahead_for_long_leaves_nothing_waiting_for_its_time(office: PostOffice):
    machine = Machine(office, off=DAY)
    office.sandbox.faults.add(POST, "429", retry_after="600")
    machine.enqueue(say("put off"))
    machine.deliver()
    machine.enqueue(say("claimed", "C0PLATFORM"))
    office.claim_and_die(now=machine.clock.now())
    due_at = office.clock.now() + 3 * HOUR
    machine.enqueue(say("decided", "C0LEADERS"), say("due", due_at=due_at + DAY))

    machine.off = timedelta(0)
    machine.let_pass(LONG_ENOUGH + 20 * MINUTE)

    assert sorted(office.posted()) == ["This is claimed.", "This is decided.", "This is put off."]


@ON_SQLITE
def test_c8_what_a_clock_that_was_wrong_from_the_start_left_in_doubt_is_not_doubled(office: PostOffice):
    machine = Machine(office, off=DAY)
    office.sandbox.faults.add(POST, "rst_after")
    machine.enqueue(say("card"))

    machine.let_pass(10 * MINUTE)

    assert (office.copies("card"), office.status("card")) == (1, S.SENT)


class Held(Delivery):
    """A sender that is held up between its claim and its call, while `meanwhile` happens."""

    meanwhile: Callable[[], object]

    def _holds(self, entry: OutboxEntry) -> bool:
        self.meanwhile()
        return super()._holds(entry)


def by_database_time(database: Database, _skew: timedelta) -> Callable[[], datetime]:
    return SteadyClock.of(database).now


def by_its_own_clock(_database: Database, skew: timedelta) -> Callable[[], datetime]:
    return lambda: datetime.now().astimezone() + skew


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("clock_of", "seen"),
    [
        pytest.param(by_database_time, S.SENDING, id="by the database's time"),
        pytest.param(by_its_own_clock, S.UNKNOWN, id="control: must steal the claim"),
    ],
)
def test_c8_of_two_replicas_skewed_by_90_s_neither_takes_the_others_claim_for_lost(
    office: PostOffice, clock_of: Callable[[Database, timedelta], Callable[[], datetime]], seen: AnnouncementStatus
):
    replicas = [Database.connect(str(office.database.engine.url.render_as_string(False))) for _ in range(2)]
    slow, fast = (
        kind(database, office.workspace, office.writer(), clock_of(database, skew), Budgets())
        for kind, database, skew in zip((Held, Delivery), replicas, (timedelta(0), SKEW), strict=True)
    )
    office.enqueue(say("card"))
    during: list[AnnouncementStatus] = []

    def meanwhile() -> None:
        fast.deliver_due()
        during.append(office.status("card"))

    assert isinstance(slow, Held)
    slow.meanwhile = meanwhile
    slow.deliver_due()

    assert during == [seen]
    assert office.copies("card") == 1
    for replica in replicas:
        replica.close()
