"""FAULTS G7: YAML that means more than it shows is refused quickly and in little memory, and strings stay strings."""

import pytest

from storage.files.faults import FaultList
from storage.files.sheets import Text
from storage.files.yaml_tree import MAX_VALUES, Table, read_tree
from tests.storage.files.cost import cost_of_reading
from tests.storage.files.small import YAML, changed, read_yaml

ALIAS_BOMB = "a0: &a0 [x, x]\n" + "\n".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 12)
)
MERGE_BOMB = "m0: &m0 {k0: v}\n" + "\n".join(
    f"m{level}: &m{level} {{<<: [{', '.join([f'*m{level - 1}'] * 10)}], k{level}: v}}" for level in range(1, 12)
)
BOMBS = [
    pytest.param(ALIAS_BOMB, "The anchor “&a0” is not read.", id="alias bomb"),
    pytest.param(MERGE_BOMB, "Merge keys (“<<”) are not read.", id="merge bomb"),
    pytest.param("goals: &g\n  a: *g\n", "The alias “*g” is not read.", id="recursion"),
    pytest.param("[" * 1_000_000, "This is nested deeper than", id="deep lists"),
    pytest.param("{a: " * 1_000_000, "This is nested deeper than", id="deep tables"),
    pytest.param("- " * 1_000_000, "This is nested deeper than", id="deep dashes"),
    pytest.param("? " * 1_000_000, "This is nested deeper than", id="deep keys"),
    pytest.param("x: 1\n" * 900_000, "The key “x” stands twice", id="one key a million times"),
    pytest.param("people: [" + "x, " * 1_500_000 + "]", f"more than {MAX_VALUES} keys", id="wide list"),
    pytest.param("name: " + "x" * 4_900_000, "The name of the program cannot be", id="long word"),
    pytest.param("name: &" + "x" * 4_900_000 + " y", "The anchor “&xxx", id="long anchor"),
    pytest.param("name: x\n" + "#" * 6_000_000, "is larger than 5 MB", id="too large"),
    pytest.param("name: !!python/object/apply:os.system [id]\n", "The tag “", id="tag that runs code"),
    pytest.param("%TAG ! tag:evil,2000:\n---\nname: !x y\n", "The tag “", id="tag of one's own"),
    pytest.param('name: "' + "\\x00" * 100_000 + '"', "The name of the program cannot be", id="escaped NUL"),
    pytest.param("name: x\n---\nname: y\n", "A second document begins here.", id="two documents"),
]


@pytest.mark.parametrize(("text", "what"), BOMBS)
def test_g7_hostile_yaml_is_refused_in_a_second_and_a_hundred_megabytes(tmp_path, text, what):
    path = tmp_path / "program.yaml"
    path.write_text(text)

    cost = cost_of_reading(path)

    assert any(what in fault.what for fault in cost.faults), [str(fault)[:200] for fault in cost.faults[:5]]
    assert cost.seconds <= 1
    assert cost.megabytes <= 100


def test_g7_the_largest_file_allowed_is_still_read_to_its_end(tmp_path):
    people = "".join(f"  person-{number}: {{name: Somebody, slack_id: U{number:06}}}\n" for number in range(16_000))
    path = tmp_path / "program.yaml"
    path.write_text(f"name: Large\npeople:\n{people}")

    cost = cost_of_reading(path)

    assert cost.megabytes <= 100
    assert [fault.what for fault in cost.faults if fault.severity.value == "error"] == [
        "Nobody is an admin, so nobody could run the program."
    ]


@pytest.mark.parametrize("word", ["NO", "on", "~", "null", "1.10", "12:30:45", "0123", "0x1F", "1e3", "2026-01-05"])
def test_g7_strings_stay_strings(word):
    tree = read_tree(f"key: {word}\n", "program.yaml", FaultList())

    assert isinstance(tree, Table)
    [(_, value)] = tree.rows
    assert isinstance(value, Text)
    assert value.text == word


@pytest.mark.parametrize("word", ["NO", "1.10", "12:30:45", "0123"])
def test_g7_a_name_or_unit_is_what_was_written(tmp_path, word):
    result = read_yaml(tmp_path, changed(YAML, "unit: people", f"unit: {word}"))

    assert result.program is not None
    assert [metric.unit for metric in result.program.metrics.values()] == [word]


def test_g7_every_duplicate_key_is_told_with_both_lines(tmp_path):
    text = changed(YAML, "zone: Europe/London", "zone: Europe/London\nzone: Europe/Berlin")
    text = changed(text, "    owner: sam\n", "    owner: sam\n    owner: maya\n")

    result = read_yaml(tmp_path, text)

    assert [(fault.line, fault.column, fault.what) for fault in result.faults] == [
        (3, 1, "The key “zone” stands twice; first in line 2."),
        (41, 5, "The key “owner” stands twice; first in line 40."),
    ]
