"""What `drumbeat doctor` looks at in the database: does it keep what it is given, and is the bot at work?"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.findings import Finding, doubt, judged, ok, wrong
from handlers import drumbeat_command
from handlers.blocks.words import count
from handlers.command_jobs import find_heard
from rituals.ids import WorkspaceId
from rituals.program import Program
from storage import inbox
from storage.connecting import ANSWERING, WORKING, read_server
from storage.database import Database, WorkspaceSession
from storage.database_faults import DatabaseFaultError
from storage.file_systems import kind_of
from storage.migrate import is_current
from storage.outbox_report import find_oldest_unsent
from storage.programs import load_program
from storage.ticks import last_finished

SCHEMA = "schema"
_AND = {"FLAG_COMMAND": " and a sentence"}
LEAST_FREE_BYTES = 200_000_000
OLDEST_POSTGRESQL = 14
LATE = timedelta(minutes=15)
"""A job that has not finished for so long is stuck, and so is delivery when a message could have gone out by then."""
_IS_IT_RUNNING = "Is “drumbeat run” running? Its log says why."


@contextmanager
def opened(url: str, found: list[Finding]) -> Iterator[Database | None]:
    """Open the database; where that cannot be done, add to `found` why, and give None. Creates nothing."""
    database = None
    if url.startswith("sqlite") and not Path(make_url(url).database or "").exists():
        found.append(wrong("database", "there is no such file yet. Make it with “drumbeat migrate”."))
    else:
        try:
            database = Database.connect(url)
            with database.engine.connect():
                found.append(ok("database", f"answers ({database.engine.dialect.name}), and waits for the disk"))
        except DatabaseFaultError as error:
            database = None
            found.append(wrong("database", str(error)))
        except SQLAlchemyError as error:
            database = None
            why = type(getattr(error, "orig", error)).__name__
            found.append(
                wrong("database", f"it cannot be reached ({why}). Check DATABASE_URL, and that the server runs.")
            )
    yield database
    if database is not None:
        database.close()


def check_database(database: Database) -> Iterator[Finding]:
    """Look at the schema and the settings; opening it has shown already that it waits for the disk."""
    if is_current(database):
        yield ok(SCHEMA, "is what this version expects")
    else:
        yield wrong(SCHEMA, "is not what this version expects. Bring it up to date with “drumbeat migrate”.")
    if database.engine.dialect.name == "postgresql":
        yield from _check_postgresql(database)
    else:
        yield from _check_sqlite(database)


def find_program(database: Database, workspace: WorkspaceId) -> Program | Finding:
    """Return the program that is loaded, or that none is."""
    with database.reading(workspace) as session:
        program = load_program(session)
    if program.people:
        return program
    return doubt("program", "none is loaded, so its channels were not looked at. Load one with “drumbeat load FILE”.")


def check_work(
    database: Database, workspace: WorkspaceId, commands: Mapping[str, str], *, now: datetime
) -> Iterator[Finding]:
    """Look at what the bot has left behind: its ticks, its queue, and the last use of each command that reached it."""
    with database.reading(workspace) as session:
        ticks = last_finished(session)
        oldest = find_oldest_unsent(session, now=now)
        last_used = {setting: _find_last_use(session, setting, command) for setting, command in commands.items()}
    late = [f"{job} last finished {_since(at, now)}" for job, at in ticks.items() if now - at > LATE]
    if ticks:
        yield from judged("ticks", "every job finishes", (f"{each}. {_IS_IT_RUNNING}" for each in late))
    else:
        yield wrong("ticks", "the bot has never ticked here. Start it with “drumbeat run”.")
    if oldest is not None and now - oldest > LATE:
        yield wrong("queue", f"a message has waited since {oldest:%Y-%m-%d %H:%M} UTC. {_IS_IT_RUNNING}")
    else:
        yield ok("queue", "nothing waits for long")
    for setting, command in commands.items():
        yield _tell_command(last_used[setting], setting, command)


def _find_last_use(session: WorkspaceSession, setting: str, command: str) -> datetime | None:
    if setting == "FLAG_COMMAND":
        return find_heard(session, command)
    return inbox.find_last(session, drumbeat_command.COMMAND_KEY)


def _tell_command(last: datetime | None, setting: str, command: str) -> Finding:
    # Slack does not tell an app whose a command is: only what arrives shows it.
    if last is not None:
        return ok("command", f"{command} last reached the bot on {last:%Y-%m-%d at %H:%M} UTC")
    return doubt(
        "command",
        f"no {command} is noted here, and Slack does not tell whose it is. Type “{command}”{_AND.get(setting, '')} "
        "in Slack and run this again: if another app answers, give ours another command in manifest.yml and "
        f"{setting}.",
    )


def _check_sqlite(database: Database) -> Iterator[Finding]:
    path = Path(database.engine.url.database or "").resolve()
    kind = kind_of(str(path))
    yield ok("file system", f"{kind} is local" if kind else "this machine does not tell which it is")
    free = shutil.disk_usage(path.parent).free
    if free < LEAST_FREE_BYTES:
        yield wrong(
            "disk", f"{free // 1_000_000} MB are free at {path.parent}. Make room: {_mb(LEAST_FREE_BYTES)} at least."
        )
    else:
        yield ok("disk", f"{free // 1_000_000} MB are free")


def _check_postgresql(database: Database) -> Iterator[Finding]:
    version, places = read_server(database.engine)
    if version < OLDEST_POSTGRESQL:
        yield wrong("version", f"this is PostgreSQL {version}. Use {OLDEST_POSTGRESQL} or newer.")
    else:
        yield ok("version", f"PostgreSQL {version}")
    wanted = WORKING.connections + ANSWERING.connections
    if places < wanted:
        yield wrong(
            "connections",
            f"the server lets {places} in, and one process of Drumbeat may want {wanted}. Raise max_connections.",
        )
    else:
        yield ok("connections", f"there is room for {count(places // wanted, 'process', 'processes')}")


def _since(at: datetime, now: datetime) -> str:
    return f"{count(int((now - at).total_seconds() // 60), 'minute')} ago"


def _mb(size: int) -> str:
    return f"{size // 1_000_000} MB"
