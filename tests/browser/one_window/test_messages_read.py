"""What stands in messages can be read: pictures that are not loaded, links that stay inside, tables and charts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look
from tests.browser.stage_kit import article, at, say
from tests.sandbox.conftest import Stage
from tests.sandbox.kit import image, mrkdwn, section, table
from tests.sandbox.page import gallery


def permalink(channel: str, ts: str) -> str:
    return f"https://example.slack.com/archives/{channel}/p{ts.replace('.', '')}"


def test_a_picture_of_another_site_is_named_and_not_loaded(stage: Stage, window: Page):
    ts = say(stage, "a picture", blocks=[image(alt_text="What is to be seen")])

    picture = article(window, ts).get_by_role("img", name="What is to be seen")

    expect(picture).to_be_visible()
    expect(picture).to_contain_text("https://example.com/a.png")
    expect(window.locator("img")).to_have_count(0)


def test_a_link_to_a_message_elsewhere_leads_to_it(stage: Stage, look: Look):
    there = stage.ana.post("over there", "#quiet")
    ts = say(stage, "see", blocks=[section(text=mrkdwn(f"<{permalink('C0QUIET', there.ts)}|see there>"))])
    window = look(at(stage))

    article(window, ts).get_by_role("link", name="see there").click()

    expect(window.get_by_role("heading", name="#quiet", level=1)).to_be_visible()
    expect(window.get_by_role("article").filter(has_text="over there")).to_be_focused()


def test_a_link_to_a_message_of_this_conversation_leads_to_it(stage: Stage, look: Look):
    first = say(stage, "the first")
    for number in range(30):
        say(stage, f"between {number}")
    ts = say(stage, "see", blocks=[section(text=mrkdwn(f"<{permalink('C0PLATFORM', first)}|see above>"))])
    window = look(at(stage))
    expect(article(window, first)).not_to_be_in_viewport()

    article(window, ts).get_by_role("link", name="see above").click()

    expect(article(window, first)).to_be_in_viewport()
    expect(article(window, first)).to_be_focused()


def test_a_channel_that_is_mentioned_is_a_link_to_it(stage: Stage, look: Look):
    ts = say(stage, "see", blocks=[section(text=mrkdwn("<#C0QUIET>"))])
    window = look(at(stage))

    article(window, ts).get_by_role("link", name="#quiet").click()

    expect(window.get_by_role("heading", name="#quiet", level=1)).to_be_visible()


@pytest.mark.parametrize("kind", ["line", "bar", "area"])
def test_a_chart_has_its_name_and_its_numbers(stage: Stage, window: Page, kind: str):
    ts = say(stage, "a chart", blocks=[gallery.plot(kind)])
    shown = article(window, ts)

    expect(shown.get_by_role("img", name=f"Flags of a month ({kind}): {kind} chart")).to_be_visible()
    shown.get_by_text("Show the numbers").click()

    expect(shown.get_by_role("columnheader")).to_have_text(["Week", "Raised", "Closed", "Balance"])
    expect(shown.get_by_role("rowheader")).to_have_count(4)
    expect(shown.get_by_role("row", name=re.compile("19 January 2026"))).to_contain_text("2.5")


def test_a_table_has_headers(stage: Stage, window: Page):
    ts = say(stage, "a table", blocks=[table(rows=3, cells=2)])

    shown = article(window, ts).get_by_role("table")

    expect(shown.get_by_role("columnheader")).to_have_count(2)
    expect(shown.get_by_role("cell")).to_have_count(4)
