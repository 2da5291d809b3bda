"""The quarantine of a workspace: how it begins, what it holds back, and how it ends."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select, update

from rituals.announcements import AnnouncementStatus, Verb
from rituals.audit import Change
from rituals.delivery import SETTLE
from rituals.errors import UserFacingError
from rituals.quarantine import RESTORED, Marking, Quarantine
from storage import audit
from storage.database import WorkspaceSession
from storage.homes import home_of
from storage.shelf import table_of
from storage.tables.delivery import AnnouncementRow, AuditRow, CounterRow, InboxRow, TickRow
from storage.tables.program import WorkspaceRow

COUNTED_BY_PEOPLE = ("D", "F", "S")
"""Decisions, flags and recovery steps: nobody makes those of the lost time again, so their numbers stay taken."""
LEFT_OUT = 1_000
"""So many numbers of each are not given out: more than anybody makes between two backups."""
_UNSETTLED = (AnnouncementStatus.PENDING, AnnouncementStatus.SENDING, AnnouncementStatus.UNKNOWN)
_MARKING = "marking"
_workspaces = table_of(WorkspaceRow)
_announcements = table_of(AnnouncementRow)
_counters = table_of(CounterRow)
_HERE = select(_workspaces).where(_workspaces.c.id == bindparam("workspace"))


class NotConnectedError(UserFacingError):
    """Nothing can be said in a workspace to which this version of the bot never connected."""

    def __init__(self, workspace: str) -> None:
        super().__init__(f"Workspace {workspace} is not connected yet: start the bot with “drumbeat run” first.")


def marking_of(session: WorkspaceSession) -> Marking:
    """Return how messages are marked, and let no quarantine begin or end before the transaction does."""
    known: Marking | None = session.info.get(_MARKING)
    if known is None:
        row = (
            session.connection()
            .execute(_HERE.with_for_update(read=True), {"workspace": session.workspace})
            .one_or_none()
        )
        if row is None or row.secret is None:
            raise NotConnectedError(session.workspace)
        known = Marking(secret=row.secret, era=row.era, quarantine=_quarantine_in(row))
        session.info[_MARKING] = known
    return known


def find_quarantine(session: WorkspaceSession) -> Quarantine | None:
    """Return the quarantine the workspace is in, or None."""
    row = session.connection().execute(_HERE, {"workspace": session.workspace}).one_or_none()
    return None if row is None else _quarantine_in(row)


def count_held(session: WorkspaceSession, *, due_by: datetime | None = None) -> int:
    """Return how many messages wait for a look into history because of a quarantine, at `due_by` (UTC) or ever."""
    query = select(func.count()).select_from(_announcements).where(_is_held(session))
    if due_by is not None:
        query = query.where(_announcements.c.not_before <= due_by)
    held: int = session.connection().execute(query).scalar_one()
    return held


def begin_if_restored(session: WorkspaceSession, *, now: datetime) -> None:
    """Begin the quarantine where this database holds an older state: a stamped backup, or PostgreSQL elsewhere."""
    home = home_of(session.connection())
    row = session.connection().execute(_HERE, {"workspace": session.workspace}).one_or_none()
    if row is None or (row.backed_up_at is None and row.home == home):
        return
    row = session.connection().execute(_HERE.with_for_update(), {"workspace": session.workspace}).one()
    if row.backed_up_at is not None:
        begin(session, since=row.backed_up_at, now=now, why="restored from a backup")
    elif row.home is not None and row.home != home:
        begin(session, since=last_activity(session) or row.connected_at, now=now, why="the database has moved")
    _set(session, home=home, backed_up_at=None, backup_seal=None)


def begin(session: WorkspaceSession, *, since: datetime, now: datetime, why: str, actor: str = "clock") -> None:
    """Ask history before anything is said from now on: for whatever may have been said from `since` (UTC) on.

    What waits already is held back too. Begun again, a quarantine reaches back to the earlier of the two.
    """
    session.info.pop(_MARKING, None)
    standing = _quarantine_in(
        session.connection().execute(_HERE.with_for_update(), {"workspace": session.workspace}).one()
    )
    since = min(since, standing.since) if standing else since
    _set(session, quarantine_since=since, quarantine_began=now)
    _hold_what_waits(session, since=since, settled_at=now + SETTLE)
    counted = (_counters.c.workspace_id == session.workspace) & _counters.c.letter.in_(COUNTED_BY_PEOPLE)
    session.connection().execute(update(_counters).where(counted).values(last=_counters.c.last + LEFT_OUT))
    details = {"since": since.isoformat(), "why": why}
    _note(session, Change(actor=actor, action="quarantine.began", subject=session.workspace, details=details), now)


def end(session: WorkspaceSession, *, now: datetime, actor: str = "clock") -> bool:
    """End the quarantine and begin a new era; tell whether there was one."""
    session.info.pop(_MARKING, None)
    row = session.connection().execute(_HERE.with_for_update(), {"workspace": session.workspace}).one()
    if row.quarantine_since is None:
        return False
    _set(session, quarantine_since=None, quarantine_began=None, era=row.era + 1)
    details = {"since": row.quarantine_since.isoformat(), "held": count_held(session)}
    _note(session, Change(actor=actor, action="quarantine.ended", subject=session.workspace, details=details), now)
    return True


def last_activity(session: WorkspaceSession) -> datetime | None:
    """Return when this database last noted anything (UTC): whatever happened later it does not know of."""
    columns = (
        table_of(TickRow).c.finished_at,
        table_of(AuditRow).c.at,
        table_of(InboxRow).c.received_at,
        _announcements.c.enqueued_at,
        _announcements.c.sent_at,
    )
    moments = [
        session.connection()
        .execute(select(func.max(column)).where(column.table.c.workspace_id == session.workspace))
        .scalar_one()
        for column in columns
    ]
    return max((moment for moment in moments if moment is not None), default=None)


def _hold_what_waits(session: WorkspaceSession, *, since: datetime, settled_at: datetime) -> None:
    # Edits are left alone: one that is made twice is one that is made once.
    c = _announcements.c
    waits = (c.workspace_id == session.workspace) & c.status.in_(_UNSETTLED) & (c.verb == Verb.POST)
    values = {
        "status": AnnouncementStatus.UNKNOWN,
        "search_from": since,
        "not_before": case((c.not_before > settled_at, c.not_before), else_=settled_at),
        "lease_until": None,
        "lease_owner": None,
        "reason": RESTORED,
    }
    session.connection().execute(update(_announcements).where(waits).values(values))


def _is_held(session: WorkspaceSession) -> Any:
    c = _announcements.c
    return (c.workspace_id == session.workspace) & (c.status == AnnouncementStatus.UNKNOWN) & c.search_from.is_not(None)


def _set(session: WorkspaceSession, **values: Any) -> None:
    session.connection().execute(update(_workspaces).where(_workspaces.c.id == session.workspace).values(values))


def _quarantine_in(row: Any) -> Quarantine | None:
    if row.quarantine_since is None:
        return None
    return Quarantine(since=row.quarantine_since, began=row.quarantine_began)


def _note(session: WorkspaceSession, change: Change, now: datetime) -> None:
    audit.record(session, change, now=now)
