"""D5: replicas are upgraded one by one, so that a release and the one before work side by side on one database."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from sandbox.server import Sandbox
from storage.database import Database
from storage.migrate import downgrade, upgrade
from tests.faults.fleet import STARTED, Fleet, thursday, watched
from tests.faults.fleet_work import Workload
from tests.faults.replicas import LOOPBACK, answers, free_port
from tests.places import ROOT

BEFORE = "4946120"
"""The release before this one, whose schema is 0001."""
SHIFTED = (
    "import sys; from datetime import UTC, datetime, timedelta; from bot import clock; "
    "shift = timedelta(seconds=float(sys.argv.pop(1))); clock.now = lambda: datetime.now(UTC) + shift; "
    "from bot.cli.main import main; main()"
)
"""The release before has no argument for the clock."""


@pytest.fixture
def code_before(tmp_path: Path) -> Path:
    """The code of the release before, taken out of git."""
    archive = [
        "git",
        "-C",
        str(ROOT),
        "archive",
        BEFORE,
        "bot",
        "handlers",
        "rituals",
        "storage",
        "sandbox",
        "examples",
    ]
    taken = subprocess.run(archive, capture_output=True, check=False)
    if taken.returncode:
        pytest.skip("the release before is not in git here")
    folder = tmp_path / "before"
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder)], input=taken.stdout, check=True)
    return folder


class ReleaseBefore:
    """The release before, run as a person runs it."""

    def __init__(self, code: Path, sandbox: Sandbox, database_url: str) -> None:
        shift = sandbox.clock.now() - datetime.now(UTC)
        self._command = [sys.executable, "-c", SHIFTED, str(shift.total_seconds())]
        self._code = code
        self._sandbox = sandbox
        self.log = code / "before.log"
        self._environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_SIGNING_SECRET": sandbox.signing_secret,
            "SLACK_API_URL": sandbox.api_url,
            "DATABASE_URL": database_url,
            "HTTP_HOST": LOOPBACK,
            # Its scheduler counts every tick since the Thursday, one by one.
            "TICK_SECONDS": "300",
        }

    def load(self) -> None:
        """Bring the database to its schema and load the example."""
        with self._begin("load", str(self._code / "examples" / "fintech.yaml"), "--yes") as loading:
            assert loading.wait(STARTED) == 0, self.log.read_text()

    @contextmanager
    def running(self, port: int) -> Iterator[None]:
        """Serve Slack's requests, tick and deliver."""
        with self._begin("run", "--http", str(port)) as process:
            try:
                self._sandbox.wait_until(lambda: answers(port), STARTED)
                yield
                process.terminate()
                assert process.wait(STARTED) == 0, self.log.read_text()
            finally:
                process.kill()

    def _begin(self, *words: str) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*self._command, *words], cwd=self._code, env=self._environment, stdout=log, stderr=log
            )


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_d5_the_release_before_works_beside_this_one_on_the_schema_of_this_one(
    database_url: str, code_before: Path, tmp_path: Path
):
    database = Database.connect(database_url)
    downgrade(database, "base")
    port = free_port()
    with thursday() as sandbox:
        before = ReleaseBefore(code_before, sandbox, database_url)
        before.load()
        with before.running(port):
            sandbox.wait_until(lambda: len(sandbox.accepted) >= 5, 30)
            upgrade(database)
            expand(database)
            with (
                watched(sandbox, database_url) as world,
                Fleet(world, database_url, tmp_path, beside=(port,), SLACK_TIMEOUT_SECONDS="10") as fleet,
            ):
                fleet.start()
                work = Workload(world)
                for by in ("jonas", "sofia"):
                    work.say(3)
                    work.raise_flag(by)
                work.wait_until_all_is_out()
                work.check()
                logs = before.log.read_text() + fleet.log.read_text()
    database.close()

    assert unexpected(logs) == []


def unexpected(logs: str) -> list[str]:
    """Return the errors in the logs, but for a wait in vain on a busy machine: that request comes again."""
    entries = re.split(r"(?m)^(?=20\d\d-\d\d-\d\d )", logs)
    return [each for each in entries if " ERROR " in each and "LockNotAvailable" not in each]


def test_d5_a_release_that_knows_less_starts_on_a_newer_schema_and_leaves_it_alone(
    database: Database, caplog: pytest.LogCaptureFixture
):
    with database.writing_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'newer'"))

    upgrade(database)

    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "newer"
    assert "newer version" in caplog.text


def expand(database: Database) -> None:
    """Where this release changes no schema, add what a later one may: a column that may be empty."""
    with database.writing_engine.begin() as connection:
        if connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0001":
            connection.execute(text("ALTER TABLE announcements ADD COLUMN expansion VARCHAR"))
