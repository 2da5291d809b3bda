"""Takes the pictures of docs/images, from the example's story as it stands in the page: `make screenshots`."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from bot.cli.demo.story import STORY
from storage.database import Database
from storage.migrate import upgrade
from tests.browser.conftest import LAPTOP, SWITCHES
from tests.browser.example_kit import BRITISH, card, enter, fill, live_until, modal
from tests.journeys.directing_kit import directed
from tests.places import ROOT

IMAGES = ROOT / "docs" / "images"


def main() -> None:
    """Play the story from its beginning, and take each picture when its moment has come."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(os.environ.get("CHROMIUM", "chromium")),
            args=list(SWITCHES),
        )
        template = Path(folder) / "template.db"
        database = Database.connect(f"sqlite:///{template}")
        upgrade(database)
        database.close()
        with directed(Path(folder), template, STORY, at="2026-01-05T06:00") as page:
            _take_all(browser, page.world.sandbox.url)
        browser.close()


def _take_all(browser: Browser, url: str) -> None:
    maya, viktor, elena = (_window(browser, url, who) for who in ("maya", "viktor", "elena"))
    live_until(maya, "2026-01-08T09:30")
    _take_check_in(maya)
    live_until(maya, "2026-02-02T10:00")
    for window, room in ((viktor, "platform"), (maya, "payments")):
        enter(window, room)
        _into_sight(window, "R-1: Ledger write API")
        _take(window, f"resolution_{room}")
    live_until(elena, "2026-02-05T09:30")
    _take_decision(elena)
    live_until(elena, "2026-02-09T08:00")
    enter(elena, "leadership")
    card(elena, "Digest of Mon 9 Feb 2026").get_by_role("link", name="replies").click()
    _into_sight(elena, "Digest of Mon 9 Feb 2026")
    elena.locator("#thread-feed article").nth(1).evaluate("it => it.scrollIntoView({block: 'start'})")
    _take(elena, "digest")


def _window(browser: Browser, url: str, who: str) -> Page:
    window = browser.new_context(viewport=LAPTOP, color_scheme="light", locale=BRITISH).new_page()
    window.goto(f"{url}/?as={who}&in=dm")
    return window


def _take_check_in(maya: Page) -> None:
    _take(maya, "workspace")
    card(maya, "Your check-in").get_by_role("button", name="Answer").click()
    fill(modal(maya, "Your check-in"), {"Confidence in this forecast, 0 to 100": "85"})
    _take(maya, "check_in")
    _give_back(maya, "Your check-in")


def _take_decision(elena: Page) -> None:
    card(elena, "R-1").get_by_role("button", name="Decide").click()
    reason = "An unsafe write path would cost us the licence; three weeks cost us one campaign."
    form = elena.get_by_role("dialog")
    fill(form, {"Your choice": "Option 1: time", "Why": reason})
    _take(elena, "decision")
    form.get_by_role("button", name="Close").click()
    elena.get_by_role("button", name="Let it act").click()


def _give_back(window: Page, title: str) -> None:
    modal(window, title).get_by_role("button", name="Close").click()
    window.get_by_role("button", name="Let it act").click()


def _into_sight(window: Page, words: str) -> None:
    card(window, words).evaluate("it => it.scrollIntoView({block: 'start'})")


def _take(window: Page, name: str) -> None:
    window.mouse.move(0, 0)
    window.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
