"""Restoring a SQLite database from a backup: checked first, swapped in one step, and the replaced file kept aside."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rituals.ids import WorkspaceId
from storage.backups import Backup, BackupError, check, copy_file, path_of, put_in_place, stamp
from storage.database import Database
from storage.migrate import upgrade
from storage.quarantine import last_activity
from storage.workspaces import find_workspaces

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database and would apply to whatever comes to bear its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put in place, and where the database that stood there is kept; None where there was none."""

    backup: Backup
    aside: Path | None


def restore(backup: Path, database: Database, *, now: datetime) -> Restored:
    """Put a copy of `backup` in the place of the SQLite `database`, which nobody may have open; raises BackupError.

    The copy has the schema of this version and bears the time of its state, so that the bot begins in quarantine. At
    any instant either the old database is in its place or the new one.
    """
    target = path_of(database)
    checked = check(backup)
    if target.exists() and target.samefile(backup):
        raise BackupError(f"{backup} is the database itself: name a backup of it.")
    database.close()
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        _prepare(partial, checked)
        aside = _keep_aside(target, now) if target.exists() else None
        put_in_place(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return Restored(backup=checked, aside=aside)


def _prepare(path: Path, backup: Backup) -> None:
    """Make a file of the backup as the bot is to find it."""
    copy_file(backup.path, path)
    copy = Database.connect(f"sqlite:///{path}")
    upgrade(copy)
    moments = _moments(copy)
    copy.close()
    if backup.taken_at is not None:
        moments = dict.fromkeys(moments, backup.taken_at)
    # Opening it made a journal again; as one file it can be swapped in one step.
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    stamp(path, moments)


def _moments(database: Database) -> dict[WorkspaceId, datetime]:
    """Return, for a copy that `drumbeat backup` did not make, when each workspace last noted anything (UTC)."""
    moments = {}
    for workspace in find_workspaces(database):
        with database.reading(workspace) as session:
            moment = last_activity(session)
        if moment is not None:
            moments[workspace] = moment
    return moments


def _keep_aside(target: Path, now: datetime) -> Path:
    """Give the database that is there a second name; raises BackupError where somebody has it open."""
    aside = target.with_name(f"{target.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
    if aside.exists():
        raise BackupError(f"{aside} is there already: wait a second, or move it away.")
    if not _is_one_file(target):
        for ending in BESIDE:
            beside = Path(f"{target}{ending}")
            if beside.exists():
                beside.rename(f"{aside}{ending}")
    try:
        os.link(target, aside)
    except OSError:
        # Not every file system can give a file two names.
        shutil.copy2(target, aside)
    return aside


def _is_one_file(target: Path) -> bool:
    """Bring everything into the one file, which SQLite does only for who is alone; False where it is damaged."""
    try:
        with closing(sqlite3.connect(target, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise BackupError(
            f"{target} cannot be replaced ({error}): stop every “drumbeat run” and whatever else has it open, then "
            "restore again. Nothing was changed."
        ) from error
    except sqlite3.DatabaseError:
        return False
    return True
