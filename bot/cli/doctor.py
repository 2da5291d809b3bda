"""`drumbeat doctor`: looks at a set-up from outside and says of each thing whether it is well and how to mend it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from rich.console import Console

from bot.cli.doctor_database import SCHEMA, check_database, check_work, find_program, opened
from bot.cli.doctor_slack import (
    Identity,
    check_app_token,
    check_channels,
    check_clock,
    check_manifest,
    client_of,
    identify,
)
from bot.cli.findings import Finding, State, ok, wrong
from bot.settings import Settings, SettingsError, read_settings, secret
from rituals.ids import WorkspaceId
from storage.database import Database
from storage.workspaces import find_workspaces


def examine(console: Console, *, is_http: bool, manifest: Path, now: datetime) -> bool:
    """Print what was found, one line each; tell whether nothing is wrong. `now` is this machine's time (UTC)."""
    findings = list(_examine(is_http=is_http, manifest=manifest, now=now))
    for finding in findings:
        finding.print(console)
    return all(finding.state is not State.WRONG for finding in findings)


def _examine(*, is_http: bool, manifest: Path, now: datetime) -> Iterator[Finding]:
    door = "SLACK_SIGNING_SECRET" if is_http else "SLACK_APP_TOKEN"
    try:
        settings = read_settings("SLACK_BOT_TOKEN", door)
    except SettingsError as error:
        # Without them nothing else can be reached.
        for fault in str(error).splitlines():
            yield wrong("settings", fault)
        return
    yield ok("settings", "all that are needed are set")
    client = client_of(settings, secret(settings.slack_bot_token))
    identity = identify(client)
    if isinstance(identity, Identity):
        yield ok("bot token", f"is that of @{identity.user} in {identity.team} ({identity.team_id})")
        yield from check_clock(identity.slack_time, now=now)
        yield from check_manifest(manifest, identity.scopes, _commands_of(settings))
    else:
        yield identity
    if not is_http:
        yield from check_app_token(settings)
    yield from _examine_database(settings, identity, now=now)


def _examine_database(settings: Settings, identity: Identity | Finding, *, now: datetime) -> Iterator[Finding]:
    found: list[Finding] = []
    with opened(settings.database_url, found) as database:
        yield from found
        if database is None:
            return
        schema = list(check_database(database))
        yield from schema
        if all(finding.state is not State.WRONG for finding in schema if finding.subject == SCHEMA):
            yield from _examine_work(settings, database, identity, now=now)


def _examine_work(
    settings: Settings, database: Database, identity: Identity | Finding, *, now: datetime
) -> Iterator[Finding]:
    known = find_workspaces(database)
    if isinstance(identity, Identity):
        workspace = WorkspaceId(identity.team_id)
        program = find_program(database, workspace)
        if isinstance(program, Finding):
            yield program
        else:
            yield from check_channels(client_of(settings, secret(settings.slack_bot_token)), workspace, program)
    elif len(known) == 1:
        [workspace] = known
    else:
        return
    yield from check_work(database, workspace, _commands_of(settings), now=now)


def _commands_of(settings: Settings) -> Mapping[str, str]:
    """Return the commands that the bot listens to, by the setting that names each."""
    return {"FLAG_COMMAND": settings.flag_command, "DRUMBEAT_COMMAND": settings.drumbeat_command}
