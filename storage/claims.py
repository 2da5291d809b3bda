"""Claims: who sends what next. Any number of processes may claim at once, and each try belongs to one of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select, text, update

from rituals.announcements import AnnouncementStatus, OutboxEntry, Verb
from storage.database import WorkspaceSession
from storage.outbox import SUPERSEDED, entry_of
from storage.shelf import table_of
from storage.tables.delivery import AnnouncementRow

_table = table_of(AnnouncementRow)
_entry = _table.alias("entry")
_other = _table.alias("other")
_SAVED = ("status", "not_before", "lease_until", "lease_owner", "channel", "ts", "reason", "sent_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The earliest (UTC) of the entries that wait for the same thing; `recipient` is None where it may be any."""

    verb: Verb
    recipient: str | None
    not_before: datetime


def claim_next(
    session: WorkspaceSession,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    verbs: Collection[Verb],
    resting: Collection[str],
) -> OutboxEntry | None:
    """Claim the most urgent entry that may go now, for `lease`; None when there is none.

    `verbs` are those that may be used now, `resting` the recipients that may not be written to. A reply waits until
    its parent is sent, an edit until its original is and no other edit of it is in doubt, and one message is under
    way per recipient.
    """
    _one_at_a_time(session)
    chosen = (
        _sendable(session, now=now)
        .where(_entry.c.not_before <= now, _entry.c.verb.in_(verbs), _entry.c.recipient.not_in(resting))
        .order_by(_entry.c.priority, _entry.c.not_before, _entry.c.enqueued_at, _entry.c.key)
    )
    claim = {
        "status": AnnouncementStatus.SENDING,
        "attempts": _table.c.attempts + 1,
        "lease_until": now + lease,
        "lease_owner": owner,
    }
    return _take_first(session, chosen, claim)


def claim_look_up(session: WorkspaceSession, *, now: datetime, lease: timedelta) -> OutboxEntry | None:
    """Take up the most urgent unknown outcome that has settled, so that nobody else looks for it during `lease`."""
    chosen = (
        _in_status(session, AnnouncementStatus.UNKNOWN)
        .where(_entry.c.not_before <= now)
        .order_by(_entry.c.priority, _entry.c.not_before, _entry.c.key)
    )
    return _take_first(session, chosen, {"not_before": now + lease})


def holds(session: WorkspaceSession, claimed: OutboxEntry, *, until: datetime) -> bool:
    """Tell whether a claim still stands and its lease lasts beyond `until`."""
    query = select(_table.c.key).where(_is_try(session, claimed, claimed.status), _table.c.lease_until > until)
    return session.connection().execute(query).first() is not None


def save(session: WorkspaceSession, before: OutboxEntry, after: OutboxEntry) -> bool:
    """Save what became of a try; False where it was settled otherwise meanwhile, and then nothing is changed.

    A message that was accepted is noted also where its try was given up for unknown.
    """
    stands = {before.status}
    if after.status is AnnouncementStatus.SENT:
        stands |= {AnnouncementStatus.SENDING, AnnouncementStatus.UNKNOWN}
    values = {name: getattr(after, name) for name in _SAVED}
    statement = update(_table).where(_is_try(session, before, *stands)).values(values)
    if session.connection().execute(statement).rowcount == 0:
        return False
    if after.status is AnnouncementStatus.PENDING and after.announcement.verb is Verb.EDIT:
        _give_way_to_newer_edit(session, after)
    return True


def find_waiting(session: WorkspaceSession, *, now: datetime, resting: Collection[str]) -> tuple[Waiting, ...]:
    """Return when those may go that nothing but time holds back: by verb, those to `resting` one by one."""
    recipient = case((_entry.c.recipient.in_(resting), _entry.c.recipient), else_=None)
    query = _sendable(session, now=now).with_only_columns(
        _entry.c.verb, recipient.label("rests"), func.min(_entry.c.not_before)
    )
    rows = session.connection().execute(query.group_by(_entry.c.verb, "rests"))
    return tuple(Waiting(verb=verb, recipient=name, not_before=not_before) for verb, name, not_before in rows)


def find_next_look_up(session: WorkspaceSession) -> datetime | None:
    """Return when the next unknown outcome may be looked up (UTC)."""
    return _earliest(session, AnnouncementStatus.UNKNOWN, _entry.c.not_before)


def find_next_lease_end(session: WorkspaceSession) -> datetime | None:
    """Return when the next lease of a claim runs out (UTC)."""
    return _earliest(session, AnnouncementStatus.SENDING, _entry.c.lease_until)


def _sendable(session: WorkspaceSession, *, now: datetime) -> Select[Any]:
    under_way = _other_exists(
        session, _other.c.recipient == _entry.c.recipient, _other.c.status == AnnouncementStatus.SENDING
    )
    edit_in_doubt = _other_exists(
        session, _other.c.target == _entry.c.target, _other.c.status == AnnouncementStatus.UNKNOWN
    )
    return _in_status(session, AnnouncementStatus.PENDING).where(
        _entry.c.expires_at.is_(None) | (_entry.c.expires_at > now),
        ~under_way,
        _entry.c.parent.is_(None) | _is_sent(session, _entry.c.parent),
        _entry.c.target.is_(None) | (_is_sent(session, _entry.c.target) & ~edit_in_doubt),
    )


def _in_status(session: WorkspaceSession, status: AnnouncementStatus) -> Select[Any]:
    return select(_entry.c.key).where(_entry.c.workspace_id == session.workspace, _entry.c.status == status)


def _is_sent(session: WorkspaceSession, key: ColumnElement[Any]) -> ColumnElement[bool]:
    return _other_exists(session, _other.c.key == key, _other.c.status == AnnouncementStatus.SENT)


def _other_exists(session: WorkspaceSession, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(_other.c.workspace_id == session.workspace, *conditions)


def _take_first(session: WorkspaceSession, chosen: Select[Any], values: Mapping[str, Any]) -> OutboxEntry | None:
    # One statement: on PostgreSQL a row that somebody else holds is passed over, on SQLite there is nobody else.
    first = chosen.limit(1).with_for_update(skip_locked=True, of=_entry).scalar_subquery()
    statement = (
        update(_table)
        .where(_table.c.workspace_id == session.workspace, _table.c.key == first)
        .values(values)
        .returning(*_table.c)
    )
    row = session.connection().execute(statement).mappings().one_or_none()
    return None if row is None else entry_of(row)


def _is_try(session: WorkspaceSession, entry: OutboxEntry, *statuses: AnnouncementStatus) -> ColumnElement[bool]:
    return (
        (_table.c.workspace_id == session.workspace)
        & (_table.c.key == entry.announcement.key)
        & (_table.c.attempts == entry.attempts)
        & _table.c.status.in_(statuses)
    )


def _give_way_to_newer_edit(session: WorkspaceSession, edit: OutboxEntry) -> None:
    # Whoever revises cancels the edits that wait: any other that waits was made while this one was under way.
    key = edit.announcement.key
    newer = exists().where(
        _other.c.workspace_id == session.workspace,
        _other.c.target == edit.announcement.target,
        _other.c.key != key,
        _other.c.status == AnnouncementStatus.PENDING,
    )
    session.connection().execute(
        update(_table)
        .where(_table.c.workspace_id == session.workspace, _table.c.key == key, newer)
        .values(status=AnnouncementStatus.CANCELLED, reason=SUPERSEDED)
    )


def _earliest(
    session: WorkspaceSession, status: AnnouncementStatus, column: ColumnElement[datetime]
) -> datetime | None:
    query = _in_status(session, status).with_only_columns(func.min(column))
    earliest: datetime | None = session.connection().execute(query).scalar_one()
    return earliest


def _one_at_a_time(session: WorkspaceSession) -> None:
    # On SQLite the transaction holds the only write lock; on PostgreSQL two could claim for one recipient at once.
    if session.is_postgresql:
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"claims:{session.workspace}"}
        )
