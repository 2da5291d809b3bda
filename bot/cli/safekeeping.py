"""The commands that keep the database safe: backup, restore and quarantine."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.console import Console

from bot import clock
from bot.settings import read_settings
from rituals.errors import UserFacingError
from storage import quarantine
from storage.backups import Backup, check, take_backup
from storage.database import Database
from storage.migrate import upgrade
from storage.restoring import restore
from storage.workspaces import find_workspaces

ACTOR = "command line"


class OwnToolsError(UserFacingError):
    """PostgreSQL is backed up and restored by its own programs."""

    def __init__(self, command: str) -> None:
        super().__init__(f"DATABASE_URL names a PostgreSQL database, which has its own tools. Run: {command}")


def back_up(to: Path, console: Console) -> None:
    """Write a backup to a new file while others may write to the database."""
    url = read_settings().database_url
    if _is_postgresql(url):
        raise OwnToolsError(f'pg_dump --format=custom --file={to} "$DATABASE_URL"')
    database = Database.connect(url)
    backup = take_backup(database, to, now=clock.now())
    database.close()
    console.print(f"Backed up to {_told(backup)}. It was read back and is sound.", markup=False)


def restore_from(backup: Path, console: Console, *, ask: Callable[[str], bool] | None) -> bool:
    """Check a backup, ask, and put it in the database's place; tell whether that was done."""
    url = read_settings().database_url
    if _is_postgresql(url):
        raise OwnToolsError(
            "stop every “drumbeat run”, then pg_restore --clean --if-exists --no-owner --single-transaction "
            f'--dbname="$DATABASE_URL" {backup}. The bot notices by itself and begins in quarantine.'
        )
    console.print(f"{_told(check(backup))}. It is sound.", markup=False)
    if ask is not None and not ask(f"Put it in the place of {url}? The bot must be stopped."):
        console.print("Nothing was changed.")
        return False
    done = restore(backup, Database.connect(url), now=clock.now())
    if done.aside is not None:
        console.print(f"The database that stood there is kept as {done.aside}.", markup=False)
    console.print("Restored. The bot begins in quarantine: it asks Slack's history before it says anything.")
    return True


def set_quarantine(console: Console, *, since: str | None, end: bool) -> None:
    """Begin the quarantine of every workspace by hand, or end it."""
    if (since is None) == (not end):
        raise UserFacingError("Say either --since 2026-01-05T09:00Z, to begin a quarantine, or --end.")
    moment = None if since is None else _read_moment(since)
    database = Database.connect(read_settings().database_url)
    upgrade(database)
    for workspace in find_workspaces(database):
        with database.transaction(workspace) as session:
            if moment is not None:
                quarantine.begin(session, since=moment, now=clock.now(), why="by hand", actor=ACTOR)
                said = f"in quarantine since {moment:%Y-%m-%d %H:%M} UTC; {quarantine.count_held(session)} held."
            else:
                ended = quarantine.end(session, now=clock.now(), actor=ACTOR)
                said = "no longer in quarantine." if ended else "was not in quarantine."
        console.print(f"Workspace {workspace}: {said}", markup=False)
    database.close()


def _read_moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserFacingError(f"--since is a moment such as 2026-01-05T09:00Z, not “{text}”.") from error
    if moment.tzinfo is None:
        raise UserFacingError(f"--since needs a time zone: {text}Z is UTC.")
    if moment > clock.now():
        raise UserFacingError("--since is when the stored state ends, and so not in the future.")
    return moment


def _is_postgresql(url: str) -> bool:
    return url.startswith("postgresql://")


def _told(backup: Backup) -> str:
    taken = f"state of {backup.taken_at:%Y-%m-%d %H:%M:%S} UTC" if backup.taken_at else "without the stamp of a backup"
    return f"{backup.path}: schema {backup.revision}, {taken}"
