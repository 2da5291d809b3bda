"""A3: two thousand messages are due at one instant, and Slack takes one a second per channel and 300 a minute."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.budgets import FEWEST_POSTS_PER_MINUTE, POSTS_PER_MINUTE, Budgets
from rituals.announcements import Priority, Verb
from sandbox.clock import Clock
from sandbox.server import Sandbox
from storage.database import Database
from tests.faults.post_office import LEADERS, PLATFORM, POST, WORKSPACE, PostOffice, say
from tests.journals import new_journal

PEOPLE = {"sqlite": 2_000, "postgresql": 400}
"""The rules are the same on both; a message takes twice as long on the second."""
SECOND = timedelta(seconds=1)


@pytest.fixture
def office(database: Database) -> Iterator[PostOffice]:
    count = PEOPLE[database.engine.dialect.name]
    people = [{"id": f"U{number:05}", "name": f"person{number}"} for number in range(count)]
    with Sandbox.start(WORKSPACE | {"users": ["ada", *people]}, clock=Clock.frozen(), journal=new_journal()) as sandbox:
        yield PostOffice(sandbox, database)


def test_a3_two_thousand_at_one_instant_are_out_within_ten_minutes_the_urgent_first(office: PostOffice):
    began = office.clock.now()
    digests = [say(f"digest {number}", LEADERS, priority=Priority.DIGEST) for number in range(10)]
    count = PEOPLE[office.database.engine.dialect.name]
    prompts = [say(f"prompt {number}", f"U{number:05}") for number in range(count)]
    office.enqueue(*digests, *prompts)
    delivery = office.delivery()
    office.run(delivery, within=timedelta(minutes=1), step=SECOND)
    storm = office.clock.now()
    office.enqueue(*(say(f"escalation {n}", PLATFORM, priority=Priority.ESCALATION) for n in range(10)))

    office.run(delivery, within=timedelta(minutes=9), step=SECOND)

    posted = office.posted()
    assert len(posted) == len(set(posted)) == count + 20
    assert office.clock.now() - began <= timedelta(minutes=10)
    assert len(office.calls()) - len(posted) <= 0.01 * len(posted)
    at = {each.text: each.at for each in office.sandbox.accepted if each.method == POST}
    assert max(at[f"This is escalation {n}."] for n in range(10)) - storm <= timedelta(seconds=60)
    last_prompt = max(at[said.text] for said in prompts)
    assert all(at[said.text] >= last_prompt for said in digests)


@pytest.fixture
def clock() -> Clock:
    return Clock.frozen()


def test_a2_reading_the_directory_never_delays_a_message(clock: Clock):
    budgets = Budgets()

    for _ in range(100):
        budgets.directory.take(now=clock.now())

    assert budgets.directory.earliest(now=clock.now()) > clock.now()
    assert set(budgets.earliest(now=clock.now()).values()) == {clock.now()}


def test_the_workspace_budget_halves_on_a_429_and_grows_back_slowly(clock: Clock):
    budgets = Budgets()

    budgets.limited(Verb.POST, "C1", until=clock.now() + timedelta(seconds=30))
    halved = budgets.posts.per_minute
    for _ in range(150):
        budgets.accepted(Verb.POST)

    assert (halved, round(budgets.posts.per_minute)) == (POSTS_PER_MINUTE / 2, 165)


def test_the_workspace_budget_learns_upwards_only_after_ten_quiet_minutes(clock: Clock):
    budgets = Budgets()

    for _ in range(10 * POSTS_PER_MINUTE - 1):
        budgets.accepted(Verb.POST)
    before = budgets.posts.per_minute
    budgets.accepted(Verb.POST)

    assert (before, round(budgets.posts.per_minute)) == (POSTS_PER_MINUTE, 330)


def test_the_workspace_budget_never_stops(clock: Clock):
    budgets = Budgets()

    for _ in range(50):
        budgets.limited(Verb.POST, "C1", until=clock.now())

    assert budgets.posts.per_minute == FEWEST_POSTS_PER_MINUTE


def test_a_429_on_an_edit_holds_all_edits_and_no_post(clock: Clock):
    budgets = Budgets()

    budgets.limited(Verb.EDIT, "C1", until=clock.now() + timedelta(seconds=30))

    assert budgets.earliest(now=clock.now()) == {Verb.POST: clock.now(), Verb.EDIT: clock.now() + timedelta(seconds=30)}
    assert budgets.resting(now=clock.now()) == {}


def test_c8_a_clock_that_is_set_back_holds_nothing_for_longer_than_a_quarter_of_an_hour(clock: Clock):
    budgets = Budgets()
    budgets.take(Verb.POST, "C1", now=clock.now())

    clock.advance(timedelta(days=-1))

    assert budgets.earliest(now=clock.now())[Verb.POST] <= clock.now() + timedelta(minutes=15)
    assert budgets.resting(now=clock.now())["C1"] <= clock.now() + timedelta(minutes=15)
