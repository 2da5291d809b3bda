"""What a manager's check-in costs: at most six clicks and a minute when all is well, 45 seconds more when it is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from bot.cli.demo.story import STORY
from tests.browser.effort import Effort, Hand
from tests.browser.example_kit import Look, as_person, card, modal
from tests.journeys.directing_kit import directed

CONFIDENCE = "Confidence in this forecast, 0 to 100"
MOST_CLICKS = 6
A_MINUTE = 60
MORE_WHEN_AMBER = 45


@contextmanager
def asked(look: Look, folder: Path, template: Path) -> Iterator[tuple[Page, Hand, Locator]]:
    """Open the form in which Sofia is asked about two initiatives on the first Thursday.

    She reads what the card is about, and all of the form: it holds whatever is needed to answer.
    """
    folder.mkdir()
    with directed(folder, template, STORY[2:], at="2026-01-08T08:30", stride=timedelta(minutes=30)) as page:
        page.world.tick()
        window = as_person(page, look, "sofia")
        hand, prompt = Hand(window), card(window, "Your check-in: 2 initiatives")
        hand.read(prompt.get_by_role("heading"))
        hand.click(prompt.get_by_role("button", name="Answer", exact=True))
        form = modal(window, "Your check-in")
        expect(form).to_be_visible()
        hand.read(form)
        yield window, hand, form
        window.context.close()


def green(look: Look, folder: Path, template: Path) -> Effort:
    """Answer for two initiatives that keep their dates."""
    with asked(look, folder, template) as (window, hand, form):
        for place in range(2):
            hand.type_into(form.get_by_label(CONFIDENCE).nth(place), "80")
        hand.click(form.get_by_role("button", name="Send"))
        expect(card(window, "Recorded, thank you")).to_be_visible()
        return hand.measured()


def amber(look: Look, folder: Path, template: Path) -> Effort:
    """Answer for two initiatives of which one comes two weeks late: why, and what leads back."""
    with asked(look, folder, template) as (window, hand, form):
        hand.type_into(form.get_by_label("What must change").first, "A second tester")
        hand.type_on(form.get_by_label("Forecast", exact=True).first, "13032026")
        for place in range(2):
            hand.type_into(form.get_by_label(CONFIDENCE).nth(place), "80")
        hand.click(form.get_by_role("button", name="Send"))
        cause = form.get_by_label("Kind of cause")
        cause.wait_for()
        hand.read(form)
        hand.type_on(cause, "pe")
        hand.type_on(form.get_by_label("Cause", exact=True), "One tester is ill")
        hand.type_on(form.get_by_label("Recovery: if …"), "no tester is found")
        hand.type_on(form.get_by_label("… then …"), "Jonas tests")
        hand.click(form.get_by_role("button", name="Send"))
        expect(card(window, "Recorded, thank you")).to_contain_text("amber")
        return hand.measured()


def test_a_green_check_in_takes_six_clicks_and_a_minute_at_most_and_an_amber_one_45_seconds_more(
    look: Look, tmp_path: Path, sqlite_template: Path
):
    well = green(look, tmp_path / "green", sqlite_template)
    late = amber(look, tmp_path / "amber", sqlite_template)

    assert well.clicks <= MOST_CLICKS, well
    assert well.seconds <= A_MINUTE, (well, well.seconds)
    assert late.seconds <= well.seconds + MORE_WHEN_AMBER, (late, late.seconds, well.seconds)
