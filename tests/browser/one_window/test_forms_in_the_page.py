"""Forms in the page: what is wrong is said beside its field, what is typed is sent when the app wants it, and once."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage_kit import field, hears, send, sent, show, told, values
from tests.sandbox.conftest import Stage
from tests.sandbox.demo import Json
from tests.sandbox.kit import plain

WHAT, WHY = field("plain_text_input", "What"), field("plain_text_input", "Why")
NUMBER: Json = {"is_decimal_allowed": False, "min_value": "0", "max_value": "100"}


def errors(**by_block: str) -> Json:
    return {"response_action": "errors", "errors": by_block}


def test_an_error_of_the_app_stands_beside_its_field_and_the_first_takes_the_focus(stage: Stage, window: Page):
    stage.demo.answer = errors(Why="Too vague.", What="Say more.")
    form = show(stage, window, WHAT, WHY)
    form.get_by_label("What").fill("It slips")
    form.get_by_label("Why").fill("Because")

    send(form)

    expect(form.get_by_label("What")).to_be_focused()
    for label, error in (("What", "Say more."), ("Why", "Too vague.")):
        expect(form.get_by_label(label)).to_have_attribute("aria-invalid", "true")
        expect(form.get_by_label(label)).to_have_accessible_description(re.compile(re.escape(error)))
        expect(form.get_by_text(error)).to_be_visible()
    expect(form.get_by_label("What")).to_have_value("It slips")
    expect(form.get_by_label("Why")).to_have_value("Because")


def test_the_focus_goes_to_a_group_that_is_wrong(stage: Stage, window: Page):
    boxes = field("checkboxes", "Where", options=[{"text": plain("Here"), "value": "h"}])
    form = show(stage, window, {**WHAT, "optional": True}, boxes)

    send(form)

    expect(form.get_by_role("group", name="Where")).to_have_accessible_description(re.compile("complete this required"))
    expect(form.get_by_label("Here")).to_be_focused()


def test_what_is_put_right_is_right_and_the_focus_stays(stage: Stage, window: Page):
    stage.demo.answer = errors(What="Say more.", Why="Too vague.")
    form = show(stage, window, WHAT, WHY)
    form.get_by_label("What").fill("It slips")
    form.get_by_label("Why").fill("Because")
    send(form)
    expect(form.get_by_label("What")).to_be_focused()

    form.get_by_label("What").press_sequentially(", again")
    form.get_by_label("What").press("Tab")
    expect(form.get_by_text("Say more.")).to_have_count(0)
    form.get_by_label("Why").press("End")
    form.get_by_label("Why").press_sequentially(" of the batch")

    expect(form.get_by_label("Why")).to_be_focused()
    expect(form.get_by_label("Why")).to_have_attribute("aria-invalid", "true")
    stage.demo.answer = {}
    assert [one["value"] for one in sent(stage, form).values()] == ["It slips, again", "Because of the batch"]


@pytest.mark.parametrize(
    ("block", "typed", "complaint"),
    [
        pytest.param(field("plain_text_input"), "", "Please complete this required field", id="nothing"),
        pytest.param(
            field("number_input", **NUMBER), "400", "This field takes numbers from 0 to 100, not 400.", id="too much"
        ),
        pytest.param(
            field("number_input", **NUMBER), "1.5", "This field takes whole numbers, not 1.5.", id="half a number"
        ),
        pytest.param(field("email_text_input"), "ana@", "'ana@' is not an e-mail address.", id="no e-mail address"),
        pytest.param(field("url_text_input"), "ana", "'ana' is not a web address.", id="no web address"),
        pytest.param(
            field("plain_text_input", max_length=3), "long", "This field takes 0 to 3 characters, not 4.", id="too long"
        ),
    ],
)
def test_what_slack_would_not_send_reaches_nobody(stage: Stage, window: Page, block: Json, typed: str, complaint: str):
    before = len(told(stage, "view_submission"))
    form = show(stage, window, block)

    form.get_by_label("Field").fill(typed)
    send(form)

    expect(form.get_by_label("Field")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("Field")).to_have_accessible_description(re.compile(re.escape(complaint)))
    expect(form.get_by_label("Field")).to_be_focused()
    expect(form.get_by_label("Field")).to_have_value(typed)
    assert len(told(stage, "view_submission")) == before


def test_everything_that_is_wrong_is_said_at_once(stage: Stage, window: Page):
    form = show(stage, window, WHAT, field("number_input", "Sure", **NUMBER))

    form.get_by_label("Sure").fill("101")
    send(form)

    expect(form.get_by_text("Please complete this required field")).to_be_visible()
    expect(form.get_by_text("This field takes numbers from 0 to 100, not 101.")).to_be_visible()
    expect(form.get_by_label("What")).to_be_focused()


def test_half_a_date_is_not_sent_as_none(stage: Stage, window: Page):
    before = len(told(stage, "view_submission"))
    form = show(stage, window, field("datepicker", block={"optional": True}))

    form.get_by_label("Field").press_sequentially("02")
    send(form)

    expect(form.get_by_label("Field")).to_be_focused()
    form.get_by_label("Field").press_sequentially("02282026")
    assert sent(stage, form)["Field"]["selected_date"] == "2026-02-28"
    assert len(told(stage, "view_submission")) == before + 1


@pytest.mark.parametrize(
    ("element", "keys", "words"),
    [
        pytest.param({}, "Enter", "Press Enter to send what you typed.", id="with Enter"),
        pytest.param(
            {"multiline": True}, "Control+Enter", "Press Ctrl+Enter to send what you typed.", id="with Ctrl+Enter"
        ),
        pytest.param(
            {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}, "", "", id="at once"
        ),
    ],
)
def test_a_field_is_sent_while_the_form_is_open(stage: Stage, window: Page, element: Json, keys: str, words: str):
    before = len(told(stage, "block_actions"))
    block = field("plain_text_input", block={"dispatch_action": True}, **{**element, "action_id": "pick"})
    form = show(stage, window, block)
    expect(form.get_by_label("Field")).to_have_accessible_description(words)

    form.get_by_label("Field").press_sequentially("so far")
    if keys:
        form.get_by_label("Field").press(keys)

    # Whoever types slowly is heard more than once.
    stage.sandbox.wait_until(lambda: _typed(told(stage, "block_actions")[before:])[-1:] == ["so far"])
    expect(form.get_by_label("Field")).to_have_value("so far")
    expect(form.get_by_label("Field")).to_be_focused()


def test_a_menu_is_sent_when_something_is_chosen(stage: Stage, window: Page):
    options = [{"text": plain("Red"), "value": "r"}, {"text": plain("Green"), "value": "g"}]
    block = field("static_select", block={"dispatch_action": True}, action_id="pick", options=options)
    form = show(stage, window, block)
    before = len(told(stage, "block_actions"))

    form.get_by_label("Field").select_option(label="Green")

    assert _action(hears(stage, "block_actions", before + 1)[-1])["selected_option"] == options[1]
    assert sent(stage, form)["Field"]["selected_option"] == options[1]


def _typed(bodies: list[Json]) -> list[str]:
    return [_action(body)["value"] for body in bodies]


def _action(body: Json) -> Json:
    action: Json = body["actions"][0]
    return action


def test_a_field_says_what_it_wants(stage: Stage, window: Page):
    more = {"hint": plain("In a few words."), "optional": True}
    form = show(stage, window, field("plain_text_input", block=more, placeholder=plain("It slips"), max_length=20), WHY)

    optional, required = form.get_by_label("Field"), form.get_by_label("Why")
    expect(optional).to_have_accessible_description("20 characters left In a few words.")
    expect(optional).to_have_attribute("placeholder", "It slips")
    expect(optional).not_to_have_attribute("aria-required", "true")
    expect(form.get_by_text("(optional)")).to_be_visible()
    expect(required).to_have_attribute("aria-required", "true")
    optional.press_sequentially("It slips by three days")
    expect(form.get_by_text("2 characters too many")).to_be_visible()


def test_the_focus_goes_where_the_app_wants_it(stage: Stage, window: Page):
    form = show(stage, window, WHAT, field("plain_text_input", "Why", focus_on_load=True))

    expect(form.get_by_label("Why")).to_be_focused()


def test_enter_sends_the_form_once_with_what_was_typed(stage: Stage, window: Page):
    before = len(told(stage, "view_submission"))
    form = show(stage, window, WHAT)

    form.get_by_label("What").press_sequentially("It slips")
    form.get_by_label("What").press("Enter")

    expect(form).to_have_count(0)
    assert values(stage)["What"]["value"] == "It slips"
    assert len(told(stage, "view_submission")) == before + 1
    expect(window.get_by_role("alert").locator("p")).to_have_count(0)


def test_a_double_click_sends_the_form_once(stage: Stage, window: Page):
    before = len(told(stage, "view_submission"))
    stage.demo.answer = errors(What="Say more.")
    form = show(stage, window, WHAT)
    form.get_by_label("What").fill("It slips")

    form.get_by_role("button", name="Send").dblclick()

    expect(form.get_by_text("Say more.")).to_be_visible()
    assert len(told(stage, "view_submission")) == before + 1
