"""Program files: read them, see what a load would change, load them, and write them back."""

from storage.files.applying import LoadRefusedError, apply
from storage.files.difference import ChangeKind, Difference, FieldChange, ItemChange, difference
from storage.files.exporting import export_program
from storage.files.faults import Fault, Severity
from storage.files.paths import PathRefusedError
from storage.files.reading import Result, read

__all__ = [
    "ChangeKind",
    "Difference",
    "Fault",
    "FieldChange",
    "ItemChange",
    "LoadRefusedError",
    "PathRefusedError",
    "Result",
    "Severity",
    "apply",
    "difference",
    "export_program",
    "read",
]
