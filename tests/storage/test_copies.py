"""A copy to try things out on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rituals.ids import WorkspaceId
from storage.copies import scratch_copy
from storage.database import Database
from storage.ticks import last_finished, mark_finished

WORKSPACE = WorkspaceId("T1")
NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Database:
    path = tmp_path / "drumbeat.db"
    path.write_bytes(sqlite_template.read_bytes())
    return Database.connect(f"sqlite:///{path}")


def test_a_copy_holds_what_the_original_holds_and_keeps_its_own_changes_to_itself(database: Database) -> None:
    with database.transaction(WORKSPACE) as session:
        mark_finished(session, ["before"], now=NOW)

    with scratch_copy(database) as copy:
        with copy.transaction(WORKSPACE) as session:
            mark_finished(session, ["in the copy"], now=NOW)
        with copy.reading(WORKSPACE) as session:
            held = last_finished(session)

    with database.reading(WORKSPACE) as session:
        assert set(last_finished(session)) == {"before"}
    assert set(held) == {"before", "in the copy"}


def test_nothing_is_left_of_a_copy(database: Database) -> None:
    with scratch_copy(database) as copy:
        folder = Path(str(copy.engine.url.database)).parent
        assert folder.exists()

    assert not folder.exists()


def test_only_sqlite_is_copied(postgresql_server: str) -> None:
    database = Database.connect(postgresql_server)

    with pytest.raises(TypeError), scratch_copy(database):
        pass

    database.close()
