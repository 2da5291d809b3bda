"""Emoji: what Slack writes as `:tada:`, as the characters that a browser shows."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import emoji
from markupsafe import Markup, escape

from sandbox.page.kit.marking import replaced, tag

# Slack calls these by names of its own.
_OWN: Mapping[str, str] = {
    **{f"large_{colour}_circle": char for colour, char in zip(
        ("orange", "yellow", "green", "purple", "brown"), "🟠🟡🟢🟣🟤", strict=True)},
    **{f"large_{colour}_square": char for colour, char in zip(
        ("red", "orange", "yellow", "green", "blue", "purple", "brown"), "🟥🟧🟨🟩🟦🟪🟫", strict=True)},
}  # fmt: skip
# The colon at the end may be the one at the beginning of the next name, as in `12:30:tada:`.
_NAMED = re.compile(r":([a-z0-9_'+-]{1,100})(?=:)(?:::skin-tone-([2-6])(?=:))?")
_SKIN = "🏻🏼🏽🏾🏿"


@lru_cache(maxsize=4096)
def character(name: str, tone: int | None = None) -> str | None:
    """Return the emoji of that name, with Slack's number of a skin tone, or None where nobody knows it."""
    shown = _OWN.get(name) or emoji.emojize(f":{name}:", language="alias")
    if shown == f":{name}:":
        return None
    return shown + (_SKIN[tone - 2] if tone is not None and tone > 1 else "")


def with_emoji(text: str) -> Markup:
    """Escape a text, and show the emoji that it names."""
    return replaced(text, _found(text), escape) if ":" in text else escape(text)


def plain_with_emoji(text: str) -> str:
    """Show the emoji that a text names, for where no markup may stand."""
    pieces, end = [], 0
    for start, stop, shown in _names(text):
        pieces += [text[end:start], shown]
        end = stop
    return "".join([*pieces, text[end:]])


def emoji_tag(shown: str, name: str) -> Markup:
    return tag("span", shown, class_="kit-emoji", title=f":{name}:")


def _found(text: str) -> Iterator[tuple[int, int, Markup]]:
    for start, stop, shown in _names(text):
        yield start, stop, emoji_tag(shown, text[start + 1 : stop - 1])


def _names(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each emoji's name begins and ends, and the emoji."""
    position = 0
    while found := _NAMED.search(text, position):
        shown = character(found[1], int(found[2]) if found[2] else None)
        position = found.end() if shown is None else found.end() + 1
        if shown is not None:
            yield found.start(), found.end() + 1, shown
