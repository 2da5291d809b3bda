"""D12: backups taken while others write, restored on a new host, and refused where they are damaged."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import create_engine

from bot.cli.safekeeping import OwnToolsError, back_up, restore_from, set_quarantine
from bot.cli.status import show as show_status
from rituals.errors import UserFacingError
from rituals.ids import PersonId, WorkspaceId
from rituals.people import Person
from rituals.program import Program
from storage import inbox, outbox
from storage.backups import BackupError, check, take_backup
from storage.checksums import columns_of, sum_up
from storage.database import Database
from storage.migrate import downgrade, is_current
from storage.programs import save_head
from storage.quarantine import find_quarantine
from storage.restoring import restore
from storage.shelves import PEOPLE
from storage.workspaces import connect_workspace
from tests.command_line.test_commands import drumbeat
from tests.faults.post_office import say

WORKSPACE = WorkspaceId("T0ACME")
NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
NAME = "Maya Okafor of the payments team"


def fill(database: Database) -> None:
    with database.transaction(WORKSPACE) as session:
        connect_workspace(session, name="Acme", bot_user_id="U0BOT", now=NOW)
        save_head(session, Program(name="Acme"), now=NOW)
        people = (Person(id=PersonId(f"person-{number}"), name=f"{NAME} {number}") for number in range(300))
        PEOPLE.insert_all(session, people)
        outbox.enqueue(session, say("waiting"), now=NOW)


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """A populated SQLite database in a folder of its own."""
    (tmp_path / "house").mkdir()
    shutil.copy(sqlite_template, tmp_path / "house" / "drumbeat.db")
    database = Database.connect(f"sqlite:///{tmp_path / 'house' / 'drumbeat.db'}")
    fill(database)
    yield database
    database.close()


@pytest.fixture
def backup(house: Database, tmp_path: Path) -> Path:
    return take_backup(house, tmp_path / "backup.db", now=NOW).path


def written(path: Path) -> int:
    """Count the events that a database holds."""
    with closing(sqlite3.connect(path)) as connection:
        count: int = connection.execute("SELECT count(*) FROM inbox").fetchone()[0]
        return count


@pytest.fixture
def writing(house: Database) -> Iterator[Callable[[], int]]:
    """Somebody who writes without a pause; what is yielded tells how many commits there were."""
    done = threading.Event()
    begun = threading.Event()
    commits = 0

    def write() -> None:
        nonlocal commits
        while not done.is_set():
            with house.transaction(WORKSPACE) as session:
                assert inbox.is_first(session, f"event {commits}", now=NOW)
            commits += 1
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(30)
    yield lambda: commits
    done.set()
    writer.join()


def test_d12_a_backup_during_writes_is_sound_and_holds_all_that_was_committed_before_it(
    house: Database, writing: Callable[[], int], tmp_path: Path
):
    url, to = str(house.engine.url), tmp_path / "backup.db"
    before = writing()
    began = datetime.now(UTC)

    result = drumbeat("backup", str(to), folder=tmp_path, DATABASE_URL=url)

    after = writing()
    assert result.returncode == 0, result.stderr
    assert "read back and is sound" in result.stdout
    assert before <= written(to) <= after
    assert before < after
    taken = check(to).taken_at
    assert taken is not None
    assert began <= taken
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("backup")] == ["backup.db"]


def test_d12_control_a_copy_of_the_file_alone_lacks_what_was_committed(house: Database, tmp_path: Path):
    """Must lack some: it is what the backup is compared with."""
    with house.transaction(WORKSPACE) as session:
        inbox.is_first(session, "event", now=NOW)

    shutil.copy(str(house.engine.url.database), tmp_path / "copy.db")

    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("SELECT count(*) FROM inbox").fetchone()[0] == 0


def told(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_d12_a_backup_is_restored_on_a_new_host_row_by_row_and_begins_in_quarantine(
    house: Database, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    there = tmp_path / "new host"
    there.mkdir()
    moved = shutil.move(backup, there / "backup.db")

    result = drumbeat("restore", "backup.db", "--yes", folder=there, DATABASE_URL="sqlite:///drumbeat.db")

    assert result.returncode == 0, result.stderr
    assert "It is sound." in result.stdout
    restored = Database.connect(f"sqlite:///{there / 'drumbeat.db'}")
    with house.engine.connect() as old, restored.engine.connect() as new:
        columns = {name: names - {"backed_up_at", "backup_seal"} for name, names in columns_of(old).items()}
        assert sum_up(new, columns) == sum_up(old, columns)
        assert new.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    with restored.transaction(WORKSPACE) as session:
        connect_workspace(session, name="Acme", bot_user_id="U0BOT", now=NOW + timedelta(days=1))
        begun = find_quarantine(session)
    restored.close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{there / 'drumbeat.db'}")
    status = Console(file=StringIO(), width=200)
    show_status(status)
    assert begun is not None
    assert (begun.since, begun.began) == (NOW, NOW + timedelta(days=1))
    assert "In quarantine since 2026-01-09 09:30 UTC, with the state of 2026-01-08 09:30 UTC: 1 message" in told(status)
    assert Path(moved).exists()


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 2 // 3)


def flip_pages(path: Path) -> None:
    flip(path, path.stat().st_size // 2, 4_096)


def flip_in_text(path: Path) -> None:
    flip(path, path.read_bytes().rindex(NAME.encode()) + 2, 1)


def flip(path: Path, at: int, length: int) -> None:
    whole = bytearray(path.read_bytes())
    whole[at : at + length] = bytes(each ^ 1 for each in whole[at : at + length])
    path.write_bytes(whole)


def another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")


def newer_schema(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def loose_reference(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE people SET manager = 'nobody' WHERE id = 'person-7'")


DAMAGES = [
    pytest.param(cut_off, "is damaged", id="cut off"),
    pytest.param(flip_pages, "is damaged", id="a page flipped"),
    pytest.param(flip_in_text, "does not hold what was sealed", id="a byte flipped in a name"),
    pytest.param(lambda path: path.write_bytes(b""), "not one of Drumbeat", id="empty"),
    pytest.param(lambda path: path.write_text("A letter. " * 999), "damaged or is no database", id="a letter"),
    pytest.param(another_database, "not one of Drumbeat", id="another database"),
    pytest.param(newer_schema, "does not know", id="of a newer version"),
    pytest.param(loose_reference, "refers to nothing", id="a loose reference"),
    pytest.param(lambda path: path.unlink(), "is not a file", id="gone"),
]


@pytest.mark.parametrize(("damage", "why"), DAMAGES)
def test_d12_a_damaged_or_foreign_backup_is_refused_and_nothing_is_changed(
    house: Database, backup: Path, damage: Callable[[Path], None], why: str
):
    house.close()
    target = Path(str(house.engine.url.database))
    before = (sorted(each.name for each in target.parent.iterdir()), target.read_bytes())
    damage(backup)

    with pytest.raises(BackupError, match=why):
        restore(backup, house, now=NOW)

    assert (sorted(each.name for each in target.parent.iterdir()), target.read_bytes()) == before


@pytest.mark.parametrize("share", [1, 3, 5, 7, 9])
def test_d12_bytes_that_flip_anywhere_are_noticed_or_change_no_row(house: Database, backup: Path, share: int):
    with house.engine.connect() as connection:
        columns = columns_of(connection)
        shared = {name: names - {"backed_up_at", "backup_seal"} for name, names in columns.items()}
        whole = sum_up(connection, shared)
    flip(backup, backup.stat().st_size * share // 10, 16)

    try:
        check(backup)
    except BackupError:
        return

    copy = create_engine(f"sqlite:///{backup}")
    with copy.connect() as connection:
        assert sum_up(connection, shared) == whole
    copy.dispose()


def test_d12_a_damaged_backup_is_told_in_plain_words_with_exit_status_2(house: Database, backup: Path, tmp_path: Path):
    flip_in_text(backup)

    result = drumbeat("restore", str(backup), "--yes", folder=tmp_path, DATABASE_URL=str(house.engine.url))

    assert result.returncode == 2
    assert "Nothing was changed; use another backup." in result.stderr
    assert "Traceback" not in result.stderr


def test_d12_a_database_that_somebody_has_open_is_not_replaced(house: Database, backup: Path, tmp_path: Path):
    somebody = Database.connect(str(house.engine.url))
    with somebody.reading(WORKSPACE) as session:
        assert find_quarantine(session) is None

    with pytest.raises(BackupError, match="stop every “drumbeat run”"):
        restore(backup, house, now=NOW)

    left = [each.name for each in (tmp_path / "house").iterdir() if "replaced" in each.name or "partial" in each.name]
    somebody.close()
    assert left == []


def test_d12_the_replaced_database_is_kept_whole_and_the_backup_takes_its_place(house: Database, backup: Path):
    with house.transaction(WORKSPACE) as session:
        inbox.is_first(session, "only in the replaced one", now=NOW)

    done = restore(backup, house, now=NOW)

    assert done.aside is not None
    assert written(done.aside) == 1
    assert written(Path(str(house.engine.url.database))) == 0


@pytest.mark.parametrize("damage", [flip_pages, lambda path: path.write_text("A letter. " * 999)])
def test_d12_a_database_that_is_damaged_itself_is_replaced_and_kept(
    house: Database, backup: Path, damage: Callable[[Path], None]
):
    house.close()
    target = Path(str(house.engine.url.database))
    damage(target)
    broken = target.read_bytes()

    done = restore(backup, house, now=NOW)

    assert done.aside is not None
    # Where SQLite could still read the first page, it noted there that the file has no journal beside it any more.
    assert done.aside.read_bytes()[100:] == broken[100:]
    assert is_current(house)


def test_d12_a_copy_that_no_backup_made_counts_as_of_its_last_activity_and_is_migrated(house: Database, tmp_path: Path):
    downgrade(house, "0001")
    house.close()
    copy = Path(shutil.copy(str(house.engine.url.database), tmp_path / "copy.db"))

    restored = Database.connect(f"sqlite:///{tmp_path / 'restored.db'}")
    done = restore(copy, restored, now=NOW + timedelta(days=1))

    assert done.backup.taken_at is None
    assert is_current(restored)
    with restored.transaction(WORKSPACE) as session:
        connect_workspace(session, name="Acme", bot_user_id="U0BOT", now=NOW + timedelta(days=1))
        begun = find_quarantine(session)
    restored.close()
    assert begun is not None
    assert begun.since == NOW


def test_d12_a_backup_is_never_written_over_anything(house: Database, backup: Path):
    with pytest.raises(BackupError, match="not overwritten"):
        take_backup(house, backup, now=NOW)


def test_d12_for_postgresql_its_own_programs_are_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    with pytest.raises(OwnToolsError, match="pg_dump --format=custom --file=b"):
        back_up(Path("b.dump"), Console())
    with pytest.raises(OwnToolsError, match="pg_restore --clean"):
        restore_from(Path("b.dump"), Console(), ask=None)


@pytest.mark.parametrize(
    ("since", "end", "why"),
    [
        pytest.param(None, False, "Say either --since", id="neither"),
        pytest.param("2026-01-05T09:00Z", True, "Say either --since", id="both"),
        pytest.param("yesterday", False, "not “yesterday”", id="no moment"),
        pytest.param("2026-01-05T09:00", False, "needs a time zone", id="no zone"),
        pytest.param("2999-01-05T09:00Z", False, "not in the future", id="in the future"),
    ],
)
def test_d13_a_quarantine_by_hand_needs_a_moment_that_is_over(since: str | None, end: bool, why: str):
    with pytest.raises(UserFacingError, match=why):
        set_quarantine(Console(), since=since, end=end)


def test_d13_a_quarantine_begins_and_ends_by_hand(house: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", str(house.engine.url))
    console = Console(file=StringIO(), width=200)

    set_quarantine(console, since="2026-01-05T09:00Z", end=False)
    with house.reading(WORKSPACE) as session:
        standing = find_quarantine(session)
    set_quarantine(console, since=None, end=True)
    set_quarantine(console, since=None, end=True)

    assert standing is not None
    assert standing.since == datetime(2026, 1, 5, 9, tzinfo=UTC)
    begun, ended, again = told(console).splitlines()
    assert begun.endswith("in quarantine since 2026-01-05 09:00 UTC; 1 held.")
    assert ended.endswith("no longer in quarantine.")
    assert again.endswith("was not in quarantine.")
