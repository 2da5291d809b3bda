"""Time in the hand of whoever looks: what comes next, a day, a week, and the story played and paused."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.cli.demo.story import STORY
from tests.browser.example_kit import Look, as_person, idle, live_until
from tests.journeys.directing_kit import Directed, directed
from tests.sandbox.conftest import Stage

EAGER = timedelta(milliseconds=50)
"""A pause between two steps that is too short to read anything."""


@pytest.fixture
def page(tmp_path: Path, sqlite_template: Path) -> Iterator[Directed]:
    begins = "2026-01-05T06:00"
    with directed(tmp_path, sqlite_template, STORY, at=begins, pause=EAGER, stride=timedelta(hours=2)) as page:
        yield page


def clock(window: Page) -> str:
    return window.locator("#time-bar time").inner_text()


def test_the_bar_says_what_is_due_next_and_goes_there(page: Directed, look: Look):
    window = as_person(page, look, "elena")
    expect(window.get_by_role("button", name="Next: Monday 08:00, the digest")).to_be_enabled()
    expect(window.locator("#time-bar time")).to_have_text("Mon 5 Jan 2026, 06:00")

    window.get_by_role("button", name="Next:").click()

    expect(window.locator("#time-bar time")).to_have_text("Mon 5 Jan 2026, 08:00")
    happened = window.get_by_role("log", name="What happened")
    expect(happened).to_contain_text("in #leadership: ")
    expect(window.get_by_role("link", name="leadership 3 unread")).to_be_visible()


def test_what_happened_leads_to_where_it_can_be_read(page: Directed, look: Look):
    window = as_person(page, look, "maya")
    window.get_by_role("button", name="Next:").click()

    window.get_by_role("log", name="What happened").get_by_role("link", name="in #leadership:").first.click()

    expect(window.get_by_role("heading", name="#leadership", level=1)).to_be_visible()
    expect(window.locator("article.named")).to_contain_text("Digest of Mon 5 Jan 2026")
    expect(window.get_by_label("Viewing as")).not_to_have_value("maya")


def test_a_day_and_a_week_go_by_with_all_that_is_due_in_them(page: Directed, look: Look):
    window = as_person(page, look, "sofia")
    idle(window)

    window.get_by_role("button", name="A day on").click()
    expect(window.locator("#time-bar time")).to_have_text("Tue 6 Jan 2026, 07:00")
    idle(window)
    window.get_by_role("button", name="A week on").click()

    expect(window.locator("#time-bar time")).to_have_text("Tue 13 Jan 2026, 07:00", timeout=30_000)
    expect(window.get_by_role("article").filter(has_text="Recorded, thank you")).to_be_visible()
    expect(window.get_by_role("log", name="What happened")).to_contain_text("Jonas Weber")


def test_the_story_is_played_and_paused_and_goes_on_by_hand(page: Directed, look: Look):
    window = as_person(page, look, "sofia", "C0LEDGER")
    idle(window)

    window.get_by_role("button", name="Play the story").click()
    card = window.get_by_role("article").filter(has_text="Holds and reversals for payouts").first
    expect(card).to_contain_text("Promised for Mon 16 Mar 2026")
    window.get_by_role("button", name="Pause").click()
    idle(window)
    stands = clock(window)
    card.get_by_role("button", name="Other date").click()
    window.get_by_role("dialog").get_by_role("button", name="Close").click()

    expect(window.get_by_text("You act for Sofia; the story acts for the others.")).to_be_visible()
    assert clock(window) == stands
    window.get_by_role("button", name="Let it act for Sofia too").click()
    expect(window.get_by_text("The story acts for Sofia, until you do.")).to_be_visible()


def test_who_is_acted_for_by_hand_is_left_alone_and_the_others_go_on(page: Directed, look: Look):
    window = as_person(page, look, "maya")
    window.get_by_role("button", name="Act for Maya yourself").click()
    expect(window.get_by_text("You act for Maya")).to_be_visible()

    live_until(window, "2026-01-09T08:00")

    card = window.get_by_role("article").filter(has_text="Your check-in")
    expect(card.get_by_role("button", name="Answer", exact=True).first).to_be_visible()
    window.get_by_label("Viewing as").select_option("sofia")
    expect(window.get_by_role("article").filter(has_text="Recorded, thank you")).to_be_visible()


def test_without_a_story_the_clock_alone_is_moved(stage: Stage, look: Look):
    window = look(f"{stage.sandbox.url}/?as=ana")

    window.get_by_role("button", name="A day on").click()

    expect(window.locator("#time-bar time")).to_have_text("Tue 6 Jan 2026, 09:00")
    expect(window.get_by_role("button", name="Next:")).to_have_count(0)
    expect(window.get_by_role("button", name="Play the story")).to_have_count(0)
