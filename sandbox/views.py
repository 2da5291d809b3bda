"""Views: what is wrong with a modal or a Home tab.

From docs.slack.dev, Reference, Views: "Modal views" and "Home tab views"; the size is that of `views.open`'s error
`view_too_large`.
"""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sandbox.blocks import faults_of_blocks
from sandbox.composition import plain_text
from sandbox.elements import Surface
from sandbox.shapes import Check, Shape, Tagged, flag, string

LARGEST_VIEW = 250_000

_SHARED: dict[str, Check] = {
    "private_metadata": string(3000, at_least=0),
    "callback_id": string(255, at_least=0),
    "external_id": string(255, at_least=0),
}


def _blocks(surface: Surface) -> Check:
    return partial(faults_of_blocks, surface=surface, at_least=1)


def _can_be_submitted(path: str, view: Mapping[str, Any]) -> Iterator[str]:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield f"{path}: missing required field: submit, as there are input blocks"


def _one_focus(path: str, view: Mapping[str, Any]) -> Iterator[str]:
    focused = [where for where, element in _elements(view["blocks"]) if element.get("focus_on_load")]
    yield from (f"{path}.{where}.focus_on_load: only one element may have it" for where in focused[1:])


def _elements(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, block in enumerate(blocks):
        for name in ("element", "accessory"):
            if name in block:
                yield f"blocks[{index}].{name}", block[name]
        if block["type"] == "actions":
            yield from ((f"blocks[{index}].elements[{number}]", part) for number, part in enumerate(block["elements"]))


VIEWS = Tagged(
    {
        "modal": Shape(
            required={"title": plain_text(24), "blocks": _blocks(Surface.MODAL)},
            optional={
                **_SHARED,
                "submit": plain_text(24),
                "close": plain_text(24),
                "clear_on_close": flag,
                "notify_on_close": flag,
            },
            rules=(_can_be_submitted, _one_focus),
        ),
        "home": Shape(required={"blocks": _blocks(Surface.HOME)}, optional=_SHARED, rules=(_one_focus,)),
    }
)


def faults_of_view(view: object) -> list[str]:
    """Say in Slack's manner why it would refuse this view. An empty list means that it would not."""
    return [*VIEWS("view", view), *_faults_of_size(view)]


def _faults_of_size(view: object) -> Iterator[str]:
    try:
        size = len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass"))
    except RecursionError:
        yield "view: nested too deeply"
        return
    if size > LARGEST_VIEW:
        yield f"view: must be less than {LARGEST_VIEW + 1} bytes of JSON"
