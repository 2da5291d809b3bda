"""Any sound message, for properties: every block and element, with whatever text somebody may have typed."""

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from tests.sandbox.kit import Json

Blocks = st.SearchStrategy[Json]
_PIECES = (
    "<b>",
    "</div>",
    '"',
    "'",
    "&lt;",
    "<@U0BEN>",
    "*",
    "_",
    "`",
    "```",
    ":tada:",
    "\n",
    "javascript:x",
    "-->",
    "é",
    "\u202e",
)


def words(at_most: int = 40) -> st.SearchStrategy[str]:
    """Return texts in which HTML and mrkdwn are likelier than in most."""
    pieces = st.lists(st.text(max_size=4) | st.sampled_from(_PIECES), min_size=1, max_size=8).map("".join)
    return pieces.map(lambda text: text[:at_most]).filter(bool)


def plain(at_most: int = 30) -> Blocks:
    return st.builds(lambda text: {"type": "plain_text", "text": text, "emoji": True}, words(at_most))


def mrkdwn(at_most: int = 80) -> Blocks:
    return st.builds(lambda text: {"type": "mrkdwn", "text": text}, words(at_most))


def option(value: str) -> Blocks:
    return st.fixed_dictionaries({"text": plain(), "value": st.just(value)}, optional={"description": plain()})


def options() -> st.SearchStrategy[list[Json]]:
    values = st.lists(words(20), min_size=1, max_size=4, unique=True)
    return values.flatmap(lambda known: st.tuples(*map(option, known))).map(list)


def apart(blocks: Blocks, name: str, at_most: int = 3) -> st.SearchStrategy[list[Json]]:
    """Return lists of what has no id twice."""
    return st.lists(blocks, min_size=1, max_size=at_most, unique_by=lambda one: one.get(name, id(one)))


CONFIRM = st.fixed_dictionaries({"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()})
URL = st.sampled_from(
    [
        'https://example.com/?a="><b>',
        "javascript:alert(1)",
        "https://example.slack.com/archives/C0QUIET/p1767603600000100",
    ]
)


def _element(kind: str, **required: st.SearchStrategy[Any]) -> Blocks:
    optional = {"action_id": words(20), "confirm": CONFIRM}
    if kind.endswith(("_select", "picker")):
        optional["placeholder"] = plain()
    return st.fixed_dictionaries({"type": st.just(kind), **required}, optional=optional)


BUTTON = st.fixed_dictionaries(
    {"type": st.just("button"), "text": plain()},
    optional={"url": URL, "action_id": words(20), "confirm": CONFIRM, "style": st.sampled_from(["primary", "danger"])},
)
CHOICES = st.one_of(
    BUTTON,
    _element("overflow", options=options()),
    _element("checkboxes", options=options()),
    _element("radio_buttons", options=options()),
    _element("static_select", options=options()),
    _element("multi_static_select", options=options()),
    _element("external_select"),
    _element("users_select", initial_user=words(20)),
    _element("multi_conversations_select"),
    _element("datepicker"),
)


def _block(kind: str, **required: st.SearchStrategy[Any]) -> Blocks:
    return st.fixed_dictionaries({"type": st.just(kind), **required}, optional={"block_id": words(20)})


def _typed(kind: str) -> Blocks:
    return st.fixed_dictionaries({"type": st.just(kind), "initial_value": words(), "placeholder": plain()})


FIELDS = CHOICES.filter(lambda one: one["type"] not in ("button", "overflow"))
ACTIONS = CHOICES.filter(lambda one: not one["type"].startswith("multi"))
INPUT = st.fixed_dictionaries(
    {"type": st.just("input"), "label": plain(), "element": _typed("plain_text_input") | FIELDS},
    optional={"hint": plain(), "optional": st.booleans(), "block_id": words(20)},
)
PARTS = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "text": words()}),
    st.fixed_dictionaries({"type": st.just("link"), "url": URL, "text": words()}),
    st.fixed_dictionaries({"type": st.just("emoji"), "name": words(10), "unicode": words(6)}),
    st.fixed_dictionaries({"type": st.just("user"), "user_id": words(10)}),
    st.fixed_dictionaries(
        {"type": st.just("date"), "timestamp": st.integers(0, 9_999_999_999), "format": words()}, optional={"url": URL}
    ),
)


def _passages(kinds: Iterable[str] = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")) -> Blocks:
    return st.fixed_dictionaries({"type": st.sampled_from(sorted(kinds)), "elements": st.lists(PARTS, max_size=3)})


ITEMS = st.lists(_passages(["rich_text_section"]), min_size=1, max_size=3)
LIST = st.fixed_dictionaries(
    {"type": st.just("rich_text_list"), "style": st.sampled_from(["bullet", "ordered"]), "elements": ITEMS},
    optional={"indent": st.integers(0, 8), "offset": st.integers(0, 10**6)},
)
RICH = _block("rich_text", elements=st.lists(_passages() | LIST, min_size=1, max_size=3))
CELL = st.fixed_dictionaries({"type": st.just("raw_text"), "text": words()}) | RICH
PIE = st.builds(
    lambda labels, value: {"type": "pie", "segments": [{"label": label, "value": value} for label in labels]},
    st.lists(words(20), min_size=1, max_size=6),
    st.floats(min_value=0, exclude_min=True, allow_nan=False),
)
PICTURE = {"image_url": st.just('https://example.com/"><b>.png'), "alt_text": words()}
BLOCK = st.one_of(
    _block("section", text=plain() | mrkdwn()),
    _block("section", text=mrkdwn(), accessory=CHOICES),
    _block("section", fields=st.lists(plain() | mrkdwn(), min_size=1, max_size=3)),
    _block("context", elements=st.lists(plain() | mrkdwn(), min_size=1, max_size=3)),
    _block("actions", elements=apart(ACTIONS, "action_id")),
    _block("header", text=plain()),
    _block("image", **PICTURE, title=plain()),
    _block("markdown", text=words(200)),
    _block("table", rows=st.lists(st.lists(CELL, min_size=1, max_size=3), min_size=1, max_size=3)),
    _block("card", title=plain(), body=mrkdwn(), actions=st.lists(BUTTON, min_size=1, max_size=1)),
    _block("data_visualization", title=words(50), chart=PIE),
    RICH,
    INPUT,
)
