"""When each job last finished, for `drumbeat status` and for the operator's alarm."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from storage.database import WorkspaceSession
from storage.shelf import replacement, table_of
from storage.tables.delivery import TickRow

_COLUMNS = ("workspace_id", "job", "finished_at")


def mark_finished(session: WorkspaceSession, jobs: Collection[str], *, now: datetime) -> None:
    """Note that these jobs finished at `now`."""
    if not jobs:
        return
    rows = [{"workspace_id": session.workspace, "job": job, "finished_at": now} for job in jobs]
    session.connection().execute(replacement(table_of(TickRow), _COLUMNS, session.is_postgresql), rows)


def last_finished(session: WorkspaceSession) -> Mapping[str, datetime]:
    """Return when each job last finished (UTC)."""
    table = table_of(TickRow)
    query = select(table.c.job, table.c.finished_at).where(table.c.workspace_id == session.workspace)
    return {row.job: row.finished_at for row in session.connection().execute(query)}
