"""Blocks: their fields, the surfaces that take them, and what is wrong with the blocks of a message.

From docs.slack.dev, Reference: Block Kit, Blocks: one page for each, "Actions block" to "Video block", and "Surfaces"
for which block stands where. A block type that this file does not know is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.charts import CHART
from sandbox.composition import SECURE_URL, any_text, plain_text
from sandbox.elements import ACCESSORIES, ACTIONS, BUTTON, IMAGE, IMAGE_SOURCE, INPUTS, Surface, elements
from sandbox.rich_text import RICH_TEXT, RICH_TEXT_ELEMENTS
from sandbox.shapes import (
    Array,
    Check,
    Rule,
    Shape,
    Tagged,
    at_least_one,
    exactly_one,
    flag,
    nullable,
    number,
    one_of,
    repeated,
    string,
)

MOST_BLOCKS: Mapping[Surface, int] = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
LONGEST_MESSAGE = 40_000
LONGEST_MARKDOWN = 12_000
MOST_IN_MESSAGE: Mapping[str, int] = {"table": 1, "data_visualization": 2}

# Blocks that some surfaces refuse; all others stand anywhere.
SURFACES: Mapping[str, frozenset[Surface]] = {
    "alert": frozenset({Surface.MODAL}),
    "card": frozenset({Surface.MESSAGE, Surface.HOME}),
    "data_visualization": frozenset({Surface.MESSAGE, Surface.HOME}),
    "markdown": frozenset({Surface.MESSAGE}),
    "table": frozenset({Surface.MESSAGE}),
}


def _distinct_actions(path: str, block: Mapping[str, Any]) -> Iterator[str]:
    yield from repeated(
        (f"{path}.elements[{index}].action_id", element["action_id"])
        for index, element in enumerate(block["elements"])
        if "action_id" in element
    )


def _no_files_dispatched(path: str, block: Mapping[str, Any]) -> Iterator[str]:
    if block["element"]["type"] == "file_input" and block.get("dispatch_action"):
        yield f"{path}.element: unsupported type: file_input, where dispatch_action is true"


def _block(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Rule) -> Shape:
    return Shape(required=required, optional={**(optional or {}), "block_id": string(255)}, rules=rules)


_CONTEXT = Tagged({**any_text(3000).kinds, "image": IMAGE})
_CARD_IMAGE = Tagged({"image": IMAGE})
_CELL = Tagged(
    {
        "raw_text": Shape(required={"text": string()}),
        "raw_number": Shape(required={"value": number, "text": string()}),
        **RICH_TEXT.kinds,
    }
)
_COLUMN = Shape(optional={"align": one_of("left", "center", "right"), "is_wrapped": flag})

# What holds no elements looks the same on every surface.
_PASSIVE: Mapping[str, Shape] = {
    "divider": _block({}),
    "header": _block({"text": plain_text(150)}),
    "context": _block({"elements": Array(_CONTEXT, at_most=10)}),
    "image": _block(
        {"alt_text": string(2000)},
        {**IMAGE_SOURCE, "title": plain_text(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "rich_text": _block({"elements": RICH_TEXT_ELEMENTS}),
    "markdown": _block({"text": string(LONGEST_MARKDOWN)}),
    "table": _block(
        {"rows": Array(Array(_CELL, at_most=20), at_most=100)},
        {"column_settings": Array(nullable(_COLUMN), at_most=20)},
    ),
    "alert": _block({"text": any_text(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
    "card": _block(
        {},
        {
            "hero_image": _CARD_IMAGE,
            "icon": _CARD_IMAGE,
            "title": any_text(150),
            "subtitle": any_text(150),
            "body": any_text(200),
            "actions": Array(Tagged({"button": BUTTON}), at_most=3),
        },
        at_least_one("hero_image", "title", "actions", "body"),
    ),
    "data_visualization": _block({"title": string(50), "chart": CHART}),
    # The reference says "less than" 200 and 50 characters where elsewhere it says "maximum".
    "video": _block(
        {"alt_text": string(), "title": plain_text(199), "thumbnail_url": SECURE_URL, "video_url": SECURE_URL},
        {
            "author_name": string(49),
            "description": plain_text(199),
            "provider_icon_url": SECURE_URL,
            "provider_name": string(),
            "title_url": SECURE_URL,
        },
    ),
}


def _kinds(surface: Surface) -> Tagged:
    active = {
        "section": _block(
            {},
            {
                "text": any_text(3000),
                "fields": Array(any_text(2000), at_most=10),
                "accessory": elements(ACCESSORIES, surface),
                "expand": flag,
            },
            at_least_one("text", "fields"),
        ),
        "actions": _block({"elements": Array(elements(ACTIONS, surface), at_most=25)}, None, _distinct_actions),
        "input": _block(
            {"label": plain_text(2000), "element": elements(INPUTS, surface)},
            {"hint": plain_text(2000), "optional": flag, "dispatch_action": flag},
            _no_files_dispatched,
        ),
    }
    known = {**_PASSIVE, **active}
    return Tagged({name: shape for name, shape in known.items() if name not in SURFACES or surface in SURFACES[name]})


BLOCKS: Mapping[Surface, Tagged] = {surface: _kinds(surface) for surface in Surface}


def faults_of_blocks(path: str, blocks: object, surface: Surface, *, at_least: int = 0) -> Iterator[str]:
    """Say what is wrong with each block, and with the blocks as a whole, on this surface."""
    yield from Array(BLOCKS[surface], at_most=MOST_BLOCKS[surface], at_least=at_least)(path, blocks)
    if isinstance(blocks, list):
        yield from repeated(
            (f"{path}[{index}].block_id", block["block_id"])
            for index, block in enumerate(blocks)
            if isinstance(block, dict) and isinstance(block.get("block_id"), str)
        )


def faults_of_message(blocks: object, text: str | None = None) -> list[str]:
    """Say in Slack's manner why it would refuse this message. An empty list means that it would not."""
    if not text and (blocks is None or blocks == []):
        return ["text: missing required field: text or blocks"]
    found: list[str] = []
    if text is not None:
        found += string(LONGEST_MESSAGE, at_least=0)("text", text)
    if blocks is not None:
        found += faults_of_blocks("blocks", blocks, Surface.MESSAGE)
    if isinstance(blocks, list):
        found += _faults_of_sums([block for block in blocks if isinstance(block, dict)])
    return found


def _faults_of_sums(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    kinds = [block.get("type") for block in blocks]
    for kind, at_most in MOST_IN_MESSAGE.items():
        if kinds.count(kind) > at_most:
            yield f"blocks: no more than {at_most} {kind} blocks allowed in a message"
    passages = [block.get("text") for block in blocks if block.get("type") == "markdown"]
    if len(passages) > 1 and sum(len(text) for text in passages if isinstance(text, str)) > LONGEST_MARKDOWN:
        yield f"blocks: markdown blocks together must be less than {LONGEST_MARKDOWN + 1} characters"
