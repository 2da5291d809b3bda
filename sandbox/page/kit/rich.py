"""Rich text as HTML: passages, and the parts they are made of."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from sandbox.page.kit.emojis import character, emoji_tag
from sandbox.page.kit.marking import tag, together
from sandbox.page.kit.reader import Reader

Part = Mapping[str, Any]
# From the inside out: the element that each style is.
_STYLES = (("code", "code"), ("bold", "strong"), ("italic", "em"), ("strike", "del"), ("underline", "u"))
_CODE_POINTS = re.compile(r"[0-9a-fA-F]{1,6}(?:-[0-9a-fA-F]{1,6})*")


def rich_text(block: Part, reader: Reader) -> Markup:
    return together(_passage(passage, reader) for passage in block["elements"])


def _passage(passage: Part, reader: Reader) -> Markup:
    kind = passage["type"]
    if kind == "rich_text_list":
        return _list(passage, reader)
    parts = _parts(passage["elements"], reader)
    if kind == "rich_text_preformatted":
        return tag("pre", tag("code", parts), class_="kit-pre", tabindex="0")
    if kind == "rich_text_quote":
        return tag("blockquote", parts, class_="kit-quote kit-words")
    # A line that is left empty stands for itself; the last line end of a passage only ends it.
    shown = Markup(str(parts).removesuffix("\n")) if parts else Markup("<br>")  # noqa: S704 - it is markup already
    return tag("div", shown, class_="kit-words")


def _list(passage: Part, reader: Reader) -> Markup:
    ordered, indent = passage["style"] == "ordered", passage.get("indent", 0)
    items = together(tag("li", _parts(item["elements"], reader), class_="kit-words") for item in passage["elements"])
    classes = f"kit-list kit-indent-{indent}" + (" kit-bordered" if passage.get("border") else "")
    if not ordered:
        return tag("ul", items, class_=classes)
    return tag("ol", items, class_=classes, start=str(passage.get("offset", 0) + 1))


def _parts(parts: Sequence[Part], reader: Reader) -> Markup:
    return together(_styled(part.get("style") or {}, _PARTS[part["type"]](part, reader)) for part in parts)


def _styled(style: Part, shown: Markup) -> Markup:
    for name, element in _STYLES:
        if style.get(name):
            shown = tag(element, shown)
    return shown


def _emoji(part: Part, _reader: Reader) -> Markup:
    name, code = str(part["name"]), str(part.get("unicode", ""))
    shown = _characters(code) if _CODE_POINTS.fullmatch(code) else character(name, part.get("skin_tone"))
    return emoji_tag(shown, name) if shown else escape(f":{name}:")


def _characters(code: str) -> str | None:
    points = [int(point, 16) for point in code.split("-")]
    # Surrogates and what lies beyond Unicode are no characters.
    if any(point > 0x10FFFF or 0xD800 <= point <= 0xDFFF for point in points):
        return None
    return "".join(chr(point) for point in points)


def _colour(part: Part, _reader: Reader) -> Markup:
    # The colour is an attribute of a drawing, because the page allows no styles in its text.
    square = tag("rect", width="10", height="10", rx="2", fill=part["value"])
    swatch = tag("svg", square, class_="kit-swatch", viewBox="0 0 10 10", aria_hidden="true")
    return tag("span", swatch + escape(part["value"]), class_="kit-colour")


_PARTS: Mapping[str, Callable[[Part, Reader], Markup]] = {
    "broadcast": lambda part, reader: reader.mention("broadcast", part["range"]),
    "channel": lambda part, reader: reader.mention("channel", part["channel_id"]),
    "color": _colour,
    "date": lambda part, reader: reader.moment(
        part["timestamp"], part["format"], part.get("fallback", ""), part.get("url", "")
    ),
    "emoji": _emoji,
    "link": lambda part, reader: reader.link(part["url"], part.get("text", "")),
    "team": lambda part, reader: reader.mention("team", part["team_id"]),
    "text": lambda part, _: escape(part["text"]),
    "user": lambda part, reader: reader.mention("user", part["user_id"]),
    "usergroup": lambda part, reader: reader.mention("usergroup", part["usergroup_id"]),
}
