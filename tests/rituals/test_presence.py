"""Presence: what Slack told of somebody before something newer was known is old news."""

from datetime import timedelta

import pytest

from rituals.presence import is_old_news
from tests.rituals.programs import MONDAY

A_MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("told_at", "seen_at", "is_old"),
    [
        pytest.param(MONDAY, MONDAY + A_MINUTE, True, id="delivered again a minute later"),
        pytest.param(MONDAY, MONDAY + timedelta(seconds=20), False, id="clocks that stand apart"),
        pytest.param(MONDAY, MONDAY - A_MINUTE, False, id="newer than what is known"),
        pytest.param(MONDAY, None, False, id="nothing known yet"),
        pytest.param(None, MONDAY, False, id="without a time"),
    ],
)
def test_an_event_that_comes_again_does_not_undo_what_came_since(told_at, seen_at, is_old):
    assert is_old_news(told_at, seen_at) == is_old
