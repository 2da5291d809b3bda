"""Charts: what a data_visualization block may hold.

From docs.slack.dev, Reference: Block Kit, Blocks, "Data visualization block".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.shapes import Array, Shape, Tagged, number, repeated, string

MOST_SERIES = 6
MOST_POINTS = 20

_LABEL = string(20)
_POINT = Shape(required={"label": _LABEL, "value": number})


def _positive(path: str, segment: Mapping[str, Any]) -> Iterator[str]:
    if not segment["value"] > 0:
        yield f"{path}.value: must be more than 0"


def _one_point_per_category(path: str, chart: Mapping[str, Any]) -> Iterator[str]:
    categories = chart["axis_config"]["categories"]
    for index, series in enumerate(chart["series"]):
        labels = [point["label"] for point in series["data"]]
        if sorted(labels) != sorted(categories):
            yield f"{path}.series[{index}].data: must have exactly one point for each of the categories"


def _distinct_names(path: str, chart: Mapping[str, Any]) -> Iterator[str]:
    yield from repeated(
        (f"{path}.series[{index}].name", series["name"]) for index, series in enumerate(chart["series"])
    )


def _distinct_categories(path: str, axis: Mapping[str, Any]) -> Iterator[str]:
    yield from repeated((f"{path}.categories[{index}]", name) for index, name in enumerate(axis["categories"]))


_SEGMENT = Shape(required={"label": _LABEL, "value": number}, rules=(_positive,))
_SERIES = Shape(required={"name": _LABEL, "data": Array(_POINT, at_most=MOST_POINTS)})
_AXES = Shape(
    required={"categories": Array(_LABEL, at_most=MOST_POINTS)},
    optional={"x_label": string(50), "y_label": string(50)},
    rules=(_distinct_categories,),
)
_PIE = Shape(required={"segments": Array(_SEGMENT, at_most=MOST_SERIES)})
_PLOT = Shape(
    required={"series": Array(_SERIES, at_most=MOST_SERIES), "axis_config": _AXES},
    rules=(_distinct_names, _one_point_per_category),
)

CHART = Tagged({"pie": _PIE, "bar": _PLOT, "area": _PLOT, "line": _PLOT})
