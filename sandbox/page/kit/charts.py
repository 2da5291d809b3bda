"""Charts: where the parts of a drawing go. The templates draw them; the stylesheet gives them colour."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandbox.page.kit.scales import Scale, drawable, short, ticks

WIDTH, HEIGHT = 480, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 12.0, 12.0, 26.0
_FOR_LABEL = 18.0
_FOR_SLANT = 40.0
_LETTER = 6.2
_LONGEST_SLANTED = 13
_BAR_SHARE = 0.74
PIE = 220


@dataclass(frozen=True, slots=True)
class Shape:
    """A slice, a bar or a point: `words` say what it stands for."""

    series: int
    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    series: int
    path: str
    area: str
    points: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A word beside an axis, at `place` along it."""

    place: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    kind: str
    title: str
    legend: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int = WIDTH
    height: int = HEIGHT
    shapes: tuple[Shape, ...] = ()
    lines: tuple[Line, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    x_ticks: tuple[Tick, ...] = ()
    x_label: str = ""
    y_label: str = ""
    left: float = _LEFT
    bottom: float = HEIGHT - _BOTTOM
    is_slanted: bool = False


def chart_of(block: Mapping[str, Any]) -> Chart:
    chart = block["chart"]
    return _pie(block["title"], chart) if chart["type"] == "pie" else _plot(block["title"], chart)


def _pie(title: str, chart: Mapping[str, Any]) -> Chart:
    segments = chart["segments"]
    values = [max(drawable(segment["value"]), 0.0) for segment in segments]
    whole = sum(values) or 1.0
    shares = [f"{value / whole:.0%}" for value in values]
    rows = [(one["label"], _exact(one["value"]), share) for one, share in zip(segments, shares, strict=True)]
    return Chart(
        kind="pie",
        title=title,
        legend=tuple(f"{label}: {value} ({share})" for label, value, share in rows),
        header=("Segment", "Value", "Share"),
        rows=tuple(rows),
        width=PIE,
        height=PIE,
        shapes=tuple(_slices([value / whole for value in values], [": ".join(row[:2]) for row in rows])),
    )


def _slices(shares: Sequence[float], words: Sequence[str]) -> Iterator[Shape]:
    middle, radius = PIE / 2, PIE / 2 - 4
    turned = 0.0
    for series, share in enumerate(shares):
        start, end = _on_circle(turned, middle, radius), _on_circle(turned + share, middle, radius)
        turned += share
        if share > 0.9999:
            top, bottom = _on_circle(0, middle, radius), _on_circle(0.5, middle, radius)
            path = f"M{top} A{radius} {radius} 0 1 1 {bottom} A{radius} {radius} 0 1 1 {top} Z"
        else:
            path = f"M{middle} {middle} L{start} A{radius} {radius} 0 {int(share > 0.5)} 1 {end} Z"
        yield Shape(series, path, words[series])


def _on_circle(turn: float, middle: float, radius: float) -> str:
    angle = 2 * math.pi * (turn - 0.25)
    return f"{middle + radius * math.cos(angle):.2f} {middle + radius * math.sin(angle):.2f}"


def _plot(title: str, chart: Mapping[str, Any]) -> Chart:
    axes, series = chart["axis_config"], chart["series"]
    categories, names = axes["categories"], [one["name"] for one in series]
    data = [{point["label"]: point["value"] for point in one["data"]} for one in series]
    frame = Chart(
        kind=chart["type"],
        title=title,
        legend=tuple(names),
        header=(axes.get("x_label") or "Category", *names),
        rows=tuple((category, *(_exact(values[category]) for values in data)) for category in categories),
        x_label=axes.get("x_label", ""),
        y_label=axes.get("y_label", ""),
    )
    frame = _with_categories(frame, categories)
    numbers = [[drawable(values[category]) for category in categories] for values in data]
    scale, frame = _with_scale(frame, numbers)
    if chart["type"] == "bar":
        return replace(frame, shapes=tuple(_bars(frame, scale, numbers)))
    return replace(frame, lines=tuple(_lines(frame, scale, numbers)))


def _with_categories(frame: Chart, categories: Sequence[str]) -> Chart:
    """Put the names below the axis: slanted where they do not fit side by side."""
    left = _LEFT + (_FOR_LABEL if frame.y_label else 0)
    band = (WIDTH - left - _RIGHT) / len(categories)
    is_slanted = max(map(len, categories)) * _LETTER > band
    room = _BOTTOM + (_FOR_SLANT if is_slanted else 0) + (_FOR_LABEL if frame.x_label else 0)
    return replace(
        frame,
        left=left,
        bottom=HEIGHT - room,
        is_slanted=is_slanted,
        x_ticks=tuple(
            Tick(round(left + (index + 0.5) * band, 2), _cut(name) if is_slanted else name)
            for index, name in enumerate(categories)
        ),
    )


def _with_scale(frame: Chart, numbers: Sequence[Sequence[float]]) -> tuple[Scale, Chart]:
    marks = ticks(number for row in numbers for number in row)
    scale = Scale(least=marks[0], most=marks[-1], start=frame.bottom, end=_TOP)
    return scale, replace(frame, y_ticks=tuple(Tick(scale.place(mark), short(mark)) for mark in marks))


def _bars(frame: Chart, scale: Scale, numbers: Sequence[Sequence[float]]) -> Iterator[Shape]:
    band = (WIDTH - frame.left - _RIGHT) / len(frame.x_ticks)
    width, zero = band * _BAR_SHARE / len(numbers), scale.place(0)
    for series, row in enumerate(numbers):
        for index, number in enumerate(row):
            x = frame.x_ticks[index].place + (series - len(numbers) / 2) * width
            path = f"M{x:.2f} {zero} h{width - 1:.2f} V{scale.place(number)} h{1 - width:.2f} Z"
            yield Shape(series, path, _said(frame, series, index))


def _lines(frame: Chart, scale: Scale, numbers: Sequence[Sequence[float]]) -> Iterator[Line]:
    zero = scale.place(0)
    for series, row in enumerate(numbers):
        places = [(frame.x_ticks[index].place, scale.place(number)) for index, number in enumerate(row)]
        path = "M" + " L".join(f"{x} {y}" for x, y in places)
        yield Line(
            series=series,
            path=path,
            area=f"{path} V{zero} H{places[0][0]} Z",
            points=tuple(
                Shape(series, marker(series, x, y), _said(frame, series, index)) for index, (x, y) in enumerate(places)
            ),
        )


def marker(series: int, x: float, y: float) -> str:
    """Return the outline that marks a point, another one for each series."""
    turns, inner = _MARKERS[series % len(_MARKERS)]
    corners = [
        (x + radius * math.sin(2 * math.pi * turn), y - radius * math.cos(2 * math.pi * turn))
        for turn, radius in zip(turns, inner, strict=True)
    ]
    return "M" + " L".join(f"{a:.2f} {b:.2f}" for a, b in corners) + " Z"


def _polygon(count: int, radius: float, turned: float = 0.0) -> tuple[list[float], list[float]]:
    return [turned + number / count for number in range(count)], [radius] * count


def _star(points: int) -> tuple[list[float], list[float]]:
    return [number / points / 2 for number in range(points * 2)], [6.0, 2.6] * points


# Circle, square, triangle, diamond, star and hexagon, by the turn and the distance of each corner.
_MARKERS = (
    _polygon(16, 4), _polygon(4, 5, 0.125), _polygon(3, 5.4), _polygon(4, 5.4), _star(5), _polygon(6, 4.8, 1 / 12),
)  # fmt: skip


def _said(frame: Chart, series: int, index: int) -> str:
    return f"{frame.legend[series]}, {frame.rows[index][0]}: {frame.rows[index][series + 1]}"


def _cut(name: str) -> str:
    """Shorten a name in its middle: what tells it from the others often stands at its end."""
    return name if len(name) <= _LONGEST_SLANTED else f"{name[:6]}…{name[-6:]}"


def _exact(value: float) -> str:
    return f"{value:,}"
