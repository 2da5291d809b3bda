"""Lays a YAML program out as sheets: its sections become kinds, and nesting becomes a goal's parent."""

from collections.abc import Iterable, Iterator, Mapping

from storage.files.faults import FaultList, Place, did_you_mean
from storage.files.schema import PROGRAM, names
from storage.files.sheets import Entry, Kind, Listing, Sheets, Text
from storage.files.yaml_tree import Node, Sequence, Table, read_tree

SECTIONS = tuple(dict.fromkeys(column.section for column in PROGRAM if column.section))
"""Headings under which the program's own figures stand."""
SAID_BY_NESTING: Mapping[Kind, str] = {Kind.GOALS: "parent", Kind.READINGS: "metric"}
"""Fields that a YAML file does not name: a goal stands inside its parent, a reading inside its metric."""
NESTED: Mapping[Kind, Kind] = {Kind.GOALS: Kind.GOALS, Kind.METRICS: Kind.READINGS}
"""What may stand inside an entry of a kind."""

_Fields = dict[str, Text | Listing]
_KEYED = tuple(kind for kind in Kind if kind not in {Kind.PROGRAM, Kind.READINGS})


def read_yaml(text: str, file: str, faults: FaultList) -> Sheets | None:
    """Return what a YAML file says, or None and at least one fault if it cannot be read on."""
    root = read_tree(text, file, faults)
    if root is None and not faults.has_errors:
        faults.add(Place(file, 1, 1), "The file is empty.", "Begin with “name: …”.")
    if root is None:
        return None
    return _Layout(faults).sheets(root)


class _Layout:
    def __init__(self, faults: FaultList) -> None:
        self._faults = faults
        self._sheets: dict[Kind, list[Entry]] = {kind: [] for kind in Kind}

    def sheets(self, root: Node) -> Sheets:
        head: _Fields = {}
        own = [column.name for column in PROGRAM if column.section is None]
        for key, node in self._rows(root, "The file"):
            if key.text in SECTIONS:
                known = [column.name for column in PROGRAM if column.section == key.text]
                head |= self._fields(self._rows(node, f"“{key.text}”"), known, f"“{key.text}”")
            elif key.text in [kind.value for kind in _KEYED]:
                self._entries(Kind(key.text), node, parent=None)
            else:
                known = [*own, *SECTIONS, *(kind.value for kind in _KEYED)]
                head |= self._fields([(key, node)], known, "The program")
        self._sheets[Kind.PROGRAM].append(Entry(Text("", Place(root.place.file, 1, 1)), head))
        return {kind: tuple(entries) for kind, entries in self._sheets.items()}

    def _entries(self, kind: Kind, node: Node, *, parent: Text | None) -> None:
        for key, body in self._rows(node, f"“{kind.value}”"):
            label = f"The {kind.noun} “{key.text}”"
            rows = self._rows(body, label)
            inside = NESTED[kind].value if kind in NESTED else None
            fields = self._entry_fields(kind, [row for row in rows if row[0].text != inside], label)
            self._sheets[kind].append(Entry(key, fields | ({"parent": parent} if parent else {})))
            for nested in (node for name, node in rows if name.text == inside):
                if kind is Kind.GOALS:
                    self._entries(kind, nested, parent=key)
                else:
                    self._readings(nested, metric=key)

    def _readings(self, node: Node, *, metric: Text) -> None:
        if isinstance(node, Sequence):
            for item in node.items:
                label = f"The reading of “{metric.text}”"
                fields = self._entry_fields(Kind.READINGS, self._rows(item, label), label)
                self._sheets[Kind.READINGS].append(Entry(Text("", item.place), fields | {"metric": metric}))
        elif not _is_empty(node):
            what = f"The readings of metric “{metric.text}” are not a list."
            self._faults.add(node.place, what, "Write each as “- {date: 2026-01-05, value: 12, source: …}”.")

    def _entry_fields(self, kind: Kind, rows: Iterable[tuple[Text, Node]], owner: str) -> _Fields:
        known = [name for name in names(kind) if name != SAID_BY_NESTING.get(kind)]
        return self._fields(rows, known, owner)

    def _fields(self, rows: Iterable[tuple[Text, Node]], known: Iterable[str], owner: str) -> _Fields:
        fields: _Fields = {}
        for key, node in rows:
            if key.text not in known:
                self._faults.add(key.place, f"{owner} has no field “{key.text}”.", _mend_unknown(key.text, known))
            elif isinstance(node, Table):
                self._faults.add(node.place, f"“{key.text}” is a table.", "Write one value, or a list in brackets.")
            else:
                fields[key.text] = node if isinstance(node, Text) else self._listing(key.text, node)
        return fields

    def _listing(self, name: str, node: Sequence) -> Listing:
        for item in node.items:
            if not isinstance(item, Text):
                self._faults.add(item.place, f"An item of “{name}” is not a plain value.", "Write one value an item.")
        return Listing(tuple(item for item in node.items if isinstance(item, Text)), node.place)

    def _rows(self, node: Node, owner: str) -> tuple[tuple[Text, Node], ...]:
        if isinstance(node, Table):
            return node.rows
        if not _is_empty(node):
            self._faults.add(node.place, f"{owner} is not a table of keys.", "Write “key: value” lines, indented.")
        return ()


def _is_empty(node: Node) -> bool:
    return isinstance(node, Text) and not node.text


def _mend_unknown(name: str, known: Iterable[str]) -> str:
    if name == "parent":
        return "A goal's parent is the goal it stands in: move it under that goal's “goals”."
    homes: Iterator[str] = (f"“{c.section}”" if c.section else "the program itself" for c in PROGRAM if c.name == name)
    home = next(homes, None)
    elsewhere = f"It belongs under {home}. " if home else ""
    return f"{did_you_mean(name, known) or elsewhere}Its fields are {', '.join(known)}."
