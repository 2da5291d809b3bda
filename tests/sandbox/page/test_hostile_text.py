"""Whatever somebody has typed is shown as they typed it, and is never taken for HTML."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.page.kit.links import is_safe
from sandbox.page.kit.words import plain_words
from sandbox.surfaces import state_of
from sandbox.typing_in import escaped
from tests.places import SHARED
from tests.sandbox.kit import Json, actions, bullets, button, card, field, mrkdwn, option, plain, rich, section, table
from tests.sandbox.page.drawn import Node, drawer, drawn, drawn_view, message, parse, workspace
from tests.sandbox.page.sound import BLOCK, apart

NAUGHTY = SHARED / "data" / "text" / "blns.json"
TAGS = frozenset({
    "root", "a", "blockquote", "br", "button", "circle", "code", "defs", "del", "details", "dialog", "div", "em",
    "fieldset", "figcaption", "figure", "g", "h3", "h4", "h5", "h6", "hr", "img", "input", "label", "legend", "li",
    "line", "ol", "optgroup", "option", "p", "path", "pattern", "pre", "rect", "s", "select", "span", "strong",
    "summary", "svg", "table", "tbody", "td", "text", "textarea", "th", "thead", "time", "title", "tr", "u", "ul",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "accept", "alt", "autocomplete", "autofocus", "checked", "class", "cx", "cy", "d", "disabled", "fill", "for",
    "height", "hidden", "href", "id", "label", "max", "min", "multiple", "name", "patternunits", "placeholder",
    "preserveaspectratio", "r", "rel", "role", "rows", "rx", "scope", "selected", "src", "start", "step",
    "tabindex", "target", "text-anchor", "title", "transform", "type", "value", "viewbox", "width", "x", "x1",
    "x2", "y", "y1", "y2",
})  # fmt: skip


def assert_harmless(tree: Node) -> None:
    """Hold what is drawn against all that a drawing consists of."""
    for node in tree.walk():
        assert node.tag in TAGS, node.tag
        for name, value in node.attributes.items():
            assert name in ATTRIBUTES or name.startswith(("aria-", "data-")), name
            if name == "href":
                assert is_safe(value) or (value.startswith("/?as=") and node.tag == "a")
            if name == "src":
                assert value.startswith(("/", "data:image/"))
    ids = [node["id"] for node in tree.walk() if "id" in node]
    assert len(set(ids)) == len(ids)


def shown_in(tree: Node) -> str:
    """Return every text and every attribute's value, with marks between that stand in none of them."""
    return "\ufffe".join([tree.text, *chain.from_iterable(node.attributes.values() for node in tree.walk())])


def plain_texts(part: Any) -> Iterator[Json]:
    if isinstance(part, list | tuple):
        for one in part:
            yield from plain_texts(one)
    elif isinstance(part, dict):
        if part.get("type") == "plain_text":
            yield part
        yield from plain_texts(list(part.values()))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(blocks=apart(BLOCK, "block_id"))
def test_any_sound_message_is_drawn(blocks):
    assert_drawn(blocks)


@pytest.mark.soak
@settings(deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(blocks=apart(BLOCK, "block_id"))
def test_five_thousand_sound_messages_are_drawn(blocks):
    assert_drawn(blocks)


def assert_drawn(blocks):
    tables = [block for block in blocks if block["type"] == "table"]
    posted = message(*(block for block in blocks if block not in tables[1:]))

    tree = parse(drawer().message(posted, workspace().get_user("ana"), state_of(posted.blocks)))

    assert_harmless(tree)
    seen = shown_in(tree)
    assert all(plain_words(text) in seen for text in plain_texts(posted.blocks))


@given(text=st.text(st.characters(exclude_characters="*_~`:>\n", exclude_categories=["Cs"]), min_size=1))
def test_what_people_typed_comes_back_from_mrkdwn(text):
    assert drawn(section(text=mrkdwn(escaped(text)[:3000]))).one(class_="kit-words").text == text


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    if not NAUGHTY.exists():
        pytest.skip("The list of naughty strings is not beside the project.")
    strings: list[str] = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    return [text for text in strings if text]


def test_naughty_strings_do_nothing_in_a_message(naughty):
    for text in naughty:
        tree = drawn(
            section(text=plain(text[:3000]), fields=[mrkdwn(text[:2000]), mrkdwn(escaped(text)[:2000])]),
            {"type": "markdown", "text": text},
            {"type": "header", "text": plain(text[:150])},
            rich({"type": "text", "text": text}, {"type": "link", "url": text, "text": text}),
            bullets(),
            actions(button(text=plain(text[:75]), url=text, accessibility_label=text[:75]), block_id=text[:255]),
            card(title=mrkdwn(text[:150]), block_id="c"),
            table_of(text),
            text=text,
        )
        assert_harmless(tree)
        assert text in shown_in(tree)


def test_naughty_strings_do_nothing_in_a_form(naughty):
    for text in naughty:
        offered = [option(text[:150], text=plain(text[:75]), description=plain(text[:75]))]
        tree = drawn_view(
            {**field(initial_value=text[:3000], placeholder=plain(text[:150])), "label": plain(text), "block_id": "b"},
            field("static_select", options=offered, initial_option=offered[0]),
            field("multi_static_select", options=offered),
            field("checkboxes", options=offered),
            {**field("radio_buttons", options=offered), "hint": plain(text)},
            errors={"b": text},
        )
        assert_harmless(tree)
        assert text in shown_in(tree)


def test_naughty_strings_do_nothing_as_text_alone(naughty):
    for text in naughty:
        assert_harmless(
            drawn(text=text, attachments=({"text": text, "title": text, "title_link": text, "color": text},))
        )


def table_of(text: str) -> Json:
    return {**table(), "rows": [[{"type": "raw_text", "text": text}, rich({"type": "text", "text": text})]]}
