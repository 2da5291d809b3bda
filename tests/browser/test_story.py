"""The story of the example by clicking: as the manager, the provider's lead and the executive; the others go on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.cli.demo.story import STORY
from tests.browser.example_kit import Look, as_person, card, enter, fill, idle, live_until, modal, send
from tests.journeys.directing_kit import ENDING, Directed, directed, ending

WRITE_API = "Ledger write API in production"
CONFIDENCE = "Confidence in this forecast, 0 to 100"


@pytest.fixture
def page(tmp_path: Path, sqlite_template: Path) -> Iterator[Directed]:
    with directed(tmp_path, sqlite_template, STORY, at="2026-01-05T06:00", stride=timedelta(hours=4)) as page:
        yield page


def test_the_whole_story_is_lived_by_clicking(page: Directed, look: Look):
    maya, viktor, elena = (as_person(page, look, who) for who in ("maya", "viktor", "elena"))

    for window in (maya, viktor, elena):
        window.get_by_role("button", name="yourself").click()
        expect(window.get_by_text("the story acts for the others")).to_be_visible()

    # Thursday: the manager is on her baseline, the provider's lead is not.
    live_until(maya, "2026-01-08T10:00")
    card(maya, "Your check-in").get_by_role("button", name="Answer").click()
    fill(modal(maya, "Your check-in"), {CONFIDENCE: "85"})
    send(modal(maya, "Your check-in"))
    expect(card(maya, "Recorded, thank you")).to_contain_text("green, on the baseline")

    card(viktor, "Your check-in").get_by_role("button", name="Answer").click()
    form = modal(viktor, "Your check-in")
    fill(form, {"What must change to hit Fri 29 May 2026?": "The batch must move.", "Forecast": "2026-06-12"})
    fill(form, {CONFIDENCE: "60"})
    send(form)
    expect(form).to_contain_text("Platform migration: 14 days after Fri 29 May 2026")
    fill(form, {"Cause": "Ten years of batch jobs"})
    send(form)
    expect(form.get_by_label("Kind of cause")).to_have_attribute("aria-invalid", "true")
    fill(form, {"Kind of cause": "Technical difficulty or debt", "Recovery: if …": "the batch is still there"})
    fill(form, {"… then …": "two engineers join", "On": "2026-01-30"})
    send(form)
    expect(card(viktor, "Recorded, thank you")).to_contain_text("amber, off it with a path back")

    # A week later the provider can promise a later date only, and the manager cannot live with it.
    live_until(viktor, "2026-01-16T10:00")
    enter(viktor, "platform")
    asked = card(viktor, "Still good?")
    asked.locator(".kit-block", has_text=WRITE_API).locator("xpath=following::button[.='At risk'][1]").click()
    promise = viktor.get_by_role("dialog")
    fill(promise, {"The date you can promise": "2026-04-07", "What makes it that date": "The batch must move first."})
    fill(promise, {"How sure are you, 0 to 100": "60"})
    send(promise)
    expect(promise).to_have_count(0)
    enter(maya, "payments")
    card(maya, "Platform answers").get_by_role("button", name="Keep our date").click()
    expect(card(maya, "Platform answers")).to_contain_text("It waits for an answer")

    # Ten working days ahead the same card opens in both channels, and climbs until somebody says what is next.
    live_until(viktor, "2026-02-02T16:00")
    expect(card(maya, "R-1: Ledger write API")).to_contain_text("Needed by Mon 16 Feb 2026")
    card(viktor, "R-1: Ledger write API").get_by_role("button", name="Acknowledge").first.click()
    step = viktor.get_by_role("dialog")
    fill(step, {"The next step": "A cutover plan", "Done by": "2026-02-03"})
    send(step)
    expect(card(viktor, "R-1: Ledger write API")).to_contain_text("Next step by Tue 3 Feb 2026: A cutover plan")

    # The step's date passes, and the executive decides from her own message.
    live_until(elena, "2026-02-05T10:00")
    card(elena, "R-1").get_by_role("button", name="Decide").click()
    choice = elena.get_by_role("dialog")
    fill(choice, {"Your choice": "Option 1: time", "Why": "An unsafe write path would cost us the licence."})
    send(choice)
    for window in (viktor, maya):
        expect(card(window, "R-1 is resolved: Ledger write API")).to_contain_text("✔ chosen, time")

    # The manager's forecast follows the decision, and leadership reads it on Monday.
    live_until(maya, "2026-02-05T15:30")
    enter(maya, "Drumbeat")
    card(maya, "Your check-in").get_by_role("button", name="Answer").click()
    form = modal(maya, "Your check-in")
    fill(form, {"What must change to hit Tue 31 Mar 2026?": "Nothing can.", "Forecast": "2026-04-14", CONFIDENCE: "80"})
    send(form)
    fill(form, {"Kind of cause": "Late input from another team", "Cause": "The API comes on 7 April, as decided."})
    fill(form, {"Recovery: if …": "the API is there", "… then …": "two markets go live", "On": "2026-04-07"})
    send(form)
    expect(card(maya, "Recorded, thank you")).to_contain_text("amber, off it with a path back")
    live_until(elena, "2026-02-09T10:00")
    enter(elena, "leadership")
    expect(card(elena, "Digest of Mon 9 Feb 2026")).to_contain_text("forecast Tue 14 Apr 2026 (+14 d)")

    idle(elena)
    assert ending(page.world.database) == ENDING
