"""What is written back reads as the same program, as YAML and as CSV (features 1 and 92)."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from rituals.ids import MetricId
from rituals.program import Program
from storage.files import export_program, read
from tests.places import EXAMPLES
from tests.storage.files.random_programs import programs
from tests.storage.files.small import CSV, YAML, changed, read_csv, read_yaml, write_csv


def test_a_program_reads_the_same_from_yaml_and_from_csv(tmp_path):
    from_yaml = read_yaml(tmp_path, YAML)

    from_csv = read_csv(tmp_path)

    assert from_csv.faults == ()
    assert from_csv.program == from_yaml.program


@pytest.mark.parametrize("part", ["goals", "initiatives", "dependencies"])
def test_both_forms_keep_the_order_of_the_file(tmp_path, part):
    program = read(EXAMPLES / "fintech.yaml").program
    assert program is not None

    export_program(program, tmp_path)

    for path in (tmp_path / "program.yaml", tmp_path):
        again = read(path).program
        assert again is not None
        assert list(getattr(again, part)) == list(getattr(program, part))


def test_goals_in_any_order_are_put_under_their_parents(tmp_path):
    goals = "id,name,level,parent\nb2,B 2,x,b\nb,B,x,\na1,A 1,x,a\na,A,x,\ngrowth,G,x,\nlaunch,L,x,growth\n"

    program = read_csv(tmp_path, goals=goals).program

    assert program is not None
    assert list(program.goals) == ["b", "b2", "a", "a1", "growth", "launch"]


@settings(max_examples=100, deadline=None)
@given(programs())
def test_any_program_written_back_reads_as_the_same(program: Program):
    with tempfile.TemporaryDirectory() as folder:
        export_program(program, folder)

        from_yaml, from_csv = read(Path(folder) / "program.yaml"), read(folder)

    assert [str(fault) for fault in from_yaml.errors + from_csv.errors] == []
    assert from_yaml.program == program
    assert from_csv.program == program


def test_g5_exported_cells_are_guarded_and_numbers_stay_numbers(tmp_path):
    files = CSV | {
        "people.csv": changed(CSV["people.csv"], "Maya", "=HYPERLINK(1)"),
        "metrics.csv": changed(CSV["metrics.csv"], "up,100,200,90", "up,-100,200,-100"),
    }
    program = read(write_csv(tmp_path, files)).program
    assert program is not None

    export_program(program, tmp_path / "out")

    assert ",'=HYPERLINK(1)," in (tmp_path / "out" / "people.csv").read_text("utf-8-sig")
    assert ",up,-100,200,-100," in (tmp_path / "out" / "metrics.csv").read_text("utf-8-sig")
    assert read(tmp_path / "out").program == program


def test_readings_of_metrics_that_left_are_not_exported(tmp_path):
    program = read_yaml(tmp_path, YAML).program
    assert program is not None
    gone = replace(program.readings[0], metric=MetricId("gone"))

    export_program(replace(program, readings=(*program.readings, gone)), tmp_path / "out")

    assert read(tmp_path / "out").program == program
