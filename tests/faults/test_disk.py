"""D7 and D10: a disk that is full or can only be read, and files that SQLite cannot keep safely."""

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import repeat
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.connecting import check_sqlite
from storage.database import Database
from storage.database_faults import DatabaseFaultError
from storage.file_systems import kind_of
from tests.command_line.test_commands import drumbeat
from tests.faults.test_database_faults import answers, attempts
from tests.faults.test_replicas import count_up, counted_by_four
from tests.journeys.flag_kit import flags_of
from tests.places import EXAMPLES
from tests.world import World

FULL = "Free some space"
UNWRITABLE = "The database cannot be written to"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"no file system of its own can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def on_disk(disk: Path, sqlite_template: Path) -> Iterator[World]:
    with world_at(disk / "drumbeat.db", sqlite_template) as world:
        yield world


@contextmanager
def world_at(path: Path, template: Path) -> Iterator[World]:
    """The fintech example with the bot on signed HTTP and its database at `path`."""
    path.write_bytes(template.read_bytes())
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=f"sqlite:///{path}", mode="http") as world:
        world.load(EXAMPLES / "fintech.yaml")
        world.at("2026-01-08T09:30")
        yield world


def disconnect(world: World) -> None:
    world.database.engine.dispose()
    world.database.answering.engine.dispose()


@contextmanager
def filled(world: World) -> Iterator[None]:
    """Leave no room on the disk."""
    # The last that leaves takes the log with it, which could be written over without more room.
    disconnect(world)
    ballast = Path(world.database.engine.url.database or "").with_name("ballast")
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left on device"):
        file.writelines(repeat(bytes(4_096)))
    yield
    ballast.unlink()


@contextmanager
def read_only(world: World) -> Iterator[None]:
    """Let nothing be written to the file system."""
    disconnect(world)
    folder = str(Path(world.database.engine.url.database or "").parent)
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    yield
    subprocess.run(["mount", "-o", "remount,rw", folder], check=True)


@contextmanager
def out_of_pages(world: World) -> Iterator[None]:
    """Let the file grow no further; SQLite keeps that limit for each connection."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    engines = (world.database.engine, world.database.answering.engine)
    for engine in engines:
        event.listen(engine, "connect", limit)
    disconnect(world)
    yield
    for engine in engines:
        event.remove(engine, "connect", limit)
    disconnect(world)


def holds_what_it_acknowledged(world: World, breaks: AbstractContextManager[None]) -> int:
    """Hand mentions over while it is broken, and again afterwards; return how many were refused meanwhile."""
    with breaks:
        refused = [number for number in range(30) if answers(world, number) is not None]
    assert [attempts(world, number) for number in refused] == [1] * len(refused)
    world.settle()
    assert len(flags_of(world)) == 30
    with world.database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    return len(refused)


@pytest.mark.parametrize(("breaks", "words"), [(filled, FULL), (read_only, UNWRITABLE)])
def test_d7_what_finds_no_room_is_not_acknowledged_the_log_says_why_and_all_goes_on_when_there_is_some(
    on_disk: World,
    caplog: pytest.LogCaptureFixture,
    breaks: Callable[[World], AbstractContextManager[None]],
    words: str,
):
    refused = holds_what_it_acknowledged(on_disk, breaks(on_disk))

    assert refused == 30
    assert words in caplog.text


def test_d7_a_file_that_may_grow_no_further_takes_nothing_it_does_not_hold(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture
):
    with world_at(tmp_path / "drumbeat.db", sqlite_template) as world:
        refused = holds_what_it_acknowledged(world, out_of_pages(world))

    # Some find room in pages that are there already.
    assert 0 < refused <= 30
    assert FULL in caplog.text


def test_d7_jobs_and_delivery_on_a_full_disk_go_on_where_they_were_when_there_is_room(on_disk: World):
    with filled(on_disk):
        failed = on_disk.bot.tick()
        with pytest.raises(DatabaseFaultError, match=FULL):
            on_disk.bot.deliver_due()
    on_disk.tick()

    assert failed
    assert on_disk.sandbox.accepted
    texts = [each.text for each in on_disk.sandbox.accepted]
    assert len(texts) == len({(each.text, each.channel) for each in on_disk.sandbox.accepted})


def test_d7_on_a_disk_that_can_only_be_read_the_command_line_says_so_and_how_to_mend_it(disk: Path, tmp_path: Path):
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

    result = drumbeat("migrate", folder=tmp_path, DATABASE_URL=f"sqlite:///{disk}/drumbeat.db")

    assert result.returncode == 2
    assert UNWRITABLE in result.stderr
    assert "Traceback" not in result.stderr


def test_d10_several_processes_on_one_local_file_are_let_in_and_lose_nothing(tmp_path: Path, sqlite_template: Path):
    path = tmp_path / "drumbeat.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database.connect(f"sqlite:///{path}")

    assert counted_by_four(count_up, database, 20) == 4 * 20
    database.close()


MOUNTS = """\
/dev/vda / ext4 rw,relatime 0 0
server:/export /srv nfs4 rw 0 0
//server/share /mnt/my\\040share cifs rw 0 0
tmpfs /srv/local tmpfs rw 0 0
user@host:/ /home/ada/far fuse.sshfs rw 0 0
/dev/sdb1 /mnt/stick fuseblk rw 0 0
"""


@pytest.mark.parametrize(
    ("file", "kind", "is_refused"),
    [
        pytest.param("/var/lib/drumbeat.db", "ext4", False, id="a local disk"),
        pytest.param("/srv/drumbeat.db", "nfs4", True, id="nfs"),
        pytest.param("/mnt/my share/drumbeat.db", "cifs", True, id="a blank in the mount point"),
        pytest.param("/srv/local/drumbeat.db", "tmpfs", False, id="a local mount inside a network mount"),
        pytest.param("/srvx/drumbeat.db", "ext4", False, id="a name that begins alike"),
        pytest.param("/home/ada/far/x/drumbeat.db", "fuse.sshfs", True, id="sshfs"),
        pytest.param("/mnt/stick/drumbeat.db", "fuseblk", False, id="a local disk through fuse"),
    ],
)
def test_d10_a_file_on_a_network_file_system_is_refused_before_it_is_opened(file: str, kind: str, is_refused: bool):
    assert kind_of(file, MOUNTS) == kind
    if is_refused:
        with pytest.raises(DatabaseFaultError, match=rf"{file}.*{kind}.*local disk.*PostgreSQL"):
            Database.connect(f"sqlite:///{file}", mounts=MOUNTS)
    else:
        Database.connect(f"sqlite:///{file}", mounts=MOUNTS).close()


@pytest.mark.parametrize(
    "database",
    [
        pytest.param("file:{folder}/x.db?vfs=unix-dotfile&uri=true", id="a file system without shared memory"),
        pytest.param(":memory:", id="in memory"),
    ],
)
def test_d10_a_database_without_a_write_ahead_log_is_refused(tmp_path: Path, database: str):
    url = f"sqlite:///{database.format(folder=tmp_path)}"

    with pytest.raises(DatabaseFaultError, match=r"no write-ahead log.*DATABASE_URL"):
        Database.connect(url).engine.connect()


def test_d10_a_connection_that_does_not_wait_for_the_disk_is_refused(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "x.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")

    with pytest.raises(DatabaseFaultError, match="synchronous is not FULL"):
        check_sqlite(connection)
    connection.execute("PRAGMA synchronous = FULL")
    check_sqlite(connection)
    connection.close()
