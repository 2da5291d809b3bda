"""The page for everybody: the rules of WCAG 2 A and AA, by keyboard alone, on a narrow screen, and without motion."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Look, looking, staged
from tests.browser.stage_kit import article, at, field, say, show, values
from tests.sandbox.conftest import Stage
from tests.sandbox.demo import button, modal
from tests.sandbox.kit import actions
from tests.sandbox.page import gallery

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# So tall that everything is drawn: what is out of sight is not, and would be passed over.
WALL, POLE = {"width": 1280, "height": 7000}, {"width": 375, "height": 7000}
PHONE = {"width": 375, "height": 812}
SCREENS = ("channel", "thread and inspector", "home", "form with errors")
# What is scrolled by itself, or moved sideways, is none of the page's own width.
TOO_WIDE = """() => [...document.querySelectorAll("html, .frame, .feed, .home, .panel, .rows, .body")]
  .filter((it) => it.scrollWidth > it.clientWidth).map((it) => `${it.tagName} ${it.className} ${it.scrollWidth}`)"""
MOVING = """() => [...document.querySelectorAll("*")].filter((it) => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(it);
  return transitionDuration !== "0s" || animationName !== "none" || scrollBehavior !== "auto";
}).map((it) => it.className)"""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A workspace in which something of everything was said."""
    with staged() as stage:
        for number, blocks in enumerate(gallery.messages()):
            say(stage, f"Message {number}", blocks=blocks)
        say(stage, "With attachments", attachments=gallery.attachments())
        stage.ben.post("Hello, <@U0ANA>", "#platform")
        stage.demo.client.chat_postEphemeral(channel="C0PLATFORM", user="U0ANA", text="For you")
        root = stage.ana.messages("#platform")[0]
        stage.ben.post("A reply", thread=root)
        yield stage


@pytest.fixture(scope="module", params=[("light", WALL), ("dark", POLE)], ids=["light and wide", "dark and narrow"])
def window(request: pytest.FixtureRequest, browser: Browser, stage: Stage) -> Iterator[Page]:
    scheme, size = request.param
    with looking(browser) as look:
        # The rules try out styles of their own, which the page's policy does not let them.
        yield look(at(stage), color_scheme=scheme, viewport=size, bypass_csp=True)


@pytest.fixture(scope="module")
def phone(browser: Browser, stage: Stage) -> Iterator[Page]:
    with looking(browser) as look:
        yield look(at(stage), viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture(autouse=True)
def closed(stage: Stage) -> None:
    """Begin without a form."""
    while stage.ana.view is not None:
        stage.ana.close()


def go(stage: Stage, window: Page, screen: str) -> None:
    """Show that screen, with something of everything on it."""
    thread = stage.ana.messages("#platform")[0].ts if screen == "thread and inspector" else ""
    window.goto(
        at(stage, room="home" if screen == "home" else "C0PLATFORM", thread=thread) + "&inspect=1" * bool(thread)
    )
    if screen == "home":
        expect(window.get_by_text("At home", exact=True)).to_be_visible()
        stage.demo.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": gallery.home()})
        expect(window.get_by_text("A header")).to_be_visible()
    if screen == "form with errors":
        form = show(stage, window, *gallery.form())
        form.get_by_role("button", name="Send").click()
        expect(form.get_by_label("Plain text input")).to_be_focused()


@pytest.mark.parametrize("screen", SCREENS)
def test_no_rule_is_broken(stage: Stage, window: Page, screen: str):
    go(stage, window, screen)

    results = Axe().run(window, options=RULES)

    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_wider_than_a_phone(stage: Stage, phone: Page, screen: str):
    go(stage, phone, screen)

    assert phone.evaluate(TOO_WIDE) == []


def test_nothing_moves_for_those_who_do_not_want_it(stage: Stage, look: Look):
    window = look(at(stage), reduced_motion="reduce")
    show(stage, window, *gallery.form())

    assert window.evaluate(MOVING) == []


def tab_to(window: Page, wanted: Locator) -> None:
    """Press Tab until that has the focus."""
    for _ in range(60):
        window.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(wanted)


def test_a_form_is_opened_filled_in_and_sent_with_the_keyboard_alone(stage: Stage, look: Look):
    ts = say(stage, "a card", blocks=[actions(button("Open", "open"))])
    colours = field("multi_static_select", "Colours", options=list(gallery.COLOURS))
    stage.demo.shown = modal(field("plain_text_input", "What"), colours)
    window = look(at(stage))
    keys = window.keyboard

    window.get_by_role("feed").focus()
    keys.press("PageUp")
    tab_to(window, article(window, ts).get_by_role("button", name="Open"))
    keys.press("Enter")
    form = window.get_by_role("dialog", name="Shown")
    expect(form.get_by_label("What")).to_be_focused()
    keys.type("It slips")
    tab_to(window, form.get_by_label("Colours"))
    for key in ("Enter", "ArrowDown", "ArrowDown", "Space", "ArrowDown", "Space", "Escape"):
        keys.press(key)
    tab_to(window, form.get_by_role("button", name="Send"))
    keys.press("Enter")

    expect(article(window, ts).get_by_role("button", name="Open")).to_be_focused()
    assert values(stage)["What"]["value"] == "It slips"
    assert values(stage)["Colours"]["selected_options"] == list(gallery.COLOURS[:2])
