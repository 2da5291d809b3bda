"""Brings a database to the schema this code expects, one transaction for the whole way."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_142_365_011
"""A number of our own for PostgreSQL's advisory lock: several processes may start at once."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up to `revision`; does nothing where the database is there already."""
    with database.writing_engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Another process may be migrating a large table: it is waited for, however long it takes.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Migrate down to `revision`, `base` for an empty database."""
    with database.writing_engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def is_current(database: Database) -> bool:
    """Tell whether the database has the schema this code expects."""
    with database.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    return set(present) == set(ScriptDirectory(str(_MIGRATIONS)).get_heads())


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
