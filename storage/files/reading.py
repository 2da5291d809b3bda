"""Reads a program from a YAML file or a folder of CSV files, and tells everything that is wrong with it at once."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rituals.program import Program
from storage.files.assembly import assemble
from storage.files.checks import check_all
from storage.files.csv_folder import read_csv_folder
from storage.files.decoding import decode
from storage.files.drafts import draft_all
from storage.files.faults import Fault, FaultList, Place, Severity, TooManyFaultsError
from storage.files.paths import PathRefusedError, read_bytes
from storage.files.sheets import Sheets
from storage.files.yaml_layout import read_yaml

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Result:
    """What a file holds: the program, unless one of the faults is an error."""

    program: Program | None
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.severity is Severity.WARNING)


def read(path: Path | str, *, channels: Collection[str] | None = None) -> Result:
    """Read a `.yaml` file or a folder of CSV files.

    `channels` are the names (`#payments`) and ids of the channels that Slack knows; None leaves them unchecked.
    """
    faults = FaultList()
    try:
        program = _read(Path(path), faults, channels)
    except TooManyFaultsError:
        return Result(None, faults.in_order())
    return Result(None if faults.has_errors else program, faults.in_order())


def _read(path: Path, faults: FaultList, channels: Collection[str] | None) -> Program | None:
    sheets = _read_sheets(path, faults)
    if sheets is None:
        return None
    drafts = draft_all(sheets, faults)
    check_all(drafts, faults, channels=channels)
    return None if faults.has_errors else assemble(drafts)


def _read_sheets(path: Path, faults: FaultList) -> Sheets | None:
    if path.is_dir() and not path.is_symlink():
        return read_csv_folder(path, faults)
    if path.suffix not in SUFFIXES:
        what = f"{path.name} is neither a YAML file nor a folder of CSV files."
        faults.add(Place(path.name), what, "Name a file that ends in .yaml, or the folder.")
        return None
    try:
        content = read_bytes(path)
    except PathRefusedError as error:
        faults.add(Place(path.name), str(error), "Name the file itself.")
        return None
    text = decode(content, path.name, faults)
    return None if text is None else read_yaml(text, path.name, faults)
