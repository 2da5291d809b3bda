"""Loads a program into the workspace: everything in the caller's transaction, or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update

from rituals.audit import Change
from rituals.errors import UserFacingError
from rituals.program import Program
from storage import audit
from storage.crash_points import reach
from storage.database import WorkspaceSession
from storage.files import forms
from storage.files.difference import ChangeKind, Difference, FieldChange, ItemChange, compare
from storage.files.merging import SHELVES, Stored, load_stored, merge, reading_key, records_of
from storage.files.sheets import Kind
from storage.programs import save_head
from storage.shelves import PEOPLE, READINGS

_UNTOLD = frozenset({forms.TEXT, forms.EMAIL, forms.SLACK_USER})
"""Forms whose values stay out of the audit log, which nothing can be erased from."""


class LoadRefusedError(UserFacingError):
    """The file asks for what a load may not do."""

    def __init__(self, refusals: Iterable[str]) -> None:
        super().__init__("\n".join(refusals))


def apply(session: WorkspaceSession, program: Program, *, now: datetime, actor: str) -> Difference:
    """Make `program` the one in force and return what that changed; raises LoadRefusedError and then changes nothing.

    `actor` is a person's id or a word like `command line` for the audit log, `now` is UTC. The same load again changes
    nothing and writes no audit entry.
    """
    stored = load_stored(session)
    merged = _with_proposals(merge(program, stored), stored, now=now)
    change = compare(program, stored, merged)
    if change.refusals:
        raise LoadRefusedError(change.refusals)
    if change.is_empty:
        return change
    if any(item.kind is Kind.PROGRAM for item in change.items):
        save_head(session, merged, now=now)
    session.count_program_up()
    _release_accounts(session, stored, merged)
    for kind in SHELVES:
        _save_kind(session, kind, merged, [item for item in change.items if item.kind is kind])
        _save_order(session, kind, stored, merged)
        reach("mid_import")
    _save_readings(session, stored, merged)
    audit.record(session, *_entries(change, merged, actor), now=now)
    return change


def _with_proposals(merged: Program, stored: Stored, *, now: datetime) -> Program:
    """Let new dependencies be proposed at `now`."""
    dependencies = {
        key: replace(dependency, proposed_at=dependency.proposed_at or now)
        if key not in stored.records[Kind.DEPENDENCIES]
        else dependency
        for key, dependency in merged.dependencies.items()
    }
    return replace(merged, dependencies=dependencies)


def _release_accounts(session: WorkspaceSession, stored: Stored, merged: Program) -> None:
    """Take Slack accounts that change hands from who has them: no two rows may have the same even for a moment."""
    takers = {person.slack_id: key for key, person in merged.people.items() if person.slack_id}
    for key, person in stored.records[Kind.PEOPLE].items():
        if takers.get(person.slack_id, key) != key:
            PEOPLE.save(session, replace(person, slack_id=None))


def _save_kind(session: WorkspaceSession, kind: Kind, merged: Program, items: list[ItemChange]) -> None:
    shelf, records = SHELVES[kind], records_of(merged, kind)
    shelf.insert_all(session, [records[item.id] for item in items if item.change is ChangeKind.ADDED])
    for item in items:
        if item.change in {ChangeKind.CHANGED, ChangeKind.RETURNED}:
            shelf.save(session, records[item.id])
    _set(session, kind, "retired", {item.id: True for item in items if item.change is ChangeKind.RETIRED})
    _set(session, kind, "retired", {item.id: False for item in items if item.change is ChangeKind.RETURNED})


def _save_order(session: WorkspaceSession, kind: Kind, stored: Stored, merged: Program) -> None:
    """Write the positions of a kind that has them, if its entries stand otherwise than before."""
    order = list(records_of(merged, kind))
    if "position" in SHELVES[kind].c and order != list(records_of(stored.program, kind)):
        _set(session, kind, "position", {key: position for position, key in enumerate(order)})


def _set(session: WorkspaceSession, kind: Kind, column: str, values: Mapping[str, Any]) -> None:
    """Set a column that records do not have."""
    if not values:
        return
    table = SHELVES[kind].table
    statement = (
        update(table)
        .where(table.c.workspace_id == session.workspace, table.c.id == bindparam("key"))
        .values({column: bindparam("new")})
    )
    session.connection().execute(statement, [{"key": key, "new": value} for key, value in values.items()])


def _save_readings(session: WorkspaceSession, stored: Stored, merged: Program) -> None:
    """Add and correct readings; those that the file lacks stay, for most come from elsewhere."""
    READINGS.insert_all(session, [each for each in merged.readings if reading_key(each) not in stored.readings])
    for reading in merged.readings:
        if stored.readings.get(reading_key(reading), reading) != reading:
            READINGS.save(session, reading)


def _entries(change: Difference, merged: Program, actor: str) -> Iterable[Change]:
    yield Change(actor=actor, action="program.loaded", subject=merged.name, details=change.counts())
    for item in change.items:
        details = {field.column.name: _told(field) for field in item.fields}
        yield Change(
            actor=actor, action=f"{item.kind.noun}.{item.change.value}", subject=item.id or merged.name, details=details
        )


def _told(field: FieldChange) -> list[list[str]] | str:
    if field.column.form in _UNTOLD:
        return "changed"
    return [list(field.old), list(field.new)]
