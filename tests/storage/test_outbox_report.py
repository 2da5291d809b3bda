"""What the outbox tells of itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from rituals.announcements import Announcement, AnnouncementStatus
from rituals.ids import AnnouncementKey, WorkspaceId
from storage import outbox
from storage.database import Database, WorkspaceSession
from storage.outbox_report import count_by_status, find_due, find_enqueued, find_oldest_unsent
from storage.workspaces import connect_workspace

NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def session(database: Database) -> Iterator[WorkspaceSession]:
    with database.transaction(WorkspaceId("T1")) as session:
        connect_workspace(session, name="Acme", bot_user_id="UBOT", now=NOW)
        yield session


def say(key: str, *, due_at: datetime | None = None, expires_at: datetime | None = None) -> Announcement:
    return Announcement(key=AnnouncementKey(key), recipient="C1", text=key, due_at=due_at, expires_at=expires_at)


def keys(session: WorkspaceSession, now: datetime) -> list[str]:
    return [said.key for said in find_due(session, now=now)]


def test_what_is_due_has_reached_its_hour_and_is_not_too_late(session: WorkspaceSession) -> None:
    outbox.enqueue(session, say("now"), say("later", due_at=LATER), say("over", expires_at=LATER), now=NOW)

    assert keys(session, NOW) == ["now", "over"]
    assert keys(session, LATER) == ["now", "later"]


def test_what_was_taken_back_is_not_due(session: WorkspaceSession) -> None:
    outbox.enqueue(session, say("now"), say("no more"), now=NOW)

    outbox.cancel(session, AnnouncementKey("no more"), reason="answered")

    assert keys(session, NOW) == ["now"]


def test_tells_how_many_are_in_each_status_and_since_when_the_longest_waits(session: WorkspaceSession) -> None:
    nothing = find_oldest_unsent(session, now=NOW)
    outbox.enqueue(session, say("a"), say("b"), say("later", due_at=LATER), now=NOW)
    outbox.cancel(session, AnnouncementKey("a"), reason="answered")

    assert count_by_status(session) == {AnnouncementStatus.PENDING: 2, AnnouncementStatus.CANCELLED: 1}
    assert (nothing, find_oldest_unsent(session, now=LATER)) == (None, NOW)


def test_tells_what_was_enqueued_since(session: WorkspaceSession) -> None:
    outbox.enqueue(session, say("a"), now=NOW)
    outbox.enqueue(session, say("b"), now=LATER)

    assert [said.key for said in find_enqueued(session, since=NOW)] == ["b"]
