"""Backups of a SQLite database: taken while it is written to, sealed, and checked before one is used."""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, select, update
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from rituals.errors import UserFacingError
from rituals.ids import WorkspaceId
from storage.checksums import columns_of, sum_up
from storage.database import Database
from storage.migrate import is_known, revisions_in
from storage.shelf import table_of
from storage.tables.program import WorkspaceRow

_STAMP = frozenset({"backed_up_at", "backup_seal"})
_ANOTHER = "Nothing was changed; use another backup."
_workspaces = table_of(WorkspaceRow)


class BackupError(UserFacingError):
    """A backup cannot be taken or used; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a checked backup holds: the state of `taken_at` (UTC); None where `drumbeat backup` did not stamp it."""

    path: Path
    revision: str
    taken_at: datetime | None


def path_of(database: Database) -> Path:
    """Return the file of a SQLite database; raises BackupError for any other."""
    name = database.engine.url.database
    if database.engine.dialect.name != "sqlite" or not name:
        raise BackupError("Only a SQLite database is a file.")
    return Path(name)


def take_backup(database: Database, to: Path, *, now: datetime) -> Backup:
    """Copy the database as it is at `now` (UTC) to a new file `to`, stamp the copy, and check it as `check` does.

    Others may write meanwhile. The file appears whole or not at all. Raises BackupError.
    """
    source = path_of(database)
    if not source.exists():
        raise BackupError(f"{source} is not there: DATABASE_URL names the database to back up.")
    if to.exists():
        raise BackupError(f"{to} is there already and is not overwritten: name a new file.")
    partial = to.with_name(to.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        copy_file(source, partial)
        stamp(partial, dict.fromkeys(_workspaces_in(partial), now))
        check(partial)
        put_in_place(partial, to)
    finally:
        partial.unlink(missing_ok=True)
    return check(to)


def check(path: Path) -> Backup:
    """Return what a backup holds; raises BackupError unless every page, reference and sealed row of it is sound."""
    if not path.is_file():
        raise BackupError(f"{path} is not a file.")
    try:
        with opened(path) as connection:
            _check_pages(connection, path)
            revision = _known_revision(connection, path)
            taken_at = _check_seal(connection, path)
    except (SQLAlchemyError, ValueError) as error:
        why = error.orig if isinstance(error, DatabaseError) else type(error).__name__
        raise BackupError(f"{path} is damaged or is no database ({why}). {_ANOTHER}") from error
    return Backup(path=path, revision=revision, taken_at=taken_at)


@contextmanager
def opened(path: Path, *, mode: str = "ro") -> Iterator[Connection]:
    """Open a file that nobody else uses, to read it or (`rw`) to change it, without a journal that stays beside it."""
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True), poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def copy_file(source: Path, target: Path) -> None:
    """Copy a database by SQLite's own means into one file without a journal beside it."""
    uri = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def put_in_place(path: Path, target: Path) -> None:
    """Give a finished file its name; after a power cut the name leads to all of it or to what it led to before."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.replace(target)
    folder = os.open(target.resolve().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def stamp(path: Path, taken_at: Mapping[WorkspaceId, datetime]) -> None:
    """Note in a copy the state of which moment (UTC) it holds for each workspace, and seal it."""
    with opened(path, mode="rw") as connection:
        sealed = _seal_of(connection)
        for workspace, moment in taken_at.items():
            values = {"backed_up_at": moment, "backup_seal": sealed}
            connection.execute(update(_workspaces).where(_workspaces.c.id == workspace).values(values))


def _workspaces_in(path: Path) -> tuple[WorkspaceId, ...]:
    with opened(path) as connection:
        return tuple(connection.execute(select(_workspaces.c.id)).scalars())


def _check_pages(connection: Connection, path: Path) -> None:
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    if found != ["ok"]:
        raise BackupError(f"{path} is damaged ({found[0]}). {_ANOTHER}")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise BackupError(f"{path} is damaged: a row of {broken[0]} refers to nothing. {_ANOTHER}")


def _known_revision(connection: Connection, path: Path) -> str:
    revisions = revisions_in(connection)
    if len(revisions) != 1:
        raise BackupError(f"{path} is a database, but not one of Drumbeat. {_ANOTHER}")
    if not is_known(revisions[0]):
        raise BackupError(
            f"{path} has the schema {revisions[0]}, which this version of Drumbeat does not know. Nothing was changed; "
            "install the version that made it, or a newer one."
        )
    return revisions[0]


def _check_seal(connection: Connection, path: Path) -> datetime | None:
    """Return when the backup was taken; None without a stamp. A byte that changed in a text breaks only the seal."""
    if not columns_of(connection)["workspaces"] >= _STAMP:
        return None
    stamps = connection.execute(select(_workspaces.c.backed_up_at, _workspaces.c.backup_seal)).all()
    taken: list[datetime] = [stamp.backed_up_at for stamp in stamps if stamp.backed_up_at is not None]
    if not taken:
        return None
    if {stamp.backup_seal for stamp in stamps} != {_seal_of(connection)}:
        raise BackupError(f"{path} is damaged: it does not hold what was sealed when it was made. {_ANOTHER}")
    return min(taken)


def _seal_of(connection: Connection) -> str:
    columns = {name: names - _STAMP for name, names in columns_of(connection).items()}
    sums = {name: (each.rows, each.sha256) for name, each in sum_up(connection, columns).items()}
    return hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()
