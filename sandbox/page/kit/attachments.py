"""Attachments: what there is to show of one. Nothing in them is checked when a message is posted."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.blocks import faults_of_blocks
from sandbox.elements import Surface
from sandbox.page.kit.links import is_safe
from sandbox.records import Json

_COLOURS: Mapping[str, str] = {"good": "#2eb886", "warning": "#daa038", "danger": "#a30200"}
_COLOUR = re.compile(r"#?(?P<digits>[0-9A-Fa-f]{6})")


@dataclass(frozen=True, slots=True)
class Attachment:
    colour: str
    author: str = ""
    title: str = ""
    title_url: str = ""
    pretext: str = ""
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    footer: str = ""
    blocks: tuple[Json, ...] = ()
    fault: str | None = None


def read_attachment(given: object) -> Attachment:
    """Read what may be anything at all; what is not sound is said to be so."""
    if not isinstance(given, dict):
        return Attachment(_colour(None), fault="an attachment must be an object")
    blocks = given.get("blocks") or []
    faults = list(faults_of_blocks("blocks", blocks, Surface.MESSAGE))
    words = {name: _words(given, name) for name in ("pretext", "text", "title", "footer")}
    if not (blocks or any(words.values())):
        words["text"] = _words(given, "fallback")
    link = _words(given, "title_link")
    return Attachment(
        colour=_colour(given.get("color")),
        author=_words(given, "author_name"),
        title_url=link if is_safe(link) else "",
        fields=tuple(_fields(given.get("fields"))),
        blocks=() if faults else tuple(_named(blocks)),
        fault=faults[0] if faults else None,
        **words,
    )


def _words(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return "" if value is None else str(value)


def _colour(given: object) -> str:
    found = _COLOUR.fullmatch(_COLOURS.get(str(given), str(given)))
    return f"#{found['digits']}" if found else "#9a9a9a"


def _fields(given: object) -> Iterator[tuple[str, str]]:
    for field in given if isinstance(given, list) else []:
        if isinstance(field, dict):
            yield _words(field, "title"), _words(field, "value")


def _named(blocks: list[Json]) -> Iterator[Json]:
    """Give every block an id, the same each time."""
    for index, block in enumerate(blocks):
        yield block if "block_id" in block else {**block, "block_id": f"~{index}"}
