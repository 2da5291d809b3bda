"""Options: what a menu offers to the person who looks, and which of it is chosen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from sandbox.page.kit.links import is_safe
from sandbox.page.kit.reader import Reader
from sandbox.page.kit.words import plain_words, text_object
from sandbox.records import SLACKBOT, Channel, ChannelId, Json, UserId
from sandbox.surfaces import STATES, is_offered


@dataclass(frozen=True, slots=True)
class Option:
    """`words` is for where no markup may stand, `text` and `description` for everywhere else."""

    value: str
    words: str
    text: Markup
    description: Markup | None = None
    is_chosen: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    options: tuple[Option, ...]


def groups_of(element: Mapping[str, Any], state: Mapping[str, Any], reader: Reader) -> tuple[Group, ...]:
    """Return what there is to choose from; a menu without groups has one without a label."""
    kind = element["type"].removeprefix("multi_")
    chosen = chosen_in(state)
    if kind in _OF_WORKSPACE:
        return (_of_workspace(kind, element, chosen, reader),)
    picked = {option["value"] for option in chosen}
    if kind == "external_select":
        # What it offers comes from the app while somebody types; until then there is only what is chosen.
        return (_group("", chosen, picked, reader),)
    if "option_groups" in element:
        return tuple(
            _group(plain_words(group["label"]), group["options"], picked, reader) for group in element["option_groups"]
        )
    return (_group("", element.get("options", ()), picked, reader),)


def chosen_in(state: Mapping[str, Any]) -> list[Any]:
    """Return what an element's state holds, as a list whatever its kind."""
    held = state.get(STATES[state["type"]][0]) if state.get("type") in STATES else None
    if isinstance(held, list):
        return held
    return [] if held is None else [held]


def _group(label: str, options: Iterable[Json], picked: set[str], reader: Reader) -> Group:
    return Group(label, tuple(_option(option, picked, reader) for option in options))


def _option(option: Json, picked: set[str], reader: Reader) -> Option:
    described = option.get("description")
    words = plain_words(option["text"])
    url = option.get("url")
    return Option(
        value=option["value"],
        words=f"{words} — {plain_words(described)}" if described else words,
        text=text_object(option["text"], reader),
        description=text_object(described, reader) if described else None,
        is_chosen=option["value"] in picked,
        url=url if url and is_safe(url) else None,
    )


def _of_workspace(kind: str, element: Mapping[str, Any], chosen: Sequence[str], reader: Reader) -> Group:
    """Return people or conversations; whoever is chosen already is among them, whatever has become of them."""
    allowed = {"include": ["public"]} if kind == "channels_select" else element.get("filter") or {}
    offered = _people(reader) if kind == "users_select" else _conversations(allowed, reader)
    known = {identifier for identifier, _ in offered}
    gone = [(one, _name(one, reader)) for one in chosen if one not in known]
    return Group("", tuple(Option(one, name, escape(name), is_chosen=one in chosen) for one, name in [*offered, *gone]))


def _people(reader: Reader) -> list[tuple[str, str]]:
    active = [user for user in tuple(reader.workspace.users.values()) if not user.deleted and user.id != SLACKBOT]
    active.sort(key=lambda user: (user.is_bot, user.real_name.casefold()))
    namesakes = Counter(user.real_name for user in active)
    return [
        (user.id, user.real_name if namesakes[user.real_name] == 1 else f"{user.real_name} ({user.name})")
        for user in active
    ]


def _conversations(allowed: Mapping[str, Any], reader: Reader) -> list[tuple[str, str]]:
    channels = tuple(reader.workspace.channels.values())
    shown = [channel for channel in channels if not channel.is_archived and _is_allowed(channel, allowed, reader)]
    shown.sort(key=lambda channel: (channel.is_im, channel.name))
    return [(channel.id, _name(channel.id, reader)) for channel in shown]


def _is_allowed(channel: Channel, allowed: Mapping[str, Any], reader: Reader) -> bool:
    is_known = reader.viewer.id in channel.members or not (channel.is_im or channel.is_private)
    return is_known and is_offered(channel, allowed)


def _name(identifier: str, reader: Reader) -> str:
    channel = reader.workspace.channels.get(ChannelId(identifier))
    if channel is not None and not channel.is_im:
        return f"{'🔒 ' if channel.is_private else '#'}{channel.name}"
    user = reader.workspace.users.get(UserId(identifier) if channel is None else channel.partner_of(reader.viewer.id))
    return identifier if user is None else user.real_name


_OF_WORKSPACE = frozenset({"users_select", "channels_select", "conversations_select"})
