"""Claims: who sends what next. Any number of processes may claim at once, and each try belongs to one of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, select, text, update

from rituals.announcements import AnnouncementStatus, OutboxEntry, Verb
from storage.database import WorkspaceSession
from storage.outbox import SUPERSEDED, entry_of
from storage.shelf import table_of
from storage.tables.delivery import AnnouncementRow

_table = table_of(AnnouncementRow)
_entry = _table.alias("entry")
_other = _table.alias("other")
_UNSETTLED = (AnnouncementStatus.PENDING, AnnouncementStatus.SENDING, AnnouncementStatus.UNKNOWN)
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
    lock_claims(session)
    return _take(
        session, _CLAIM, now=now, verbs=list(verbs), resting=list(resting), leased_until=now + lease, owner=owner
    )


def lock_claims(session: WorkspaceSession) -> None:
    """Let nobody else claim in this workspace until the transaction ends.

    On SQLite the transaction holds the only write lock; on PostgreSQL two could claim for one recipient at once.
    """
    if session.is_postgresql:
        lock = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
        session.connection().execute(lock, {"name": f"claims:{session.workspace}"})


def claim_look_up(session: WorkspaceSession, *, now: datetime, lease: timedelta) -> OutboxEntry | None:
    """Take up the most urgent unknown outcome that has settled, so that nobody else looks for it during `lease`."""
    return _take(session, _CLAIM_LOOK_UP, now=now, leased_until=now + lease)


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
    given = {"workspace": session.workspace, "now": now, "resting": list(resting)}
    rows = session.connection().execute(_WAITING, given)
    return tuple(Waiting(verb=verb, recipient=name, not_before=not_before) for verb, name, not_before in rows)


def find_next_look_up(session: WorkspaceSession) -> datetime | None:
    """Return when the next unknown outcome may be looked up (UTC)."""
    return _earliest(session, _LOOKABLE, _entry.c.not_before)


def find_next_lease_end(session: WorkspaceSession) -> datetime | None:
    """Return when the next lease of a claim runs out (UTC)."""
    return _earliest(session, _in_status(AnnouncementStatus.SENDING), _entry.c.lease_until)


# The statements by which work is found are built once: to build them takes longer than to run them.


def _in_status(status: AnnouncementStatus) -> Select[Any]:
    return select(_entry.c.key).where(_entry.c.workspace_id == bindparam("workspace"), _entry.c.status == status)


def _other_exists(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(_other.c.workspace_id == _entry.c.workspace_id, *conditions)


def _is_sent(key: ColumnElement[Any]) -> ColumnElement[bool]:
    return _other_exists(_other.c.key == key, _other.c.status == AnnouncementStatus.SENT)


def _taking(chosen: Select[Any], **values: Any) -> Any:
    # One statement: on PostgreSQL a row that somebody else holds is passed over, on SQLite there is nobody else.
    first = chosen.limit(1).with_for_update(skip_locked=True, of=_entry).scalar_subquery()
    here = (_table.c.workspace_id == bindparam("workspace")) & (_table.c.key == first)
    return update(_table).where(here).values(**values).returning(*_table.c)


_UNDER_WAY = _other_exists(_other.c.recipient == _entry.c.recipient, _other.c.status == AnnouncementStatus.SENDING)
_EDIT_IN_DOUBT = _other_exists(_other.c.target == _entry.c.target, _other.c.status == AnnouncementStatus.UNKNOWN)
_SENDABLE = _in_status(AnnouncementStatus.PENDING).where(
    _entry.c.expires_at.is_(None) | (_entry.c.expires_at > bindparam("now")),
    ~_UNDER_WAY,
    _entry.c.parent.is_(None) | _is_sent(_entry.c.parent),
    _entry.c.target.is_(None) | (_is_sent(_entry.c.target) & ~_EDIT_IN_DOUBT),
)
# Where a reply stands is known only once it is known where its parent does.
_LOOKABLE = _in_status(AnnouncementStatus.UNKNOWN).where(
    _entry.c.parent.is_(None) | ~_other_exists(_other.c.key == _entry.c.parent, _other.c.status.in_(_UNSETTLED))
)
_CLAIM = _taking(
    _SENDABLE.where(
        _entry.c.not_before <= bindparam("now"),
        _entry.c.verb.in_(bindparam("verbs", expanding=True)),
        _entry.c.recipient.not_in(bindparam("resting", expanding=True)),
    ).order_by(_entry.c.priority, _entry.c.not_before, _entry.c.enqueued_at, _entry.c.key),
    status=AnnouncementStatus.SENDING,
    attempts=_table.c.attempts + 1,
    lease_until=bindparam("leased_until"),
    lease_owner=bindparam("owner"),
)
_CLAIM_LOOK_UP = _taking(
    _LOOKABLE.where(_entry.c.not_before <= bindparam("now")).order_by(
        _entry.c.priority, _entry.c.not_before, _entry.c.key
    ),
    not_before=bindparam("leased_until"),
)
_RESTING = case((_entry.c.recipient.in_(bindparam("resting", expanding=True)), _entry.c.recipient), else_=None)
_WAITING = _SENDABLE.with_only_columns(_entry.c.verb, _RESTING.label("rests"), func.min(_entry.c.not_before)).group_by(
    _entry.c.verb, "rests"
)


def _take(session: WorkspaceSession, statement: Any, **given: Any) -> OutboxEntry | None:
    row = session.connection().execute(statement, {"workspace": session.workspace, **given}).mappings().one_or_none()
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


def _earliest(session: WorkspaceSession, these: Select[Any], column: ColumnElement[datetime]) -> datetime | None:
    query = these.with_only_columns(func.min(column))
    earliest: datetime | None = session.connection().execute(query, {"workspace": session.workspace}).scalar_one()
    return earliest
