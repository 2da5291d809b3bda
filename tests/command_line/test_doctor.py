"""`drumbeat doctor` against the real sandbox: all well, and each thing broken once."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy.engine import make_url

from bot.cli.doctor import examine
from bot.jobs import JOBS
from rituals.announcements import Announcement
from rituals.ids import AnnouncementKey
from storage import outbox
from storage.ticks import mark_finished
from tests.command_line.test_commands import drumbeat
from tests.faults.postgresql import ON_POSTGRESQL, administering, execute
from tests.places import EXAMPLES, MANIFEST, ROOT
from tests.world import World

HOUR = timedelta(hours=1)
Environment = dict[str, str]
Break = Callable[[World, Environment], AbstractContextManager[Any]]


def whole_second() -> datetime:
    """Return this moment as the header of an answer can carry it."""
    return datetime.now(UTC).replace(microsecond=0)


@contextmanager
def well(database_url: str) -> Iterator[World]:
    """A set-up in which nothing is wrong, now."""
    at = whole_second()
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url, at=at) as world:
        # So often as these tests do, nobody has a doctor look within a minute.
        world.sandbox.limits.on = False
        world.load(EXAMPLES / "fintech.yaml")
        world.tick()
        world.person("jonas").slash("/flag", "The supplier slips", channel="#payments")
        world.person("jonas").slash("/drumbeat")
        yield world


@pytest.fixture(scope="module")
def set_up(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = tmp_path_factory.mktemp("doctor") / "drumbeat.db"
    shutil.copy(sqlite_template, path)
    with well(f"sqlite:///{path}") as world:
        yield world


def environment_of(world: World, database_url: str = "") -> Environment:
    sandbox = world.sandbox
    return {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database_url or str(world.database.engine.url),
    }


def examined(
    monkeypatch: pytest.MonkeyPatch,
    world: World,
    environment: Mapping[str, str],
    *,
    ahead: timedelta = timedelta(),
    **options: Any,
) -> tuple[bool, str]:
    """Return whether nothing is wrong, and what is said, where this machine's clock is `ahead` of Slack's."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "FLAG_COMMAND", "DRUMBEAT_COMMAND"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    said = StringIO()
    given: dict[str, Any] = {"is_http": False, "manifest": MANIFEST} | options
    is_well = examine(Console(file=said, soft_wrap=True), now=world.sandbox.clock.now() + ahead, **given)
    return is_well, said.getvalue()


def setting(name: str, value: str | None) -> Break:
    def change(_world: World, environment: Environment) -> AbstractContextManager[Any]:
        if value is None:
            del environment[name]
        else:
            environment[name] = value
        return nullcontext()

    return change


def without_scope(scope: str) -> Break:
    @contextmanager
    def change(world: World, _environment: Environment) -> Iterator[None]:
        world.sandbox.workspace.revoke(scope)
        yield
        world.sandbox.workspace.grant(scope)

    return change


def with_channel(**changes: Any) -> Break:
    @contextmanager
    def change(world: World, _environment: Environment) -> Iterator[None]:
        workspace = world.sandbox.workspace
        before = workspace.get_channel("#ledger")
        workspace.channels[before.id] = replace(before, **changes)
        yield
        workspace.channels[before.id] = before

    return change


@contextmanager
def revoked(world: World, _environment: Environment) -> Iterator[None]:
    workspace = world.sandbox.workspace
    before = workspace.install
    workspace.install = replace(before, token_error="token_revoked")
    yield
    workspace.install = before


@contextmanager
def empty_database(world: World, environment: Environment) -> Iterator[None]:
    path = Path(world.database.engine.url.database or "").with_name("empty.db")
    path.touch()
    environment["DATABASE_URL"] = f"sqlite:///{path}"
    yield
    path.unlink()


@contextmanager
def stopped_for_an_hour(world: World, _environment: Environment) -> Iterator[None]:
    with world.bot.services.transaction() as session:
        mark_finished(session, list(JOBS), now=world.sandbox.clock.now() - HOUR)
    yield
    world.bot.tick()


@contextmanager
def stuck_for_an_hour(world: World, _environment: Environment) -> Iterator[None]:
    key = AnnouncementKey("stuck")
    with world.bot.services.transaction() as session:
        stuck = Announcement(key=key, recipient="C0LEDGER", text="Stuck")
        outbox.enqueue(session, stuck, now=world.sandbox.clock.now() - HOUR)
    yield
    with world.bot.services.transaction() as session:
        outbox.cancel(session, key, reason="test")


BROKEN = [
    pytest.param(setting("SLACK_BOT_TOKEN", None), "settings: SLACK_BOT_TOKEN is missing", "copy it", id="no token"),
    pytest.param(
        setting("SLACK_BOT_TOKEN", "xoxb-x"), "bot token: Slack refuses it (invalid_auth)", "Copy", id="token"
    ),
    pytest.param(revoked, "bot token: Slack refuses it (token_revoked)", "install the app again", id="revoked"),
    pytest.param(setting("SLACK_API_URL", "http://127.0.0.1:1/api/"), "cannot be reached", "network", id="no Slack"),
    pytest.param(
        setting("SLACK_APP_TOKEN", "xapp-x"), "app token: Slack refuses it", "connections:write", id="app token"
    ),
    pytest.param(without_scope("im:history"), "scopes: im:history is not granted", "install the app again", id="scope"),
    pytest.param(setting("FLAG_COMMAND", "/risk"), "FLAG_COMMAND is /risk", "Make them the same", id="command"),
    pytest.param(
        setting("DRUMBEAT_COMMAND", "/pulse"), "DRUMBEAT_COMMAND is /pulse", "Make them the same", id="other command"
    ),
    pytest.param(with_channel(is_archived=True), "#ledger is archived", "unarchive it", id="archived"),
    pytest.param(
        with_channel(is_ext_shared=True), "#ledger is shared with another company", "of your own", id="shared"
    ),
    pytest.param(with_channel(members=frozenset()), "Drumbeat is not in #ledger", "/invite", id="not in channel"),
    pytest.param(
        setting("DATABASE_URL", "sqlite:////nowhere/x.db"), "there is no such file", "drumbeat migrate", id="no file"
    ),
    pytest.param(
        setting("DATABASE_URL", "postgresql://u@127.0.0.1:1/x"),
        "database: it cannot be reached",
        "Check",
        id="no server",
    ),
    pytest.param(empty_database, "schema: is not what this version expects", "drumbeat migrate", id="not migrated"),
    pytest.param(stopped_for_an_hour, "ticks: open_resolutions last finished 60 minutes ago", "running", id="stopped"),
    pytest.param(stuck_for_an_hour, "queue: a message has waited since", "drumbeat run", id="stuck"),
]


@pytest.mark.parametrize(("breaks", "fault", "way_out"), BROKEN)
def test_what_is_broken_is_told_with_the_way_out(
    set_up: World, monkeypatch: pytest.MonkeyPatch, breaks: Break, fault: str, way_out: str
):
    environment = environment_of(set_up)

    with breaks(set_up, environment):
        is_well, said = examined(monkeypatch, set_up, environment)
    is_well_again, _ = examined(monkeypatch, set_up, environment_of(set_up))

    [line] = [line for line in said.splitlines() if fault in line and line.startswith("WRONG")][:1] or [said]
    assert (is_well, is_well_again) == (False, True)
    assert line.startswith("WRONG")
    assert way_out in line


@pytest.mark.parametrize(("ahead", "words"), [(HOUR, "3600 s ahead of Slack"), (-HOUR, "3600 s behind Slack")])
def test_a_clock_that_is_wrong_is_told(set_up: World, monkeypatch: pytest.MonkeyPatch, ahead: timedelta, words: str):
    is_well, said = examined(monkeypatch, set_up, environment_of(set_up), ahead=ahead)

    assert not is_well
    assert words in said
    assert "NTP" in said


@pytest.mark.parametrize(
    ("breaks", "options", "words"),
    [
        pytest.param(without_scope("channels:history"), {}, "the optional channels:history is not granted", id="scope"),
        pytest.param(
            setting("DATABASE_URL", None), {"manifest": Path("nowhere.yml")}, "give --manifest", id="manifest"
        ),
    ],
)
def test_what_one_can_do_without_is_told_and_nothing_is_wrong(
    set_up: World, monkeypatch: pytest.MonkeyPatch, breaks: Break, options: dict[str, Any], words: str
):
    environment = environment_of(set_up)
    kept = environment["DATABASE_URL"]

    with breaks(set_up, environment):
        is_well, said = examined(monkeypatch, set_up, {"DATABASE_URL": kept, **environment}, **options)

    assert is_well, said
    assert words in said


def test_where_slack_cannot_be_asked_the_database_is_looked_at_all_the_same(
    set_up: World, monkeypatch: pytest.MonkeyPatch
):
    environment = environment_of(set_up) | {"SLACK_API_URL": "http://127.0.0.1:1/api/"}

    _, said = examined(monkeypatch, set_up, environment)

    assert "WRONG  bot token" in said
    assert "ok     ticks: every job finishes" in said


def test_before_the_first_start_it_says_what_to_do_next(monkeypatch: pytest.MonkeyPatch, database_url: str):
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url, at=whole_second()) as world:
        is_well, said = examined(monkeypatch, world, environment_of(world, database_url))

    assert not is_well
    assert "program: none is loaded" in said
    assert "Start it with “drumbeat run”" in said
    assert "Type “/flag” and a sentence in Slack" in said
    assert "Type “/drumbeat” in Slack" in said


@ON_POSTGRESQL
def test_a_postgresql_that_does_not_wait_for_the_disk_is_told(monkeypatch: pytest.MonkeyPatch, database_url: str):
    with well(database_url) as world, administering(database_url) as administrator:
        execute(administrator, f'ALTER DATABASE "{make_url(database_url).database}" SET synchronous_commit = off')
        is_well, said = examined(monkeypatch, world, environment_of(world, database_url))

    assert not is_well
    assert "synchronous_commit is off" in said
    assert "Set it to on" in said


def test_of_a_set_up_that_is_well_every_line_says_ok(monkeypatch: pytest.MonkeyPatch, database_url: str):
    with well(database_url) as world:
        is_well, said = examined(monkeypatch, world, environment_of(world, database_url))
        _, over_http = examined(monkeypatch, world, environment_of(world, database_url), is_http=True)

    lines = said.splitlines()
    assert is_well, said
    assert [line for line in lines if not line.startswith("ok ")] == []
    assert len(lines) >= 13
    assert "app token" in said
    assert "app token" not in over_http


def test_the_status_is_0_where_nothing_is_wrong_and_1_where_something_is(set_up: World):
    environment = environment_of(set_up)
    set_up.sandbox.clock.set(whole_second())
    set_up.bot.tick()

    good = drumbeat("doctor", folder=ROOT, **environment)
    bad = drumbeat("doctor", "--http", folder=ROOT, **{**environment, "SLACK_BOT_TOKEN": "xoxb-x"})

    assert good.returncode == 0, good.stdout + good.stderr
    assert bad.returncode == 1
    assert "WRONG  bot token" in bad.stdout
    assert set_up.sandbox.bot_token not in good.stdout
