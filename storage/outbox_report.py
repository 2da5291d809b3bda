"""What the outbox holds, for `drumbeat status`, for simulations, and for the operator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from rituals.announcements import WAITING, AnnouncementStatus
from storage.database import WorkspaceSession
from storage.shelf import table_of
from storage.tables.delivery import AnnouncementRow

_table = table_of(AnnouncementRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something enqueued: when (UTC), for whom (a Slack user or channel), and its plain words."""

    key: str
    enqueued_at: datetime
    recipient: str
    text: str
    is_reply: bool


def count_by_status(session: WorkspaceSession) -> Mapping[AnnouncementStatus, int]:
    """Return how many announcements are in each status."""
    query = (
        select(_table.c.status, func.count())
        .where(_table.c.workspace_id == session.workspace)
        .group_by(_table.c.status)
    )
    return {row[0]: row[1] for row in session.connection().execute(query)}


def find_oldest_unsent(session: WorkspaceSession, *, now: datetime) -> datetime | None:
    """Return since when the longest-waiting announcement could have been sent (UTC); None when nothing is late."""
    query = select(func.min(_table.c.not_before)).where(
        _table.c.workspace_id == session.workspace, _table.c.status.in_(WAITING), _table.c.not_before <= now
    )
    oldest: datetime | None = session.connection().execute(query).scalar_one()
    return oldest


def find_enqueued(session: WorkspaceSession, *, since: datetime) -> tuple[Said, ...]:
    """Return what was enqueued after `since`, oldest first, most urgent first within one moment."""
    return _find(session, _table.c.enqueued_at > since)


def find_due(session: WorkspaceSession, *, now: datetime) -> tuple[Said, ...]:
    """Return what waits and may be said at `now`, in the same order."""
    is_in_time = _table.c.expires_at.is_(None) | (_table.c.expires_at > now)
    return _find(session, _table.c.status.in_(WAITING) & (_table.c.not_before <= now) & is_in_time)


def _find(session: WorkspaceSession, condition: ColumnElement[bool]) -> tuple[Said, ...]:
    query = (
        select(_table.c.key, _table.c.enqueued_at, _table.c.recipient, _table.c.text, _table.c.parent)
        .where(_table.c.workspace_id == session.workspace, condition)
        .order_by(_table.c.enqueued_at, _table.c.priority, _table.c.key)
    )
    return tuple(
        Said(
            key=row.key,
            enqueued_at=row.enqueued_at,
            recipient=row.recipient,
            text=row.text,
            is_reply=row.parent is not None,
        )
        for row in session.connection().execute(query)
    )
