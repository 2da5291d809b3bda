"""Reads YAML by its events into plain text, lists and tables; refuses whatever can mean more than it shows.

Aliases, anchors, merge keys, tags and duplicate keys are refused, and so is too much or too deep (FAULTS G7). Nothing
is ever constructed from the file: a scalar stays the text that stands there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from storage.files.faults import FaultList, Place
from storage.files.sheets import Text

MAX_DEPTH = 100
"""Levels of nesting; each goal inside another takes two."""
MAX_VALUES = 100_000
"""Keys and values in one file; a larger program is written as CSV."""

# The C parser is some thirty times as fast; wheels bring it along, a build from source may not.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Sequence:
    items: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; its keys are all different."""

    rows: "tuple[tuple[Text, Node], ...]"
    place: Place


Node = Text | Sequence | Table


class _StopReadingError(Exception):
    """The rest of the file is not worth reading."""


def read_tree(text: str, file: str, faults: FaultList) -> Node | None:
    """Return the one document in `text`; None where it cannot be read on, with the faults found until there."""
    try:
        return _Reader(text, file, faults).document()
    except _StopReadingError:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        faults.add(place, f"This is not YAML: {error.problem}.", _hint(error))
        return None


def _hint(error: yaml.MarkedYAMLError) -> str:
    if "cannot start any token" in (error.problem or ""):
        return "Indent with spaces instead of tabs, and quote text that begins with a special character."
    return "Check the indentation, and quote text that contains “: ” or “ #”."


class _Reader:
    def __init__(self, text: str, file: str, faults: FaultList) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._file = file
        self._faults = faults
        self._values = 0

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._fault(event, "A second document begins here.", "Put everything into one document.")
                raise _StopReadingError
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, depth=1)
        return root

    def _node(self, event: yaml.Event, *, depth: int) -> Node:
        self._guard(event, depth)
        place = self._place(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._items(depth)), place)
        if isinstance(event, yaml.MappingStartEvent):
            return Table(tuple(self._rows(depth)), place)
        return Text(event.value if isinstance(event, yaml.ScalarEvent) else "", place)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth=depth + 1)

    def _rows(self, depth: int) -> Iterator[tuple[Text, Node]]:
        seen: dict[str, Place] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth=depth + 1)
            value = self._node(next(self._events), depth=depth + 1)
            if not isinstance(key, Text):
                self._fault(event, "A key must be a plain word.", "Write it as “key: value”.")
            elif key.text == "<<":
                self._fault(event, "Merge keys (“<<”) are not read.", "Write the fields out.")
            elif key.text in seen:
                first = seen[key.text].line
                self._fault(event, f"The key “{key.text}” stands twice; first in line {first}.", "Keep one of the two.")
            else:
                seen[key.text] = key.place
                yield key, value

    def _guard(self, event: yaml.Event, depth: int) -> None:
        self._values += 1
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if depth > MAX_DEPTH:
            self._fault(event, f"This is nested deeper than {MAX_DEPTH} levels.", "Flatten it.")
            raise _StopReadingError
        if self._values > MAX_VALUES:
            self._fault(event, f"The file has more than {MAX_VALUES} keys and values.", "Write it as CSV files.")
            raise _StopReadingError
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, f"The alias “*{anchor}” is not read.", "Write the value out.")
        elif anchor is not None:
            self._fault(
                event, f"The anchor “&{anchor}” is not read.", "Remove it, and write values out where they stand."
            )
        if tag is not None:
            self._fault(event, f"The tag “{tag}” is not read.", "Remove it; what a field is, its name says.")

    def _fault(self, event: yaml.Event, what: str, mend: str) -> None:
        self._faults.add(self._place(event), what, mend)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1) if mark else Place(self._file)
