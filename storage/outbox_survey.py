"""What waits in the outbox, and for what: one look that tells a sender all it may do, now and later."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select

from rituals.announcements import NEVER_SENT, WAITING, AnnouncementStatus, Verb
from rituals.delivery import is_beyond_any_lease, is_beyond_any_look_up
from storage.database import WorkspaceSession
from storage.shelf import table_of
from storage.tables.delivery import AnnouncementRow

_table = table_of(AnnouncementRow)
entry = _table.alias("entry")
_other = _table.alias("other")
_leader = _table.alias("leader")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The earliest (UTC) of the entries that wait for the same thing; `recipient` is None where it may be any."""

    verb: Verb
    recipient: str | None
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All that waits. All times are UTC.

    `waiting` is what nothing but time holds back. `look_up_at` is when the next unknown outcome may be looked up,
    `lease_end` when the next claim runs out. `needs_care` tells that something waits which no sender will settle.
    """

    waiting: tuple[Waiting, ...] = ()
    look_up_at: datetime | None = None
    lease_end: datetime | None = None
    needs_care: bool = False


def survey(session: WorkspaceSession, *, now: datetime, resting: Collection[str] = ()) -> Survey:
    """Look at all that waits; what goes to those `resting` is told one by one."""
    given = {"workspace": session.workspace, "now": now, "resting": list(resting)}
    rows = session.connection().execute(_SURVEY, given).all()
    may_go = [row for row in rows if row.may_go]
    to_send = [row for row in may_go if row.status is AnnouncementStatus.PENDING]
    return Survey(
        waiting=tuple(Waiting(verb=row.verb, recipient=row.rests, not_before=row.not_before) for row in to_send),
        look_up_at=_earliest(row.not_before for row in may_go if row.status is AnnouncementStatus.UNKNOWN),
        lease_end=_earliest(row.lease_until for row in rows),
        needs_care=any(_needs_care(row, now=now) for row in rows),
    )


def _needs_care(row: Any, *, now: datetime) -> bool:
    match row.status:
        case AnnouncementStatus.SENDING:
            return bool(row.lease_until <= now) or is_beyond_any_lease(row.longest_lease, now=now)
        case AnnouncementStatus.UNKNOWN:
            return is_beyond_any_look_up(row.latest, now=now)
        case _:
            return row.forlorn == 1 or (row.expires_at is not None and row.expires_at <= now)


def _earliest(instants: Iterable[datetime | None]) -> datetime | None:
    return min((each for each in instants if each is not None), default=None)


# The statements by which work is found are built once: to build them takes longer than to run them.

_leader_key = func.coalesce(entry.c.target, entry.c.parent)
joined = entry.outerjoin(_leader, and_(_leader.c.workspace_id == entry.c.workspace_id, _leader.c.key == _leader_key))
"""Each entry beside the one it answers or edits, if any."""

# Whom a message is under way to is found once, and not once for each that waits.
_UNDER_WAY = select(_other.c.recipient).where(
    _other.c.workspace_id == bindparam("workspace"), _other.c.status == AnnouncementStatus.SENDING
)
_EDIT_IN_DOUBT = exists().where(
    _other.c.workspace_id == entry.c.workspace_id,
    _other.c.target == entry.c.target,
    _other.c.status == AnnouncementStatus.UNKNOWN,
)
sendable: ColumnElement[bool] = and_(
    entry.c.status == AnnouncementStatus.PENDING,
    or_(entry.c.expires_at.is_(None), entry.c.expires_at > bindparam("now")),
    entry.c.recipient.not_in(_UNDER_WAY),
    or_(_leader_key.is_(None), _leader.c.status == AnnouncementStatus.SENT),
    or_(entry.c.target.is_(None), ~_EDIT_IN_DOUBT),
)
"""Nothing but time holds the entry back. Needs `workspace` and `now`."""

lookable: ColumnElement[bool] = and_(
    entry.c.status == AnnouncementStatus.UNKNOWN,
    or_(_leader.c.status.is_(None), _leader.c.status.not_in(WAITING)),
)
"""The outcome may be looked up: where a reply stands is known only once it is known where its parent does."""

resting: ColumnElement[bool] = entry.c.recipient.in_(bindparam("resting", expanding=True))

_forlorn = and_(_leader_key.is_not(None), _leader.c.status.in_(NEVER_SENT))
_SURVEY = (
    select(
        entry.c.status,
        entry.c.verb,
        case((resting, entry.c.recipient), else_=None).label("rests"),
        case((sendable, 1), (lookable, 1), else_=0).label("may_go"),
        func.min(entry.c.not_before).label("not_before"),
        func.max(entry.c.not_before).label("latest"),
        func.min(entry.c.lease_until).label("lease_until"),
        func.max(entry.c.lease_until).label("longest_lease"),
        func.min(entry.c.expires_at).label("expires_at"),
        func.max(case((_forlorn, 1), else_=0)).label("forlorn"),
    )
    .select_from(joined)
    .where(entry.c.workspace_id == bindparam("workspace"), entry.c.status.in_(WAITING))
    .group_by(entry.c.status, entry.c.verb, "rests", "may_go")
)
