"""Charts are drawn whatever their numbers, and can be read without seeing them."""

import math
from collections.abc import Sequence

import pytest

from sandbox.page.kit.scales import Scale, drawable, short, ticks
from tests.sandbox.kit import pie, plot
from tests.sandbox.page.drawn import Node, drawn, drawn_message, raw_message


def plotted(kind: str, *rows: Sequence[float]) -> Node:
    labels = [f"L{number}" for number in range(len(rows[0]))]
    series = [
        {
            "name": f"S{number}",
            "data": [{"label": label, "value": value} for label, value in zip(labels, row, strict=True)],
        }
        for number, row in enumerate(rows)
    ]
    axes = {"categories": labels, "x_label": "Week", "y_label": "Flags"}
    return drawn({**plot(), "chart": {"type": kind, "series": series, "axis_config": axes}})


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_a_plot_says_all_its_numbers(kind):
    tree = plotted(kind, [1, 2.5], [30000, -4])

    assert (
        tree.one("svg", role="img").one(id=tree.one("svg", role="img")["aria-labelledby"]).text == f"KPI: {kind} chart"
    )
    assert [cell.text for cell in tree.all("th")] == ["Week", "S0", "S1", "L0", "L1"]
    assert [cell.text for cell in tree.all("td")] == ["1", "30,000", "2.5", "-4"]
    assert [item.text for item in tree.one(class_="kit-legend").all("li")] == ["S0", "S1"]
    assert "Flags" in tree.one("svg", role="img").text


def test_a_pie_says_all_its_numbers():
    tree = drawn(pie(segments=3, value=2))

    assert [cell.text for cell in tree.all("td")] == ["2", "33%"] * 3
    assert [item.text for item in tree.all("li")] == ["0: 2 (33%)", "1: 2 (33%)", "2: 2 (33%)"]
    assert len(tree.all(class_="kit-shape")) == 3


def test_one_segment_is_the_whole_pie():
    assert drawn(pie()).one(class_="kit-shape")["d"].count("A") == 2


def test_series_differ_in_more_than_colour():
    bars, lines = plotted("bar", *[[1, 2]] * 6), plotted("line", *[[1, 2]] * 6)
    patterns = [node.one("path")["d"] if node.all("path") else "" for node in bars.all("pattern")]
    markers = [group.all(class_="kit-point")[0]["d"] for group in lines.all("g")]

    assert len(set(patterns)) == 6
    assert len({len(marker.split("L")) for marker in markers}) >= 4


def test_every_pattern_that_is_used_is_there():
    tree = drawn(*[{**pie(2), "block_id": f"b {number}"} for number in range(2)])
    ids = [node["id"] for node in tree.all("pattern")]

    assert len(set(ids)) == len(ids) == 4
    assert {node["fill"][5:-1] for node in tree.all("path", class_="kit-shape")} <= set(ids)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([0, 0], id="nothing"),
        pytest.param([1e308, -1e308], id="as far apart as numbers go"),
        pytest.param([10**400, 1], id="further"),
        pytest.param([math.nan, math.inf], id="no numbers"),
        pytest.param([5e-324, 1e-12], id="next to nothing"),
        pytest.param([-5, -3], id="below zero"),
    ],
)
@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_draws_whatever_the_numbers(kind, values):
    tree = plotted(kind, values)
    places = " ".join(node["d"] for node in tree.all("path") if "d" in node)

    assert "nan" not in places
    assert "inf" not in places


def test_a_pie_of_no_numbers_is_drawn():
    assert drawn_message(raw_message(pie(2, value=math.nan) | {"block_id": "b"})).one("svg", role="img")


def test_long_names_are_slanted_and_keep_their_ends():
    names = [f"Number of week {number}" for number in range(10, 20)]
    data = [{"label": name, "value": 1} for name in names]
    series = {"type": "bar", "series": [{"name": "S", "data": data}], "axis_config": {"categories": names}}
    tree = drawn({**plot(), "chart": series})

    slanted = [node.text for node in tree.all("text") if "transform" in node]
    assert slanted[0] == "Number…eek 10"


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        pytest.param([3, 11], [0, 5, 10, 15], id="above zero"),
        pytest.param([-2, 11], [-5, 0, 5, 10, 15], id="around zero"),
        pytest.param([0.1, 0.37], [0, 0.1, 0.2, 0.3, 0.4], id="small"),
        pytest.param([], [0, 0.25, 0.5, 0.75, 1], id="nothing"),
    ],
)
def test_marks_round_numbers(values, marks):
    assert ticks(values) == pytest.approx(marks)


def test_writes_numbers_short():
    assert [short(value) for value in (0, 2.5, 9999, 12000, 3.2e6, 1e9)] == ["0", "2.5", "9999", "12k", "3.2M", "1B"]


def test_scales():
    assert Scale(least=0, most=10, start=100, end=0).place(2.5) == 75
    assert drawable(-(10**400)) == -1e15
