"""Rate limits, counted on a clock that the test moves."""

from datetime import timedelta

from sandbox.clock import Clock
from sandbox.limits import Limits


def test_the_workspace_has_a_budget_of_its_own():
    clock = Clock.frozen()
    limits = Limits(clock, posts_per_minute=3)

    waits = [limits.admit("chat.postMessage", f"C{number}") for number in range(4)]
    clock.advance(timedelta(seconds=45))

    assert waits == [None, None, None, 60]
    assert limits.admit("chat.postMessage", "C9") == 15
    clock.advance(timedelta(seconds=15))
    assert limits.admit("chat.postMessage", "C9") is None


def test_a_burst_may_be_allowed():
    clock = Clock.frozen()
    limits = Limits(clock, post_burst=2)

    waits = [limits.admit("chat.postMessage", "C1") for _ in range(3)]

    assert waits == [None, None, 2]


def test_a_refused_call_does_not_count():
    clock = Clock.frozen()
    limits = Limits(clock)
    limits.admit("chat.postMessage", "C1")
    clock.advance(timedelta(milliseconds=999))
    assert limits.admit("chat.postMessage", "C1") == 1

    clock.advance(timedelta(milliseconds=1))

    assert limits.admit("chat.postMessage", "C1") is None


def test_limits_can_be_off():
    limits = Limits(Clock.frozen(), on=False)

    assert [limits.admit("users.list", "") for _ in range(100)] == [None] * 100
