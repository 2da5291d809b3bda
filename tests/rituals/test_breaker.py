"""When delivery pauses for all messages, and when it probes."""

from datetime import UTC, datetime, timedelta

import pytest

from rituals.breaker import LONGEST_PAUSE, REVOKED_PAUSE, TROUBLES, Breaker
from rituals.delivery import Accepted, Doubtful, Limited, LookUp, Missing, Refused, Revoked, Unreachable

NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)


def after(*outcomes: LookUp, now: datetime = NOW) -> Breaker:
    breaker = Breaker()
    for outcome in outcomes:
        breaker = breaker.after(outcome, now=now)
    return breaker


@pytest.mark.parametrize(
    ("outcomes", "is_open"),
    [
        pytest.param((Unreachable("dns"),) * (TROUBLES - 1), False, id="a few troubles"),
        pytest.param((Unreachable("dns"),) * TROUBLES, True, id="enough of them"),
        pytest.param((Doubtful("HTTP 503"), Unreachable("dns"), Doubtful("reset")), True, id="of different kinds"),
        pytest.param((Doubtful("a"), Doubtful("b"), Accepted("C", "1"), Doubtful("c")), False, id="not in a row"),
        pytest.param((Doubtful("a"), Doubtful("b"), Refused("is_archived"), Doubtful("c")), False, id="a clear no"),
        pytest.param((Doubtful("a"), Doubtful("b"), Limited(timedelta(1)), Doubtful("c")), False, id="a rate limit"),
        pytest.param((Doubtful("a"), Doubtful("b"), Missing(), Doubtful("c")), False, id="history was read"),
        pytest.param((Revoked("token_revoked"),), True, id="token revoked"),
        pytest.param((Revoked("token_revoked"), Accepted("C", "1")), False, id="installed again"),
    ],
)
def test_opens_when_nothing_gets_through(outcomes: tuple[LookUp, ...], is_open: bool):
    assert after(*outcomes).is_open(now=NOW) is is_open


def test_a13_a_lost_installation_is_probed_every_few_minutes():
    breaker = after(Revoked("token_revoked"))

    assert breaker.is_open(now=NOW + REVOKED_PAUSE - timedelta(seconds=1))
    assert not breaker.is_open(now=NOW + REVOKED_PAUSE)


def test_a_network_down_while_the_installation_is_lost_does_not_hide_the_loss():
    breaker = after(Revoked("token_revoked"), *[Unreachable("dns")] * TROUBLES)

    assert breaker.revoked == "token_revoked"


def test_a16_two_hours_without_slack_take_at_most_ten_calls_in_any_minute():
    breaker, now, calls = Breaker(), NOW, []
    while now < NOW + timedelta(hours=2):
        if not breaker.is_open(now=now):
            calls.append(now)
            breaker = breaker.after(Unreachable("refused"), now=now)
        now += timedelta(seconds=1)

    busiest = max(sum(call <= other < call + timedelta(minutes=1) for other in calls) for call in calls)

    assert busiest <= 10
    assert len(calls) <= 2 * 60 * 60 / LONGEST_PAUSE.seconds + 10
