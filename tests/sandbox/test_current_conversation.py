"""A menu of conversations can begin with the one in which its form was opened."""

from typing import Any

import pytest

from tests.sandbox.conftest import Stage
from tests.sandbox.demo import Json, button, modal
from tests.sandbox.kit import actions, plain


def form(kind: str = "conversations_select", **more: Any) -> Json:
    element = {"type": kind, "action_id": "a", "default_to_current_conversation": True, **more}
    return modal({"type": "input", "block_id": "b", "label": plain("Where"), "element": element})


def held(stage: Stage) -> Any:
    state = stage.ana.modal.state["b"]["a"]
    return state.get("selected_conversation", state.get("selected_conversations"))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(form(), "C0PLATFORM", id="one"),
        pytest.param(form("multi_conversations_select"), ["C0PLATFORM"], id="many"),
        pytest.param(form(initial_conversation="C0QUIET"), "C0QUIET", id="what the app names goes first"),
        pytest.param(form(default_to_current_conversation=False), None, id="not asked for"),
        pytest.param(form(filter={"include": ["private", "im"]}), None, id="not offered"),
    ],
)
def test_a_menu_begins_with_the_conversation_of_the_command(stage: Stage, shown: Json, expected: Any):
    stage.demo.shown = shown

    stage.ana.slash("/show", channel="#platform")

    assert held(stage) == expected


def test_a_menu_begins_with_the_conversation_of_the_message(stage: Stage):
    stage.demo.client.chat_postMessage(channel="C0CORE", text="a card", blocks=[actions(button("Open", "open"))])
    stage.demo.shown = form()

    stage.ana.press("Open", stage.ana.messages("#core")[-1])

    assert held(stage) == "C0CORE"


def test_a_form_on_top_knows_where_the_first_was_opened(stage: Stage):
    stage.demo.shown = form()
    stage.ana.slash("/show", channel="#platform")
    stage.demo.answer = {"response_action": "push", "view": form()}

    assert stage.ana.submit().view == stage.ana.views[1]

    assert held(stage) == "C0PLATFORM"


def test_a_form_that_was_opened_nowhere_in_particular_begins_empty(stage: Stage):
    stage.demo.client.views_open(trigger_id=stage.sandbox.triggers.issue(stage.ana.id), view=form())

    assert held(stage) is None
