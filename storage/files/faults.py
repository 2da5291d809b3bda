"""Faults: what is wrong with a program file, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from itertools import islice
from typing import NamedTuple

MAX_FAULTS = 200
"""Nobody mends more at once; a hostile file could have a million."""
MAX_SENTENCE = 500
"""Characters of what a fault says; a hostile file could have a word of millions."""

MAX_LENGTH_APART = 3
MAX_CANDIDATES = 500
"""How far a wrong word is compared with the known ones."""


class Severity(Enum):
    """An error keeps the program from being loaded, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """Where something stands. In YAML `column` counts characters, in CSV cells; both and `line` count from 1.

    In CSV `line` is the row as a spreadsheet numbers it. Line 0 stands for the file as a whole.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to mend; `what` and `mend` are full sentences."""

    file: str
    line: int
    column: int
    what: str
    mend: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{Place(self.file, self.line, self.column)}: {self.severity.value}: {self.what} {self.mend}"


class TooManyFaultsError(Exception):
    """There are more than anybody would read; the list holds the first of them."""


class FaultList:
    """Collects faults while a file is read, so that a person hears of all of them at once."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, place: Place, what: str, mend: str, severity: Severity = Severity.ERROR) -> None:
        """Add one fault; raises TooManyFaultsError when the list is full."""
        if len(self._faults) == MAX_FAULTS:
            what, mend = "There are more faults than these.", "Mend these first, and look again."
        fault = Fault(
            file=place.file, line=place.line, column=place.column, what=_clip(what), mend=_clip(mend), severity=severity
        )
        self._faults.append(fault)
        if len(self._faults) > MAX_FAULTS:
            raise TooManyFaultsError

    def warn(self, place: Place, what: str, mend: str) -> None:
        """Add one fault that does not keep the program from being loaded."""
        self.add(place, what, mend, Severity.WARNING)

    @property
    def has_errors(self) -> bool:
        return any(fault.severity is Severity.ERROR for fault in self._faults)

    def in_order(self) -> tuple[Fault, ...]:
        """Return the faults as they follow each other in the files."""
        return tuple(sorted(self._faults, key=lambda fault: (fault.file, fault.line, fault.column)))


def _clip(sentence: str) -> str:
    return sentence if len(sentence) <= MAX_SENTENCE else f"{sentence[:MAX_SENTENCE]}…"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `Did you mean “maya”? ` for the nearest known word, and nothing where none is near."""
    # Comparing is slow: among ten thousand people a hint would take longer than reading the file.
    candidates = islice((each for each in known if abs(len(each) - len(word)) <= MAX_LENGTH_APART), MAX_CANDIDATES)
    near = get_close_matches(word, list(candidates), n=1)
    return f"Did you mean “{near[0]}”? " if near else ""
