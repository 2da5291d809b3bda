"""Brings a database to the schema this code expects, one transaction for the whole way."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text

from storage.crash_points import reach
from storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_142_365_011
"""A number of our own for PostgreSQL's advisory lock."""

_log = logging.getLogger(__name__)


class BrokenReferencesError(Exception):
    """A migration left rows that refer to nothing; it was taken back whole."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up to `revision`; does nothing where the database is there already, or ahead.

    It is ahead while replicas are upgraded: the schema only ever grows by what the release before can leave alone.
    """
    with _migrating(database) as connection:
        if newer := [each for each in revisions_in(connection) if not is_known(each)]:
            _log.warning("the database was migrated by a newer version; it is left alone", extra={"at": newer})
            return
        command.upgrade(_config(connection), revision)


def hold_lock(connection: Connection) -> None:
    """Let no other process change a schema until the transaction ends: several may start at once."""
    # On SQLite the transaction holds the only write lock.
    if connection.dialect.name == "postgresql":
        # Another process may be migrating a large table: it is waited for, however long it takes.
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def downgrade(database: Database, revision: str) -> None:
    """Migrate down to `revision`, `base` for an empty database."""
    with _migrating(database) as connection:
        command.downgrade(_config(connection), revision)


def is_current(database: Database) -> bool:
    """Tell whether the database has the schema this code expects."""
    with database.engine.connect() as connection:
        return set(revisions_in(connection)) == set(_scripts().get_heads())


def revisions_in(connection: Connection) -> tuple[str, ...]:
    """Return the revision of the schema that is there, or nothing where no migration ever ran."""
    return tuple(MigrationContext.configure(connection).get_current_heads())


def is_known(revision: str) -> bool:
    """Tell whether this version of the code has a migration of that name."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


@contextmanager
def _migrating(database: Database) -> Iterator[Connection]:
    """Open the one transaction of a migration. Its every statement is a pass of the crash point `mid_migration`."""
    with database.writing_engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # SQLite alters some columns by making the table anew, and dropping the old one must not empty others. The
            # switch works between transactions only, and the connection is not used again: the next one has it on.
            _driver(connection).execute("PRAGMA foreign_keys = OFF")
            connection.detach()
        with connection.begin():
            hold_lock(connection)
            event.listen(connection, "after_cursor_execute", lambda *_: reach("mid_migration"))
            yield connection
            if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise BrokenReferencesError


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


def is_behind(database: Database) -> bool:
    """Tell whether the database still has to be migrated; one that a newer release migrated is not behind.

    Raises what SQLAlchemy raises where the database does not answer.
    """
    with database.engine.connect() as connection:
        present = revisions_in(connection)
    return not present or (all(is_known(each) for each in present) and set(present) != set(_scripts().get_heads()))


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
