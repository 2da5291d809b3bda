"""Claims: who sends what next. Any number of processes may claim at once, and each try belongs to one of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, text, update

from rituals.announcements import AnnouncementStatus, OutboxEntry, Verb
from storage.database import WorkspaceSession
from storage.outbox import SUPERSEDED, entry_of
from storage.outbox_survey import entry as _entry
from storage.outbox_survey import joined, lookable, resting, sendable
from storage.shelf import table_of
from storage.tables.delivery import AnnouncementRow

_table = table_of(AnnouncementRow)
_other = _table.alias("other")
_SAVED = ("status", "attempts", "not_before", "lease_until", "lease_owner", "channel", "ts", "reason", "sent_at")
_WINDOW = 50
"""Among so many of the most urgent, those for different recipients are chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a sender can use: at most `limit` entries of these `verbs`, to nobody who is `resting`, for `lease`."""

    owner: str
    lease: timedelta
    verbs: Collection[Verb]
    resting: Collection[str]
    limit: int


def claim(session: WorkspaceSession, wanted: Wanted, *, now: datetime) -> list[OutboxEntry]:
    """Claim the most urgent entries that may go now, each for another recipient, the most urgent first.

    A reply waits until its parent is sent, an edit until its original is and no other edit of it is in doubt, and
    one message is under way per recipient.
    """
    lock_claims(session)
    given = {
        "workspace": session.workspace,
        "now": now,
        "verbs": list(wanted.verbs),
        "resting": list(wanted.resting),
        "limit": wanted.limit,
        "leased_until": now + wanted.lease,
        "owner": wanted.owner,
    }
    entries = [entry_of(row) for row in session.connection().execute(_CLAIM, given).mappings()]
    return sorted(entries, key=_urgency)


def lock_claims(session: WorkspaceSession) -> None:
    """Let nobody else claim in this workspace until the transaction ends.

    On SQLite the transaction holds the only write lock; on PostgreSQL two could claim for one recipient at once.
    """
    if session.is_postgresql:
        session.connection().execute(_LOCK, {"name": f"claims:{session.workspace}"})


def claim_look_up(session: WorkspaceSession, *, now: datetime, lease: timedelta) -> OutboxEntry | None:
    """Take up the most urgent unknown outcome that has settled, so that nobody else looks for it during `lease`."""
    given = {"workspace": session.workspace, "now": now, "leased_until": now + lease}
    row = session.connection().execute(_CLAIM_LOOK_UP, given).mappings().one_or_none()
    return None if row is None else entry_of(row)


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


def save_sent(session: WorkspaceSession, sent: Sequence[OutboxEntry]) -> bool:
    """Save many accepted messages in one go; False where not all could be: `save` does those one by one.

    It waits for nobody: who holds one row and waits for the next may wait for somebody who does the same.
    """
    given = [
        {
            "of_workspace": session.workspace,
            "of_key": each.announcement.key,
            "of_attempts": each.attempts,
            **{f"new_{name}": getattr(each, name) for name in ("channel", "ts", "sent_at")},
        }
        for each in sent
    ]
    return session.connection().execute(_SAVE_SENT, given).rowcount == len(sent)


def _urgency(entry: OutboxEntry) -> tuple[Any, ...]:
    said = entry.announcement
    return said.priority, entry.not_before, entry.enqueued_at, said.key


# The statements by which work is found are built once: to build them takes longer than to run them.


def _by_urgency(of: Any) -> tuple[Any, ...]:
    return of.priority, of.not_before, of.enqueued_at, of.key


def _chosen() -> Select[Any]:
    # Rows that somebody else holds are passed over on PostgreSQL, and on SQLite there is nobody else. As a `WITH` that
    # locks, it runs once however the plan goes.
    columns = (_entry.c.key, _entry.c.recipient, _entry.c.priority, _entry.c.not_before, _entry.c.enqueued_at)
    first = (
        select(*columns)
        .select_from(joined)
        .where(
            _entry.c.workspace_id == bindparam("workspace"),
            sendable,
            _entry.c.not_before <= bindparam("now"),
            _entry.c.verb.in_(bindparam("verbs", expanding=True)),
            ~resting,
        )
        .order_by(*_by_urgency(_entry.c))
        .limit(_WINDOW)
        .with_for_update(skip_locked=True, of=_entry)
        .cte("first")
    )
    turn = func.row_number().over(partition_by=first.c.recipient, order_by=_by_urgency(first.c)).label("turn")
    ranked = select(first, turn).subquery("ranked")
    return select(ranked.c.key).where(ranked.c.turn == 1).order_by(*_by_urgency(ranked.c)).limit(bindparam("limit"))


_LOCK = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
_CLAIM = (
    update(_table)
    .where(_table.c.workspace_id == bindparam("workspace"), _table.c.key.in_(_chosen()))
    .values(
        status=AnnouncementStatus.SENDING,
        attempts=_table.c.attempts + 1,
        lease_until=bindparam("leased_until"),
        lease_owner=bindparam("owner"),
    )
    .returning(*_table.c)
)
_next_look_up = (
    select(_entry.c.key)
    .select_from(joined)
    .where(
        _entry.c.workspace_id == bindparam("workspace"),
        lookable,
        _entry.c.not_before <= bindparam("now"),
    )
    .order_by(_entry.c.priority, _entry.c.not_before, _entry.c.key)
    .limit(1)
    .with_for_update(skip_locked=True, of=_entry)
    .scalar_subquery()
)
_CLAIM_LOOK_UP = (
    update(_table)
    .where(_table.c.workspace_id == bindparam("workspace"), _table.c.key == _next_look_up)
    .values(not_before=bindparam("leased_until"))
    .returning(*_table.c)
)
_free = (
    select(_entry.c.key)
    .where(_entry.c.workspace_id == bindparam("of_workspace"), _entry.c.key == bindparam("of_key"))
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_SAVE_SENT = (
    update(_table)
    .where(
        _table.c.workspace_id == bindparam("of_workspace"),
        _table.c.key == _free,
        _table.c.attempts == bindparam("of_attempts"),
        or_(_table.c.status == AnnouncementStatus.SENDING, _table.c.status == AnnouncementStatus.UNKNOWN),
    )
    .values(
        status=AnnouncementStatus.SENT,
        lease_until=None,
        lease_owner=None,
        reason=None,
        channel=bindparam("new_channel"),
        ts=bindparam("new_ts"),
        sent_at=bindparam("new_sent_at"),
    )
)


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
