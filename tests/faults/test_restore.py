"""D13: an older state of the database comes back, and Slack is ahead of it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rituals.announcements import AnnouncementStatus, OutboxEntry, Priority, Verb
from rituals.ids import AnnouncementKey
from storage import outbox, quarantine
from storage.counters import next_id
from storage.database import Database
from storage.shelves import AUDIT
from storage.workspaces import connect_workspace
from tests.faults.older_states import OlderState
from tests.faults.post_office import LEADERS, MARIA, POST, PostOffice, say
from tests.journeys.check_in_kit import answer, card, green, reads_card, settled
from tests.world import World

S = AnnouncementStatus
HISTORY = "conversations.history"
FOREVER = 10**9
DAY = timedelta(days=1)


@pytest.fixture
def older(database: Database, tmp_path: Path) -> Iterator[OlderState]:
    state = OlderState(database, tmp_path)
    yield state
    state.clear_away()


def brought_back(office: PostOffice, older: OlderState) -> PostOffice:
    """Return the post office as it goes on with the older state, half an hour after it was lost."""
    office.clock.advance(timedelta(minutes=30))
    return PostOffice(office.sandbox, older.bring_back(now=office.clock.now()))


def keep(office: PostOffice, older: OlderState) -> None:
    older.keep(now=office.clock.now())
    office.clock.advance(timedelta(minutes=30))


def test_d13_what_was_said_since_the_backup_is_adopted_and_what_was_not_is_sent(office: PostOffice, older: OlderState):
    office.enqueue(say("waiting"), say("to a person", MARIA), say("not reached"))
    keep(office, older)
    with office.database.transaction(office.workspace) as session:
        outbox.cancel(session, AnnouncementKey("not reached"), reason="so that it is not said before the loss")
    office.enqueue(say("decided later"), say("later to a person", MARIA))
    office.run()

    restored = brought_back(office, older)
    restored.enqueue(say("decided later"), say("later to a person", MARIA), say("decided in the lost time, not said"))
    restored.run()

    copies = Counter(restored.posted())
    assert set(copies.values()) == {1}
    assert len(copies) == 6
    assert {entry.status for entry in restored.entries()} == {S.SENT}
    assert restored.entry("decided later").ts == office.entry("decided later").ts


def test_d13_control_without_the_quarantine_what_was_said_is_said_again(office: PostOffice, older: OlderState):
    """Must double, or the harness is blind."""
    office.enqueue(say("waiting"))
    keep(office, older)
    office.enqueue(say("decided later"))
    office.run()

    restored = brought_back(office, older)
    with restored.database.transaction(restored.workspace) as session:
        quarantine.end(session, now=office.clock.now())
    restored.enqueue(say("decided later"))
    restored.run()

    assert restored.copies("decided later") == 2


def test_d13_control_with_ids_that_follow_from_nothing_history_does_not_help(office: PostOffice, older: OlderState):
    """Must double: another secret is what ids at random would be."""
    keep(office, older)
    office.enqueue(say("decided later"))
    office.run()

    restored = brought_back(office, older)
    with restored.database.transaction(restored.workspace) as session:
        session.connection().exec_driver_sql("UPDATE workspaces SET secret = 'another'")
    restored.enqueue(say("decided later"))
    restored.run()

    assert restored.copies("decided later") == 2


def test_d13_replies_are_looked_for_in_the_thread_of_their_adopted_parent(office: PostOffice, older: OlderState):
    keep(office, older)
    digest = [
        say("digest", LEADERS, priority=Priority.DIGEST),
        *(say(f"reply {number}", LEADERS, parent=AnnouncementKey("digest")) for number in range(3)),
    ]
    office.enqueue(*digest)
    office.run()

    restored = brought_back(office, older)
    restored.enqueue(*digest, say("a new reply", LEADERS, parent=AnnouncementKey("digest")))
    restored.run()

    assert set(Counter(restored.posted()).values()) == {1}
    assert {entry.status for entry in restored.entries()} == {S.SENT}
    assert {restored.message(f"reply {number}").thread_ts for number in range(3)} == {restored.entry("digest").ts}
    assert restored.message("a new reply").thread_ts == restored.entry("digest").ts


def test_d13_an_adopted_message_reads_as_the_database_has_it_and_a_digest_is_left_alone(
    office: PostOffice, older: OlderState
):
    office.enqueue(say("card"), say("digest", LEADERS, priority=Priority.DIGEST))
    keep(office, older)
    office.run()
    for key in ("card", "digest"):
        with office.database.transaction(office.workspace) as session:
            outbox.revise(session, AnnouncementKey(key), text="It is answered.", blocks="[]", now=office.clock.now())
    office.run()

    restored = brought_back(office, older)
    restored.run()

    assert restored.message("card").text == "This is card."
    assert restored.message("digest").text == "It is answered."


def test_d13_while_history_is_down_nothing_is_said_again_and_then_it_is_adopted(office: PostOffice, older: OlderState):
    keep(office, older)
    office.enqueue(say("decided later"))
    office.run()

    restored = brought_back(office, older)
    office.sandbox.faults.add(HISTORY, "500_before", times=FOREVER)
    restored.enqueue(say("decided later"))
    restored.run(step=timedelta(minutes=1))
    meanwhile = (restored.copies("decided later"), restored.status("decided later"))
    office.sandbox.faults.clear()
    restored.run()

    assert meanwhile == (1, S.UNKNOWN)
    assert (restored.copies("decided later"), restored.status("decided later")) == (1, S.SENT)


def test_d13_where_history_is_closed_an_escalation_goes_again_and_an_administrator_looks_after_the_rest(
    office: PostOffice, older: OlderState
):
    keep(office, older)
    said = (say("escalation", priority=Priority.ESCALATION), say("prompt"))
    office.enqueue(*said)
    office.run()

    restored = brought_back(office, older)
    office.sandbox.faults.add(HISTORY, "error:missing_scope", times=FOREVER, channel="C0PAYMENTS")
    restored.enqueue(*said)
    restored.run()

    assert (restored.copies("escalation"), restored.status("escalation")) == (2, S.SENT)
    assert (restored.copies("prompt"), restored.status("prompt")) == (1, S.UNCONFIRMED)
    assert [entry for entry in restored.entries() if entry.announcement.key.startswith("undelivered:")]


def test_d13_a_quarantine_leaves_edits_alone_and_numbers_out_and_is_noted(office: PostOffice, older: OlderState):
    with office.database.transaction(office.workspace) as session:
        numbers = [next_id(session, letter) for letter in ("F", "R")]
    keep(office, older)

    restored = brought_back(office, older)
    restored.enqueue(say("card"), say("edit", verb=Verb.EDIT, target=AnnouncementKey("card")))
    held = (restored.status("card"), restored.status("edit"))
    with restored.database.transaction(restored.workspace) as session:
        later = [next_id(session, letter) for letter in ("F", "R")]
        before = quarantine.marking_of(session)
        quarantine.end(session, now=office.clock.now(), actor="ada")
        after = quarantine.marking_of(session)
    with restored.database.reading(restored.workspace) as session:
        noted = [(entry.action, entry.actor) for entry in AUDIT.find(session)]

    assert (numbers, later) == (["F-1", "R-1"], ["F-1002", "R-2"])
    assert held == (S.UNKNOWN, S.PENDING)
    assert before.quarantine is not None
    assert after.quarantine is None
    assert before.nonce_of(AnnouncementKey("card")) != after.nonce_of(AnnouncementKey("card"))
    assert noted[-2:] == [("quarantine.began", "clock"), ("quarantine.ended", "ada")]


def test_d13_the_same_database_started_again_is_in_no_quarantine(office: PostOffice):
    again = PostOffice(
        office.sandbox, Database.connect(office.database.engine.url.render_as_string(hide_password=False))
    )

    with again.database.reading(again.workspace) as session:
        assert quarantine.find_quarantine(session) is None


def test_d13_begun_again_a_quarantine_reaches_back_to_the_earlier_moment(office: PostOffice):
    now = office.clock.now()
    moments = (now - 2 * DAY, now - DAY, now - 3 * DAY)
    found = []
    for moment in moments:
        with office.database.transaction(office.workspace) as session:
            quarantine.begin(session, since=moment, now=now, why="by hand")
            found.append(quarantine.find_quarantine(session))

    assert [each.since for each in found if each] == [now - 2 * DAY, now - 2 * DAY, now - 3 * DAY]


def live_at(world: World, *moments: str) -> None:
    for moment in moments:
        world.at(moment)
        world.tick()


def entries(world: World) -> dict[str, OutboxEntry]:
    with world.bot.services.reading() as session:
        return {entry.announcement.key: entry for entry in outbox.find_entries(session)}


@pytest.fixture
def played(world: World, tmp_path: Path) -> Iterator[World]:
    """The first Thursday is over and its morning's state came back: eight hours of prompts and answers are lost."""
    live_at(world, "2026-01-08T06:00")
    older = OlderState(world.database, tmp_path)
    older.keep(now=world.sandbox.clock.now())
    live_at(world, "2026-01-08T08:30", "2026-01-08T09:30")
    settled(world, answer(world.person("sofia"), green(0, 1)))
    live_at(world, "2026-01-08T14:00")
    older.bring_back(now=world.sandbox.clock.now()).close()
    world.restart_on(older.url)
    yield world
    world.database.close()
    older.clear_away()


def posts(world: World) -> Counter[Any]:
    return Counter((each.channel, each.key) for each in world.sandbox.accepted if each.method == POST)


def test_d13_no_prompt_is_doubled_or_lost_and_what_was_answered_can_be_answered_again(played: World):
    said = posts(played)

    played.tick()

    again = posts(played) - said
    prompts = {key: entry for key, entry in entries(played).items() if key.startswith("check_in:")}
    asked = [key for key in prompts if key.count(":") == 2]
    assert sorted(key.split(":")[1] for key in asked) == ["jonas", "maya", "sofia", "viktor", "wei"]
    assert {entry.status for entry in prompts.values()} == {S.SENT}
    assert set(posts(played).values()) == {1}
    assert {channel for channel, _ in again} <= {played.person("nadia").dm()[0].channel}
    assert "Answer" in reads_card(played.person("sofia"))

    settled(played, answer(played.person("sofia"), green(0, 1)))

    assert "This check-in is answered." not in played.person("sofia").reads(card(played.person("sofia")))


def test_d13_the_quarantine_ends_after_a_working_day_and_a_new_era_begins(played: World):
    live_at(played, "2026-01-08T14:10", "2026-01-08T16:00", "2026-01-09T09:30", "2026-01-09T13:55")
    with played.bot.services.reading() as session:
        lasting = quarantine.find_quarantine(session)
    live_at(played, "2026-01-09T14:05")
    with played.bot.services.reading() as session:
        over = quarantine.find_quarantine(session)
        held = quarantine.count_held(session)
    with played.bot.services.transaction() as session:
        era = quarantine.marking_of(session).era

    assert lasting is not None
    assert (over, held, era) == (None, 0, 1)
    assert set(posts(played).values()) == {1}


def test_d13_a_database_that_moves_while_the_bot_runs_is_noticed_before_the_next_message(
    postgresql_server: str, office: PostOffice
):
    """A promoted standby has another timeline: here the stored one is changed instead."""
    if not office.database.engine.url.get_backend_name().startswith("postgresql"):
        pytest.skip("a SQLite file has no standby")
    office.enqueue(say("card"))
    with office.database.transaction(office.workspace) as session:
        session.connection().exec_driver_sql("UPDATE workspaces SET home = 'another timeline'")

    office.run()

    with office.database.reading(office.workspace) as session:
        assert quarantine.find_quarantine(session) is not None
    assert (office.copies("card"), office.status("card")) == (1, S.SENT)
    assert [call.method for call in office.sandbox.requests if call.method in (HISTORY, POST)] == [HISTORY, POST]


def test_d13_a_workspace_of_an_earlier_release_gets_its_secret_and_keeps_the_ids_it_gave_out(office: PostOffice):
    office.enqueue(say("card"))
    nonce = office.entry("card").nonce
    with office.database.transaction(office.workspace) as session:
        session.connection().exec_driver_sql("UPDATE workspaces SET secret = NULL")
    with (
        pytest.raises(quarantine.NotConnectedError, match="drumbeat run"),
        office.database.transaction(office.workspace) as session,
    ):
        outbox.enqueue(session, say("too early"), now=office.clock.now())

    with office.database.transaction(office.workspace) as session:
        connect_workspace(session, name="Acme", bot_user_id="U0BOT", now=datetime(2026, 1, 5, tzinfo=UTC))
        secret = quarantine.marking_of(session).secret
    office.run()

    assert secret
    assert (office.copies("card"), office.entry("card").nonce) == (1, nonce)
