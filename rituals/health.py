"""Health: the only colour there is, derived from what an owner forecasts and never picked."""

from datetime import date
from enum import Enum

from rituals.policy import Policy
from rituals.program import Metric


class Health(Enum):
    """Green is on the baseline; amber off it with a recovery path; red off it without one; grey is not known."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


class OffBaseline(Enum):
    """What puts an initiative off its baseline."""

    FORECAST = "the forecast is later than the committed date"
    METRIC = "the metric is beyond its limit"
    CONFIDENCE = "the confidence is low"


def off_baseline(
    *,
    forecast_on: date,
    committed_on: date,
    confidence: float,
    metric: Metric | None,
    metric_value: float | None,
    policy: Policy,
) -> tuple[OffBaseline, ...]:
    """Return everything that puts an initiative off its baseline; nothing where it is on it."""
    is_beyond_limit = metric is not None and metric_value is not None and metric.is_beyond_limit(metric_value)
    found = {
        OffBaseline.FORECAST: forecast_on > committed_on,
        OffBaseline.METRIC: is_beyond_limit,
        OffBaseline.CONFIDENCE: confidence < policy.off_baseline_confidence,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def derive_health(reasons: tuple[OffBaseline, ...], *, has_recovery: bool) -> Health:
    """Return the colour that follows from what is off the baseline and whether there is a complete path back."""
    if not reasons:
        return Health.GREEN
    return Health.AMBER if has_recovery else Health.RED
