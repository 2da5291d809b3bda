"""What a program file says, before anybody asks what it means; YAML and CSV are both read into this."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from storage.files.faults import Place


class Kind(Enum):
    """The kinds of entries. The value is the section of the YAML file and the name of the CSV file."""

    PROGRAM = "program"
    PEOPLE = "people"
    TEAMS = "teams"
    GOALS = "goals"
    METRICS = "metrics"
    READINGS = "readings"
    INITIATIVES = "initiatives"
    DEPENDENCIES = "dependencies"

    @property
    def noun(self) -> str:
        """One of them."""
        return {"people": "person", "dependencies": "dependency"}.get(self.value, self.value.removesuffix("s"))


class Text(NamedTuple):
    """One value as it was written. It stays text until the schema says what it is: `NO` is no boolean."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values where one or more may stand."""

    items: tuple[Text, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One person, one goal …: its id, and its fields by the names the file uses.

    The program itself and readings have no id of their own: the text of theirs is empty.
    """

    id: Text
    fields: Mapping[str, Text | Listing]


Sheets = Mapping[Kind, tuple[Entry, ...]]
"""The entries of each kind in the order of the file; the program's own figures are the one entry of its kind."""
