"""Copies of a database, on which what may come can be tried out without changing what is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import event

from storage.database import Database


@contextmanager
def scratch_copy(database: Database) -> Iterator[Database]:
    """Yield a copy of a SQLite database as it is now; it is gone at the end of the block."""
    with TemporaryDirectory(prefix="drumbeat-") as folder:
        copy = Database.connect(f"sqlite:///{Path(folder) / 'copy.db'}")
        event.listen(copy.engine, "connect", _hurry)
        try:
            _fill(copy, database)
            yield copy
        finally:
            copy.close()


def _hurry(connection: Any, _record: Any) -> None:
    # Nobody needs the copy after a power cut, and waiting for the disk would take most of its time.
    connection.execute("PRAGMA synchronous = OFF")


def _fill(copy: Database, original: Database) -> None:
    source, target = original.engine.raw_connection(), copy.engine.raw_connection()
    try:
        _driver(source).backup(_driver(target))
    finally:
        source.close()
        target.close()


def _driver(pooled: Any) -> Connection:
    connection = pooled.driver_connection
    if not isinstance(connection, Connection):
        message = "Only a SQLite database can be copied."
        raise TypeError(message)
    return connection
