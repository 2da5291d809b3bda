"""What a load would change, field by field, and what it may not change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from rituals.dependencies import Dependency
from rituals.people import Person
from rituals.program import Initiative, Program
from storage.database import WorkspaceSession
from storage.files.merging import SHELVES, Stored, load_stored, merge, reading_key, records_of
from storage.files.schema import COLUMNS, Column, value_of, written
from storage.files.sheets import Kind


class ChangeKind(Enum):
    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    RETURNED = "returned"


_MARKS: Mapping[ChangeKind, str] = {
    ChangeKind.ADDED: "+",
    ChangeKind.CHANGED: "~",
    ChangeKind.RETIRED: "-",
    ChangeKind.RETURNED: "↺",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field as it was and as it will be; an empty one has no texts."""

    column: Column
    old: tuple[str, ...]
    new: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.column.name}: {_say(self.old)} → {_say(self.new)}"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One entry that a load changes. `title` is its name or deliverable."""

    kind: Kind
    id: str
    title: str
    change: ChangeKind
    fields: tuple[FieldChange, ...] = ()

    def __str__(self) -> str:
        name = f"{self.kind.noun} {self.id}".rstrip()
        details = "; ".join(str(field) for field in self.fields)
        return f"{_MARKS[self.change]} {name} “{self.title}”{': ' if details else ''}{details}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a load would do. `refusals` are full sentences; while there are any, nothing is loaded.

    `kept` tells, also in full sentences, where the file says something that was settled otherwise in Slack.
    """

    items: tuple[ItemChange, ...]
    reordered: tuple[Kind, ...]
    unchanged: int
    refusals: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.reordered or self.refusals)

    def counts(self) -> Mapping[str, int]:
        """Return how many entries are added, changed, retired, returned and unchanged."""
        changes = [item.change for item in self.items]
        return {kind.value: changes.count(kind) for kind in ChangeKind} | {"unchanged": self.unchanged}

    def lines(self) -> tuple[str, ...]:
        """Return the difference as short lines for a person: refusals first, the counts last."""
        counts = ", ".join(f"{number} {word}" for word, number in self.counts().items() if number)
        return (
            *(f"! {refusal}" for refusal in self.refusals),
            *(str(item) for item in self.items),
            *(f"= {sentence}" for sentence in self.kept),
            *(f"~ the order of the {kind.value}" for kind in self.reordered),
            counts or "nothing to load",
        )


def difference(session: WorkspaceSession, program: Program) -> Difference:
    """Return what loading `program` would change in the workspace."""
    stored = load_stored(session)
    return compare(program, stored, merge(program, stored))


def compare(program: Program, stored: Stored, merged: Program) -> Difference:
    """Return what differs between what is stored and what would be when `program` is merged into it."""
    items = tuple(_changed_items(stored, merged))
    entries = 1 + len(merged.readings) + sum(len(records_of(merged, kind)) for kind in SHELVES)
    touched = sum(item.change is not ChangeKind.RETIRED for item in items)
    return Difference(
        items=items,
        reordered=tuple(kind for kind in SHELVES if _is_reordered(kind, stored, merged)),
        unchanged=entries - touched,
        refusals=tuple(_refusals(stored, merged)),
        kept=tuple(_kept(program, merged)),
    )


def _changed_items(stored: Stored, merged: Program) -> Iterator[ItemChange]:
    yield from _changed_head(stored, merged)
    for kind in SHELVES:
        yield from _changed_records(kind, stored, records_of(merged, kind))
    for reading in merged.readings:
        old = stored.readings.get(reading_key(reading))
        if old != reading:
            key = f"{reading.metric}:{reading.read_on}"
            change = ChangeKind.CHANGED if old else ChangeKind.ADDED
            yield ItemChange(Kind.READINGS, key, reading.source, change, _fields(Kind.READINGS, old, reading))


def _changed_head(stored: Stored, merged: Program) -> Iterator[ItemChange]:
    if stored.is_empty:
        yield ItemChange(Kind.PROGRAM, "", merged.name, ChangeKind.ADDED)
    elif changes := _fields(Kind.PROGRAM, stored.program, merged):
        yield ItemChange(Kind.PROGRAM, "", merged.name, ChangeKind.CHANGED, changes)


def _changed_records(kind: Kind, stored: Stored, merged: Mapping[str, Any]) -> Iterator[ItemChange]:
    in_force = records_of(stored.program, kind)
    for key, record in merged.items():
        old = stored.records[kind].get(key)
        changes = _fields(kind, old, record)
        if old is None:
            yield ItemChange(kind, key, title_of(record), ChangeKind.ADDED)
        elif key not in in_force:
            yield ItemChange(kind, key, title_of(record), ChangeKind.RETURNED, changes)
        elif changes:
            yield ItemChange(kind, key, title_of(record), ChangeKind.CHANGED, changes)
    for key, record in in_force.items():
        if key not in merged:
            yield ItemChange(kind, key, title_of(record), ChangeKind.RETIRED)


def _fields(kind: Kind, old: Any | None, new: Any) -> tuple[FieldChange, ...]:
    """Return the fields in which two records differ; none if there is no old one."""
    if old is None:
        return ()
    pairs = ((column, value_of(old, column), value_of(new, column)) for column in COLUMNS[kind])
    return tuple(
        FieldChange(column, written(before, column), written(after, column))
        for column, before, after in pairs
        if before != after
    )


def _is_reordered(kind: Kind, stored: Stored, merged: Program) -> bool:
    """Tell whether entries that stay have changed places; the order of people, teams and metrics is not kept."""
    if "position" not in SHELVES[kind].c:
        return False
    before, after = records_of(stored.program, kind), records_of(merged, kind)
    return [key for key in before if key in after] != [key for key in after if key in before]


def _refusals(stored: Stored, merged: Program) -> Iterator[str]:
    for initiative in merged.initiatives.values():
        old = stored.records[Kind.INITIATIVES].get(initiative.id)
        if old is not None and old.baseline_on != initiative.baseline_on:
            yield _baseline_moved(initiative, "due", old.baseline_on, initiative.baseline_on)
        if old is not None and old.baseline_target not in {None, initiative.baseline_target}:
            yield _baseline_moved(initiative, "target", old.baseline_target, initiative.baseline_target)
    holders: dict[str, Person] = {}
    for person in merged.people.values():
        holder = holders.setdefault(person.slack_id or person.id, person)
        if holder is not person:
            yield (
                f"{holder.name} ({holder.id}) and {person.name} ({person.id}) would have the same Slack account. "
                "Keep one of the two."
            )


def _kept(program: Program, merged: Program) -> Iterator[str]:
    for key, dependency in program.dependencies.items():
        settled = merged.dependencies[key].promised_on
        if dependency.promised_on not in {None, settled}:
            yield (
                f"Dependency {key} “{dependency.deliverable}” keeps promised {settled or 'nothing'}, as settled in "
                f"Slack; the file says {dependency.promised_on}."
            )


def _baseline_moved(initiative: Initiative, name: str, old: object, new: object) -> str:
    return (
        f"Initiative {initiative.id} “{initiative.name}” was first committed with {name} {old}, and the file says "
        f"{new}. A baseline never changes: a move needs a reason and an approver. Put {old} back into the file, and "
        "have the move decided in Slack."
    )


def title_of(record: Any) -> str:
    """Return what a person calls the record."""
    title: str = record.deliverable if isinstance(record, Dependency) else record.name
    return title


def _say(texts: tuple[str, ...]) -> str:
    return ", ".join(texts) or "nothing"
