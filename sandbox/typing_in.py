"""What a person types into the message field, as Slack's client sends it: mentions resolved, the rest escaped."""

import re
from collections.abc import Iterator

from sandbox.records import Json
from sandbox.workspace import Workspace

MENTION = re.compile(r"(?<![\w@#])([@#])([\w][\w.-]*\w|\w)")
BROADCASTS = frozenset({"channel", "here", "everyone"})


def typed(text: str, workspace: Workspace, *, labelled: bool = False) -> tuple[str, list[Json]]:
    """Return the text with its entities, and the same as a rich text block.

    With `labelled` the people have their names beside their ids, as in the text of a slash command.
    """
    pieces = list(_pieces(text, workspace, labelled=labelled))
    section = {"type": "rich_text_section", "elements": [element for _, element in pieces]}
    return "".join(entity for entity, _ in pieces), [{"type": "rich_text", "elements": [section]}]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _pieces(text: str, workspace: Workspace, *, labelled: bool) -> Iterator[tuple[str, Json]]:
    end = 0
    for found in MENTION.finditer(text):
        piece = _mention(found[1], found[2], workspace, labelled=labelled)
        if piece is None:
            continue
        if found.start() > end:
            yield _plain(text[end : found.start()])
        yield piece
        end = found.end()
    if end < len(text):
        yield _plain(text[end:])


def _plain(text: str) -> tuple[str, Json]:
    return escaped(text), {"type": "text", "text": text}


def _mention(sigil: str, name: str, workspace: Workspace, *, labelled: bool) -> tuple[str, Json] | None:
    if sigil == "#":
        channel = workspace.find_channel(name)
        if channel is None:
            return None
        return f"<#{channel.id}|{channel.name}>", {"type": "channel", "channel_id": channel.id}
    if name in BROADCASTS:
        return f"<!{name}>", {"type": "broadcast", "range": name}
    user = workspace.find_user(name)
    if user is None:
        return None
    entity = f"<@{user.id}|{user.name}>" if labelled else f"<@{user.id}>"
    return entity, {"type": "user", "user_id": user.id}
