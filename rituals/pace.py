"""The pace of a metric: what it comes to on a date, and whether that misses its target."""

from collections.abc import Sequence
from datetime import date
from statistics import median

from rituals.program import Direction, Metric, MetricKind, Reading

FEWEST_READINGS = 3
"""With fewer readings nothing is said about a metric's pace."""
NEWEST_READINGS = 8
"""So many of the newest readings make up the pace."""
SHORTFALL = 0.2
"""A metric is behind where its pace leaves more than this share of the way from baseline to target."""


def is_twice_beyond_limit(metric: Metric, readings: Sequence[Reading]) -> bool:
    last_two = readings[-2:]
    return len(last_two) == 2 and all(metric.is_beyond_limit(reading.value) for reading in last_two)


def expected_value(metric: Metric, readings: Sequence[Reading], *, due_on: date, today: date) -> float | None:
    """Return what the metric comes to on the committed date: afterwards what was read last, before that at its pace.

    A lagging metric moves after the delivery only, so that its pace says nothing before.
    """
    if today > due_on:
        return readings[-1].value
    pace = _pace(readings[-NEWEST_READINGS:]) if metric.kind is MetricKind.LEADING else None
    return None if pace is None else readings[-1].value + pace * (due_on - readings[-1].read_on).days


def _pace(readings: Sequence[Reading]) -> float | None:
    """Return the median change a day between any two readings, which no outlier tilts."""
    if len({reading.read_on for reading in readings}) < FEWEST_READINGS:
        return None
    return median(
        (later.value - earlier.value) / (later.read_on - earlier.read_on).days
        for index, earlier in enumerate(readings)
        for later in readings[index + 1 :]
        if later.read_on > earlier.read_on
    )


def misses_target(metric: Metric, value: float) -> bool:
    missing = metric.target - value if metric.direction is Direction.UP else value - metric.target
    return missing > SHORTFALL * abs(metric.target - metric.baseline)
