"""Care of the outbox: settles what no sender will, so that nothing waits unseen."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from rituals.announcements import NEVER_SENT, Announcement, AnnouncementStatus, OutboxEntry, Priority
from rituals.audit import Change
from rituals.delivery import LEASE_RAN_OUT, LONGEST_LEASE, LONGEST_LOOK_UP_WAIT
from rituals.ids import AnnouncementKey
from storage import audit
from storage.claims import lock_claims
from storage.database import WorkspaceSession
from storage.outbox import enqueue, find_entry, revise
from storage.shelf import table_of
from storage.tables.delivery import AnnouncementRow

_table = table_of(AnnouncementRow)
_first = _table.alias("first")
FALLBACK = ":fallback"
AGAIN = ":again"


def tidy(session: WorkspaceSession, *, now: datetime, settle: timedelta) -> None:
    """Give up the claims of senders that are gone, skip what is too late, and settle what waits for what never came.

    What a clock that was ahead has put off for longer than anything waits is taken up now.
    """
    # Two that settle many rows at once, each in its own order, would wait for each other.
    lock_claims(session)
    _give_up_lost_claims(session, now=now, settle=settle)
    _bring_look_ups_back(session, now=now)
    _skip_late(session, now=now)
    settle_followers(session)


def settle_followers(session: WorkspaceSession) -> None:
    """Let replies and edits follow their message to its fallback, and cancel those of a message that never comes."""
    for column in (_table.c.parent, _table.c.target):
        for key in _never_coming(session, column):
            fallback = find_entry(session, fallback_key(key))
            if fallback is None:
                waiting = _waiting(session, AnnouncementStatus.PENDING) & (column == key)
                values = {"status": AnnouncementStatus.CANCELLED, "reason": f"{column.name} was never sent"}
                session.connection().execute(update(_table).where(waiting).values(values))
            else:
                _follow(session, column, key, fallback.announcement)


def fallback_key(key: AnnouncementKey) -> AnnouncementKey:
    """Return the key under which an announcement goes to its fallback."""
    return AnnouncementKey(key + FALLBACK)


def restore_parent(session: WorkspaceSession, reply: OutboxEntry, *, now: datetime) -> bool:
    """Say the vanished parent of `reply` once more and let all that wait for it follow; False if it was before.

    What was answered under the old parent stays there.
    """
    key = reply.announcement.parent
    parent = find_entry(session, key) if key else None
    if parent is None or parent.announcement.key.endswith(AGAIN):
        return False
    again = replace(parent.announcement, key=AnnouncementKey(parent.announcement.key + AGAIN), expires_at=None)
    enqueue(session, again, now=now)
    _follow(session, _table.c.parent, parent.announcement.key, again)
    itself = (_table.c.workspace_id == session.workspace) & (_table.c.key == reply.announcement.key)
    session.connection().execute(update(_table).where(itself).values(parent=again.key))
    return True


def show_as_stored(session: WorkspaceSession, found: OutboxEntry, *, now: datetime) -> None:
    """Let a message that was found in a quarantine read as this database has it: it does not know what was answered.

    A digest tells of its own moment and is left as it is, and so is what an edit already brings up to date.
    """
    said = found.announcement
    edits = (_table.c.workspace_id == session.workspace) & (_table.c.target == said.key)
    if found.search_from is None or said.priority is Priority.DIGEST:
        return
    if session.connection().execute(select(_table.c.key).where(edits)).first():
        return
    revise(session, said.key, text=said.text, blocks=said.blocks, priority=said.priority, now=now)


def _give_up_lost_claims(session: WorkspaceSession, *, now: datetime, settle: timedelta) -> None:
    run_out = (_table.c.lease_until <= now) | (_table.c.lease_until > now + LONGEST_LEASE)
    lost = _waiting(session, AnnouncementStatus.SENDING) & run_out
    session.connection().execute(
        update(_table)
        .where(lost)
        .values(
            status=AnnouncementStatus.UNKNOWN,
            not_before=now + settle,
            reason=LEASE_RAN_OUT,
            lease_until=None,
            lease_owner=None,
        )
    )


def _bring_look_ups_back(session: WorkspaceSession, *, now: datetime) -> None:
    far = _waiting(session, AnnouncementStatus.UNKNOWN) & (_table.c.not_before > now + LONGEST_LOOK_UP_WAIT)
    session.connection().execute(update(_table).where(far).values(not_before=now))


def _skip_late(session: WorkspaceSession, *, now: datetime) -> None:
    late = _waiting(session, AnnouncementStatus.PENDING) & (_table.c.expires_at <= now)
    skipped = session.connection().execute(
        update(_table)
        .where(late)
        .values(status=AnnouncementStatus.SKIPPED_LATE, reason="too late")
        .returning(_table.c.key, _table.c.recipient)
    )
    changes = [
        Change(
            actor="clock",
            action="announcement.skipped_late",
            subject=row.key,
            details={"recipient": row.recipient},
        )
        for row in skipped
    ]
    audit.record(session, *changes, now=now)


def _never_coming(session: WorkspaceSession, column: Any) -> list[AnnouncementKey]:
    query = (
        select(column)
        .distinct()
        .join(_first, (_first.c.workspace_id == _table.c.workspace_id) & (_first.c.key == column))
        .where(_waiting(session, AnnouncementStatus.PENDING), column.is_not(None), _first.c.status.in_(NEVER_SENT))
    )
    return list(session.connection().execute(query).scalars())


def _follow(session: WorkspaceSession, column: Any, key: AnnouncementKey, other: Announcement) -> None:
    waiting = _waiting(session, AnnouncementStatus.PENDING) & (column == key)
    values = {column.name: other.key, "recipient": other.recipient}
    session.connection().execute(update(_table).where(waiting).values(values))


def _waiting(session: WorkspaceSession, status: AnnouncementStatus) -> Any:
    return (_table.c.workspace_id == session.workspace) & (_table.c.status == status)
