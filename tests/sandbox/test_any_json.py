"""Whatever JSON a bot may send, the answer is a list of faults and never an exception."""

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.blocks import faults_of_message
from tests.sandbox.kit import (
    actions,
    bullets,
    button,
    card,
    confirm,
    field,
    groups,
    image,
    markdown,
    mrkdwn,
    multi_select,
    option,
    options,
    pie,
    plain,
    plot,
    rich,
    section,
    select,
    table,
    video,
)

SOUND = [
    section(accessory=button(action_id="a", value="v"), block_id="b"),
    section(fields=[plain(), mrkdwn()]),
    {"type": "context", "elements": [image(), mrkdwn(verbatim=True)]},
    confirm(style="danger"),
    select(options=options(2), initial_option=option("1")),
    select(option_groups=groups(2), placeholder=plain()),
    multi_select(initial_options=options(2), max_selected_items=2),
    actions({"type": "overflow", "options": [option(url="https://example.com")]}),
    actions({"type": "datepicker", "initial_date": "2028-02-29"}),
    actions({"type": "conversations_select", "filter": {"include": ["im"]}}),
    field(min_length=1, max_length=3, initial_value="abc"),
    rich({"type": "text", "text": "A", "style": {"bold": True}}),
    bullets(indent=1, offset=3),
    table(2, 2, column_settings=[None, {"align": "right"}]),
    plot(series=2, points=2),
    pie(segments=2),
    card(actions=[button()]),
    video(author_name="A"),
    markdown(3),
]
KNOWN_WORDS = sorted(set(json.dumps(SOUND).split('"')))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(KNOWN_WORDS),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(KNOWN_WORDS), inner),
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """List every place inside a JSON value, as a container and the key or index in it."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [place for key in keys for place in [(value, key), *places(value[key])]]


@given(blocks=ANY_JSON, text=st.none() | st.text())
def test_never_raises_on_any_json(blocks, text):
    assert all(isinstance(fault, str) for fault in faults_of_message(blocks, text))


@given(data=st.data())
def test_never_raises_where_garbage_stands_in_a_sound_block(data):
    blocks = [copy.deepcopy(data.draw(st.sampled_from(SOUND)))]
    container, key = data.draw(st.sampled_from(places(blocks)))

    container[key] = data.draw(ANY_JSON)

    assert all(isinstance(fault, str) for fault in faults_of_message(blocks))


def test_survives_deep_nesting():
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]

    assert faults_of_message(
        [section(text=deep), deep, {"type": deep}, select(options=options(1), initial_option=deep)]
    )


def test_starts_from_sound_blocks():
    assert [faults_of_message([block]) for block in SOUND] == [[]] * len(SOUND)
