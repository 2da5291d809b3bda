"""Every figure of Slack's view reference: at the limit a view passes, one beyond it does not."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from sandbox.views import faults_of_view
from tests.sandbox.kit import field, markdown, pie, plain

Json = dict[str, Any]


def divider(**more: Any) -> Json:
    return {"type": "divider", **more}


def number(**more: Any) -> Json:
    return field("number_input", **{"is_decimal_allowed": False, **more})


def modal(*blocks: Json, **more: Any) -> Json:
    shell = {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks) or [divider()]}
    return {**shell, **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks) or [divider()], **more}


def without(view: Json, key: str) -> Json:
    return {name: part for name, part in view.items() if name != key}


def weighing(size: int) -> Json:
    """Build a modal of so many bytes of JSON, in blocks that are all sound."""
    sections = [{"type": "section", "text": plain("x" * 3000)} for _ in range(90)]
    view = modal(*sections)
    missing = len(json.dumps(view, separators=(",", ":"))) - size
    for section in sections:
        cut = min(max(missing, 0), 2999)
        section["text"] = plain("x" * (3000 - cut))
        missing -= cut
    return view


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(modal(), id="modal"),
        pytest.param(modal(title=plain("x" * 24), submit=plain("x" * 24), close=plain("x" * 24)), id="titles 24"),
        pytest.param(modal(private_metadata="x" * 3000), id="private_metadata 3000"),
        pytest.param(modal(private_metadata="", callback_id=""), id="empty metadata"),
        pytest.param(modal(callback_id="x" * 255, external_id="x" * 255), id="ids 255"),
        pytest.param(modal(clear_on_close=True, notify_on_close=False), id="closing flags"),
        pytest.param(modal(*[divider()] * 100), id="100 blocks"),
        pytest.param(modal(field()), id="input with submit"),
        pytest.param(without(modal(), "submit"), id="no input, no submit"),
        pytest.param(modal({"type": "alert", "text": plain("x" * 200), "level": "error"}), id="alert 200"),
        pytest.param(modal(number(min_value="1", max_value="10", initial_value="10")), id="number input"),
        pytest.param(modal(number(is_decimal_allowed=True, initial_value="-0.5")), id="decimal"),
        pytest.param(modal(number(max_value="9" * 30)), id="long number"),
        pytest.param(modal(field("email_text_input"), field("url_text_input"), field("file_input")), id="modal inputs"),
        pytest.param(modal(field("rich_text_input", focus_on_load=True)), id="rich text input"),
        pytest.param(modal(divider(block_id="a"), divider(block_id="b")), id="distinct block_ids"),
        pytest.param(home(*[divider()] * 100), id="home of 100 blocks"),
        pytest.param(home(field(), pie()), id="home with input and chart"),
        pytest.param(weighing(250_000), id="250 kB"),
    ],
)
def test_passes_what_slack_takes(view):
    assert faults_of_view(view) == []


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        pytest.param([], "view: must provide an object", id="no object"),
        pytest.param({"blocks": []}, "view: missing required field: type", id="no type"),
        pytest.param({"type": "workflow_step"}, "view: unsupported type: workflow_step", id="unknown type"),
        pytest.param(without(modal(), "title"), "view: missing required field: title", id="no title"),
        pytest.param(without(modal(), "blocks"), "view: missing required field: blocks", id="no blocks"),
        pytest.param(modal(title=plain("x" * 25)), "view.title.text: must be less than 25 characters", id="title 25"),
        pytest.param(
            modal(title={"type": "mrkdwn", "text": "A"}), "view.title: unsupported type: mrkdwn", id="mrkdwn title"
        ),
        pytest.param(
            modal(submit=plain("x" * 25)), "view.submit.text: must be less than 25 characters", id="submit 25"
        ),
        pytest.param(modal(close=plain("x" * 25)), "view.close.text: must be less than 25 characters", id="close 25"),
        pytest.param(
            modal(private_metadata="x" * 3001),
            "view.private_metadata: must be less than 3001 characters",
            id="private_metadata 3001",
        ),
        pytest.param(
            modal(callback_id="x" * 256), "view.callback_id: must be less than 256 characters", id="callback_id 256"
        ),
        pytest.param(
            modal(external_id="x" * 256), "view.external_id: must be less than 256 characters", id="external_id 256"
        ),
        pytest.param(modal(*[divider()] * 101), "view.blocks: no more than 100 items allowed", id="101 blocks"),
        pytest.param(modal(blocks=[]), "view.blocks: must provide at least 1 items", id="0 blocks"),
        pytest.param(modal(colour="red"), "view: invalid additional property: colour", id="unknown key"),
        pytest.param(
            without(modal(field()), "submit"),
            "view: missing required field: submit, as there are input blocks",
            id="input without submit",
        ),
        pytest.param(
            modal(divider(block_id="a"), divider(block_id="a")),
            "view.blocks[1].block_id: must be unique, and is used before",
            id="block_id twice",
        ),
        pytest.param(
            modal(field(focus_on_load=True), field(focus_on_load=True)),
            "view.blocks[1].element.focus_on_load: only one element may have it",
            id="two focused",
        ),
        pytest.param(
            modal(field("number_input")),
            "view.blocks[0].element: missing required field: is_decimal_allowed",
            id="number without is_decimal_allowed",
        ),
        pytest.param(
            modal(number(min_value=1)), "view.blocks[0].element.min_value: must provide a string", id="bare number"
        ),
        pytest.param(
            modal(number(min_value="2", max_value="1")),
            "view.blocks[0].element.max_value: must not be less than min_value",
            id="max under min",
        ),
        pytest.param(
            modal(number(min_value="2", initial_value="1")),
            "view.blocks[0].element.initial_value: must lie between min_value and max_value",
            id="initial under min",
        ),
        pytest.param(
            modal(number(initial_value="1.5")),
            "view.blocks[0].element.initial_value: must be a whole number",
            id="decimal where none is allowed",
        ),
        pytest.param(
            modal({**field("file_input"), "dispatch_action": True}),
            "view.blocks[0].element: unsupported type: file_input, where dispatch_action is true",
            id="dispatched file",
        ),
        pytest.param(
            modal({"type": "alert", "text": plain("x" * 201)}),
            "view.blocks[0].text.text: must be less than 201 characters",
            id="alert 201",
        ),
        pytest.param(modal(markdown(1)), "view.blocks[0]: unsupported type: markdown", id="markdown in a modal"),
        pytest.param(modal(pie()), "view.blocks[0]: unsupported type: data_visualization", id="chart in a modal"),
        pytest.param(
            home(field("number_input")), "view.blocks[0].element: unsupported type: number_input", id="number at home"
        ),
        pytest.param(home(submit=plain()), "view: invalid additional property: submit", id="home with submit"),
        pytest.param(weighing(250_001), "view: must be less than 250001 bytes of JSON", id="a byte over 250 kB"),
    ],
)
def test_says_what_slack_refuses(view, fault):
    assert faults_of_view(view) == [fault]


def test_takes_what_the_sdk_builds():
    reason = InputBlock(
        block_id="reason", label="Reason", element=PlainTextInputElement(action_id="text", max_length=3000)
    )
    view = View(
        type="modal", callback_id="flag.raise", title="Raise a flag", submit="Raise", close="Cancel", blocks=[reason]
    )

    assert faults_of_view(view.to_dict()) == []


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["type", "element", "text"]), inner),
)


@given(view=ANY_JSON)
def test_never_raises_on_any_json(view):
    assert faults_of_view(view)


@given(key=st.sampled_from(["type", "title", "blocks", "submit", "private_metadata"]), garbage=ANY_JSON)
def test_never_raises_where_garbage_stands_in_a_sound_view(key, garbage):
    assert all(isinstance(fault, str) for fault in faults_of_view({**modal(field()), key: garbage}))


def test_survives_deep_nesting():
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]

    assert "view: nested too deeply" in faults_of_view(modal(deep))
