"""The weekly digest, as the steering group reads it in #leadership on Monday at half past seven in London."""

from dataclasses import replace

import pytest

from rituals.announcements import AnnouncementStatus
from sandbox.records import Message
from storage.outbox_report import count_by_status
from storage.shelves import AUDIT
from tests.journeys.check_in_kit import SOFIAS_HOUR, answer, ask, green, late, path_back, program, settled, why
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

MONDAY = "2026-01-12T07:30"
NEXT_MONDAY = "2026-01-19T07:30"
DIGEST = "## Digest of "


def digests(world: World, reader: str = "elena") -> list[Message]:
    """Return the digests in #leadership, newest last."""
    who = world.person(reader)
    return [message for message in who.messages("#leadership") if who.reads(message).startswith(DIGEST)]


def reads_thread(world: World, parent: Message) -> list[str]:
    elena = world.person("elena")
    return [elena.reads(message) for message in elena.thread(parent)[1:]]


def without_channel(world: World) -> None:
    loaded = program(world)
    world.load(replace(loaded, cadence=replace(loaded.cadence, digest_channel=None, digest_channel_id=None)))


@pytest.fixture
def answered(world: World) -> World:
    """Sofia has answered on Thursday: one initiative comes late, with a path back, the other keeps its date."""
    ask(world)
    sofia = world.person("sofia")
    answer(sofia, {**late(0), **green(1)})
    sofia.fill({**why(), **path_back()})
    settled(world, sofia.submit())
    return world


def test_one_parent_message_of_at_most_twelve_lines_and_one_reply_per_top_goal(answered: World) -> None:
    answered.at(MONDAY)
    answered.tick()

    (parent,) = digests(answered)
    lines = answered.person("elena").reads(parent).splitlines()
    assert lines[0] == "## Digest of Mon 12 Jan 2026: Northwind core platform migration"
    assert lines[1] == "No reds."
    assert lines[2] == "First digest: 8 initiatives, all of them in the thread."
    assert len(lines) <= 12
    growth, foundation = reads_thread(answered, parent)
    assert growth.startswith("## Double active business customers")
    assert foundation.startswith("## One core platform that every product runs on\nWorst: 🔶 amber")
    assert (
        "Settlement batch debt paydown: 🔶 amber (new); committed Fri 27 Feb 2026; forecast Fri 20 Mar 2026"
        in foundation
    )
    assert "Why: people or skills missing: One tester is ill" in foundation
    assert "Recovery by Fri 13 Mar 2026: if no tester is found, then Jonas tests" in foundation


def test_no_digest_a_minute_early_and_none_twice(answered: World) -> None:
    answered.at("2026-01-12T07:29")
    answered.tick()
    early = digests(answered)

    for moment in (MONDAY, "2026-01-12T07:31", "2026-01-13T09:00"):
        answered.at(moment)
        answered.tick()

    assert early == []
    (parent,) = digests(answered)
    assert len(reads_thread(answered, parent)) == 2


def test_the_second_week_tells_only_what_changed(answered: World) -> None:
    answered.at(MONDAY)
    answered.tick()
    ask(answered, "2026-01-15T08:30")
    sofia = answered.person("sofia")
    answer(sofia, {**late(0, on="2026-04-03"), **green(1)})
    sofia.fill({**why(), "cause-0": "The second tester left", **path_back()})
    settled(answered, sofia.submit())

    answered.at(NEXT_MONDAY)
    answered.tick()

    _, second = digests(answered)
    read = answered.person("elena").reads(second)
    assert "1 of 8 initiatives changed since Mon 12 Jan 2026, 7 unchanged." in read
    assert (
        "📅 “Settlement batch debt paydown” committed Fri 27 Feb 2026; forecast Fri 3 Apr 2026 "
        "(was Fri 20 Mar 2026, +14 d); because: The second tester left; recovery by" in read
    )
    growth, foundation = reads_thread(answered, second)
    assert "Nothing changed, 4 as told before." in growth
    assert "1 changed, 3 unchanged." in foundation


def test_a_digest_missed_by_a_few_hours_is_still_sent(answered: World) -> None:
    answered.at("2026-01-12T12:00")
    answered.tick()

    assert len(digests(answered)) == 1


def test_a_digest_missed_by_days_is_skipped_and_recorded_as_skipped_once(answered: World) -> None:
    """Nobody looked on the first Monday either: the clock of this world stood until Thursday."""
    answered.at("2026-01-14T12:00")
    answered.tick()
    answered.at("2026-01-14T12:30")
    answered.tick()

    assert digests(answered) == []
    with answered.bot.services.reading() as session:
        statuses = count_by_status(session)
        skipped = AUDIT.find(session, AUDIT.c.action == "digest.skipped")
    assert statuses[AnnouncementStatus.SKIPPED_LATE] == 2
    assert [entry.subject for entry in skipped] == ["2026-W02", "2026-W03"]


def test_without_a_channel_each_of_the_steering_group_reads_the_identical_digest(answered: World) -> None:
    without_channel(answered)

    answered.at(MONDAY)
    answered.tick()

    told = {}
    for name in ("elena", "frank", "tara", "omar"):
        reader = answered.person(name)
        (parent,) = (message for message in reader.dm() if reader.reads(message).startswith(DIGEST))
        told[name] = [reader.reads(message) for message in reader.thread(parent)]
    assert len(told["frank"]) == 3
    assert told["frank"] == told["tara"] == told["elena"] == told["omar"]


def test_without_channel_and_readers_it_is_recorded_that_nobody_was_told(answered: World) -> None:
    without_channel(answered)
    loaded = program(answered)
    people = {key: replace(each, roles=frozenset()) for key, each in loaded.people.items()}
    answered.load(replace(loaded, people=people))

    answered.at(MONDAY)
    answered.tick()

    with answered.bot.services.reading() as session:
        (sent,) = AUDIT.find(session, AUDIT.c.action == "digest.sent")
    assert sent.details["readers"] == 0


def test_an_offer_of_help_from_a_line_reaches_the_owner_and_both_see_it(world: World) -> None:
    world.at(SOFIAS_HOUR)
    world.tick()
    sofia = world.person("sofia")
    answer(sofia, {**late(0), **green(1)})
    sofia.fill({**why(), "ask-0": "Two testers until March"})
    settled(world, sofia.submit())
    world.at(MONDAY)
    world.tick()
    frank = world.person("frank")
    (parent,) = digests(world, "frank")

    opened = frank.press("Offer help", parent)
    assert opened.view is not None
    title = frank.reads(opened.view)
    frank.fill({"What help do you offer, from when?": "Two testers of *finance* from Monday"})
    submission = frank.submit()
    world.settle()

    assert submission.closed
    assert "== Offer help ==" in title
    note = sofia.reads(sofia.dm()[-1])
    assert "@frank offers help on Settlement batch debt paydown:" in note
    assert "Two testers of *finance* from Monday" in note
    assert "you → Settlement batch debt paydown → Leave the old core" in note
    receipt = frank.reads(frank.dm()[-1])
    assert "Passed on to @sofia about Settlement batch debt paydown:" in receipt
    assert "Two testers of *finance* from Monday" in receipt


def test_a_question_needs_words(answered: World) -> None:
    answered.at(MONDAY)
    answered.tick()
    frank = answered.person("frank")
    (parent,) = digests(answered, "frank")
    frank.press("Ask owner", frank.thread(parent)[-1], near="Platform migration")
    frank.fill({"What do you want to know?": "   "})

    submission = frank.submit()

    assert "Write a sentence or two; the owner reads nothing else." in str(submission.errors)
