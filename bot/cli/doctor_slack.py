"""What `drumbeat doctor` asks of Slack: tokens, scopes, the command, the channels, and what time it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import yaml
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.cli.findings import Finding, doubt, judged, ok, wrong
from bot.directory import read_directory
from bot.settings import Settings, secret
from rituals.directory import what_is_missing
from rituals.program import Program

LARGEST_SKEW = timedelta(seconds=30)
_REACH = "Check the network, a proxy in between, and SLACK_API_URL."


@dataclass(frozen=True, slots=True)
class Identity:
    """Who Slack says the bot is, with the scopes that its token has and Slack's own time."""

    team_id: str
    team: str
    user: str
    scopes: frozenset[str] | None
    slack_time: datetime | None


def client_of(settings: Settings, token: str) -> WebClient:
    return WebClient(token, base_url=settings.slack_api_url, timeout=settings.slack_timeout_seconds, retry_handlers=[])


def identify(client: WebClient) -> Identity | Finding:
    """Ask Slack whose the bot token is; return what is wrong where it does not say."""
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        return wrong(
            "bot token",
            f"Slack refuses it ({error.response['error']}). Copy SLACK_BOT_TOKEN again from “OAuth & Permissions” of "
            "your Slack app; install the app again if it was removed.",
        )
    except OSError as error:
        return wrong("bot token", f"{client.base_url} cannot be reached ({type(error).__name__}). {_REACH}")
    headers = _headers(answer)
    scopes, date = headers.get("x-oauth-scopes"), headers.get("date")
    return Identity(
        team_id=answer["team_id"],
        team=answer["team"],
        user=answer["user"],
        scopes=None if scopes is None else frozenset(scopes.replace(" ", "").split(",")),
        slack_time=None if date is None else parsedate_to_datetime(date),
    )


def check_app_token(settings: Settings) -> Iterator[Finding]:
    """Ask for the address of a Socket Mode connection, without opening one."""
    try:
        client_of(settings, secret(settings.slack_app_token)).apps_connections_open(
            app_token=secret(settings.slack_app_token)
        )
    except SlackApiError as error:
        yield wrong(
            "app token",
            f"Slack refuses it ({error.response['error']}). Make SLACK_APP_TOKEN anew under “Basic Information”, "
            "“App-Level Tokens”, with connections:write, and turn Socket Mode on.",
        )
    except OSError as error:
        yield wrong("app token", f"{settings.slack_api_url} cannot be reached ({type(error).__name__}). {_REACH}")
    else:
        yield ok("app token", "Socket Mode can be opened")


def check_clock(slack_time: datetime | None, *, now: datetime) -> Iterator[Finding]:
    """Compare this machine's clock with the one that Slack's answer carries; both are whole seconds at best."""
    if slack_time is None:
        yield doubt("clock", "Slack's answer carries no time to compare with.")
        return
    ahead = now - slack_time
    if abs(ahead) <= LARGEST_SKEW:
        yield ok("clock", "agrees with Slack's")
        return
    which = "ahead of" if ahead > timedelta() else "behind"
    yield wrong(
        "clock",
        f"this machine is {abs(ahead).total_seconds():.0f} s {which} Slack. Turn time synchronisation on (NTP): "
        "prompts go out at the wrong time, and from five minutes on signed requests are refused.",
    )


def check_manifest(path: Path, granted: frozenset[str] | None, listened_to: Mapping[str, str]) -> Iterator[Finding]:
    """Compare what the installation may do, and the commands that the bot listens to, with the app's manifest.

    `listened_to` gives each command by the setting that names it.
    """
    try:
        manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
        scopes, commands = _asked_for(manifest)
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
        yield doubt(
            "manifest",
            f"{path} cannot be read ({type(error).__name__}), so scopes and command were not compared. Run this in the "
            "project's folder, or give --manifest.",
        )
        return
    yield from _check_scopes(scopes, granted)
    missing = {setting: command for setting, command in listened_to.items() if command not in commands}
    if not missing:
        yield ok("manifest", f"declares {' and '.join(listened_to.values())}")
    for setting, command in missing.items():
        yield wrong(
            "manifest",
            f"{setting} is {command}, and {path} declares {', '.join(commands) or 'no command'}. Make them the "
            "same, and paste the manifest into your Slack app.",
        )


def check_channels(client: WebClient, team_id: str, program: Program) -> list[Finding]:
    """Compare the people and channels that the program names with those that Slack has."""
    try:
        directory = read_directory(client, team_id)
    except SlackApiError as error:
        return [
            wrong(
                "channels",
                f"Slack does not list them ({error.response['error']}). Mend what else is wrong, then try again.",
            )
        ]
    except OSError as error:
        return [wrong("channels", f"{client.base_url} cannot be reached ({type(error).__name__}). {_REACH}")]
    return judged("channels", "all people and channels of the program are there", what_is_missing(program, directory))


def _check_scopes(scopes: Mapping[str, bool], granted: frozenset[str] | None) -> Iterator[Finding]:
    if granted is None:
        yield doubt("scopes", "Slack's answer does not name them.")
        return
    missing = [scope for scope, is_needed in scopes.items() if is_needed and scope not in granted]
    yield from judged(
        "scopes",
        "all that are needed are granted",
        (
            f"{scope} is not granted. Add it under “OAuth & Permissions”, or paste manifest.yml into your Slack app, "
            "and install the app again."
            for scope in missing
        ),
    )
    left_out = [scope for scope, is_needed in scopes.items() if not is_needed and scope not in granted]
    if left_out:
        yield ok("scopes", f"the optional {', '.join(left_out)} is not granted; docs/security.md says what it is for")


def _asked_for(manifest: Any) -> tuple[dict[str, bool], list[str]]:
    """Return the scopes of a manifest, each with whether it is needed, and its commands."""
    asked = manifest["oauth_config"]["scopes"]
    scopes = dict.fromkeys(asked.get("bot_optional") or (), False) | dict.fromkeys(asked["bot"], True)
    return scopes, [each["command"] for each in manifest["features"].get("slash_commands") or ()]


def _headers(answer: SlackResponse) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in answer.headers.items()}
