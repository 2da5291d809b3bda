"""The outbox: everything said goes in here, in the transaction that decides it."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, func, select, update

from rituals.announcements import Announcement, AnnouncementStatus, OutboxEntry, Priority, Verb
from rituals.delivery import SETTLE
from rituals.ids import AnnouncementKey
from rituals.quarantine import RESTORED, Quarantine
from storage.database import WorkspaceSession
from storage.quarantine import marking_of
from storage.shelf import insert_for, table_of
from storage.tables.delivery import AnnouncementRow

SUPERSEDED = "superseded"
"""Why an edit was cancelled: a newer one says what is to be said."""

_table = table_of(AnnouncementRow)
_SAID = tuple(field.name for field in fields(Announcement))
_STANDING = select(_table.c.channel, _table.c.ts).where(
    _table.c.workspace_id == bindparam("workspace"), _table.c.key == bindparam("of"), _table.c.channel.is_not(None)
)
_KNOWN = tuple(field.name for field in fields(OutboxEntry) if field.name != "announcement")


def enqueue(session: WorkspaceSession, *announcements: Announcement, now: datetime) -> None:
    """Take `announcements` up for delivery; one whose key was ever enqueued is left as it is.

    Those of one call that are equally urgent go out in the order given.
    """
    if not announcements:
        return
    marking = marking_of(session)
    rows = [
        {
            "workspace_id": session.workspace,
            **{name: getattr(announcement, name) for name in _SAID},
            "nonce": marking.nonce_of(announcement.key),
            "attempts": 0,
            # A microsecond apart, so that the order given is the order kept.
            "enqueued_at": now + timedelta(microseconds=place),
            **_beginning(announcement, marking.quarantine, now=now),
        }
        for place, announcement in enumerate(announcements)
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

    Of several edits that wait, only the newest is sent. Does nothing where no such announcement was ever enqueued.
    """
    here = _of(session, _table.c.key == target)
    unsent = here & (_table.c.status == AnnouncementStatus.PENDING) & (_table.c.attempts == 0)
    connection = session.connection()
    if connection.execute(update(_table).where(unsent).values(text=text, blocks=blocks)).rowcount:
        return
    # Locked, so that of two who revise at once the second counts the first one's edit.
    original = connection.execute(select(_table.c.recipient).where(here).with_for_update()).one_or_none()
    if original is None:
        return
    edits = _of(session, _table.c.target == target)
    waiting = edits & (_table.c.status == AnnouncementStatus.PENDING)
    connection.execute(update(_table).where(waiting).values(status=AnnouncementStatus.CANCELLED, reason=SUPERSEDED))
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


def cancel(session: WorkspaceSession, key: AnnouncementKey, *, reason: str) -> bool:
    """Take back what was not yet said; tell whether it could be. `reason` is kept for the record."""
    waiting = _of(session, _table.c.key == key, _table.c.status == AnnouncementStatus.PENDING)
    values = {"status": AnnouncementStatus.CANCELLED, "reason": reason}
    return session.connection().execute(update(_table).where(waiting).values(values)).rowcount == 1


def find_entry(session: WorkspaceSession, key: AnnouncementKey) -> OutboxEntry | None:
    """Return the announcement with this key and how far it has come, or None."""
    found = find_entries(session, _table.c.key == key)
    return found[0] if found else None


def find_standing(session: WorkspaceSession, key: AnnouncementKey) -> tuple[str, str] | None:
    """Return the channel and the `ts` of the message with this key; None where it is not known to stand anywhere."""
    row = session.connection().execute(_STANDING, {"workspace": session.workspace, "of": key}).one_or_none()
    return None if row is None else (row.channel, row.ts)


def find_entries(session: WorkspaceSession, *conditions: ColumnElement[bool]) -> Sequence[OutboxEntry]:
    """Return the entries that meet the conditions, in the order they were enqueued."""
    query = select(_table).where(_of(session, *conditions)).order_by(_table.c.enqueued_at, _table.c.key)
    return [entry_of(row) for row in session.connection().execute(query).mappings()]


def entry_of(row: RowMapping) -> OutboxEntry:
    """Build the record of a row of the outbox."""
    said = {name: row[name] for name in _SAID} | {"priority": Priority(row["priority"])}
    return OutboxEntry(announcement=Announcement(**said), **{name: row[name] for name in _KNOWN})


def _beginning(announcement: Announcement, quarantine: Quarantine | None, *, now: datetime) -> dict[str, Any]:
    """Return the state in which an announcement begins: pending, or held until history was asked for it."""
    may_go = max(now, announcement.due_at or now)
    if quarantine is None or announcement.verb is Verb.EDIT:
        status, reason, search_from = AnnouncementStatus.PENDING, None, None
    else:
        status, reason, search_from = AnnouncementStatus.UNKNOWN, RESTORED, quarantine.since
        may_go = max(may_go, quarantine.began + SETTLE)
    return {"status": status, "not_before": may_go, "reason": reason, "search_from": search_from}


def _of(session: WorkspaceSession, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = _table.c.workspace_id == session.workspace
    for each in conditions:
        condition &= each
    return condition
