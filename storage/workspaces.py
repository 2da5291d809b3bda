"""The workspaces this database serves."""

from datetime import datetime

from rituals.ids import WorkspaceId
from storage.database import Database, WorkspaceSession
from storage.shelf import insert_for, table_of
from storage.tables.program import WorkspaceRow


def connect_workspace(session: WorkspaceSession, *, name: str, bot_user_id: str, now: datetime) -> None:
    """Note that the bot is connected to the session's workspace; the first connection keeps its time."""
    statement = insert_for(session, table_of(WorkspaceRow)).values(
        id=session.workspace, name=name, bot_user_id=bot_user_id, connected_at=now
    )
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={"name": name, "bot_user_id": bot_user_id})
    )


def find_workspaces(database: Database) -> tuple[WorkspaceId, ...]:
    """Return the workspaces connected so far. It is the only query that looks across workspaces."""
    table = table_of(WorkspaceRow)
    with database.engine.connect() as connection:
        return tuple(WorkspaceId(row.id) for row in connection.execute(table.select().order_by(table.c.id)))
