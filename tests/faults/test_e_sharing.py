"""Channels that another company reads along in: nothing is said there before an administrator says yes (FAULTS E6)."""

from datetime import timedelta

import pytest

from rituals.announcements import AnnouncementStatus
from rituals.channels import FRESH
from rituals.slack_errors import SHARED
from sandbox.desk import Reply
from sandbox.records import Json
from storage.directory import take_over
from storage.shelves import CHANNELS
from tests.faults.slack_side import (
    PAYMENTS,
    announce,
    audited,
    became_of,
    calls,
    copies,
    deliver_without_caution,
    enqueue,
    entry,
    lose_events,
    told,
)
from tests.world import World

S = AnnouncementStatus
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what no database decides."""


def share(world: World) -> None:
    """Share the channel of Payments with another company, and let the bot hear of it."""
    world.sandbox.share_channel("#payments")
    world.sandbox.quiet()


def is_of_sharing(payload: Json) -> bool:
    return bool(payload.get("event", {}).get("type") == "channel_shared")


def press(world: World, label: str, person: str = "nadia") -> Reply:
    """Answer the newest question about a shared channel, and deliver what that causes."""
    world.settle()
    who = world.person(person)
    question = [message for message in who.dm() if "shared with another company" in who.reads(message)][-1]
    reply = who.press(label, question)
    world.settle()
    return reply


def test_e6_nothing_is_said_in_a_shared_channel_before_an_administrator_says_yes(world: World):
    enqueue(world, "waiting", PAYMENTS, fallback="U0MAYA")
    share(world)

    announce(world, "card", PAYMENTS)

    assert (copies(world, "waiting"), copies(world, "card")) == (0, 0)
    assert became_of(world, "waiting") == became_of(world, "card") == (S.FAILED, SHARED)
    [redirected] = told(world, "maya", "another company can read along")
    assert "This is waiting." in redirected
    [question] = told(world, "nadia", "May I write there all the same?")
    assert "#payments is shared with another company" in question
    press(world, "Yes, write there")
    announce(world, "allowed", PAYMENTS)
    assert copies(world, "allowed") == 1
    assert told(world, "nadia", "lets me write in #payments")
    assert [each.actor for each in audited(world, "channel.allowed")] == ["nadia"]
    # The yes does not hold for yet another company, and the news counts once however often it comes.
    world.sandbox.clock.advance(timedelta(minutes=1))
    share(world)
    announce(world, "one more company", PAYMENTS)
    assert copies(world, "one more company") == 0
    press(world, "Yes, write there")
    again = next(each.payload for each in world.sandbox.journal.deliveries if is_of_sharing(each.payload))
    world.sandbox.door.send_again(again, attempt=1, reason="http_timeout")
    announce(world, "allowed again", PAYMENTS)
    assert copies(world, "allowed again") == 1
    # The yes ends with the sharing.
    world.sandbox.unshare_channel("#payments")
    world.sandbox.quiet()
    world.sandbox.clock.advance(timedelta(hours=1))
    share(world)
    announce(world, "shared again", PAYMENTS)
    assert copies(world, "shared again") == 0


def test_e6_a_no_holds_until_the_sharing_ends_and_the_next_one_is_asked_about_again(world: World):
    share(world)
    press(world, "No, stay out")
    announce(world, "kept out", PAYMENTS)

    world.sandbox.unshare_channel("#payments")
    world.sandbox.quiet()
    announce(world, "among us", PAYMENTS)
    world.sandbox.clock.advance(timedelta(hours=1))
    share(world)
    announce(world, "shared again", PAYMENTS)

    assert [copies(world, key) for key in ("kept out", "among us", "shared again")] == [0, 1, 0]
    assert len(told(world, "nadia", "May I write there all the same?")) == 1
    assert len(audited(world, "channel.kept_out_of")) == 1


def test_e6_nobody_but_an_administrator_can_say_yes(world: World):
    share(world)
    world.settle()
    nadia, jonas = world.person("nadia"), world.person("jonas")
    payload = world.sandbox.desk.payloads.actions_on_message(
        jonas.user, nadia.dm()[-1], {"type": "button", "action_id": "channel.allow", "value": PAYMENTS}, {}
    )

    world.sandbox.door.send_again(payload, kind="interactive")

    with world.bot.services.reading() as session:
        assert not CHANNELS.get(session, PAYMENTS).takes_messages
    assert [(each.actor, each.subject) for each in audited(world, "refused.channel.allow")] == [("jonas", PAYMENTS)]


@pytest.mark.parametrize("how", ["share_channel", "offer_channel"])
def test_e6_a_sharing_that_no_event_told_of_is_found_before_the_first_post(world: World, how: str):
    lose_events(world)
    getattr(world.sandbox, how)("#payments")
    enqueue(world, "careless", PAYMENTS)
    deliver_without_caution(world)
    world.sandbox.clock.advance(FRESH + timedelta(seconds=1))

    announce(world, "card", PAYMENTS)

    assert copies(world, "careless") == 1, "the control: Slack takes it without a word"
    assert (copies(world, "card"), became_of(world, "card")) == (0, (S.FAILED, SHARED))
    assert calls(world, "conversations.info") == 1
    assert told(world, "nadia", "May I write there all the same?")


@ON_SQLITE
def test_e6_what_is_known_for_too_long_is_asked_once_for_many_posts(world: World):
    world.sandbox.clock.advance(FRESH + timedelta(seconds=1))

    for key in ("one", "two", "three"):
        announce(world, key, PAYMENTS)

    assert (entry(world, "three").status, calls(world, "conversations.info")) == (S.SENT, 1)


def test_e6_a_reading_that_began_before_the_news_does_not_undo_it(world: World):
    before = world.bot.read_directory()
    asked_at = world.sandbox.clock.now()
    world.sandbox.clock.advance(timedelta(seconds=5))
    share(world)

    with world.bot.services.transaction() as session:
        take_over(session, before, asked_at=asked_at, now=world.sandbox.clock.now())

    announce(world, "card", PAYMENTS)
    assert copies(world, "card") == 0
