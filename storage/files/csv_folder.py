"""Reads a folder of CSV files, one for each kind, into sheets (FAULTS G6)."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from storage.files.cells import unguarded
from storage.files.decoding import decode
from storage.files.faults import FaultList, Place, did_you_mean
from storage.files.paths import PathRefusedError, read_bytes
from storage.files.schema import COLUMNS, names
from storage.files.sheets import Entry, Kind, Sheets, Text

DELIMITERS = ",;\t"
MAX_ROWS = 100_000
MAX_CELLS = 100
"""Cells in one row; no kind has as many columns."""

_Row = tuple[Text, ...]


def headers(kind: Kind) -> tuple[str, ...]:
    """Return the columns of the CSV file of a kind, in order."""
    if kind is Kind.PROGRAM:
        return ("key", "value")
    return names(kind) if kind is Kind.READINGS else ("id", *names(kind))


def read_csv_folder(folder: Path, faults: FaultList) -> Sheets:
    """Return what the CSV files of a folder say; other files in it are not looked at."""
    known = {f"{kind.value}.csv": kind for kind in Kind}
    for found in sorted(path.name for path in folder.iterdir() if path.suffix == ".csv"):
        if found not in known:
            mend = f"{did_you_mean(found, known)}The files are {', '.join(known)}."
            faults.add(Place(found), "No part of a program has this name.", mend)
    return {kind: tuple(_entries(folder / name, kind, faults)) for name, kind in known.items()}


def _entries(path: Path, kind: Kind, faults: FaultList) -> Iterator[Entry]:
    rows = _rows(path, faults)
    header = next(rows, None)
    columns = _known_header(header, kind, faults) if header else None
    # The rows of a file whose columns are unclear would only repeat that fault.
    body = tuple(_even(rows, len(header), faults)) if header and columns else ()
    if kind is Kind.PROGRAM:
        yield _program(body, path.name, faults)
        return
    for row in body:
        fields = {name: cell for name, cell in zip(columns or (), row, strict=True) if cell.text}
        yield Entry(fields.pop("id", Text("", row[0].place)), fields)


def _program(rows: Sequence[_Row], file: str, faults: FaultList) -> Entry:
    """Turn rows of key and value into the one entry of the program itself."""
    known = names(Kind.PROGRAM)
    fields: dict[str, Text] = {}
    for key, value in rows:
        if key.text not in known:
            mend = f"{did_you_mean(key.text, known)}The keys are {', '.join(known)}."
            faults.add(key.place, f"The program has no key “{key.text}”.", mend)
        elif key.text in fields:
            first = fields[key.text].place.line
            faults.add(key.place, f"The key “{key.text}” stands twice; first in row {first}.", "Keep one of the two.")
        else:
            fields[key.text] = value
    return Entry(Text("", Place(file)), fields)


def _rows(path: Path, faults: FaultList) -> Iterator[_Row]:
    """Yield the rows of a file that are not blank, each cell with its place; nothing if there is no such file."""
    if not path.exists() and not path.is_symlink():
        return
    try:
        content = read_bytes(path)
    except PathRefusedError as error:
        faults.add(Place(path.name), str(error), "Put the file itself there.")
        return
    text = decode(content, path.name, faults)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MAX_ROWS or len(cells) > MAX_CELLS:
                what = f"There are more than {MAX_ROWS} rows, or more than {MAX_CELLS} cells in this one."
                faults.add(Place(path.name, number, 1), what, "Split the program, or mend the row.")
                return
            if any(cell.strip() for cell in cells):
                places = (Place(path.name, number, column) for column in range(1, len(cells) + 1))
                yield tuple(Text(unguarded(cell.strip()), place) for cell, place in zip(cells, places, strict=True))
    except csv.Error as error:
        what = f"This row is not CSV: {error}."
        faults.add(Place(path.name, number + 1, 1), what, "Close each quote, and double quotes inside a cell.")


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(DELIMITERS, key=first.count)


def _known_header(header: _Row, kind: Kind, faults: FaultList) -> tuple[str, ...] | None:
    """Return the columns' names, or None and faults for those that are unknown, doubled or missing."""
    known = headers(kind)
    needed = [column.name for column in COLUMNS[kind] if column.required] if kind is not Kind.PROGRAM else known
    needed = ["id", *needed] if "id" in known else needed
    found = [cell.text for cell in header]
    is_sound = True
    for cell in header:
        if cell.text not in known:
            mend = f"{did_you_mean(cell.text, known)}The columns are {', '.join(known)}."
            faults.add(cell.place, f"There is no column “{cell.text}”.", mend)
            is_sound = False
        elif found.index(cell.text) + 1 != cell.place.column:
            faults.add(cell.place, f"The column “{cell.text}” stands twice.", "Keep one of the two.")
            is_sound = False
    for name in needed:
        if name not in found:
            faults.add(header[0].place, f"The column “{name}” is missing.", "Add it to the first row.")
            is_sound = False
    return tuple(found) if is_sound else None


def _even(rows: Iterator[_Row], width: int, faults: FaultList) -> Iterator[_Row]:
    for row in rows:
        if len(row) == width:
            yield row
        else:
            what = f"This row has {len(row)} cells where the first row has {width}."
            faults.add(row[min(len(row) - 1, width)].place, what, "Give each column its cell; quote cells with commas.")
