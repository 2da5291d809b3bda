"""The example in the browser: moving time from the bar, and answering as its people do."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.journeys.directing_kit import Directed, moment

Look = Callable[..., Page]
BRITISH = "en-GB"
"""Where a browser shows the day before the month."""


def now(window: Page) -> datetime:
    """Return what time the page's bar shows."""
    shown = window.locator("#time-bar time").get_attribute("datetime")
    assert shown is not None
    return datetime.fromisoformat(shown)


def comes_next(window: Page) -> datetime:
    """Wait until it is known what comes next, and return when."""
    idle(window)
    shown = window.locator("[data-move=next]").get_attribute("data-at")
    assert shown is not None
    return datetime.fromisoformat(shown)


def idle(window: Page) -> None:
    """Wait until time stands still and it is known what comes next."""
    expect(window.locator("[data-move=next]")).to_be_enabled(timeout=30_000)


def live_until(window: Page, at: str) -> None:
    """Press the buttons of the bar until nothing is due any more before or at that moment (UTC)."""
    target = moment(at)
    while (left := target - now(window)) > timedelta():
        if left < timedelta(days=1) and comes_next(window) > target:
            return
        before = now(window)
        step = "week" if left >= timedelta(weeks=1) else "day" if left >= timedelta(days=1) else "next"
        # A button that cannot be pressed yet is waited for.
        window.locator(f"[data-move={step}]").click(timeout=30_000)
        expect(window.locator("#time-bar time")).not_to_have_attribute("datetime", before.isoformat(), timeout=30_000)
        expect(window.locator("[data-move=day]")).to_be_enabled(timeout=30_000)


def as_person(page: Directed, look: Look, who: str, room: str = "dm") -> Page:
    return look(f"{page.world.sandbox.url}/?as={who}&in={room}", locale=BRITISH)


def enter(window: Page, room: str) -> None:
    """Go to a conversation from the list."""
    window.get_by_role("navigation").get_by_role("link", name=room).click()


def card(window: Page, words: str) -> Locator:
    """Return the newest message that holds these words."""
    return window.get_by_role("article").filter(has_text=words).last


def modal(window: Page, title: str) -> Locator:
    return window.get_by_role("dialog", name=title)


def fill(place: Locator, values: Mapping[str, str]) -> None:
    """Fill in fields by their labels; a menu or radio button takes the text of its option."""
    for label, value in values.items():
        choices = place.get_by_role("radiogroup", name=label).or_(place.get_by_role("group", name=label))
        field = place.get_by_label(label, exact=True).or_(choices).first
        field.wait_for()
        match str(field.evaluate("it => it.localName")):
            case "select":
                field.select_option(label=value)
            case "fieldset":
                field.get_by_label(re.compile(re.escape(value))).check()
            case _:
                field.fill(value)


def send(place: Locator) -> None:
    """Send a form, and wait for whatever comes of it: another page, an error, or its end."""
    place.locator("footer [type=submit]").click()
