"""Wording: mrkdwn, text objects and rich text as a person reads them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.mentions import ENTITY, mention

# Given "user", "usergroup", "channel" or "conversation" and an id, answers with the name that a person sees.
NameOf = Callable[[str, str], str]

_SIGILS = {"user": "@", "usergroup": "@", "broadcast": "@", "channel": "#"}


def own_id(_kind: str, identifier: str) -> str:
    return identifier


def name(kind: str, identifier: str, name_of: NameOf) -> str:
    shown = identifier if kind == "broadcast" else name_of(kind, identifier)
    return _SIGILS.get(kind, "") + shown


def moment(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d %H:%M UTC")


def words_of_mrkdwn(text: str, name_of: NameOf = own_id) -> str:
    """Resolve mentions, links and dates, and turn the three escaped characters back."""
    resolved = ENTITY.sub(lambda found: _words_of_entity(found[1], name_of), text)
    return resolved.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _words_of_entity(entity: str, name_of: NameOf) -> str:
    target, _, label = entity.partition("|")
    mentioned = mention(entity)
    if mentioned:
        return name(*mentioned, name_of)
    if target.startswith("!"):
        return label or target
    return f"{label} ({target})" if label and label != target else target


def words_of_text(text: Mapping[str, Any] | None, name_of: NameOf = own_id) -> str:
    """Read a text object, or the raw text of a table cell."""
    if text is None:
        return ""
    return words_of_mrkdwn(text["text"], name_of) if text["type"] == "mrkdwn" else str(text["text"])


def words_of_rich_text(block: Mapping[str, Any], name_of: NameOf = own_id) -> str:
    return "\n".join(_words_of_passage(passage, name_of) for passage in block["elements"])


def _words_of_passage(passage: Mapping[str, Any], name_of: NameOf) -> str:
    if passage["type"] == "rich_text_list":
        return _words_of_list(passage, name_of)
    words = _words_of_parts(passage["elements"], name_of)
    if passage["type"] == "rich_text_quote":
        return "\n".join(f"> {line}" for line in words.split("\n"))
    if passage["type"] == "rich_text_preformatted":
        return f"```\n{words}\n```"
    return words.removesuffix("\n")


def _words_of_list(passage: Mapping[str, Any], name_of: NameOf) -> str:
    first = passage.get("offset", 0) + 1
    lines = []
    for number, item in enumerate(passage["elements"], start=first):
        bullet = f"{number}." if passage["style"] == "ordered" else "•"
        lines.append("  " * passage.get("indent", 0) + f"{bullet} {_words_of_parts(item['elements'], name_of)}")
    return "\n".join(lines)


def _words_of_parts(parts: Sequence[Mapping[str, Any]], name_of: NameOf) -> str:
    return "".join(_PARTS[part["type"]](part, name_of) for part in parts)


def _words_of_link(part: Mapping[str, Any], _name_of: NameOf) -> str:
    return f"{part['text']} ({part['url']})" if part.get("text", part["url"]) != part["url"] else str(part["url"])


_PARTS: Mapping[str, Callable[[Mapping[str, Any], NameOf], str]] = {
    "text": lambda part, _: str(part["text"]),
    "link": _words_of_link,
    "emoji": lambda part, _: f":{part['name']}:",
    "user": lambda part, name_of: name("user", part["user_id"], name_of),
    "usergroup": lambda part, name_of: name("usergroup", part["usergroup_id"], name_of),
    "channel": lambda part, name_of: name("channel", part["channel_id"], name_of),
    "team": lambda part, _: str(part["team_id"]),
    "broadcast": lambda part, name_of: name("broadcast", part["range"], name_of),
    "color": lambda part, _: str(part["value"]),
    "date": lambda part, _: str(part.get("fallback") or moment(part["timestamp"])),
}
