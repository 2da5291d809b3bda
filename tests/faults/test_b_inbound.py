"""FAULTS B1 to B6, B8, B10 and G12: what comes in twice, late, out of time, or while the database is away, on flags."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from rituals.flags import FlagStatus
from sandbox.door import COMMAND, INTERACTION, Delivery, Door
from sandbox.person import Person
from sandbox.records import Json
from storage.shelves import AUDIT
from tests.faults.replicas import KillableBot, nobody_else_writes, two_replicas
from tests.journeys.flag_kit import fill, flag, flags_of, reads_all
from tests.places import EXAMPLES
from tests.world import World


@pytest.fixture
def over_http(database_url: str) -> Iterator[World]:
    """The fintech example with the bot on signed HTTP."""
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url, mode="http") as world:
        world.load(EXAMPLES / "fintech.yaml")
        world.at("2026-01-08T09:30")
        yield world


def mention(world: World, *, ts: str = "1767864600.000100") -> dict[str, Any]:
    """Return the event of Jonas mentioning the bot in #payments, with an id of its own."""
    bot = world.sandbox.workspace.bot.id
    event = {"type": "app_mention", "user": "U0JONAS", "channel": "C0PAYMENTS", "ts": ts, "event_ts": ts}
    return world.sandbox.events.callback({**event, "text": f"<@{bot}> flag the supplier may slip"})


def filled_form(world: World, what: str = "The supplier slips") -> Person:
    """Return Jonas with the form filled in and not yet sent."""
    jonas = world.person("jonas")
    jonas.slash("/flag", channel="#payments")
    fill(jonas, **{"What could happen?": what})
    return jonas


def at_once(*acts: Any) -> list[Any]:
    """Do all of these at the same moment, each in its own thread, and return what they return."""
    results: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        results[place] = acts[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def whispers(world: World) -> int:
    """Return how many private answers were shown."""
    return len(world.sandbox.journal.calls("chat.postEphemeral"))


def taken(door: Door, event: Json) -> Delivery:
    """Deliver an event as Slack does: up to three times more, where an answer is not in time."""
    delivery = door.send_again(event)
    for attempt in (1, 2, 3):
        if delivery.error is None:
            break
        delivery = door.send_again(event, attempt=attempt, reason="http_error")
    return delivery


def test_b1_one_event_delivered_again_and_again_to_two_replicas_has_one_effect(
    over_http: World, database_url: str
) -> None:
    door, clock, event = over_http.sandbox.door, over_http.sandbox.clock, mention(over_http)
    with two_replicas(over_http, database_url):
        deliveries: list[Delivery] = at_once(*[lambda: taken(door, event)] * 2)
        for wait in (60, 300, 23 * 3_600):
            clock.advance(timedelta(seconds=wait))
            deliveries.append(taken(door, event))

    assert [delivery.error for delivery in deliveries] == [None] * 5
    assert [each.what for each in flags_of(over_http).values()] == ["the supplier may slip"]
    assert whispers(over_http) == 1


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_b2_an_event_of_which_only_the_retry_arrives_is_taken(database_url: str, mode: str) -> None:
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url, mode=mode) as world:
        world.load(EXAMPLES / "fintech.yaml")

        delivery = world.sandbox.door.send_again(mention(world), attempt=1, reason="http_timeout")

        assert delivery.error is None
        assert flag(world).what == "the supplier may slip"


def test_b3_one_message_under_eleven_event_ids_has_one_effect(over_http: World, database_url: str) -> None:
    door = over_http.sandbox.door
    events = [mention(over_http) for _ in range(11)]
    with two_replicas(over_http, database_url):
        deliveries = at_once(*[lambda event=event: taken(door, event) for event in events])

    assert {delivery.error for delivery in deliveries} == {None}
    assert len({event["event_id"] for event in events}) == 11
    assert len(flags_of(over_http)) == 1
    assert whispers(over_http) == 1


def test_b4_what_could_not_be_stored_is_not_acknowledged_and_the_form_can_be_sent_again(over_http: World) -> None:
    jonas = filled_form(over_http)
    with over_http.database.writing_engine.begin() as connection:
        connection.execute(text("ALTER TABLE announcements RENAME TO announcements_away"))

    failed = jonas.submit()
    stored_meanwhile = flags_of(over_http)
    with over_http.database.writing_engine.begin() as connection:
        connection.execute(text("ALTER TABLE announcements_away RENAME TO announcements"))
    again = jonas.submit()
    over_http.settle()

    assert failed.error is not None
    assert not failed.closed
    assert stored_meanwhile == {}
    assert again.closed
    assert flag(over_http).status is FlagStatus.OPEN
    assert len(jonas.dm()) == 1


def test_b4_a_command_that_could_not_be_stored_is_apologised_for(over_http: World) -> None:
    jonas = over_http.person("jonas")
    with over_http.database.writing_engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_log RENAME TO audit_away"))

    reply = jonas.slash("/flag", "The supplier slips", channel="#payments")

    assert reply.error is not None
    assert "nothing was recorded" in reads_all(jonas, jonas.messages("#payments"))
    assert "Draft" not in reads_all(jonas, jonas.messages("#payments"))
    assert flags_of(over_http) == {}


def test_b4_killed_between_receipt_and_commit_nothing_is_acknowledged_and_the_retry_is_stored_once(
    over_http: World, database_url: str, tmp_path: Path
) -> None:
    sandbox = over_http.sandbox
    with KillableBot(over_http, database_url, tmp_path / "bot.log") as bot:
        with nobody_else_writes(over_http.database):
            delivery = sandbox.events.emit(mention(over_http)["event"])
            # The permalink is asked for right before the transaction that now cannot commit.
            sandbox.wait_until(lambda: sandbox.journal.calls("chat.getPermalink"))
            bot.kill()
            delivery.wait()
        stored_meanwhile = flags_of(over_http)
        bot.start()
        sandbox.clock.advance(timedelta(seconds=60))
        sandbox.wait_until(lambda: delivery.ack is not None)

    assert stored_meanwhile == {}
    assert delivery.attempt > 0
    assert len(flags_of(over_http)) == 1


def test_b5_one_form_sent_twice_at_once_to_two_replicas_is_one_flag(over_http: World, database_url: str) -> None:
    with two_replicas(over_http, database_url):
        jonas = filled_form(over_http)
        assert jonas.view is not None
        payload = over_http.sandbox.desk.payloads.submission(jonas.user, jonas.view)

        deliveries = at_once(*[lambda: over_http.sandbox.door.send_again(payload, kind=INTERACTION)] * 2)
    over_http.settle()

    bodies = [delivery.ack.body for delivery in deliveries if delivery.ack]
    told = [jonas.reads(message) for message in jonas.dm()]
    assert [each.status for each in flags_of(over_http).values()] == [FlagStatus.OPEN]
    assert len(bodies) == 2
    assert [body for body in bodies if body] == [{"response_action": "clear"}]
    assert len([words for words in told if "Stored as flag F-1" in words]) == 1
    assert len([words for words in told if "already recorded, and nothing was changed" in words]) == 1


def test_b6_the_form_closes_when_it_is_sent_again_after_its_answer_was_lost(world: World) -> None:
    jonas = filled_form(world)
    world.sandbox.door.lose_acks(INTERACTION)
    first = jonas.submit()

    second = jonas.submit()
    world.settle()

    assert first.error is not None
    assert second.closed
    assert jonas.view is None
    assert len(flags_of(world)) == 1
    assert "already recorded, and nothing was changed. Flag F-1" in reads_all(jonas, jonas.dm())


def test_b8_a_form_sent_by_somebody_who_left_meanwhile_is_refused_and_audited(world: World) -> None:
    jonas = filled_form(world)
    world.sandbox.deactivate_user("jonas")
    world.bot.sync_directory()

    submission = jonas.submit()

    with world.bot.services.reading() as session:
        refusals = [entry.details["reason"] for entry in AUDIT.find(session, AUDIT.c.action == "refused.flag.form")]
    assert submission.view is not None
    assert "I do not find you among them" in jonas.reads(submission.view)
    assert flags_of(world) == {}
    assert refusals == ["StrangerError"]


def test_b10_a_command_that_comes_too_late_for_its_form_keeps_the_draft_and_says_so(world: World) -> None:
    jonas = world.person("jonas")
    channel = world.sandbox.workspace.get_channel("#payments")
    payload = world.sandbox.desk.payloads.command(jonas.user, channel, "/flag", "The supplier slips")
    world.sandbox.clock.advance(timedelta(seconds=3.1))

    delivery = world.sandbox.door.send_again(payload, kind=COMMAND)

    assert delivery.ack is not None
    assert "Draft F-1 is stored" in delivery.ack.body["text"]
    assert "Complete it" in str(delivery.ack.body["blocks"])
    assert flag(world).what == "The supplier slips"


def test_b14_a_command_that_is_replayed_stores_one_draft(over_http: World) -> None:
    jonas = over_http.person("jonas")
    channel = over_http.sandbox.workspace.get_channel("#payments")
    payload = over_http.sandbox.desk.payloads.command(jonas.user, channel, "/flag", "The supplier slips")

    deliveries = [over_http.sandbox.door.send_again(payload, kind=COMMAND) for _ in range(5)]

    assert [delivery.error for delivery in deliveries] == [None] * 5
    assert len(flags_of(over_http)) == 1


def test_g12_the_eleventh_flag_within_a_minute_has_to_wait_and_others_do_not(over_http: World) -> None:
    jonas, maya = over_http.person("jonas"), over_http.person("maya")
    for number in range(5):
        jonas.slash("/flag", f"Risk {number}", channel="#payments")
        jonas.slash("/flag", channel="#payments")

    reply = jonas.slash("/flag", "One more", channel="#payments")
    other = maya.slash("/flag", "The supplier slips", channel="#payments")
    over_http.sandbox.clock.advance(timedelta(minutes=1))
    later = jonas.slash("/flag", "One more", channel="#payments")

    assert "Please wait a few minutes" in reply.text
    assert "is stored" in other.text
    assert "is stored" in later.text
    assert len(flags_of(over_http)) == 7
