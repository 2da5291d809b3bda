"""Scales: from values to places on a drawing, and the round numbers beside it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_FURTHEST = 1e15
_NEAREST = 1e-9
_STEPS = (1, 2, 2.5, 5, 10)
_INTERVALS = 4
_SHORT = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e4, "k"))


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `least` to `most` on a line from `start` to `end`."""

    least: float
    most: float
    start: float
    end: float

    def place(self, value: float) -> float:
        share = (value - self.least) / (self.most - self.least)
        return round(self.start + share * (self.end - self.start), 2)


def drawable(value: float) -> float:
    """Return the number as one that a drawing can show: JSON holds numbers without end, and some that are none."""
    try:
        number = float(value)
    except OverflowError:
        number = _FURTHEST if value > 0 else -_FURTHEST
    if math.isnan(number) or abs(number) < _NEAREST:
        return 0.0
    return max(-_FURTHEST, min(_FURTHEST, number))


def ticks(values: Iterable[float]) -> list[float]:
    """Return round numbers from below the least value to above the most, with zero among them."""
    known = [0.0, *values]
    least, most = min(known), max(known)
    if least == most:
        most = 1.0
    step = _step((most - least) / _INTERVALS)
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def short(value: float) -> str:
    """Write a number so that it fits beside an axis."""
    for size, letter in _SHORT:
        if abs(value) >= size:
            unit = 1e3 if letter == "k" else size
            return f"{value / unit:.4g}{letter}"
    return f"{value:.6g}"


def _step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))
