"""D9: where no connection to the database is left, it is told in time; and what is said where no cluster can run."""

import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import inspect

from bot.composition import build_bot
from bot.connection import HttpServer
from bot.engines import prepare_cluster
from bot.job_queue import SCHEMA
from bot.settings import Settings, SettingsError
from sandbox.door import ANSWER_WITHIN_SECONDS
from sandbox.server import Sandbox
from storage.connecting import ANSWERING
from storage.database import Database
from tests.command_line.test_commands import environment
from tests.faults.fleet import thursday, watched
from tests.faults.replicas import LOOPBACK
from tests.journeys.flag_kit import flags_of
from tests.places import EXAMPLES, ROOT

COMMAND = "from bot.cli.main import main; main()"
WITHOUT_THE_EXTRA = f"import sys; sys.modules['procrastinate'] = None; {COMMAND}"


def mention(sandbox: Sandbox) -> dict[str, Any]:
    ts = "1767864600.000100"
    event = {"type": "app_mention", "user": "U0JONAS", "channel": "C0PAYMENTS", "ts": ts, "event_ts": ts}
    return sandbox.events.callback({**event, "text": f"<@{sandbox.workspace.bot.id}> flag the supplier may slip"})


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_d9_when_no_connection_is_left_the_event_is_refused_in_time_and_taken_later(database_url: str):
    with thursday(mode="http") as sandbox, watched(sandbox, database_url) as world:
        world.load(EXAMPLES / "fintech.yaml")
        database = Database.connect(database_url)
        settings = Settings(slack_bot_token=SecretStr(sandbox.bot_token), slack_api_url=sandbox.api_url)
        bot = build_bot(settings, database, now=sandbox.clock.now, wake=lambda: None)
        server = HttpServer(bot.app, sandbox.signing_secret, host=LOOPBACK, port=0)
        server.start()
        sandbox.connect_http(f"http://{LOOPBACK}:{server.port}/slack/events")
        event = mention(sandbox)

        with ExitStack() as held:
            for _ in range(ANSWERING.connections):
                held.enter_context(database.answering.engine.connect())
            began = time.monotonic()
            refused = sandbox.door.send_again(event)
            took = time.monotonic() - began
        taken = sandbox.door.send_again(event, attempt=1, reason="http_error")

        assert (refused.error, taken.error) == ("http_error", None)
        assert took < ANSWER_WITHIN_SECONDS
        assert [each.what for each in flags_of(world).values()] == ["the supplier may slip"]
        server.stop()
        database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_user_who_may_not_make_the_queue_is_told_what_to_grant(database_url: str):
    owner = Database.connect(database_url)
    user, name = "drumbeat_user", owner.engine.url.database
    url = owner.engine.url.set(drivername="postgresql", username=user).render_as_string(hide_password=False)
    with owner.writing_engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {user} LOGIN")
    poor = Database.connect(url)

    with pytest.raises(SettingsError, match=f"GRANT CREATE ON DATABASE {name} TO {user}"):
        prepare_cluster(poor)
    with owner.writing_engine.begin() as connection:
        connection.exec_driver_sql(f"GRANT CREATE ON DATABASE {name} TO {user}")
    prepare_cluster(poor)

    assert inspect(poor.engine).get_table_names(schema=SCHEMA)
    poor.close()
    with owner.writing_engine.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {user} CASCADE")
        connection.exec_driver_sql(f"DROP ROLE {user}")
    owner.close()


@pytest.mark.parametrize(
    ("program", "database_url", "told"),
    [
        pytest.param(COMMAND, "sqlite:///drumbeat.db", "--cluster needs PostgreSQL", id="on SQLite"),
        pytest.param(
            WITHOUT_THE_EXTRA, "postgresql://nobody@127.0.0.1:9/none", "pip install 'drumbeat[cluster]'", id="no extra"
        ),
    ],
)
def test_a_cluster_that_cannot_run_is_refused_with_the_way_out(
    tmp_path: Path, program: str, database_url: str, told: str
):
    result = subprocess.run(
        [sys.executable, "-c", program, "run", "--cluster", "--http", "0"],
        cwd=tmp_path,
        env=environment(
            PYTHONPATH=str(ROOT), SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="secret", DATABASE_URL=database_url
        ),
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 2, result.stderr
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []
