"""Mentions: every place in a message where a Slack client would link or notify somebody.

From docs.slack.dev, "Formatting message text": in mrkdwn only an unescaped `<...>` is special, and `&lt;` is a
character like any other. Plain text holds no mentions, whatever stands in it. Where Slack is not clear (inside of code,
in a `markdown` block), a mention is counted: this is what tests of hostile text are held against.
"""

import re
from collections.abc import Iterator

ENTITY = re.compile(r"<([^<>]+)>")
_MENTION = re.compile(
    r"(?:@(?P<user>[\w-]+)|#(?P<channel>[\w-]+)|!subteam\^(?P<usergroup>[\w-]+)|!(?P<broadcast>here|channel|everyone|group))"
    r"(?:\||\Z)"
)

# Rich text elements that mention, the field that says whom, and how mrkdwn would write it.
_RICH = {
    "user": ("user_id", "<@{}>"),
    "usergroup": ("usergroup_id", "<!subteam^{}>"),
    "channel": ("channel_id", "<#{}>"),
    "broadcast": ("range", "<!{}>"),
}


def mentions_in(blocks: object, text: str | None) -> list[str]:
    """List the mentions of a message as mrkdwn writes them: `<@U1>`, `<!subteam^S1>`, `<#C1>`, `<!here>`."""
    found = [mention for part in _objects(blocks) for mention in _mentions_in_object(part)]
    return found + (list(_mentions_in_mrkdwn(text)) if text else [])


def mention(entity: str) -> tuple[str, str] | None:
    """Split the inside of `<...>` into kind and id if it mentions somebody."""
    found = _MENTION.match(entity)
    return (str(found.lastgroup), found[found.lastgroup]) if found and found.lastgroup else None


def _mentions_in_mrkdwn(text: str) -> Iterator[str]:
    for entity in ENTITY.findall(text):
        found = mention(entity)
        if found:
            yield _RICH[found[0]][1].format(found[1])


def _mentions_in_object(part: dict[str, object]) -> Iterator[str]:
    kind, text = part.get("type"), part.get("text")
    if kind in ("mrkdwn", "markdown") and isinstance(text, str):
        yield from _mentions_in_mrkdwn(text)
    if isinstance(kind, str) and kind in _RICH:
        field, form = _RICH[kind]
        if isinstance(part.get(field), str):
            yield form.format(part[field])


def _objects(value: object) -> Iterator[dict[str, object]]:
    """Walk every object in a JSON value in reading order, however deep it is nested."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting += reversed(part.values())
        elif isinstance(part, list):
            waiting += reversed(part)
