"""C7 and C8: which steps of a clock are followed, how far, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from rituals.steady_time import STABLE_FOR, SteadyTime, after_reading

ZERO = datetime(2026, 1, 5, 9, tzinfo=UTC)
CHECKS = timedelta(seconds=5)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def read(steps: list[timedelta]) -> SteadyTime:
    """Compare, every five seconds, with a clock that is off by each of these."""
    time = SteadyTime(zero=ZERO)
    for number, off in enumerate(steps, start=1):
        elapsed = CHECKS * number
        time = after_reading(time, ZERO + elapsed + off, elapsed=elapsed)
    return time


NEARLY = STABLE_FOR // CHECKS
"""So many readings after the first do not yet make a set clock believed; one more does."""


@pytest.mark.parametrize(
    ("steps", "adopted", "difference"),
    [
        pytest.param([timedelta(0)], timedelta(0), None, id="no difference"),
        pytest.param([5 * MINUTE], 5 * MINUTE, None, id="five minutes ahead: followed at once"),
        pytest.param([5 * MINUTE + SECOND], timedelta(0), 5 * MINUTE + SECOND, id="more than five: a doubt"),
        pytest.param([-4 * SECOND] * 3, -3 * SECOND, None, id="four seconds behind: taken back by a second each"),
        pytest.param([-4 * SECOND] * 9, -4 * SECOND, None, id="and no further"),
        pytest.param([-5 * MINUTE], -SECOND, None, id="five minutes behind: a second"),
        pytest.param([-5 * MINUTE - SECOND], timedelta(0), -5 * MINUTE - SECOND, id="more than five behind: a doubt"),
        pytest.param([DAY], timedelta(0), DAY, id="a day ahead"),
        pytest.param([-DAY], timedelta(0), -DAY, id="a day behind"),
        pytest.param([DAY] * NEARLY, timedelta(0), DAY, id="not yet believed"),
        pytest.param([DAY] * (NEARLY + 1), DAY, None, id="believed once it ran evenly for long enough"),
        pytest.param([-DAY] * (NEARLY + 1), -DAY, None, id="behind just so"),
        pytest.param([DAY] * NEARLY + [2 * DAY], timedelta(0), 2 * DAY, id="set once more: the wait begins anew"),
        pytest.param([DAY, timedelta(0)], timedelta(0), timedelta(0), id="set back: not believed at once either"),
        pytest.param([DAY] + [timedelta(0)] * (NEARLY + 1), timedelta(0), None, id="but after the same while"),
        pytest.param(
            [DAY + number * 3 * SECOND for number in range(NEARLY * 3)],
            timedelta(0),
            DAY + (NEARLY * 3 - 1) // 2 * 2 * 3 * SECOND,
            id="one that runs unevenly is never believed",
        ),
    ],
)
def test_c7_c8_a_clock_is_followed_by_little_at_once_and_by_much_once_it_runs_evenly(
    steps: list[timedelta], adopted: timedelta, difference: timedelta | None
):
    time = read(steps)

    assert (time.zero - ZERO, time.difference) == (adopted, difference)
    assert time.at(MINUTE) == ZERO + adopted + MINUTE
