"""Modals in the page: one on top of the other, redrawn while they are open, and closed; the focus is never lost."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.stage_kit import article, field, hears, say, send, sent, show, told
from tests.sandbox.conftest import Stage
from tests.sandbox.demo import button, modal
from tests.sandbox.kit import actions, plain, section

WHAT, WHY = field("plain_text_input", "What"), field("plain_text_input", "Why")


def flag(stage: Stage, window: Page, what: str) -> Locator:
    """Let Ana have the app's flag form opened, and send it with these words, to which the app has answers."""
    if stage.ana.view is None:
        stage.ana.slash("/flag")
    expect(window.locator(f"#view-{stage.ana.modal.id}")).to_be_visible()
    form = window.get_by_role("dialog")
    form.get_by_label("What could happen").fill(what)
    form.get_by_role("button", name="Raise").click()
    return form


def test_an_update_leaves_alone_what_is_being_typed(stage: Stage, window: Page):
    form = show(stage, window, WHAT, WHY)
    form.get_by_label("Why").press_sequentially("half a sen")

    view = modal(section(text=plain("New")), field("plain_text_input", "More"), {**WHY, "hint": plain("Why so?")})
    stage.demo.client.views_update(view_id=stage.ana.modal.id, view=view)
    expect(form.get_by_text("Why so?")).to_be_visible()
    expect(form.get_by_label("What")).to_have_count(0)
    form.get_by_label("Why").press_sequentially("tence")

    expect(form.get_by_label("Why")).to_be_focused()
    expect(form.get_by_label("Why")).to_have_value("half a sentence")


def test_a_form_is_replaced_in_place(stage: Stage, window: Page):
    form = flag(stage, window, "update")

    expect(form).to_have_accessible_name("Other")
    expect(form.get_by_label("What could happen")).to_have_value("update")
    assert len(stage.ana.views) == 1


def test_a_form_that_is_loading_is_filled_by_the_app(stage: Stage, window: Page):
    form = show(stage, window, section(text=plain("One moment …")))
    expect(form.get_by_role("button", name="Send")).to_be_focused()

    stage.demo.client.views_update(view_id=stage.ana.modal.id, view=modal(WHAT))

    expect(form.get_by_label("What")).to_be_focused()
    expect(form.get_by_text("One moment …")).to_have_count(0)


def test_nobody_answers_and_the_form_stays_as_it_is(stage: Stage, window: Page):
    stage.demo.answer = None
    form = show(stage, window, WHAT)
    form.get_by_label("What").fill("It slips")

    send(form)
    expect(form).to_have_attribute("aria-busy", "true")

    expect(form.get_by_role("alert")).to_have_text("The app did not answer within three seconds (operation_timeout).")
    expect(form.get_by_label("What")).to_have_value("It slips")
    expect(form.get_by_role("button", name="Send")).to_be_focused()
    stage.demo.answer = {}
    assert sent(stage, form)["What"]["value"] == "It slips"


def test_a_form_that_slack_would_refuse_is_told_in_a_sentence(stage: Stage, window: Page):
    form = flag(stage, window, "broken")

    expect(form.get_by_role("alert")).to_contain_text("The app answered with something that Slack would refuse")
    expect(form.get_by_role("alert")).to_contain_text("must be less than 25 characters")
    expect(form).to_have_accessible_name("Flag")
    expect(form.get_by_label("What could happen")).to_have_value("broken")


def test_forms_lie_on_top_of_each_other_and_are_gone_back_to(stage: Stage, window: Page):
    flag(stage, window, "push")
    expect(window.get_by_role("dialog")).to_have_accessible_name("Other")
    flag(stage, window, "push")
    expect(window.get_by_role("button", name="Back to Other")).to_be_visible()
    flag(stage, window, "push")
    expect(window.get_by_role("alert").filter(has_text="push_limit_reached")).to_be_visible()

    window.get_by_role("button", name="Back to Other").click()
    window.get_by_role("button", name="Back to Flag").click()

    form = window.get_by_role("dialog", name="Flag")
    expect(form.get_by_label("What could happen")).to_have_value("push")
    expect(form.get_by_label("What could happen")).to_be_focused()
    expect(form.get_by_role("button", name="Back")).to_have_count(0)


def test_all_forms_are_cleared_at_once(stage: Stage, window: Page):
    flag(stage, window, "push")
    expect(window.get_by_role("dialog")).to_have_accessible_name("Other")

    flag(stage, window, "clear")

    expect(window.get_by_role("dialog")).to_have_count(0)
    assert stage.ana.views == ()


@pytest.mark.parametrize("way", ["Escape", "Cancel", "Close"])
def test_a_form_is_closed_and_the_app_is_told(stage: Stage, window: Page, way: str):
    before = len(told(stage, "view_closed"))
    form = show(stage, window, WHAT, notify_on_close=True)

    if way == "Escape":
        window.keyboard.press("Escape")
    else:
        form.get_by_role("button", name=way).click()

    expect(form).to_have_count(0)
    assert hears(stage, "view_closed", before + 1)[-1]["is_cleared"] is False


def test_each_form_is_closed_by_its_own_escape(stage: Stage, window: Page):
    flag(stage, window, "push")
    expect(window.get_by_role("dialog")).to_have_accessible_name("Other")

    window.keyboard.press("Escape")
    expect(window.get_by_role("dialog")).to_have_accessible_name("Flag")
    window.keyboard.press("Escape")

    expect(window.get_by_role("dialog")).to_have_count(0)
    assert stage.ana.views == ()


@pytest.mark.parametrize("is_edited", [False, True], ids=["the message is as it was", "the button is gone"])
def test_the_focus_returns_to_where_it_was(stage: Stage, window: Page, *, is_edited: bool):
    ts = say(stage, "a card", blocks=[actions(button("Open", "open"))])
    opener = article(window, ts).get_by_role("button", name="Open")
    stage.demo.shown = modal(WHAT)
    opener.press("Enter")
    form = window.get_by_role("dialog", name="Shown")
    expect(form.get_by_label("What")).to_be_focused()

    if is_edited:
        stage.demo.client.chat_update(channel="C0PLATFORM", ts=ts, text="closed", blocks=[section()])
        expect(opener).to_have_count(0)
    window.keyboard.press("Escape")

    expect(article(window, ts) if is_edited else opener).to_be_focused()
