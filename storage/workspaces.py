"""The workspaces this database serves."""

import secrets
from datetime import datetime

from sqlalchemy import func

from rituals.ids import WorkspaceId
from storage import quarantine
from storage.database import Database, WorkspaceSession
from storage.shelf import insert_for, table_of
from storage.tables.program import WorkspaceRow


def connect_workspace(session: WorkspaceSession, *, name: str, bot_user_id: str, now: datetime) -> None:
    """Note that the bot is connected to the session's workspace; the first connection keeps its time and its secret.

    Where the database turns out to be of an older state, the workspace's quarantine begins.
    """
    table = table_of(WorkspaceRow)
    given = {"name": name, "bot_user_id": bot_user_id, "secret": secrets.token_urlsafe(32)}
    statement = insert_for(session, table).values(id=session.workspace, connected_at=now, **given)
    # An earlier release connected workspaces without a secret.
    kept = given | {"secret": func.coalesce(table.c.secret, statement.excluded.secret)}
    session.connection().execute(statement.on_conflict_do_update(index_elements=["id"], set_=kept))
    quarantine.begin_if_restored(session, now=now)


def find_workspaces(database: Database) -> tuple[WorkspaceId, ...]:
    """Return the workspaces connected so far. It is the only query that looks across workspaces."""
    table = table_of(WorkspaceRow)
    with database.engine.connect() as connection:
        return tuple(WorkspaceId(row.id) for row in connection.execute(table.select().order_by(table.c.id)))
