"""Drafts: entries whose values have their types and whose references lead somewhere; the rest has become faults."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from storage.files.faults import FaultList, Place, did_you_mean
from storage.files.forms import ID, normalised
from storage.files.schema import COLUMNS, Column
from storage.files.sheets import Entry, Kind, Listing, Sheets, Text

_SEPARATORS = re.compile("[;|]")
_DATES = {"due": "due date", "promised": "promised date", "needed_by": "needed-by date"}

MAX_WORD = 64
"""Characters of a wrong word that a fault repeats."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry. `values` holds what was given and is sound, by the names the file uses."""

    kind: Kind
    id: str
    place: Place
    values: Mapping[str, Any]
    places: Mapping[str, Place]

    def __getitem__(self, name: str) -> Any:
        """Return the value of a field, None where it is not given or not sound."""
        return self.values.get(name)

    def place_of(self, name: str) -> Place:
        """Return where a field stands, or the entry itself where it is not given."""
        return self.places.get(name, self.place)

    @property
    def label(self) -> str:
        """How a fault speaks of it, after “the”."""
        return f"{self.kind.noun} “{self.id}”" if self.id else self.kind.noun


@dataclass(frozen=True, slots=True)
class Drafts:
    """All drafts: those with an id by kind and id, besides the program's own and the readings."""

    program: Draft
    readings: tuple[Draft, ...]
    by_kind: Mapping[Kind, Mapping[str, Draft]]

    def of(self, kind: Kind) -> Mapping[str, Draft]:
        return self.by_kind[kind]


def draft_all(sheets: Sheets, faults: FaultList) -> Drafts:
    """Type every value of the sheets; what is wrong goes to `faults`."""
    known = {kind: {normalised(entry.id.text) for entry in entries} for kind, entries in sheets.items()}
    drafter = _Drafter(known, faults)
    return Drafts(
        program=drafter.draft(Kind.PROGRAM, sheets[Kind.PROGRAM][0]),
        readings=tuple(drafter.draft(Kind.READINGS, entry) for entry in sheets[Kind.READINGS]),
        by_kind={
            kind: drafter.draft_kind(kind, sheets[kind]) for kind in Kind if kind not in {Kind.PROGRAM, Kind.READINGS}
        },
    )


class _Drafter:
    def __init__(self, known: Mapping[Kind, set[str]], faults: FaultList) -> None:
        self._known = known
        self._faults = faults

    def draft_kind(self, kind: Kind, entries: tuple[Entry, ...]) -> Mapping[str, Draft]:
        """Draft the entries of a kind by their id, which must be sound and stand once."""
        drafts: dict[str, Draft] = {}
        for entry in entries:
            draft = self.draft(kind, entry)
            self._check_id(draft)
            if draft.id in drafts:
                first = drafts[draft.id].place.line
                what = f"The {draft.label} stands twice; first in line {first}."
                self._faults.add(draft.place, what, "Keep one of the two, or give one another key.")
            else:
                drafts[draft.id] = draft
        return drafts

    def draft(self, kind: Kind, entry: Entry) -> Draft:
        places = {name: value.place for name, value in entry.fields.items() if not _is_empty(value)}
        draft = Draft(kind, normalised(entry.id.text), entry.id.place, {}, places)
        values = dict(self._values(draft, entry))
        return Draft(kind, draft.id, draft.place, values, places)

    def _values(self, draft: Draft, entry: Entry) -> Iterator[tuple[str, Any]]:
        for column in COLUMNS[draft.kind]:
            value = entry.fields.get(column.name)
            texts = _texts(value, column) if value else ()
            if len(texts) > 1 and column.many is None:
                self._fault_several(draft, column, texts)
            elif texts:
                typed = [self._typed(draft, column, text) for text in texts]
                if None not in typed:
                    yield column.name, column.many(typed) if column.many else typed[0]
            elif column.required:
                self._fault_missing(draft, column, value.place if value else None)

    def _typed(self, draft: Draft, column: Column, text: Text) -> Any:
        """Return the value that `text` stands for, None and a fault if for none."""
        word = normalised(text.text)
        if column.refers_to is not None:
            return self._referred(draft, column, text.place, word)
        try:
            return column.form.read(word)
        except ValueError:
            what = f"The {_name(column)} of the {draft.label} cannot be “{_clip(word)}”."
            guess = did_you_mean(word, column.form.choices()) if len(word) <= MAX_WORD else ""
            self._faults.add(text.place, what, f"{guess}Write {column.form.wanted}.")
            return None

    def _referred(self, draft: Draft, column: Column, place: Place, word: str) -> str | None:
        kind = column.refers_to
        if kind is None or word in self._known[kind]:
            return word
        what = f"The {_name(column)} of the {draft.label} is “{_clip(word)}”, but there is no such {kind.noun}."
        guess = did_you_mean(word, sorted(self._known[kind])) if len(word) <= MAX_WORD else ""
        self._faults.add(place, what, f"{guess}Name one of the {kind.value}, or add “{_clip(word)}” to them.")
        return None

    def _fault_missing(self, draft: Draft, column: Column, left_empty: Place | None) -> None:
        wanted = f"the key of one of the {column.refers_to.value}" if column.refers_to else column.form.wanted
        hint = "In YAML, text that begins with # needs quotes. " if column.name == "channel" and left_empty else ""
        what = f"The {_name(column)} of the {draft.label} is missing."
        self._faults.add(left_empty or draft.place, what, f"{hint}Add “{column.name}”: {wanted}.")

    def _fault_several(self, draft: Draft, column: Column, texts: tuple[Text, ...]) -> None:
        words = ", ".join(f"“{_clip(normalised(text.text))}”" for text in texts[:5])
        noun = "parent goal" if (draft.kind, column.name) == (Kind.INITIATIVES, "goal") else _name(column)
        what = f"The {draft.label} has {len(texts)} values for its {noun}, {words}, and needs exactly one."
        self._faults.add(draft.place_of(column.name), what, "Keep the one that counts.")

    def _check_id(self, draft: Draft) -> None:
        try:
            ID.read(draft.id)
        except ValueError:
            what = f"“{_clip(draft.id)}” is not {ID.wanted}."
            self._faults.add(draft.place, what, f"Give this {draft.kind.noun} a key like “core-2”.")


def _texts(value: Text | Listing, column: Column) -> tuple[Text, ...]:
    """Return the single values in a field; where one is a word by its form, `a;b` and `a|b` are two."""
    items = value.items if isinstance(value, Listing) else (value,)
    if column.many is not None or column.refers_to is not None:
        items = tuple(Text(part, item.place) for item in items for part in _SEPARATORS.split(item.text))
    return tuple(item for item in items if not _is_empty(item))


def _is_empty(value: Text | Listing) -> bool:
    return not (value.text.strip() if isinstance(value, Text) else value.items)


def _name(column: Column) -> str:
    return _DATES.get(column.name) or column.name.replace("_", " ")


def _clip(word: str) -> str:
    return word if len(word) <= MAX_WORD else f"{word[:MAX_WORD]}…"
