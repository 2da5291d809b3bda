"""Each kind of input: what a person enters, and what the app then reads."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from sandbox.entering import CannotEnterError
from tests.sandbox.conftest import Stage
from tests.sandbox.demo import Json, modal
from tests.sandbox.kit import plain

OPTIONS = [{"text": plain("Red"), "value": "r"}, {"text": plain("Green"), "value": "g"}]
RED, GREEN = OPTIONS


def field(kind: str, **more: Any) -> Json:
    """Return an input block with that element."""
    element = {"type": kind, "action_id": "a", **more}
    return {"type": "input", "block_id": "b", "label": plain("Field"), "element": element}


def filled(stage: Stage, block: Json, value: Any) -> Json:
    """Fill the one field in, submit, and return what the app was sent."""
    stage.demo.shown = modal(block)
    stage.ana.slash("/show")
    stage.ana.fill({"Field": value})
    assert stage.ana.submit().closed
    state: Json = stage.demo.bodies[-1]["view"]["state"]["values"]["b"]["a"]
    return state


@pytest.mark.parametrize(
    ("block", "value", "sent"),
    [
        pytest.param(field("plain_text_input"), "hi", {"value": "hi"}, id="text"),
        pytest.param(field("plain_text_input", multiline=True), "a\nb", {"value": "a\nb"}, id="long text"),
        pytest.param(field("number_input", is_decimal_allowed=False), 80, {"value": "80"}, id="number"),
        pytest.param(field("number_input", is_decimal_allowed=True), "1.50", {"value": "1.50"}, id="decimal"),
        pytest.param(field("email_text_input"), "a@b.c", {"value": "a@b.c"}, id="e-mail"),
        pytest.param(field("url_text_input"), "https://a.b", {"value": "https://a.b"}, id="address"),
        pytest.param(field("datepicker"), date(2026, 1, 8), {"selected_date": "2026-01-08"}, id="date"),
        pytest.param(field("timepicker"), time(9, 5), {"selected_time": "09:05"}, id="time"),
        pytest.param(
            field("datetimepicker"),
            datetime(2026, 1, 8, tzinfo=UTC),
            {"selected_date_time": 1767830400},
            id="moment",
        ),
        pytest.param(
            field("datetimepicker"),
            "2026-07-08T10:00",
            {"selected_date_time": 1783501200},
            id="moment on her own clock",
        ),
        pytest.param(field("static_select", options=OPTIONS), "Red", {"selected_option": RED}, id="menu by text"),
        pytest.param(field("static_select", options=OPTIONS), "g", {"selected_option": GREEN}, id="menu by value"),
        pytest.param(
            field("static_select", option_groups=[{"label": plain(), "options": OPTIONS}]),
            "Green",
            {"selected_option": GREEN},
            id="menu with groups",
        ),
        pytest.param(
            field("multi_static_select", options=OPTIONS), ["Red", "g"], {"selected_options": OPTIONS}, id="many"
        ),
        pytest.param(field("radio_buttons", options=OPTIONS), "Red", {"selected_option": RED}, id="radio buttons"),
        pytest.param(field("checkboxes", options=OPTIONS), ["Green"], {"selected_options": [GREEN]}, id="checkboxes"),
        pytest.param(field("checkboxes", options=[RED]), True, {"selected_options": [RED]}, id="one checkbox"),
        pytest.param(field("users_select"), "ben", {"selected_user": "U0BEN"}, id="person"),
        pytest.param(field("multi_users_select"), ["U0BEN"], {"selected_users": ["U0BEN"]}, id="people"),
        pytest.param(field("channels_select"), "#platform", {"selected_channel": "C0PLATFORM"}, id="channel"),
        pytest.param(
            field("multi_conversations_select"), ["#core"], {"selected_conversations": ["C0CORE"]}, id="conversations"
        ),
        pytest.param(
            field("file_input", filetypes=["pdf"]),
            ["plan.PDF"],
            {"files": [{"id": "F0000001", "name": "plan.PDF", "title": "plan.PDF"}]},
            id="file",
        ),
        pytest.param(
            field("external_select", action_id="team", min_query_length=0),
            "Core ledger",
            {"selected_option": {"text": plain("Core ledger"), "value": "core ledger"}},
            id="the app's own menu",
        ),
        pytest.param(
            field("external_select", action_id="team", min_query_length=0),
            {"text": "Core ledger", "value": "core ledger"},
            {"selected_option": {"text": plain("Core ledger", emoji=True), "value": "core ledger"}},
            id="the app's own menu, by an option it gave",
        ),
    ],
)
def test_what_is_entered_reaches_the_app(stage: Stage, block: Json, value: Any, sent: Json):
    block["element"]["action_id"] = block["element"].get("action_id", "a")
    stage.demo.shown = modal(block)
    stage.ana.slash("/show")

    stage.ana.fill({"Field": value})

    assert stage.ana.submit().closed
    state = stage.demo.bodies[-1]["view"]["state"]["values"]["b"][block["element"]["action_id"]]
    assert {key: part for key, part in state.items() if key != "type"} == _with_emoji(sent, state)
    assert state["type"] == block["element"]["type"]


def _with_emoji(sent: Json, state: Json) -> Json:
    """Bolt adds `emoji` to the texts of options that it sends."""
    option = state.get("selected_option")
    if option and "emoji" in option["text"]:
        expected = sent["selected_option"]
        return {"selected_option": {**expected, "text": {**expected["text"], "emoji": option["text"]["emoji"]}}}
    return sent


def test_rich_text_is_sent_as_blocks(stage: Stage):
    state = filled(stage, field("rich_text_input"), "hi")

    assert state["rich_text_value"]["elements"][0]["elements"] == [{"type": "text", "text": "hi"}]


@pytest.mark.parametrize(
    ("block", "sent"),
    [
        pytest.param(field("plain_text_input", initial_value="x"), {"value": "x"}, id="text"),
        pytest.param(field("datepicker", initial_date="2026-01-08"), {"selected_date": "2026-01-08"}, id="date"),
        pytest.param(
            field("static_select", options=OPTIONS, initial_option=RED), {"selected_option": RED}, id="option"
        ),
        pytest.param(
            field("checkboxes", options=OPTIONS, initial_options=[RED]), {"selected_options": [RED]}, id="options"
        ),
        pytest.param(field("users_select", initial_user="U0BEN"), {"selected_user": "U0BEN"}, id="person"),
        pytest.param(field("multi_users_select", initial_users=["U0BEN"]), {"selected_users": ["U0BEN"]}, id="people"),
    ],
)
def test_initial_values_are_sent_untouched(stage: Stage, block: Json, sent: Json):
    stage.demo.shown = modal(block)
    stage.ana.slash("/show")

    stage.ana.submit()

    state = stage.demo.bodies[-1]["view"]["state"]["values"]["b"]["a"]
    assert state == {"type": block["element"]["type"], **sent}


@pytest.mark.parametrize(
    ("block", "value", "complaint"),
    [
        pytest.param(field("plain_text_input", max_length=3), "long", "0 to 3 characters", id="too long"),
        pytest.param(field("plain_text_input", min_length=3), "no", "3 to 3000 characters", id="too short"),
        pytest.param(field("plain_text_input"), "a\nb", "single line", id="two lines"),
        pytest.param(field("number_input", is_decimal_allowed=False), "1.5", "whole numbers", id="fraction"),
        pytest.param(field("number_input", is_decimal_allowed=True), "many", "not a number", id="word"),
        pytest.param(
            field("number_input", is_decimal_allowed=False, min_value="0", max_value="9"), 10, "from 0 to 9", id="range"
        ),
        pytest.param(field("datepicker"), "8.1.2026", "not a date", id="date"),
        pytest.param(field("timepicker"), "25:00", "not a time", id="time"),
        pytest.param(field("email_text_input"), "ana", "not an e-mail", id="e-mail"),
        pytest.param(field("url_text_input"), "example", "not a web address", id="address"),
        pytest.param(field("datetimepicker"), datetime(2026, 1, 8, 10), "time zone", id="naive moment"),  # noqa: DTZ001 - a naive one is what is refused
        pytest.param(field("datetimepicker"), "soon", "not a date and a time", id="no moment"),
        pytest.param(field("static_select", options=OPTIONS), "Blue", "there are: 'Red', 'Green'", id="option"),
        pytest.param(
            field("multi_static_select", options=OPTIONS, max_selected_items=1), ["r", "g"], "No more than 1", id="many"
        ),
        pytest.param(field("users_select"), "zoe", "Nobody called", id="person"),
        pytest.param(field("channels_select"), "#none", "no channel", id="channel"),
        pytest.param(field("file_input", filetypes=["pdf"]), ["a.exe"], "'a.exe' is not a file of", id="kind of file"),
        pytest.param(field("file_input", max_files=1), ["a", "b"], "No more than 1 files", id="too many files"),
    ],
)
def test_what_slacks_client_would_not_take_is_refused(stage: Stage, block: Json, value: Any, complaint: str):
    stage.demo.shown = modal(block)
    stage.ana.slash("/show")

    with pytest.raises(CannotEnterError, match=complaint):
        stage.ana.fill({"Field": value})


def test_a_field_is_emptied_again(stage: Stage):
    stage.demo.shown = modal(field("plain_text_input", initial_value="x"))
    stage.ana.slash("/show")

    stage.ana.fill({"Field": None})

    assert stage.ana.submit().errors == {"Field": "Please complete this required field"}


def test_a_missing_field_is_reported_with_those_that_are_there(stage: Stage):
    stage.demo.shown = modal(field("plain_text_input"))
    stage.ana.slash("/show")

    with pytest.raises(LookupError, match="no field 'Other'; there are: 'Field'"):
        stage.ana.fill({"Other": "x"})


def test_a_dispatching_field_is_sent_at_once(stage: Stage):
    block = field("static_select", options=OPTIONS, action_id="pick")
    stage.demo.shown = modal({**block, "dispatch_action": True})
    stage.ana.slash("/show")

    stage.ana.fill({"Field": "Red"})

    body = stage.demo.bodies[-1]
    assert body["actions"][0]["selected_option"] == RED
    assert body["view"]["state"]["values"]["b"]["pick"]["selected_option"] == RED


@pytest.mark.parametrize(
    ("element", "option", "sent"),
    [
        pytest.param(
            {"type": "static_select", "placeholder": plain("Colour"), "options": OPTIONS}, "Red", RED, id="menu"
        ),
        pytest.param({"type": "overflow", "options": OPTIONS}, "Green", GREEN, id="overflow"),
        pytest.param({"type": "radio_buttons", "options": OPTIONS}, "Green", GREEN, id="radio buttons"),
    ],
)
def test_a_choice_on_a_message_is_sent_at_once(stage: Stage, element: Json, option: str, sent: Json):
    accessory = {**element, "action_id": "pick"}
    blocks = [{"type": "section", "block_id": "s", "text": plain("Colour"), "accessory": accessory}]
    stage.demo.client.chat_postMessage(channel="U0ANA", text="choose", blocks=blocks)

    stage.ana.choose("Colour", option)

    body = stage.demo.bodies[-1]
    assert body["actions"][0]["selected_option"] == sent
    assert body["channel"] == {"id": "D0ANA", "name": "directmessage"}
    if element["type"] != "overflow":
        assert body["state"]["values"]["s"]["pick"]["selected_option"] == sent


def test_the_apps_own_menu_is_searched(stage: Stage):
    stage.demo.shown = modal(field("external_select", action_id="team", min_query_length=0))
    stage.ana.slash("/show")

    found = stage.ana.select_options("Field", "p")

    assert found == ["Payments", "Platform"]
    assert stage.demo.bodies[-1]["type"] == "block_suggestion"


def test_a_modal_is_filled_in_and_sent_at_once(stage: Stage):
    stage.demo.shown = modal(field("number_input", is_decimal_allowed=False, max_value="100"))
    stage.ana.slash("/show")

    refused = stage.ana.submit({"b/a": "101"})
    sent = stage.ana.submit({"b/a": "100"})

    assert refused.errors == {"Field": "This field takes numbers up to 100, not 101."}
    assert sent.closed
    assert stage.demo.bodies[-1]["view"]["state"]["values"]["b"]["a"]["value"] == "100"


def test_what_a_modals_field_does_not_take_is_told_beside_it_while_it_is_filled_in(stage: Stage):
    stage.demo.shown = modal(field("number_input", is_decimal_allowed=False))
    stage.ana.slash("/show")

    stage.ana.enter("b/a", "1.5")

    assert stage.ana.modal.errors == {"b": "This field takes whole numbers, not 1.5."}
    assert stage.ana.enter("b/a", "2").view == stage.ana.modal
    assert stage.ana.modal.errors == {}
