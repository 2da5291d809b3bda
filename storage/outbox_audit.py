"""What the auditor reads of the outbox, and what it notes there."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from rituals.announcements import WAITING, AnnouncementStatus, OutboxEntry, Verb
from rituals.auditing import CONFIRMED, OpenEntry
from rituals.ids import AnnouncementKey
from storage.database import WorkspaceSession
from storage.outbox import find_entries
from storage.shelf import table_of
from storage.tables.delivery import AnnouncementRow

_table = table_of(AnnouncementRow)
_leader = _table.alias("leader")
_leads_to = func.coalesce(_table.c.target, _table.c.parent)
_ready_at = func.coalesce(_table.c.due_at, _table.c.enqueued_at)


def find_open(session: WorkspaceSession, *, ready_before: datetime) -> Sequence[OpenEntry]:
    """Return what has not ended though it was due and enqueued before an instant (UTC), oldest first."""
    query = (
        select(
            _table.c.key,
            _table.c.recipient,
            _table.c.status,
            _table.c.enqueued_at,
            _table.c.due_at,
            _table.c.not_before,
            _table.c.lease_until,
            _table.c.reason,
            _table.c.raised_at,
            _leader.c.key.label("leader"),
            _leader.c.status.label("leader_status"),
        )
        .outerjoin(_leader, (_leader.c.workspace_id == _table.c.workspace_id) & (_leader.c.key == _leads_to))
        .where(
            _table.c.workspace_id == session.workspace,
            _table.c.status.in_(WAITING),
            _table.c.enqueued_at <= ready_before,
            _ready_at <= ready_before,
        )
        .order_by(_table.c.not_before, _table.c.key)
    )
    return [
        OpenEntry(
            key=row.key,
            recipient=row.recipient,
            status=row.status,
            ready_at=max(row.enqueued_at, row.due_at or row.enqueued_at),
            not_before=row.not_before,
            lease_until=row.lease_until,
            reason=row.reason,
            waits_for=row.leader if row.leader_status not in (None, AnnouncementStatus.SENT) else None,
            raised_at=row.raised_at,
        )
        for row in session.connection().execute(query)
    ]


def mark_raised(session: WorkspaceSession, keys: Collection[AnnouncementKey], *, now: datetime) -> None:
    """Note that the administrators were told of these."""
    rows = (_table.c.workspace_id == session.workspace) & _table.c.key.in_(keys)
    session.connection().execute(update(_table).where(rows).values(raised_at=now))


def find_to_confirm(session: WorkspaceSession, *, since: datetime, until: datetime) -> Sequence[OutboxEntry]:
    """Return what Slack took between two instants (UTC) and history is still to be asked for, oldest first."""
    entries = find_entries(
        session,
        _table.c.status == AnnouncementStatus.SENT,
        _table.c.sent_at > since,
        _table.c.sent_at <= until,
        _table.c.confirmed_at.is_(None),
        _table.c.verb == Verb.POST,
        _table.c.priority.in_(CONFIRMED),
    )
    return sorted(entries, key=lambda entry: (entry.sent_at, entry.announcement.key))


def confirm(session: WorkspaceSession, keys: Collection[AnnouncementKey], *, now: datetime) -> None:
    """Note that history holds these messages."""
    rows = (_table.c.workspace_id == session.workspace) & _table.c.key.in_(keys)
    session.connection().execute(update(_table).where(rows).values(confirmed_at=now))


def save_missing(session: WorkspaceSession, before: OutboxEntry, after: OutboxEntry, *, now: datetime) -> bool:
    """Save that history does not hold a sent message; False where it was settled otherwise meanwhile."""
    values = {"status": after.status, "not_before": after.not_before, "reason": after.reason, "raised_at": now}
    statement = update(_table).where(_is_still(session, before)).values(values)
    return session.connection().execute(statement).rowcount == 1


def _is_still(session: WorkspaceSession, entry: OutboxEntry) -> ColumnElement[bool]:
    return (
        (_table.c.workspace_id == session.workspace)
        & (_table.c.key == entry.announcement.key)
        & (_table.c.attempts == entry.attempts)
        & (_table.c.status == entry.status)
        & _table.c.confirmed_at.is_(None)
    )
