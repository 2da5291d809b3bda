"""Writes a program back: one YAML file and the CSV files, each of which reads as the same program again."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from rituals.ids import GoalId
from rituals.program import Program
from storage.files import forms
from storage.files.cells import guarded
from storage.files.csv_folder import headers
from storage.files.merging import records_of
from storage.files.paths import make_folder, write_bytes
from storage.files.schema import COLUMNS, PROGRAM, Column, value_of, values_in, written
from storage.files.sheets import Kind
from storage.files.yaml_layout import NESTED, SAID_BY_NESTING, SECTIONS

YAML_NAME = "program.yaml"


def export_program(program: Program, to_folder: Path | str) -> tuple[Path, ...]:
    """Write `program.yaml` and the CSV files into a folder, made if need be, and return their paths.

    Readings of metrics that are no longer in the program are left out. Raises PathRefusedError.
    """
    folder = Path(to_folder)
    make_folder(folder)
    files = {YAML_NAME: program_yaml(program).encode()}
    # Spreadsheets take UTF-8 for what it is only with its mark.
    files |= {f"{kind.value}.csv": program_csv(program, kind).encode("utf-8-sig") for kind in Kind}
    for name, content in files.items():
        write_bytes(folder, name, content)
    return tuple(folder / name for name in files)


def program_csv(program: Program, kind: Kind) -> str:
    """Return the CSV file of one kind (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headers(kind))
    if kind is Kind.PROGRAM:
        writer.writerows((column.name, cell) for column in PROGRAM if (cell := _cell(program, column)))
    elif kind is Kind.READINGS:
        writer.writerows(_cells(reading, kind) for reading in _readings(program))
    else:
        writer.writerows((key, *_cells(record, kind)) for key, record in records_of(program, kind).items())
    return text.getvalue()


def _readings(program: Program) -> Iterable[Any]:
    return (reading for reading in program.readings if reading.metric in program.metrics)


def _cells(record: Any, kind: Kind) -> Iterable[str]:
    return (_cell(record, column) for column in COLUMNS[kind])


def _cell(record: Any, column: Column) -> str:
    cell = "|".join(written(value_of(record, column), column))
    return cell if column.form.is_number else guarded(cell)


def program_yaml(program: Program) -> str:
    """Return the YAML file."""
    content: dict[str, Any] = _fields(program, [column for column in PROGRAM if column.section is None])
    for section in SECTIONS:
        content[section] = _fields(program, [column for column in PROGRAM if column.section == section])
    for kind in (Kind.PEOPLE, Kind.TEAMS):
        content[kind.value] = _entries(program, kind)
    content["goals"] = _goals(program)
    content["metrics"] = _metrics(program)
    for kind in (Kind.INITIATIVES, Kind.DEPENDENCIES):
        content[kind.value] = _entries(program, kind)
    return yaml.dump(
        {name: part for name, part in content.items() if part},
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=110,
    )


def _fields(record: Any, columns: Iterable[Column]) -> dict[str, Any]:
    """Return what a record holds, without what goes without saying."""
    values = ((column, value_of(record, column)) for column in columns)
    return {
        column.name: _plain(value, column)
        for column, value in values
        if value != column.default and values_in(value, column)
    }


def _plain(value: Any, column: Column) -> Any:
    """Return a value as YAML shows it best: dates and numbers without quotes, several values on one line."""
    plain = tuple(_plain_one(each, column) for each in values_in(value, column))
    return plain if column.many is not None else plain[0]


def _plain_one(value: Any, column: Column) -> Any:
    text = column.form.write(value)
    if column.form.is_number:
        return int(text) if text.removeprefix("-").isdecimal() else value
    return value if column.form is forms.DATE else text


def _entries(program: Program, kind: Kind) -> dict[str, Any]:
    return {str(key): _fields(record, COLUMNS[kind]) for key, record in records_of(program, kind).items()}


def _goals(program: Program) -> dict[str, Any]:
    """Return the goals, each inside its parent."""
    nested: dict[GoalId | None, dict[str, Any]] = {goal: {} for goal in (None, *program.goals)}
    for goal in program.goals.values():
        own = _fields(goal, [column for column in COLUMNS[Kind.GOALS] if column.name != SAID_BY_NESTING[Kind.GOALS]])
        nested[goal.parent][goal.id] = own | {NESTED[Kind.GOALS].value: nested[goal.id]}
    return nested[None]


def _metrics(program: Program) -> dict[str, Any]:
    """Return the metrics, each with its readings."""
    entries = _entries(program, Kind.METRICS)
    own = [column for column in COLUMNS[Kind.READINGS] if column.name != SAID_BY_NESTING[Kind.READINGS]]
    for reading in _readings(program):
        entries[reading.metric].setdefault(NESTED[Kind.METRICS].value, []).append(_OneLine(_fields(reading, own)))
    return entries


class _OneLine(dict[str, Any]):
    """A table that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes values out where they stand, for the reader refuses aliases."""

    def ignore_aliases(self, _value: Any) -> bool:
        return True


_Dumper.add_representer(
    tuple, lambda dumper, values: dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=True)
)
_Dumper.add_representer(
    _OneLine, lambda dumper, row: dumper.represent_mapping("tag:yaml.org,2002:map", row.items(), flow_style=True)
)
