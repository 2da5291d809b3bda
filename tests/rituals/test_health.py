"""What puts an initiative off its baseline, and the colour that follows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.health import Health, OffBaseline, derive_health, off_baseline
from rituals.policy import Policy
from rituals.program import Direction
from tests.rituals.check_in_kit import COMMITTED_ON, metric

LATE = COMMITTED_ON + timedelta(days=1)


def reasons(**changes):
    given_ = {"forecast_on": COMMITTED_ON, "confidence": 80, "metric": metric(), "metric_value": 500, **changes}
    return off_baseline(committed_on=COMMITTED_ON, policy=Policy(), **given_)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, (), id="on the committed date"),
        pytest.param({"forecast_on": LATE}, (OffBaseline.FORECAST,), id="a day late"),
        pytest.param({"forecast_on": COMMITTED_ON - timedelta(days=30)}, (), id="a month early"),
        pytest.param({"metric_value": 801}, (OffBaseline.METRIC,), id="beyond the limit, where less is better"),
        pytest.param({"metric_value": 800}, (), id="on the limit"),
        pytest.param(
            {"metric": metric(direction=Direction.UP, limit=5), "metric_value": 4},
            (OffBaseline.METRIC,),
            id="below the limit, where more is better",
        ),
        pytest.param({"metric": metric(limit=None), "metric_value": 9_999}, (), id="a metric without a limit"),
        pytest.param({"metric": None}, (), id="no metric"),
        pytest.param({"metric_value": None}, (), id="no value"),
        pytest.param({"confidence": 49}, (OffBaseline.CONFIDENCE,), id="a confidence of 49"),
        pytest.param({"confidence": 50}, (), id="a confidence of 50"),
        pytest.param(
            {"forecast_on": LATE, "metric_value": 900, "confidence": 0},
            (OffBaseline.FORECAST, OffBaseline.METRIC, OffBaseline.CONFIDENCE),
            id="everything at once",
        ),
    ],
)
def test_what_puts_an_initiative_off_its_baseline(changes, expected):
    assert reasons(**changes) == expected


@pytest.mark.parametrize(
    ("off", "has_recovery", "expected"),
    [
        pytest.param((), False, Health.GREEN, id="on the baseline"),
        pytest.param((), True, Health.GREEN, id="on the baseline, whatever is promised"),
        pytest.param((OffBaseline.FORECAST,), True, Health.AMBER, id="off it with a path back"),
        pytest.param((OffBaseline.CONFIDENCE,), False, Health.RED, id="off it without one"),
    ],
)
def test_health_is_derived_and_never_picked(off, has_recovery, expected):
    assert derive_health(off, has_recovery=has_recovery) is expected


@given(
    days=st.integers(-400, 400),
    confidence=st.integers(0, 100),
    value=st.one_of(st.none(), st.floats(0, 2_000)),
    has_recovery=st.booleans(),
)
def test_green_means_exactly_that_nothing_is_off(days, confidence, value, has_recovery):
    forecast_on = COMMITTED_ON + timedelta(days=days)

    off = reasons(forecast_on=forecast_on, confidence=confidence, metric_value=value)
    health = derive_health(off, has_recovery=has_recovery)

    is_on_baseline = days <= 0 and confidence >= 50 and (value is None or value <= 800)
    assert (health is Health.GREEN) == is_on_baseline
    assert health is not Health.GREY


def test_the_threshold_comes_from_the_policy():
    off = off_baseline(
        forecast_on=date(2026, 2, 27),
        committed_on=date(2026, 2, 27),
        confidence=80,
        metric=None,
        metric_value=None,
        policy=Policy(off_baseline_confidence=90),
    )

    assert off == (OffBaseline.CONFIDENCE,)
