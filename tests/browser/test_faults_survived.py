"""Faults switched on in the page: the digest and the questions of a Monday still arrive, each once."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.cli.demo.story import STORY
from tests.browser.example_kit import Look, idle, live_until
from tests.journeys.directing_kit import Directed, directed


@pytest.fixture
def page(tmp_path: Path, sqlite_template: Path) -> Iterator[Directed]:
    with directed(tmp_path, sqlite_template, STORY, at="2026-01-05T06:00", stride=timedelta(hours=2)) as page:
        yield page


@pytest.mark.parametrize(
    ("switch", "told"),
    [
        pytest.param("too many calls", "fault switched on: 429", id="429"),
        pytest.param("answers with an error", "fault switched on: 500_before", id="500"),
        pytest.param("its answer never comes", "fault switched on: hang_after", id="time-out after accept"),
        pytest.param("the connection breaks", "fault switched on: rst_after", id="reset after accept"),
        pytest.param("delivers everything twice", "acknowledged again", id="duplicates"),
    ],
)
def test_a_fault_that_is_switched_on_loses_and_doubles_nothing(page: Directed, look: Look, switch: str, told: str):
    window = look(f"{page.world.sandbox.url}/?as=sofia&in=C0LEDGER&inspect=1")
    window.get_by_role("switch", name=switch).check()
    idle(window)

    live_until(window, "2026-01-05T09:00")
    window.get_by_role("article").get_by_role("button", name="Commit").click()

    card = window.locator("article:not(.private)").filter(has_text="Holds and reversals for payouts")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Promised for Mon 16 Mar 2026", timeout=30_000)
    expect(window.get_by_role("listitem").filter(has_text=told).first).to_be_visible()
    idle(window)
    posted = Counter(each.key for each in page.world.sandbox.accepted if each.method == "chat.postMessage")
    assert set(posted.values()) == {1}
    elena = page.world.person("elena")
    assert [len(elena.thread(digest)) for digest in elena.messages("#leadership")] == [3]
