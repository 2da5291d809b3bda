"""A form's whole life, through the person's door and a real Bolt app, over both kinds of delivery."""

from typing import Any

import pytest

from tests.sandbox.conftest import Stage
from tests.sandbox.demo import button, card, modal
from tests.sandbox.kit import plain


def raise_flag(stage: Stage, what: str) -> Any:
    stage.ana.slash("/flag", channel="#platform")
    stage.ana.fill({"What could happen": what})
    return stage.ana.submit()


def test_a_flag_is_raised_and_answered(either: Stage):
    submitted = raise_flag(either, "The ledger slips")

    assert submitted.closed
    assert either.ben.reads(either.ben.messages("#platform")[-1]) == "The ledger slips\n[ Answer ]  [ Drop ]"

    reply = either.ben.press("Answer")

    assert reply.error is None
    assert reply.text == "Thank you"
    assert [either.ana.reads(message) for message in either.ana.messages("#platform")] == ["Answered: The ledger slips"]
    assert either.ben.messages("#platform")[-1].text == "Thank you"


def test_the_payloads_have_the_documented_fields(either: Stage):
    raise_flag(either, "The ledger slips")
    either.ben.press("Answer")

    command, submission, action = either.demo.bodies
    assert {"team_id", "team_domain", "channel_id", "user_id", "response_url", "trigger_id"} <= command.keys()
    assert (command["command"], command["channel_name"], command["user_name"]) == ("/flag", "platform", "ana")
    assert submission["type"] == "view_submission"
    assert submission["view"]["private_metadata"] == "opaque"
    assert submission["view"]["state"]["values"]["note"]["text"] == {"type": "plain_text_input", "value": "none"}
    assert submission["view"]["root_view_id"] == submission["view"]["id"]
    assert action["user"] == {"id": "U0BEN", "username": "ben", "name": "ben", "team_id": "T0EXAMPLE"}
    assert action["container"]["message_ts"] == action["message"]["ts"]
    assert action["actions"][0]["value"] == "The ledger slips"
    assert action["state"] == {"values": {}}


def test_errors_are_shown_at_their_fields(either: Stage):
    submitted = raise_flag(either, "bad")

    assert submitted.errors == {"What could happen": "Say more"}
    assert "! Say more" in either.ana.reads(either.ana.modal)


def test_a_view_is_replaced(either: Stage):
    submitted = raise_flag(either, "update")

    assert submitted.view.title == "Other"
    assert len(either.ana.views) == 1


def test_a_view_is_pushed_and_closed_again(either: Stage):
    raise_flag(either, "push")

    assert [view.title for view in either.ana.views] == ["Flag", "Other"]
    assert either.ana.modal.previous_id == either.ana.views[0].id
    either.ana.close()
    assert either.ana.modal.title == "Flag"
    assert either.demo.bodies[-1]["type"] == "view_closed"


def test_all_views_are_cleared(either: Stage):
    raise_flag(either, "push")
    either.ana.fill({"What could happen": "clear"})

    submitted = either.ana.submit()

    assert submitted.closed
    assert either.ana.views == ()


def test_a_required_field_is_asked_for_before_anything_is_sent(stage: Stage):
    stage.ana.slash("/flag", channel="#platform")

    submitted = stage.ana.submit()

    assert submitted.errors == {"What could happen": "Please complete this required field"}
    assert len(stage.demo.bodies) == 1


def test_an_unsound_view_in_an_answer_is_an_error(stage: Stage):
    submitted = raise_flag(stage, "broken")

    assert not submitted.closed
    assert "view.title.text" in submitted.error


def test_what_was_typed_survives_an_update_where_the_ids_are_the_same(stage: Stage):
    raise_flag(stage, "bad")
    view = stage.ana.modal
    other = {"type": "input", "block_id": "other", "label": plain("Other"), "element": {"type": "plain_text_input"}}

    stage.demo.client.views_update(view_id=view.id, view=modal(view.blocks[0], other))

    assert stage.ana.modal.state["what"]["text"]["value"] == "bad"
    assert [value["value"] for value in stage.ana.modal.state["other"].values()] == [None]


def test_a_button_is_told_apart_by_what_stands_before_it(stage: Stage):
    stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="two", blocks=[*card("Beta"), *card("Alpha")])

    with pytest.raises(LookupError, match="more than one button 'Answer'"):
        stage.ana.press("Answer")
    stage.ana.press("answer", near="alpha")

    assert stage.demo.bodies[-1]["actions"][0]["value"] == "Alpha"


def test_a_missing_button_is_reported_with_those_that_are_there(stage: Stage):
    stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="one", blocks=card("Beta"))

    with pytest.raises(LookupError, match="no button 'Approve'; there are: 'Answer', 'Drop'"):
        stage.ana.press("Approve")


def test_a_field_is_told_apart_by_what_stands_before_it(stage: Stage):
    def forecast(block_id: str) -> dict[str, Any]:
        element = {"type": "plain_text_input", "action_id": "a"}
        return {"type": "input", "block_id": block_id, "label": plain("Forecast"), "element": element}

    parts = [{"type": "header", "text": plain("Beta")}, forecast("b"), {"type": "header", "text": plain("Core ledger")}]
    stage.demo.shown = modal(*parts, forecast("c"))
    stage.ana.slash("/show")

    stage.ana.fill({"Forecast": "later"}, under="Core ledger")
    stage.ana.fill({"b": "sooner"})

    assert {block: values["a"]["value"] for block, values in stage.ana.modal.state.items()} == {
        "b": "sooner",
        "c": "later",
    }


def test_a_message_deletes_itself_through_its_response_url(stage: Stage):
    stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="one", blocks=card("Beta"))

    stage.ana.press("Drop")

    assert stage.ana.messages("#platform") == []


def test_a_button_in_a_modal_is_pressed_there(stage: Stage):
    stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="one", blocks=card("Beta"))
    stage.demo.shown = modal({"type": "actions", "elements": [button("Answer", "pick")]})
    stage.ana.slash("/show")

    stage.ana.press("Answer")

    assert stage.demo.bodies[-1]["container"] == {"type": "view", "view_id": stage.ana.modal.id}
    assert "response_url" not in stage.demo.bodies[-1]
