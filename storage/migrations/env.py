"""Runs migrations on the connection that `storage.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import storage.tables  # noqa: F401  # declares the tables on the metadata
from storage.columns import EnumValue, JsonOf


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write a column type as what the database sees, so that a released migration never changes with the code."""
    if kind != "type":
        return False
    if isinstance(item, EnumValue):
        return "sa.String(length=40)"
    if isinstance(item, JsonOf):
        return "sa.Text()"
    if isinstance(item, AutoString):
        return "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_item=_render,
    render_as_batch=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
