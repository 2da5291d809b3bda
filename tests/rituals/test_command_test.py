"""The self-test of the flag command, by the clock."""

from datetime import UTC, datetime

import pytest

from rituals.command_test import CommandTest, judge_command
from rituals.policy import Cadence

THURSDAY = datetime(2026, 1, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun_at", "heard_at", "now", "stands"),
    [
        pytest.param(None, None, THURSDAY, CommandTest.NOT_BEGUN, id="not begun"),
        pytest.param(THURSDAY, None, THURSDAY, CommandTest.WAITING, id="just begun"),
        pytest.param(THURSDAY, THURSDAY, THURSDAY, CommandTest.PASSED, id="heard"),
        pytest.param(
            THURSDAY, None, datetime(2026, 1, 12, 9, 59, tzinfo=UTC), CommandTest.WAITING, id="a weekend does not count"
        ),
        pytest.param(
            THURSDAY, None, datetime(2026, 1, 12, 10, tzinfo=UTC), CommandTest.IN_DOUBT, id="two working days later"
        ),
        pytest.param(
            THURSDAY, THURSDAY, datetime(2026, 2, 12, 10, tzinfo=UTC), CommandTest.PASSED, id="heard long ago"
        ),
    ],
)
def test_it_is_passed_by_the_first_command_and_in_doubt_after_two_working_days(begun_at, heard_at, now, stands):
    assert judge_command(begun_at, heard_at, calendar=Cadence().calendar(), now=now) is stands
