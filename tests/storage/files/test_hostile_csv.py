"""FAULTS G5 and G6: CSV from any spreadsheet is read, what is unclear is refused, and no cell runs as a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.files import read
from storage.files.cells import guarded, unguarded
from tests.storage.files.cost import cost_of_reading
from tests.storage.files.small import CSV, YAML, changed, read_csv, read_yaml, write_csv

PEOPLE = CSV["people.csv"]


def _semicolons(text):
    rows = csv.reader(io.StringIO(text))
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([cell.replace(";", "|") for cell in row] for row in rows)
    return out.getvalue()


@pytest.mark.parametrize(
    "people",
    [
        pytest.param(PEOPLE.encode("utf-8-sig"), id="with a BOM"),
        pytest.param(PEOPLE.encode("utf-16"), id="UTF-16"),
        pytest.param(b"\xfe\xff" + PEOPLE.encode("utf-16-be"), id="UTF-16, big end first"),
        pytest.param(_semicolons(PEOPLE), id="semicolons"),
        pytest.param(_semicolons(PEOPLE).replace(";", "\t"), id="tabs"),
        pytest.param(PEOPLE.replace("\n", "\r\n"), id="lines of Windows"),
        pytest.param(PEOPLE.replace("\n", "\n,,,,,,\n\n"), id="blank rows"),
    ],
)
def test_g6_the_same_table_is_read_however_a_spreadsheet_saved_it(tmp_path, people):
    expected = read_yaml(tmp_path, YAML).program

    result = read_csv(tmp_path, people=people)

    assert result.faults == ()
    assert result.program == expected


CSV_FAULTS = [
    pytest.param(
        {"people": changed(PEOPLE, "sam,Sam,U0SAM,,maya,,\n", "sam,Sam,U0SAM,,maya\n")},
        ("people.csv", 4, 5),
        "This row has 5 cells where the first row has 7.",
        id="short row",
    ),
    pytest.param(
        {"people": changed(PEOPLE, "sam,Sam,U0SAM,,maya,,\n", "sam,Sam,U0SAM,,maya,,,,x\n")},
        ("people.csv", 4, 8),
        "This row has 9 cells where the first row has 7.",
        id="long row",
    ),
    pytest.param(
        {"people": PEOPLE + "ann,Ann again,U0AGAIN,,,,\n"},
        ("people.csv", 5, 1),
        "The person “ann” stands twice; first in line 2.",
        id="duplicate id",
    ),
    pytest.param(
        {"people": changed(PEOPLE, "Maya", "Ma\0ya")},
        ("people.csv", 3, 8),
        "a character that text cannot have: U+0000",
        id="NUL",
    ),
    pytest.param(
        {"people": PEOPLE.encode("utf-16-le")},
        ("people.csv", 1, 2),
        "a character that text cannot have: U+0000",
        id="UTF-16 without its mark",
    ),
    pytest.param(
        {"people": changed(PEOPLE, "Maya", "Mäya").encode("latin-1")},
        ("people.csv", 3, 7),
        "The file is not UTF-8 text.",
        id="an older encoding",
    ),
    pytest.param(
        {"people": changed(PEOPLE, "manager", "manger")},
        ("people.csv", 1, 5),
        "There is no column “manger”.",
        id="unknown column",
    ),
    pytest.param(
        {"people": changed(PEOPLE, "manager", "email")},
        ("people.csv", 1, 5),
        "The column “email” stands twice.",
        id="column twice",
    ),
    pytest.param(
        {
            "people": changed(PEOPLE, "id,name", "key,name")
            .replace("key,", "slack_id,", 1)
            .replace(",slack_id", ",zone", 1)
        },
        ("people.csv", 1, 1),
        "The column “id” is missing.",
        id="missing column",
    ),
    pytest.param(
        {"people": changed(PEOPLE, "Maya", '"Ma"ya')}, ("people.csv", 3, 1), "This row is not CSV", id="stray quote"
    ),
    pytest.param(
        {"people": changed(PEOPLE, "U0SAM", "sam")},
        ("people.csv", 4, 3),
        "The slack id of the person “sam” cannot be “sam”.",
        id="wrong form",
    ),
    pytest.param(
        {"initiatives": changed(CSV["initiatives.csv"], "core,sam", "core,sam|maya")},
        ("initiatives.csv", 2, 5),
        "has 2 values for its owner",
        id="two owners",
    ),
    pytest.param(
        {"program": changed(CSV["program.csv"], "lead_days", "led_days")},
        ("program.csv", 5, 1),
        "The program has no key “led_days”.",
        id="unknown key",
    ),
    pytest.param(
        {"program": CSV["program.csv"] + "name,Other\n"},
        ("program.csv", 6, 1),
        "The key “name” stands twice",
        id="key twice",
    ),
    pytest.param(
        {"intiatives": "id\n"}, ("intiatives.csv", 0, 0), "No part of a program has this name.", id="unknown file"
    ),
]


@pytest.mark.parametrize(("files", "place", "what"), CSV_FAULTS)
def test_g6_what_is_unclear_in_csv_is_refused_with_file_row_and_column(tmp_path, files, place, what):
    result = read_csv(tmp_path, **files)

    assert result.program is None
    matching = [fault for fault in result.faults if what in fault.what]
    assert [(fault.file, fault.line, fault.column) for fault in matching] == [place], [str(f) for f in result.faults]


def test_g6_a_quoted_line_break_does_not_shift_row_numbers(tmp_path):
    people = changed(changed(PEOPLE, "Maya", '"Ma\nya"'), "U0SAM", "sam")

    result = read_csv(tmp_path, people=people)

    assert [fault.line for fault in result.faults] == [4]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PEOPLE + "x" * 100_000_000, id="100 MB"),
        pytest.param("id,name\n" + "a,b\n" * 1_200_000, id="a million rows"),
        pytest.param('id,name\na,"' + "x" * 4_900_000, id="a quote that never closes"),
        pytest.param("," * 4_900_000, id="five million columns"),
        pytest.param("id,name\n" + "," * 4_900_000, id="a row of five million cells"),
    ],
)
def test_g6_too_much_csv_is_refused_in_a_hundred_megabytes(tmp_path, content):
    folder = write_csv(tmp_path, CSV | {"people.csv": content})

    cost = cost_of_reading(folder)

    assert any(fault.file == "people.csv" for fault in cost.faults)
    assert cost.megabytes <= 100


DANGEROUS = "=+-@\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize("text", [*(f"{sign}cmd|' /C calc'!A0" for sign in DANGEROUS), "x;=cmd", "'=cmd", "''+1"])
def test_g5_no_cell_begins_as_a_formula_and_the_guard_comes_off_again(text):
    cell = guarded(text)

    assert all(part[0] not in DANGEROUS for part in cell.split(";"))
    assert unguarded(cell) == text


@given(st.text(st.sampled_from("=+-@';a\uff1d \t")))
def test_g5_the_guard_comes_off_any_text_again(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple(DANGEROUS))


def test_g5_a_guard_that_somebody_typed_is_read_as_one(tmp_path):
    result = read(write_csv(tmp_path, CSV | {"people.csv": changed(PEOPLE, "Maya", "'=Maya")}))

    assert result.program is not None
    assert "=Maya" in [person.name for person in result.program.people.values()]
