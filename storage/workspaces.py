"""The workspaces this database serves, and whether the app is still installed there."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, func, select, update

from rituals.audit import Change
from rituals.ids import WorkspaceId
from storage import audit, quarantine
from storage.database import Database, WorkspaceSession
from storage.shelf import insert_for, table_of
from storage.tables.program import WorkspaceRow

KEPT_FOR = timedelta(days=30)
"""How long the data of a workspace is kept after the app was removed from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """The app was removed from the workspace; from `purge_at` on its data may be deleted. Times are UTC."""

    removed_at: datetime
    purge_at: datetime


def connect_workspace(session: WorkspaceSession, *, name: str, bot_user_id: str, now: datetime) -> None:
    """Note that the bot is connected to the session's workspace; the first connection keeps its time and its secret.

    An app that was removed is installed again: its data is no longer to be deleted. Where the database turns out to be
    of an older state, the workspace's quarantine begins.
    """
    note_installed(session, now=now)
    table = _table()
    given = {"name": name, "bot_user_id": bot_user_id, "secret": secrets.token_urlsafe(32)}
    statement = insert_for(session, table).values(id=session.workspace, connected_at=now, **given)
    # An earlier release connected workspaces without a secret.
    kept = given | {"secret": func.coalesce(table.c.secret, statement.excluded.secret)}
    session.connection().execute(statement.on_conflict_do_update(index_elements=["id"], set_=kept))
    quarantine.begin_if_restored(session, now=now)


def note_removed(session: WorkspaceSession, *, why: str, now: datetime) -> bool:
    """Note that the app was removed, once; tell whether that is news."""
    values = {"removed_at": now, "purge_at": now + KEPT_FOR}
    return _change(session, _table().c.removed_at.is_(None), values, "workspace.removed", {"why": why}, now=now)


def note_installed(session: WorkspaceSession, *, now: datetime) -> bool:
    """Note that the app is installed; tell whether it was removed before."""
    values = {"removed_at": None, "purge_at": None}
    return _change(session, _table().c.removed_at.is_not(None), values, "workspace.installed_again", {}, now=now)


def find_removal(session: WorkspaceSession) -> Removal | None:
    """Return when the app was removed from the workspace, None while it is installed."""
    table = _table()
    row = session.connection().execute(
        select(table.c.removed_at, table.c.purge_at).where(table.c.id == session.workspace)
    )
    found = row.one_or_none()
    if found is None or found.removed_at is None:
        return None
    return Removal(removed_at=found.removed_at, purge_at=found.purge_at)


def find_workspaces(database: Database) -> tuple[WorkspaceId, ...]:
    """Return the workspaces connected so far. It is the only query that looks across workspaces."""
    table = _table()
    with database.engine.connect() as connection:
        return tuple(WorkspaceId(row.id) for row in connection.execute(table.select().order_by(table.c.id)))


def _change(
    session: WorkspaceSession,
    condition: ColumnElement[bool],
    values: Mapping[str, datetime | None],
    action: str,
    details: Mapping[str, str],
    *,
    now: datetime,
) -> bool:
    table = _table()
    statement = update(table).where(table.c.id == session.workspace, condition).values(dict(values))
    if session.connection().execute(statement).rowcount == 0:
        return False
    audit.record(session, Change(actor="clock", action=action, subject=session.workspace, details=details), now=now)
    return True


def _table() -> Table:
    return table_of(WorkspaceRow)
