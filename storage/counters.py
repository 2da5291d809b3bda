"""Counted ids, `F-12` or `R-3`: short enough to say aloud, without gaps that matter."""

from sqlalchemy import Table

from storage.database import WorkspaceSession
from storage.shelf import insert_for, table_of
from storage.tables.delivery import CounterRow


def next_id(session: WorkspaceSession, letter: str) -> str:
    """Count up and return the next id, such as `F-12`. The row stays locked until the transaction ends."""
    table: Table = table_of(CounterRow)
    statement = insert_for(session, table).values(workspace_id=session.workspace, letter=letter, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=["workspace_id", "letter"], set_={"last": table.c.last + 1}
    ).returning(table.c.last)
    return f"{letter}-{session.connection().execute(statement).scalar_one()}"
