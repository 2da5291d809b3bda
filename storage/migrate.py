"""Brings a database to the schema this code expects, one transaction for the whole way."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_142_365_011
"""A number of our own for PostgreSQL's advisory lock."""

_log = logging.getLogger(__name__)


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up to `revision`; does nothing where the database is there already, or ahead.

    It is ahead while replicas are upgraded: the schema only ever grows by what the release before can leave alone.
    """
    with database.writing_engine.begin() as connection:
        hold_lock(connection)
        if newer := _unknown_revisions(connection):
            _log.warning("the database was migrated by a newer version; it is left alone", extra={"at": newer})
            return
        command.upgrade(_config(connection), revision)


def hold_lock(connection: Connection) -> None:
    """Let no other process change a schema until the transaction ends: several may start at once."""
    # On SQLite the transaction holds the only write lock.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def downgrade(database: Database, revision: str) -> None:
    """Migrate down to `revision`, `base` for an empty database."""
    with database.writing_engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def is_current(database: Database) -> bool:
    """Tell whether the database has the schema this code expects."""
    with database.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    return set(present) == set(ScriptDirectory(str(_MIGRATIONS)).get_heads())


def _unknown_revisions(connection: Connection) -> tuple[str, ...]:
    known = {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    return tuple(set(MigrationContext.configure(connection).get_current_heads()) - known)


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
