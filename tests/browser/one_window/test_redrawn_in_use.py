"""What somebody is about to choose survives whatever is drawn anew, and what was chosen elsewhere is followed."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.stage_kit import article, hears, say, told, used
from tests.sandbox.conftest import Stage
from tests.sandbox.demo import Json
from tests.sandbox.kit import actions, plain, section
from tests.sandbox.page import gallery

RED, AMBER, GREEN = gallery.COLOURS
MANY: Json = {"type": "multi_static_select", "action_id": "pick", "options": list(gallery.COLOURS)}
ASKING: Json = {"type": "multi_external_select", "action_id": "team", "min_query_length": 1}


def says(stage: Stage, element: Json, words: str = "before", ts: str | None = None, block: str = "b") -> str:
    """Let the app say these words beside that control, or say them instead of what it said before."""
    blocks = [section(text=plain(words)), actions(element, block_id=block)]
    if ts is None:
        return say(stage, words, blocks=blocks)
    stage.demo.client.chat_update(channel="C0PLATFORM", ts=ts, text=words, blocks=blocks)
    return ts


def menu(window: Page, ts: str) -> Locator:
    return article(window, ts).locator("summary.kit-select")


def test_a_menu_of_many_is_let_alone_while_it_is_open(stage: Stage, window: Page):
    ts = says(stage, MANY)
    menu(window, ts).click()
    article(window, ts).get_by_label("Red").check()

    says(stage, {**MANY, "options": [AMBER, RED, GREEN]}, "after", ts)
    expect(article(window, ts)).to_contain_text("after")
    expect(menu(window, ts)).to_have_text("Red")
    article(window, ts).get_by_label("Green").check()
    expect(menu(window, ts)).to_have_text("RedGreen")
    body = used(stage, lambda: menu(window, ts).press("Escape"))

    assert body["actions"][0]["selected_options"] == [RED, GREEN]
    expect(article(window, ts).locator(".kit-item")).to_have_text(["Amber", "Red", "Green"])


def test_a_menu_shows_what_has_become_of_it_once_it_is_closed(stage: Stage, window: Page):
    ts = says(stage, MANY)
    menu(window, ts).click()

    says(stage, {**MANY, "options": [GREEN]}, "after", ts)
    expect(article(window, ts)).to_contain_text("after")
    menu(window, ts).press("Escape")

    expect(article(window, ts).locator(".kit-item")).to_have_text(["Green"])


def test_what_the_app_has_offered_stays_while_a_menu_is_open(stage: Stage, window: Page):
    ts = says(stage, ASKING)
    menu(window, ts).click()
    article(window, ts).get_by_label("Type to find options").press_sequentially("pay")
    article(window, ts).get_by_label("Payments").check()

    says(stage, ASKING, "after", ts)
    expect(article(window, ts)).to_contain_text("after")
    body = used(stage, lambda: menu(window, ts).press("Escape"))

    assert [option["value"] for option in body["actions"][0]["selected_options"]] == ["payments"]
    expect(menu(window, ts)).to_have_text("Payments")


def test_a_list_that_is_open_stays_open(stage: Stage, window: Page):
    asking = {**ASKING, "type": "external_select"}
    ts = says(stage, asking)
    box = article(window, ts).get_by_role("combobox")
    box.press_sequentially("p")
    expect(article(window, ts).get_by_role("option")).to_have_text(["Payments", "Platform"])

    says(stage, asking, "after", ts)
    expect(article(window, ts)).to_contain_text("after")
    box.press("ArrowDown")
    body = used(stage, lambda: box.press("Enter"))

    assert body["actions"][0]["selected_option"]["value"] == "platform"


CHOSEN: dict[str, tuple[Json, Any, str]] = {
    "menu": ({"type": "static_select", "options": list(gallery.COLOURS)}, "Green", "select"),
    "radio buttons": ({"type": "radio_buttons", "options": list(gallery.COLOURS)}, "Green", "[value=green]"),
    "checkboxes": ({"type": "checkboxes", "options": list(gallery.COLOURS)}, ["Green"], "[value=green]"),
    "date": ({"type": "datepicker"}, "2026-02-28", "input"),
}


@pytest.mark.parametrize("name", CHOSEN)
def test_what_was_chosen_elsewhere_is_shown_on_what_was_touched_here(stage: Stage, window: Page, name: str):
    element, choice, shown = CHOSEN[name]
    ts = says(stage, {**element, "action_id": "pick"})
    here = article(window, ts).locator(shown)
    used(stage, lambda: _touch(article(window, ts), name))

    message = next(one for one in stage.ana.messages("#platform") if one.ts == ts)
    stage.ana.choose("pick", choice, message)

    if name in ("menu", "date"):
        expect(here).to_have_value("green" if name == "menu" else "2026-02-28")
    else:
        expect(here).to_be_checked()
        expect(article(window, ts).get_by_label("Red")).not_to_be_checked()
    # What was sent from here before is something new again.
    before = len(told(stage, "block_actions"))
    _touch(article(window, ts), name)
    hears(stage, "block_actions", before + 1)


def _touch(place: Locator, name: str) -> None:
    match name:
        case "menu":
            place.get_by_role("combobox").select_option(label="Red")
        case "date":
            place.locator("input").fill("2026-01-31")
        case _:
            place.get_by_label("Red").check()


def test_an_app_asks_again_under_another_name(stage: Stage, window: Page):
    ts = says(stage, {"type": "static_select", "action_id": "pick", "options": list(gallery.COLOURS)})
    used(stage, lambda: _touch(article(window, ts), "menu"))

    again = {"type": "static_select", "action_id": "pick", "options": list(gallery.COLOURS), "initial_option": AMBER}
    says(stage, again, "after", ts, block="another")

    expect(article(window, ts).get_by_role("combobox")).to_have_value("amber")
