"""Buttons in messages: what they ask first, where they lead, and what becomes of the message."""

from playwright.sync_api import Page, expect

from tests.browser.stage_kit import article, at, hears, say, told, used
from tests.sandbox.conftest import Stage
from tests.sandbox.demo import button, card
from tests.sandbox.kit import actions
from tests.sandbox.page import gallery


def test_a_button_asks_first_and_denial_sends_nothing(stage: Stage, window: Page):
    ts = say(stage, "a card", blocks=[actions(button("Drop", "pick", confirm=gallery.CONFIRM))])
    press = article(window, ts).get_by_role("button", name="Drop", exact=True)
    question = window.get_by_role("dialog", name="Drop the flag?")
    before = len(told(stage, "block_actions"))

    press.click()
    expect(question).to_have_accessible_description("Nobody will be reminded of it.")
    question.get_by_role("button", name="Keep it").click()
    expect(question).to_be_hidden()
    expect(press).to_be_focused()
    press.press("Enter")
    window.keyboard.press("Escape")
    expect(question).to_be_hidden()
    assert len(told(stage, "block_actions")) == before
    press.click()
    body = used(stage, question.get_by_role("button", name="Drop it").click)

    assert body["actions"][0]["action_id"] == "pick"


def test_a_button_with_an_address_leads_there_and_tells_the_app(stage: Stage, window: Page):
    # An address on this machine, as nothing may be asked of any other.
    elsewhere = at(stage, "ben")
    ts = say(stage, "a card", blocks=[actions(button("Read on", "pick", url=elsewhere))])

    with window.context.expect_page() as opened:
        body = used(stage, lambda: article(window, ts).get_by_role("link", name="Read on").click())

    assert opened.value.url == elsewhere
    assert body["actions"][0]["action_id"] == "pick"
    opened.value.close()


def test_the_answered_message_is_edited_in_place(stage: Stage, window: Page):
    ts = say(stage, "a risk", blocks=card("a risk"))
    article(window, ts).evaluate("it => { it.isTheSame = true; }")

    article(window, ts).get_by_role("button", name="Answer").click()

    expect(article(window, ts)).to_contain_text("Answered: a risk")
    expect(article(window, ts).get_by_role("button", name="Answer")).to_have_count(0)
    assert article(window, ts).evaluate("it => it.isTheSame")
    expect(article(window, ts)).to_be_focused()
    expect(window.get_by_role("article").filter(has_text="Only visible to you").last).to_contain_text("Thank you")


def test_a_double_click_acts_once(stage: Stage, window: Page):
    ts = say(stage, "a card", blocks=[actions(button("Go", "pick", value="on"))])
    before = len(told(stage, "block_actions"))

    go = article(window, ts).get_by_role("button", name="Go")
    go.dblclick()
    hears(stage, "block_actions", before + 1)
    expect(go).not_to_have_attribute("aria-busy", "true")
    go.press("Enter")

    assert len(hears(stage, "block_actions", before + 2)) == before + 2


def test_what_one_person_sees_alone_has_buttons_too(stage: Stage, window: Page):
    answer = stage.demo.client.chat_postEphemeral(
        channel="C0PLATFORM", user="U0ANA", text="for you", blocks=card("for you")
    )
    shown = article(window, answer["message_ts"])

    body = used(stage, lambda: shown.get_by_role("button", name="Drop").click())

    expect(shown).to_have_count(0)
    assert body["container"]["is_ephemeral"] is True
