"""docs/features.md tells the truth: a row for each feature, and each test it names is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.places import ROOT

ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$")
STATES = ("done", "first form", "not built yet")


def rows() -> Iterator[tuple[int, str, str, list[str]]]:
    for line in (ROOT / "docs" / "features.md").read_text().splitlines():
        row = ROW.match(line)
        if row:
            yield int(row[1]), row[2].strip(), row[3].strip(), re.findall(r"`(test_\w+)`", row[4])


def test_each_feature_has_its_row():
    assert [number for number, *_ in rows()] == list(range(1, 101))


def test_each_state_is_one_of_the_words_and_what_is_built_names_its_test():
    wrong = [
        number
        for number, _, state, tests in rows()
        if not state.startswith(STATES) or (not tests and "not built" not in state)
    ]

    assert wrong == []


def test_each_test_that_is_named_exists():
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", Path(path).read_text())
    }

    missing = {test for *_, tests in rows() for test in tests} - there

    assert missing == set()
