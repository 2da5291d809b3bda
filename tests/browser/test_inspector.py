"""The inspector: what went between the app and Slack, what was wrong with it, and faults at the flick of a switch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk.errors import SlackApiError

from tests.sandbox.conftest import Stage
from tests.sandbox.demo import card

Look = Callable[..., Page]


def inspector(stage: Stage, look: Look, **asked: str) -> Page:
    more = "".join(f"&{name}={value}" for name, value in asked.items())
    return look(f"{stage.sandbox.url}/?as=ana&in=C0PLATFORM&inspect=1{more}")


def rows(window: Page) -> Locator:
    return window.get_by_role("list", name="Calls and deliveries, newest first").get_by_role("listitem")


def say_again_and_again(stage: Stage) -> None:
    """Post so often that a fault that strikes every second time strikes for certain, as good as."""
    for _ in range(20):
        stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="again and again")


def test_every_call_and_delivery_is_listed_as_it_happens_with_all_that_was_said(stage: Stage, look: Look):
    window = inspector(stage, look)

    stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="hello there")
    stage.ana.slash("/echo", "hi", channel="#platform")

    expect(rows(window).nth(0)).to_contain_text("to the app /echo ana acknowledged")
    call = rows(window).filter(has_text="to Slack chat.postMessage #platform ok")
    call.get_by_text("chat.postMessage").click()
    expect(call.locator("pre").first).to_contain_text('"text": "hello there"')
    expect(call.locator("pre").last).to_contain_text('"ok": true')


def test_lines_are_chosen_by_person_and_by_channel(stage: Stage, look: Look):
    stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="to all")
    stage.demo.client.chat_postMessage(channel="U0BEN", text="to Ben")
    window = inspector(stage, look)

    window.get_by_label("Person").select_option(label="Ben Ode")
    # The call, and the event that the app hears of its own message.
    expect(rows(window)).to_have_count(2)
    expect(rows(window).filter(has_text="chat.postMessage ben ok")).to_have_count(1)
    window.get_by_label("Person").select_option(label="everybody")
    window.get_by_role("complementary", name="Inspector").get_by_label("Channel").select_option(label="#platform")

    expect(rows(window)).to_have_count(2)
    expect(rows(window).filter(has_text="chat.postMessage #platform ok")).to_have_count(1)


def test_what_the_app_got_wrong_is_counted_and_shown_as_wrong(stage: Stage, look: Look):
    window = inspector(stage, look)

    with pytest.raises(SlackApiError):
        stage.demo.client.chat_postMessage(channel="C0NOWHERE", text="lost")
    stage.ana.slash("/flag", channel="#platform")
    stage.ana.fill({"What could happen": "broken"})
    stage.ana.submit()

    expect(window.get_by_role("link", name="Inspector 2 wrong")).to_be_visible()
    window.get_by_label("Show").select_option(label="what is wrong (2)")
    expect(rows(window)).to_have_count(2)
    expect(rows(window).nth(0)).to_contain_text("answer to a submission refused: invalid_arguments")
    expect(rows(window).nth(1)).to_contain_text("refused: channel_not_found")
    assert rows(window).nth(1).evaluate("it => it.classList.contains('wrong')")


def test_an_app_that_does_not_answer_is_shown_as_wrong(stage: Stage, look: Look):
    stage.sandbox.door.lose_acks("slash_commands")
    window = inspector(stage, look)

    stage.ana.slash("/echo", "hi", channel="#platform")

    expect(rows(window).filter(has_text="/echo")).to_contain_text("not acknowledged: timeout")


def test_a_fault_is_switched_on_and_off(stage: Stage, look: Look):
    window = inspector(stage, look)
    switch = window.get_by_role("switch", name="Slack answers with an error (500)")

    switch.check()
    expect(window.get_by_role("switch", checked=True)).to_have_count(1)
    stage.sandbox.wait_until(lambda: stage.sandbox.faults.rules)
    with pytest.raises(SlackApiError):
        say_again_and_again(stage)
    switch.uncheck()
    stage.sandbox.wait_until(lambda: not stage.sandbox.faults.rules)

    expect(rows(window).filter(has_text="fault switched on: 500_before")).to_have_count(1)
    assert stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="well again")["ok"]
    expect(window.get_by_role("link", name="Inspector", exact=True)).to_be_visible()


def test_everything_is_delivered_twice_at_the_flick_of_a_switch(stage: Stage, look: Look):
    stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="one", blocks=card("one"))
    window = inspector(stage, look)

    window.get_by_role("switch", name="Slack delivers everything twice").check()
    stage.sandbox.wait_until(lambda: stage.sandbox.faults.doubling)
    window.get_by_role("article").get_by_role("button", name="Answer").click()

    expect(rows(window).filter(has_text="block_actions ana acknowledged again")).to_have_count(1)
    assert [body["type"] for body in stage.demo.bodies if "actions" in body] == ["block_actions"] * 2
