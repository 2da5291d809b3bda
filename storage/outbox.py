"""The outbox: everything said goes in here, in the transaction that decides it."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from rituals.announcements import Announcement, AnnouncementStatus, Priority, Verb
from rituals.ids import AnnouncementKey
from storage.database import WorkspaceSession
from storage.shelf import insert_for, table_of
from storage.tables.delivery import AnnouncementRow

_table = table_of(AnnouncementRow)


def enqueue(session: WorkspaceSession, *announcements: Announcement, now: datetime) -> None:
    """Take `announcements` up for delivery; one whose key was ever enqueued is left as it is."""
    if not announcements:
        return
    rows = [
        {
            "workspace_id": session.workspace,
            **_values(announcement),
            "status": AnnouncementStatus.PENDING,
            "nonce": secrets.token_urlsafe(12),
            "attempts": 0,
            "enqueued_at": now,
            "not_before": max(now, announcement.due_at or now),
        }
        for announcement in announcements
    ]
    session.connection().execute(insert_for(session, _table).on_conflict_do_nothing(), rows)


def revise(
    session: WorkspaceSession,
    target: AnnouncementKey,
    *,
    text: str,
    blocks: str,
    priority: Priority = Priority.ANSWER,
    now: datetime,
) -> None:
    """Change what an announcement says: in the outbox while it waits there, else by an edit of the message.

    Of several edits that wait, only the newest is sent.
    """
    here = (_table.c.workspace_id == session.workspace) & (_table.c.key == target)
    unsent = here & (_table.c.status == AnnouncementStatus.PENDING) & (_table.c.attempts == 0)
    connection = session.connection()
    if connection.execute(update(_table).where(unsent).values(text=text, blocks=blocks)).rowcount:
        return
    original = connection.execute(select(_table.c.recipient).where(here)).one_or_none()
    if original is None:
        return
    edits = (_table.c.workspace_id == session.workspace) & (_table.c.target == target)
    waiting = edits & (_table.c.status == AnnouncementStatus.PENDING)
    connection.execute(update(_table).where(waiting).values(status=AnnouncementStatus.CANCELLED, reason="superseded"))
    number = connection.execute(select(func.count()).select_from(_table).where(edits)).scalar_one() + 1
    edit = Announcement(
        key=AnnouncementKey(f"{target}:edit:{number}"),
        recipient=original.recipient,
        text=text,
        blocks=blocks,
        priority=priority,
        verb=Verb.EDIT,
        target=target,
    )
    enqueue(session, edit, now=now)


def _values(announcement: Announcement) -> dict[str, object]:
    names: Sequence[str] = announcement.__slots__
    return {name: getattr(announcement, name) for name in names}
