"""A3: two thousand messages are due at one instant, and Slack takes one a second per channel and 300 a minute."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.budgets import (
    BURST,
    FEWEST_POSTS_PER_MINUTE,
    GROWTH,
    MINUTES_BETWEEN_TRIALS,
    POSTS_PER_MINUTE,
    Budgets,
)
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


def posted(budgets: Budgets, clock: Clock, count: int) -> None:
    """Let so many posts go, each to somebody else and as soon as the budget allows, and be accepted."""
    for number in range(count):
        clock.set(budgets.earliest(now=clock.now())[Verb.POST])
        budgets.take(Verb.POST, f"U{number}", now=clock.now())
        budgets.accepted(Verb.POST, now=clock.now())


def refused(budgets: Budgets, clock: Clock, *recipients: str) -> None:
    """Let a post to each be refused for half a minute."""
    for recipient in recipients:
        budgets.take(Verb.POST, recipient, now=clock.now())
        budgets.limited(Verb.POST, recipient, now=clock.now(), until=clock.now() + timedelta(seconds=30))


def test_one_refusal_rests_its_channel_and_no_other(clock: Clock):
    budgets = Budgets()

    refused(budgets, clock, "C1", "C1")

    assert (budgets.posts.per_minute, budgets.earliest(now=clock.now())[Verb.POST]) == (POSTS_PER_MINUTE, clock.now())
    assert budgets.resting(now=clock.now()) == {"C1": clock.now() + timedelta(seconds=30)}


def test_two_refusals_in_a_row_hold_the_workspace_and_halve_its_budget_at_most(clock: Clock):
    budgets = Budgets()

    refused(budgets, clock, "C1", "C2")

    assert budgets.posts.per_minute == POSTS_PER_MINUTE / 2
    assert budgets.room(now=clock.now()) == {Verb.EDIT: BURST}
    assert budgets.earliest(now=clock.now())[Verb.POST] == clock.now() + timedelta(seconds=30)


def test_two_refusals_with_a_success_between_them_are_two_channels(clock: Clock):
    budgets = Budgets()

    refused(budgets, clock, "C1")
    posted(budgets, clock, 1)
    refused(budgets, clock, "C2")

    assert budgets.posts.per_minute == POSTS_PER_MINUTE


def test_a_refusal_tells_what_the_workspace_allows(clock: Clock):
    budgets = Budgets()
    posted(budgets, clock, 200)

    refused(budgets, clock, "C1", "C2")

    assert budgets.posts.per_minute == 200


def test_the_workspace_budget_doubles_in_a_minute_until_slack_refuses_and_then_grows_slowly(clock: Clock):
    budgets = Budgets()
    posted(budgets, clock, 800)
    eager = budgets.posts.per_minute
    refused(budgets, clock, "C1", "C2")
    learned = budgets.posts.per_minute

    posted(budgets, clock, int(learned * MINUTES_BETWEEN_TRIALS) - 1)
    before = budgets.posts.per_minute
    posted(budgets, clock, 1)

    assert eager > 1.5 * POSTS_PER_MINUTE
    assert (before, budgets.posts.per_minute) == (learned, learned * GROWTH)


def test_a_few_messages_a_day_never_raise_the_workspace_budget(clock: Clock):
    budgets = Budgets()

    for _ in range(200):
        posted(budgets, clock, 1)
        clock.advance(timedelta(minutes=30))

    assert budgets.posts.per_minute == POSTS_PER_MINUTE


def test_no_minute_holds_more_posts_than_the_budget(clock: Clock):
    budgets = Budgets()
    budgets.posts.limited(now=clock.now())
    clock.advance(timedelta(hours=1))
    at = []

    for number in range(600):
        clock.set(budgets.earliest(now=clock.now())[Verb.POST])
        assert budgets.room(now=clock.now())[Verb.POST] >= 1
        budgets.take(Verb.POST, f"U{number}", now=clock.now())
        at.append(clock.now())

    per_minute = int(budgets.posts.per_minute)
    assert all(later - earlier >= timedelta(minutes=1) for earlier, later in zip(at, at[per_minute:], strict=False))
    assert at[-1] - at[0] <= timedelta(minutes=600 / per_minute)


def test_the_workspace_budget_never_stops(clock: Clock):
    budgets = Budgets()

    refused(budgets, clock, *(f"C{number}" for number in range(50)))

    assert budgets.posts.per_minute == FEWEST_POSTS_PER_MINUTE


def test_a_429_on_an_edit_holds_all_edits_and_no_post(clock: Clock):
    budgets = Budgets()

    budgets.limited(Verb.EDIT, "C1", now=clock.now(), until=clock.now() + timedelta(seconds=30))

    assert budgets.earliest(now=clock.now()) == {Verb.POST: clock.now(), Verb.EDIT: clock.now() + timedelta(seconds=30)}
    assert budgets.resting(now=clock.now()) == {}


def test_c8_a_clock_that_is_set_back_holds_nothing_for_longer_than_a_quarter_of_an_hour(clock: Clock):
    budgets = Budgets()
    budgets.take(Verb.POST, "C1", now=clock.now())

    clock.advance(timedelta(days=-1))

    assert budgets.earliest(now=clock.now())[Verb.POST] <= clock.now() + timedelta(minutes=15)
    assert budgets.resting(now=clock.now())["C1"] <= clock.now() + timedelta(minutes=15)
