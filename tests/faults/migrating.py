"""Migrations and loads in processes of their own, which die at a named point."""

import os
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine, event

from rituals.ids import WorkspaceId
from storage import files
from storage.crash_points import reach
from storage.database import Database
from storage.migrate import _config, downgrade, upgrade


def migrate_to(url: str, revision: str, crash_at: str = "") -> None:
    """Migrate up to `head` or down to another revision."""
    os.environ["CRASH_AT"] = crash_at
    database = Database.connect(url)
    (upgrade if revision == "head" else downgrade)(database, revision)
    database.close()


def migrate_carelessly(url: str, crash_at: str) -> None:
    """Migrate up with every statement committed by itself; a negative control."""
    os.environ["CRASH_AT"] = crash_at
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        event.listen(connection, "after_cursor_execute", lambda *_: reach("mid_migration"))
        command.upgrade(_config(connection), "head")


def load(url: str, workspace: WorkspaceId, program_file: Path, crash_at: str = "") -> None:
    """Load a program file."""
    os.environ["CRASH_AT"] = crash_at
    database = Database.connect(url)
    program = files.read(program_file).program
    assert program is not None
    with database.transaction(workspace) as session:
        files.apply(session, program, now=datetime(2026, 1, 12, 9, tzinfo=UTC), actor="test")
    database.close()
