"""The outbox on both databases: said once, claimed once, in order, and edited without a lost word."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rituals.announcements import Announcement, AnnouncementStatus, OutboxEntry, Priority, Verb
from rituals.delivery import SETTLE, Accepted, Doubtful, Limited, Outcome, Refused, after_call
from rituals.ids import AnnouncementKey, WorkspaceId
from storage import claims, direct_messages, outbox, outbox_care
from storage.database import Database, WorkspaceSession
from storage.outbox_survey import Survey, survey
from storage.shelves import AUDIT
from storage.workspaces import connect_workspace

WORKSPACE = WorkspaceId("T1")
NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
LEASE = timedelta(seconds=30)
S = AnnouncementStatus


@pytest.fixture
def session(database: Database) -> Iterator[WorkspaceSession]:
    with database.transaction(WORKSPACE) as session:
        connect_workspace(session, name="Acme", bot_user_id="UBOT", now=NOW)
        yield session


def say(key: str, recipient: str = "C1", **more: object) -> Announcement:
    return Announcement(key=AnnouncementKey(key), recipient=recipient, text=f"{key}.", **more)  # type: ignore[arg-type]  # fields by name


def claim(
    session: WorkspaceSession,
    *,
    now: datetime = NOW,
    verbs: tuple[Verb, ...] = tuple(Verb),
    resting: tuple[str, ...] = (),
) -> OutboxEntry | None:
    wanted = claims.Wanted(owner="me", lease=LEASE, verbs=verbs, resting=resting, limit=1)
    return next(iter(claims.claim(session, wanted, now=now)), None)


def claimed(session: WorkspaceSession, *, now: datetime = NOW) -> OutboxEntry:
    entry = claim(session, now=now)
    assert entry is not None
    return entry


def answer(session: WorkspaceSession, entry: OutboxEntry, outcome: Outcome, *, now: datetime = NOW) -> bool:
    return claims.save(session, entry, after_call(entry, outcome, now=now))


def send_all(session: WorkspaceSession, *, now: datetime = NOW) -> list[str]:
    sent: list[str] = []
    while entry := claim(session, now=now):
        answer(session, entry, Accepted(entry.announcement.recipient, f"1.{len(sent):06}"), now=now)
        sent.append(entry.announcement.key)
    return sent


def status_of(session: WorkspaceSession, key: str) -> AnnouncementStatus:
    entry = outbox.find_entry(session, AnnouncementKey(key))
    assert entry is not None
    return entry.status


def tidy(session: WorkspaceSession, *, now: datetime) -> None:
    outbox_care.tidy(session, now=now, settle=SETTLE)


def test_the_same_key_is_enqueued_once(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), now=NOW)

    outbox.enqueue(session, replace(say("a"), text="Other words."), say("b"), now=NOW)

    assert [entry.announcement.text for entry in outbox.find_entries(session)] == ["a.", "b."]


def test_nothing_to_say_is_no_error(session: WorkspaceSession):
    outbox.enqueue(session, now=NOW)

    assert outbox.find_entries(session) == []


def test_an_entry_comes_back_as_it_was_enqueued(session: WorkspaceSession):
    announcement = say(
        "a",
        "U1",
        blocks='[{"type": "divider"}]',
        priority=Priority.DIGEST,
        due_at=NOW + timedelta(hours=1),
        expires_at=NOW + timedelta(hours=9),
        fallback="C9",
    )

    outbox.enqueue(session, announcement, now=NOW)

    entry = outbox.find_entry(session, announcement.key)
    assert entry is not None
    assert (entry.announcement, entry.status, entry.attempts) == (announcement, S.PENDING, 0)
    assert entry.not_before == NOW + timedelta(hours=1)


def test_urgent_ones_go_first_and_equal_ones_in_the_order_given(session: WorkspaceSession):
    said = [say(f"prompt:{number}", f"U{number}", priority=Priority.PROMPT) for number in (10, 9, 11)]

    outbox.enqueue(session, say("digest", "C1", priority=Priority.DIGEST), *said, now=NOW)
    outbox.enqueue(session, say("escalation", "C2", priority=Priority.ESCALATION), now=NOW + timedelta(seconds=1))

    sent = send_all(session, now=NOW + timedelta(seconds=2))
    assert sent == ["escalation", "prompt:10", "prompt:9", "prompt:11", "digest"]


def test_nothing_goes_before_its_time(session: WorkspaceSession):
    outbox.enqueue(session, say("later", due_at=NOW + timedelta(minutes=5)), now=NOW)

    early, on_time = claim(session), claim(session, now=NOW + timedelta(minutes=5))

    assert early is None
    assert on_time is not None


def test_one_message_is_under_way_per_recipient(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), say("b"), say("c", "C2"), now=NOW)

    keys = [claimed(session).announcement.key, claimed(session).announcement.key]

    assert keys == ["a", "c"]
    assert claim(session) is None


def claim_all(session: WorkspaceSession, *, limit: int = 10) -> list[OutboxEntry]:
    wanted = claims.Wanted(owner="me", lease=LEASE, verbs=tuple(Verb), resting=(), limit=limit)
    return claims.claim(session, wanted, now=NOW)


def test_many_are_claimed_at_once_each_for_another_recipient_the_urgent_first(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), say("b"), say("c", "C2"), say("reply", "C3", parent="a"), now=NOW)
    outbox.enqueue(session, say("urgent", "C2", priority=Priority.ESCALATION), say("d", "C4"), now=NOW)

    assert [entry.announcement.key for entry in claim_all(session, limit=2)] == ["urgent", "a"]
    assert [entry.announcement.key for entry in claim_all(session)] == ["d"]


def accepted(entry: OutboxEntry, *, now: datetime = NOW) -> OutboxEntry:
    return after_call(entry, Accepted(entry.announcement.recipient, "1.000001"), now=now)


def test_many_accepted_messages_are_saved_in_one_go_unless_one_was_settled_elsewhere(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), say("b", "C2"), say("c", "C3"), now=NOW)
    a, b, c = claim_all(session)
    answer(session, c, Refused("is_archived"))

    assert claims.save_sent(session, [accepted(a), accepted(b)])
    assert not claims.save_sent(session, [accepted(c)])
    assert [status_of(session, key) for key in "abc"] == [S.SENT, S.SENT, S.FAILED]


def test_saving_many_waits_for_nobody_who_holds_one_of_them(database: Database):
    if database.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite only one transaction writes")
    with database.transaction(WORKSPACE) as session:
        connect_workspace(session, name="Acme", bot_user_id="UBOT", now=NOW)
        outbox.enqueue(session, say("a"), say("b", "C2"), now=NOW)
        batch = claim_all(session)

    with database.transaction(WORKSPACE) as other, database.transaction(WORKSPACE) as session:
        # It locks the original, and would wait for the batch that waits for it.
        outbox.revise(other, AnnouncementKey("b"), text="New.", blocks="[]", now=NOW)
        saved = claims.save_sent(session, [accepted(each) for each in batch])
        session.rollback()

    assert not saved


def test_c8_a_claim_by_a_clock_that_was_ahead_is_given_up(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), now=NOW)
    claimed(session, now=NOW + timedelta(days=1))

    needed = survey(session, now=NOW).needs_care
    tidy(session, now=NOW)

    assert (needed, status_of(session, "a"), survey(session, now=NOW).look_up_at) == (True, S.UNKNOWN, NOW + SETTLE)


def test_c8_a_look_up_put_off_by_a_clock_that_was_ahead_is_brought_back(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), now=NOW)
    answer(session, claimed(session), Doubtful("reset"), now=NOW + timedelta(days=1))

    needed = survey(session, now=NOW).needs_care
    tidy(session, now=NOW)

    assert (needed, survey(session, now=NOW)) == (True, Survey(look_up_at=NOW))


def test_what_may_not_be_used_now_is_passed_over(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), say("b", "C2"), now=NOW)

    assert claim(session, resting=("C1", "C2")) is None
    assert claim(session, verbs=(Verb.EDIT,)) is None
    assert claim(session, resting=("C1",)) is not None


def test_a_reply_waits_for_its_parent(session: WorkspaceSession):
    outbox.enqueue(session, say("reply", "C1", parent="parent", priority=Priority.ESCALATION), now=NOW)
    outbox.enqueue(session, say("parent", "C1", priority=Priority.DIGEST), now=NOW)

    assert send_all(session) == ["parent", "reply"]


def test_two_workspaces_do_not_see_each_other(database: Database):
    for workspace in ("T1", "T2"):
        with database.transaction(WorkspaceId(workspace)) as session:
            connect_workspace(session, name=workspace, bot_user_id="UBOT", now=NOW)
            outbox.enqueue(session, say("a"), now=NOW)

    with database.transaction(WorkspaceId("T1")) as session:
        sent = send_all(session)
    with database.transaction(WorkspaceId("T2")) as session:
        left = status_of(session, "a")

    assert (sent, left) == (["a"], S.PENDING)


def test_what_became_of_a_try_is_saved_once(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), now=NOW)
    entry = claimed(session)

    first = answer(session, entry, Refused("is_archived"))
    second = answer(session, entry, Limited(timedelta(seconds=30)))

    assert (first, second, status_of(session, "a")) == (True, False, S.FAILED)


def test_an_accepted_message_is_noted_although_its_sender_was_given_up(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), now=NOW)
    entry = claimed(session)
    tidy(session, now=NOW + LEASE)

    saved = answer(session, entry, Accepted("C1", "1.000001"))

    assert (saved, status_of(session, "a")) == (True, S.SENT)


def test_a_claim_holds_until_its_lease_ends_or_somebody_gives_it_up(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), now=NOW)
    entry = claimed(session)

    assert claims.holds(session, entry, until=NOW + LEASE - timedelta(seconds=1))
    assert not claims.holds(session, entry, until=NOW + LEASE)
    tidy(session, now=NOW + LEASE)
    assert not claims.holds(session, entry, until=NOW)


def test_a_lost_claim_settles_before_it_is_looked_up_by_one(session: WorkspaceSession):
    outbox.enqueue(session, say("a"), now=NOW)
    claimed(session)
    gone = NOW + LEASE

    tidy(session, now=gone)

    assert claims.claim_look_up(session, now=gone + SETTLE - timedelta(seconds=1), lease=LEASE) is None
    assert claims.claim_look_up(session, now=gone + SETTLE, lease=LEASE) is not None
    assert claims.claim_look_up(session, now=gone + SETTLE, lease=LEASE) is None


def test_what_is_too_late_is_skipped_and_noted(database: Database):
    with database.transaction(WORKSPACE) as session:
        connect_workspace(session, name="Acme", bot_user_id="UBOT", now=NOW)
        outbox.enqueue(session, say("late", expires_at=NOW + timedelta(hours=8)), say("timeless", "C2"), now=NOW)

    with database.transaction(WORKSPACE) as session:
        tidy(session, now=NOW + timedelta(hours=8))

    with database.reading(WORKSPACE) as session:
        assert [status_of(session, key) for key in ("late", "timeless")] == [S.SKIPPED_LATE, S.PENDING]
        assert [entry.action for entry in AUDIT.find(session)] == ["announcement.skipped_late"]


def test_what_is_too_late_is_never_claimed_even_before_it_is_skipped(session: WorkspaceSession):
    outbox.enqueue(session, say("late", expires_at=NOW + timedelta(hours=8)), now=NOW)

    assert claim(session, now=NOW + timedelta(hours=8)) is None


def test_what_waits_is_told_with_its_time(session: WorkspaceSession):
    outbox.enqueue(session, say("a", due_at=NOW + timedelta(hours=2)), say("b", "C2"), say("c", parent="a"), now=NOW)

    waits = survey(session, now=NOW, resting=("C2",))

    assert {(each.recipient, each.not_before - NOW) for each in waits.waiting} == {
        (None, timedelta(hours=2)),
        ("C2", timedelta(microseconds=0)),
    }


class TestRevise:
    def test_changes_what_still_waits(self, session: WorkspaceSession):
        outbox.enqueue(session, say("card"), now=NOW)

        outbox.revise(session, AnnouncementKey("card"), text="New.", blocks="[]", now=NOW)

        assert [(entry.announcement.key, entry.announcement.text) for entry in outbox.find_entries(session)] == [
            ("card", "New.")
        ]

    def test_edits_what_was_said_with_the_newest_words_only(self, session: WorkspaceSession):
        outbox.enqueue(session, say("card"), now=NOW)
        send_all(session)

        for words in ("One.", "Two.", "Three."):
            outbox.revise(session, AnnouncementKey("card"), text=words, blocks="[]", now=NOW)

        edit = claimed(session)
        assert (edit.announcement.text, edit.announcement.verb) == ("Three.", Verb.EDIT)
        assert claim(session) is None

    def test_waits_for_the_message_it_edits(self, session: WorkspaceSession):
        outbox.enqueue(session, say("card"), now=NOW)
        card = claimed(session)

        outbox.revise(session, AnnouncementKey("card"), text="New.", blocks="[]", now=NOW)

        assert claim(session) is None
        answer(session, card, Accepted("C1", "1.000001"))
        assert claimed(session).announcement.text == "New."

    def test_an_older_edit_that_failed_gives_way_to_a_newer_one(self, session: WorkspaceSession):
        outbox.enqueue(session, say("card"), now=NOW)
        send_all(session)
        outbox.revise(session, AnnouncementKey("card"), text="Old.", blocks="[]", now=NOW)
        old = claimed(session)
        outbox.revise(session, AnnouncementKey("card"), text="New.", blocks="[]", now=NOW)

        answer(session, old, Limited(timedelta(seconds=30)))

        assert claimed(session).announcement.text == "New."
        assert claim(session, now=NOW + timedelta(hours=1)) is None

    def test_a_newer_edit_waits_until_an_older_one_in_doubt_has_settled(self, session: WorkspaceSession):
        outbox.enqueue(session, say("card"), now=NOW)
        send_all(session)
        outbox.revise(session, AnnouncementKey("card"), text="Old.", blocks="[]", now=NOW)
        answer(session, claimed(session), Doubtful("HTTP 503"))

        outbox.revise(session, AnnouncementKey("card"), text="New.", blocks="[]", now=NOW)

        assert claim(session, now=NOW + timedelta(seconds=60)) is None

    def test_does_nothing_where_nothing_was_ever_said(self, session: WorkspaceSession):
        outbox.revise(session, AnnouncementKey("card"), text="New.", blocks="[]", now=NOW)

        assert outbox.find_entries(session) == []


class TestCancel:
    def test_takes_back_what_waits(self, session: WorkspaceSession):
        outbox.enqueue(session, say("a"), now=NOW)

        taken_back = outbox.cancel(session, AnnouncementKey("a"), reason="answered")

        assert (taken_back, status_of(session, "a")) == (True, S.CANCELLED)

    def test_comes_too_late_for_what_is_under_way(self, session: WorkspaceSession):
        outbox.enqueue(session, say("a"), now=NOW)
        claimed(session)

        assert not outbox.cancel(session, AnnouncementKey("a"), reason="answered")


def test_replies_and_edits_follow_their_message_to_its_fallback(session: WorkspaceSession):
    outbox.enqueue(session, say("card"), say("reply", parent="card"), now=NOW)
    answer(session, claimed(session), Refused("is_archived"))
    outbox.enqueue(session, say("card:fallback", "C2"), now=NOW)

    tidy(session, now=NOW)

    reply = outbox.find_entry(session, AnnouncementKey("reply"))
    assert reply is not None
    assert (reply.announcement.parent, reply.announcement.recipient) == ("card:fallback", "C2")


def test_replies_to_a_message_that_never_comes_do_not_wait_unseen(session: WorkspaceSession):
    outbox.enqueue(session, say("card"), say("reply", parent="card"), now=NOW)
    outbox.cancel(session, AnnouncementKey("card"), reason="answered")

    tidy(session, now=NOW)

    assert status_of(session, "reply") is S.CANCELLED


def test_a_conversation_is_remembered(session: WorkspaceSession):
    direct_messages.remember(session, {"U1": "D1"})
    direct_messages.remember(session, {"U1": "D1"})

    assert [direct_messages.find_channel(session, user) for user in ("U1", "U2")] == ["D1", None]
