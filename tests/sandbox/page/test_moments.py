"""Dates and times stand in the viewer's own zone and manner."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sandbox.page.kit.moments import in_words, local_input
from sandbox.zones import zone_of
from tests.sandbox.page.drawn import workspace

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = 3600


def said(form: str, *, after: int = 0, viewer: str = "ana", locale: str = "en-US") -> str:
    user = replace(workspace().get_user(viewer), locale=locale)
    return in_words(int(NOON.timestamp()) + after, form, user, now=NOON)


@pytest.mark.parametrize(
    ("form", "after", "words"),
    [
        pytest.param("{date}", 0, "January 5th, 2026", id="date"),
        pytest.param("{date_num} {date_slash}", 0, "2026-01-05 05/01/2026", id="in numbers"),
        pytest.param("{date_long}", 17 * 24 * HOUR, "Thursday, January 22nd, 2026", id="long"),
        pytest.param("{date_long_full}", 6 * 24 * HOUR, "January 11th, 2026", id="long without the day"),
        pytest.param("{date_pretty}", 0, "Today", id="today"),
        pytest.param("on {date_short_pretty}", 24 * HOUR, "On tomorrow", id="tomorrow"),
        pytest.param("{date_long_pretty}", -24 * HOUR, "Yesterday", id="yesterday"),
        pytest.param("{date_short_pretty}", 48 * HOUR, "Jan 7, 2026", id="neither"),
        pytest.param("{day_divider_pretty}", 48 * HOUR, "Wednesday, January 7th", id="this year"),
        pytest.param("{day_divider_pretty}", -10 * 24 * HOUR, "Friday, December 26th, 2025", id="last year"),
        pytest.param("{time} {time_secs}", 61, "12:01 PM 12:01:01 PM", id="time"),
        pytest.param("{ago}", -2 * HOUR, "2 hours ago", id="ago"),
        pytest.param("{ago}", 60, "In 1 minute", id="to come"),
        pytest.param("{ago}", 1, "Just now", id="now"),
        pytest.param("{unknown} {time_pretty}", 0, "{unknown} {time_pretty}", id="what nobody knows"),
    ],
)
def test_fills_in_a_format(form, after, words):
    assert said(form, after=after) == words


def test_says_the_time_as_it_is_said_there():
    assert said("{time}", viewer="cleo", locale="ja-JP") == "21:00"
    assert said("{time}", viewer="ben", after=-9 * HOUR) == "10:00 PM"


def test_takes_utc_for_a_zone_that_nobody_knows():
    assert zone_of(replace(workspace().get_user("ana"), tz="Nowhere/../etc")).key == "UTC"


def test_refuses_a_moment_that_no_calendar_has():
    with pytest.raises(ValueError, match="not a moment"):
        said("{date}", after=10**12)


def test_a_field_holds_the_viewers_own_time():
    assert local_input(int(NOON.timestamp()), workspace().get_user("ben")) == "2026-01-05T07:00"
