"""D11: migrations of a populated database, there and back, and killed half-way; and a load killed half-way."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from storage.checksums import TableSum, columns_of, sum_up
from storage.crash_points import EXIT_STATUS
from storage.database import Database
from storage.files.merging import SHELVES
from storage.migrate import downgrade, is_current, revisions_in, upgrade
from storage.workspaces import find_workspaces
from tests.faults.children import spawn
from tests.faults.migrating import load, migrate_carelessly, migrate_to
from tests.figures import Figures
from tests.places import EXAMPLES
from tests.world import World

RELEASES = ("0001",)
"""The schema of every release that people run; the next release adds its line."""
PASSES = (1, 6)
Sums = Mapping[str, TableSum]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The fintech example after its first Thursday, as a SQLite file."""
    path = tmp_path_factory.mktemp("played") / "played.db"
    shutil.copy(sqlite_template, path)
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=f"sqlite:///{path}") as world:
        world.load(EXAMPLES / "fintech.yaml")
        for moment in ("2026-01-05T10:00", "2026-01-08T09:30", "2026-01-12T09:00"):
            world.at(moment)
            world.tick()
    return path


@pytest.fixture
def populated(database: Database, played: Path) -> Iterator[Database]:
    """The same rows on each of the two engines."""
    source = Database.connect(f"sqlite:///{played}")
    with source.engine.connect() as reading, database.writing_engine.begin() as writing:
        _copy_rows(reading, writing)
    source.close()
    yield database
    database.close()


def _copy_rows(reading: Connection, writing: Connection) -> None:
    booleans = _booleans(writing)
    tables = columns_of(reading)
    for name in ("workspaces", *sorted(set(tables) - {"workspaces"})):
        columns = sorted(tables[name])
        rows = [dict(row) for row in reading.execute(text(f"SELECT * FROM {name}")).mappings()]
        for row in rows:
            row.update({column: bool(row[column]) for column in booleans.get(name, ()) if row[column] is not None})
        if rows:
            values = ", ".join(f":{column}" for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            writing.execute(text(f"INSERT INTO {name} ({names}) VALUES ({values})"), rows)


def _booleans(connection: Connection) -> Mapping[str, list[str]]:
    if connection.dialect.name == "sqlite":
        return {}
    found: dict[str, list[str]] = {}
    query = "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'boolean'"
    for name, column in connection.execute(text(query)):
        found.setdefault(name, []).append(column)
    return found


def sums(database: Database, columns: Mapping[str, frozenset[str]]) -> Sums:
    """Sum up every table over the given columns, and hold the references sound."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        else:
            assert connection.execute(text("SELECT count(*) FROM pg_constraint WHERE NOT convalidated")).scalar() == 0
        return sum_up(connection, columns)


def shape(database: Database) -> tuple[Any, Mapping[str, frozenset[str]]]:
    with database.engine.connect() as connection:
        return revisions_in(connection), columns_of(connection)


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("release", RELEASES)
def test_d11_up_down_and_up_again_keeps_every_row_of_a_populated_database(populated: Database, release: str):
    downgrade(populated, release)
    _, columns = shape(populated)
    before = sums(populated, columns)

    upgrade(populated)
    up = sums(populated, columns)
    downgrade(populated, release)
    down = sums(populated, columns)
    upgrade(populated)
    again = sums(populated, columns)

    assert sum(each.rows for each in before.values()) > 200
    assert before == up == down == again
    assert is_current(populated)


def kill_on_the_way(database: Database, to: str, passes: Iterable[int]) -> int:
    """Migrate, killed at each of the passes in turn, then to the end; return how often the process was killed.

    A pass that is not reached ends the killing: the migration is through.
    """
    stands = shape(database)
    before = sums(database, stands[1])
    for number in passes:
        database.close()
        process = spawn(migrate_to, url_of(database), to, f"mid_migration:{number}")
        process.join()
        if process.exitcode == 0:
            return number - 1
        assert process.exitcode == EXIT_STATUS
        assert shape(database) == stands
        assert sums(database, stands[1]) == before
    database.close()
    restarted = spawn(migrate_to, url_of(database), to)
    restarted.join()
    assert restarted.exitcode == 0
    return len(tuple(passes))


def kill_up_and_down(database: Database, release: str, passes: Sequence[int]) -> int:
    newest, _ = shape(database)
    downgrade(database, release)
    old, columns = shape(database)
    before = sums(database, columns)

    kills = kill_on_the_way(database, "head", passes)
    up = (shape(database)[0], sums(database, columns))
    kills += kill_on_the_way(database, release, passes)
    down = (shape(database)[0], sums(database, columns))

    assert (up, down) == ((newest, before), (old, before))
    return kills


@pytest.mark.parametrize("release", RELEASES)
def test_d11_a_migration_killed_half_way_is_rolled_back_whole_and_goes_through_when_started_again(
    populated: Database, release: str
):
    assert kill_up_and_down(populated, release, PASSES) == 2 * len(PASSES)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("release", RELEASES)
def test_d11_a_migration_killed_at_each_of_its_statements_is_rolled_back_whole(
    populated: Database, release: str, figures: Figures
):
    kills = kill_up_and_down(populated, release, range(1, 1_000))

    engine = populated.engine.dialect.name
    figures.reach(f"D11 {engine}, from {release} and back", f"{kills} kills, one at each statement, 0 rows changed")
    assert kills > 20


def test_d11_control_statements_that_commit_one_by_one_leave_half_a_schema(sqlite_template: Path, tmp_path: Path):
    """Must be found half-way, or the check above is blind."""
    path = tmp_path / "drumbeat.db"
    shutil.copy(sqlite_template, path)
    database = Database.connect(f"sqlite:///{path}")
    newest = shape(database)
    downgrade(database, RELEASES[0])
    old = shape(database)
    database.close()

    process = spawn(migrate_carelessly, f"sqlite:///{path}", "mid_migration:6")
    process.join()

    assert process.exitcode == EXIT_STATUS
    assert shape(database)[1] not in (old[1], newest[1])
    database.close()


def test_d11_a_load_killed_between_any_two_parts_changes_nothing_and_goes_through_when_started_again(
    populated: Database, tmp_path: Path
):
    url = url_of(populated)
    changed = tmp_path / "changed.yaml"
    changed.write_text((EXAMPLES / "fintech.yaml").read_text().replace(" name: ", " name: New "))
    _, columns = shape(populated)
    before = sums(populated, columns)
    [workspace] = find_workspaces(populated)
    populated.close()

    for number in (1, len(SHELVES) // 2, len(SHELVES)):
        process = spawn(load, url, workspace, changed, f"mid_import:{number}")
        process.join()
        assert process.exitcode == EXIT_STATUS
        assert sums(populated, columns) == before
        populated.close()
    restarted = spawn(load, url, workspace, changed)
    restarted.join()

    after = sums(populated, columns)
    assert restarted.exitcode == 0
    assert {name for name in after if after[name] != before[name]} >= {"goals", "initiatives", "audit_log"}
