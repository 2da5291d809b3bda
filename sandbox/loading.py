"""Reading a workspace file and an app manifest into records, with generous defaults."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sandbox.records import SLACKBOT, Channel, ChannelId, Command, Install, Shortcut, Team, User, UserId

DEFAULT_SCOPES = (
    "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "groups:history", "groups:read",
    "im:history", "im:read", "im:write", "users.profile:read", "users:read", "users:read.email",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A workspace as it was read, before anybody has said anything."""

    team: Team
    users: tuple[User, ...]
    channels: tuple[Channel, ...]
    install: Install


# The same as SafeLoader, ten times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_file(path: Path) -> dict[str, Any]:
    """Read a YAML or JSON file that holds one mapping."""
    text = path.read_text(encoding="utf-8")
    content = json.loads(text) if path.suffix == ".json" else yaml.load(text, _LOADER)  # noqa: S506 - it is a safe one
    if not isinstance(content, dict):
        msg = f"{path} must hold a mapping."
        raise TypeError(msg)
    return content


def read_plan(content: Mapping[str, Any], manifest: Mapping[str, Any] | None = None) -> Plan:
    team = _team(content.get("team") or {})
    install, bot = _install(content.get("app") or {}, manifest or {}, team)
    users = tuple(_users(content.get("users") or (), team))
    slackbot = User(SLACKBOT, "slackbot", "Slackbot", "", team.id)
    channels = tuple(_channels(content.get("channels") or (), users, install.bot_user))
    return Plan(team=team, users=(*users, bot, slackbot), channels=channels, install=install)


def made_id(prefix: str, name: str, taken: Iterable[str] = ()) -> str:
    """Make an id from a name, the same one each time: `ana` becomes `U0ANA`."""
    base = prefix + "0" + (re.sub(r"[^A-Z0-9]", "", name.upper()) or "X")
    identifier, number = base, 2
    while identifier in set(taken):
        identifier, number = f"{base}{number}", number + 1
    return identifier


def _team(content: Mapping[str, Any]) -> Team:
    name = str(content.get("name", "Sandbox"))
    domain = re.sub(r"[^a-z0-9-]", "-", name.lower())
    return Team(id=content.get("id") or made_id("T", name), name=name, domain=content.get("domain") or domain)


def _users(entries: Iterable[Any], team: Team) -> Iterable[User]:
    taken: list[str] = []
    for entry in entries:
        given = dict(entry) if isinstance(entry, Mapping) else {"name": entry}
        name = str(given.pop("name", None) or given.get("real_name") or given.get("id") or "").strip()
        identifier = given.pop("id", None) or made_id("U", name, taken)
        taken.append(identifier)
        defaults = {
            "real_name": name.replace(".", " ").title(),
            "email": f"{re.sub(r'[^a-z0-9.]', '.', name.lower())}@{team.domain}.example",
            "team_id": team.id,
        }
        yield User(id=UserId(identifier), name=name, **(defaults | given))


def _channels(entries: Iterable[Any], users: tuple[User, ...], bot: UserId) -> Iterable[Channel]:
    by_name = {user.name: user.id for user in users} | {user.id: user.id for user in users}
    taken: list[str] = []
    for entry in entries:
        given = dict(entry) if isinstance(entry, Mapping) else {"name": entry}
        name = str(given.pop("name")).removeprefix("#")
        identifier = given.pop("id", None) or made_id("C", name, taken)
        taken.append(identifier)
        listed = given.pop("members", None)
        names = list(by_name) if listed is None else [str(who).removeprefix("@") for who in listed]
        members = {by_name[who] for who in names if who in by_name}
        unknown = [who for who in names if who not in by_name]
        if given.pop("bot", False) or unknown:
            # Whoever is listed and is not a person is the app's own bot, under the name the manifest gives it.
            members.add(bot)
        private = given.pop("private", given.pop("is_private", False))
        archived = given.pop("archived", given.pop("is_archived", False))
        yield Channel(
            id=ChannelId(identifier),
            name=name,
            members=frozenset(members),
            is_private=private,
            is_archived=archived,
            **given,
        )


def _install(app: Mapping[str, Any], manifest: Mapping[str, Any], team: Team) -> tuple[Install, User]:
    features = manifest.get("features") or {}
    scopes = (manifest.get("oauth_config") or {}).get("scopes") or {}
    settings = manifest.get("settings") or {}
    name = app.get("name") or (manifest.get("display_information") or {}).get("name") or "Bot"
    bot_name = app.get("bot_user") or (features.get("bot_user") or {}).get("display_name") or str(name).lower()
    identifier = UserId(bot_name if re.fullmatch(r"[UW][A-Z0-9]{2,}", bot_name) else made_id("U", bot_name))
    asked = [*(scopes.get("bot") or ()), *(scopes.get("bot_optional") or ())]
    events = (settings.get("event_subscriptions") or {}).get("bot_events") if manifest else app.get("events")
    install = Install(
        app_id=app.get("id") or made_id("A", name),
        bot_id=made_id("B", name),
        bot_user=identifier,
        name=str(name),
        scopes=frozenset(app.get("scopes") or asked or DEFAULT_SCOPES),
        commands=tuple(_command(entry) for entry in app.get("commands") or features.get("slash_commands") or ()),
        shortcuts=tuple(_shortcut(entry) for entry in app.get("shortcuts") or features.get("shortcuts") or ()),
        events=None if events is None and not manifest else frozenset(events or ()),
        home_tab=bool((features.get("app_home") or {}).get("home_tab_enabled", not manifest)),
    )
    bot = User(id=identifier, name=str(bot_name).lower(), real_name=str(name), email="", team_id=team.id, is_bot=True)
    return install, bot


def _command(entry: Any) -> Command:
    if isinstance(entry, str):
        return Command("/" + entry.removeprefix("/"))
    return Command(
        entry.get("command") or entry["name"],
        bool(entry.get("should_escape", False)),
        str(entry.get("description", "")),
        str(entry.get("usage_hint", "")),
    )


def _shortcut(entry: Any) -> Shortcut:
    if isinstance(entry, str):
        return Shortcut(name=entry, callback_id=entry, type="global")
    return Shortcut(entry["name"], entry.get("callback_id") or entry["name"], entry.get("type", "global"))
