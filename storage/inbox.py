"""The inbox: lets each event and each interaction have its effect once."""

from datetime import datetime

from sqlalchemy import func, select

from storage.database import WorkspaceSession
from storage.shelf import insert_ignoring, table_of
from storage.tables.delivery import InboxRow


def is_first(session: WorkspaceSession, key: str, *, now: datetime) -> bool:
    """Take `key` in this transaction and tell whether nobody had taken it before.

    Call it before anything else that the event changes: if the transaction fails, the key is free again.
    """
    return insert_ignoring(session, InboxRow, {"key": key, "received_at": now})


def find_last(session: WorkspaceSession, prefix: str) -> datetime | None:
    """Return when something last came in whose key begins with `prefix` (UTC); None where nothing of it is kept."""
    table = table_of(InboxRow)
    query = select(func.max(table.c.received_at)).where(
        table.c.workspace_id == session.workspace, table.c.key.startswith(prefix, autoescape=True)
    )
    last: datetime | None = session.connection().execute(query).scalar_one()
    return last
