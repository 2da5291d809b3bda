"""A shelf keeps the records of one kind: rows go in and frozen records come out, always within one workspace."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from rituals.errors import NotFoundError
from storage.database import WorkspaceSession

R = TypeVar("R")


def table_of(row: type[SQLModel]) -> Table:
    """Return the table that a row class declares."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table classes
    return table


def insert_for(session: WorkspaceSession, table: Table) -> Any:
    """Begin an INSERT in the database's own dialect, which knows `ON CONFLICT`."""
    return postgresql.insert(table) if session.is_postgresql else sqlite.insert(table)


def insert_ignoring(session: WorkspaceSession, row: type[SQLModel], values: Mapping[str, Any]) -> bool:
    """Insert one row unless its key is taken; tell whether it was inserted.

    The database decides, not a SELECT first: two may reach this line together.
    """
    given = {"workspace_id": session.workspace, **values}
    return session.connection().execute(_insertion(table_of(row), session.is_postgresql), given).rowcount == 1


@cache
def _insertion(table: Table, is_postgresql: bool) -> Any:
    statement = (postgresql.insert(table) if is_postgresql else sqlite.insert(table)).on_conflict_do_nothing()
    # psycopg's row count is dropped for an INSERT unless it is asked for.
    return statement.execution_options(preserve_rowcount=True)


@cache
def replacement(table: Table, names: tuple[str, ...], is_postgresql: bool) -> Any:
    """Return the statement that inserts a row of these columns, or replaces the one with its key."""
    statement = postgresql.insert(table) if is_postgresql else sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


@dataclass(frozen=True)
class Shelf(Generic[R]):
    """Where records of type `record` are kept, in the table of `row`, whose columns bear the fields' names.

    Its statements are built once: to build one takes several times as long as to run it.
    """

    row: type[SQLModel]
    record: type[R]
    noun: str
    is_program: bool = False
    """Whether the records are part of the program, whose version then counts up with each change."""

    @property
    def table(self) -> Table:
        return table_of(self.row)

    @property
    def c(self) -> Any:
        """The columns, for conditions."""
        return self.table.c

    def get(self, session: WorkspaceSession, *key: Any) -> R:
        """Return the record with this key; raises NotFoundError."""
        row = session.connection().execute(self._by_key, self._key_values(session, key)).one_or_none()
        if row is None:
            raise NotFoundError(self.noun, "/".join(str(part) for part in key))
        return self._record(row)

    def lock(self, session: WorkspaceSession, *key: Any) -> R:
        """Return the record as `get` does, and let nobody else change it until the transaction ends."""
        # SQLite ignores FOR UPDATE: there the transaction holds the only write lock already.
        session.connection().execute(self._locking, self._key_values(session, key))
        return self.get(session, *key)

    def find_one(self, session: WorkspaceSession, *conditions: ColumnElement[bool]) -> R | None:
        """Return the only or first record that meets the conditions, or None."""
        found = self.find(session, *conditions, limit=1)
        return found[0] if found else None

    def find(
        self,
        session: WorkspaceSession,
        *conditions: ColumnElement[bool],
        order_by: Sequence[Any] = (),
        limit: int | None = None,
    ) -> tuple[R, ...]:
        """Return the records that meet all the conditions, ordered by the key unless told otherwise."""
        query = self._everything.where(*conditions).order_by(*(order_by or self._key_columns())).limit(limit)
        found = session.connection().execute(query, {"workspace": session.workspace})
        return tuple(self._record(row) for row in found)

    def insert_once(self, session: WorkspaceSession, record: R) -> bool:
        """Insert the record unless its key is taken; tell whether it was inserted."""
        self._count_up(session)
        return insert_ignoring(session, self.row, self._values(record))

    def insert_all(self, session: WorkspaceSession, records: Iterable[R]) -> None:
        """Insert many new records; a taken key is an error."""
        values = [{"workspace_id": session.workspace} | self._values(record) for record in records]
        if values:
            self._count_up(session)
            session.connection().execute(insert(self.table), values)

    def save(self, session: WorkspaceSession, record: R) -> None:
        """Insert the record, or replace the one with its key."""
        self._count_up(session)
        statement = replacement(self.table, self._names, session.is_postgresql)
        session.connection().execute(statement, {"workspace_id": session.workspace, **self._values(record)})

    def delete(self, session: WorkspaceSession, *conditions: ColumnElement[bool]) -> None:
        """Delete the records that meet the conditions."""
        self._count_up(session)
        session.connection().execute(delete(self.table).where(self.c.workspace_id == session.workspace, *conditions))

    def _count_up(self, session: WorkspaceSession) -> None:
        if self.is_program:
            session.count_program_up()

    def _values(self, record: R) -> dict[str, Any]:
        return {name: getattr(record, name) for name in self._names}

    def _record(self, row: Any) -> R:
        return self.record(**dict(zip(self._names, row, strict=True)))

    def _key_columns(self) -> list[Any]:
        return [column for column in self.table.primary_key if column.name != "workspace_id"]

    def _key_values(self, session: WorkspaceSession, key: tuple[Any, ...]) -> dict[str, Any]:
        named = {column.name: part for column, part in zip(self._key_columns(), key, strict=True)}
        return {"workspace": session.workspace, **named}

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(field.name for field in fields(self.record))  # type: ignore[arg-type]  # every record is a dataclass

    @cached_property
    def _everything(self) -> Select[Any]:
        columns = (self.c[name] for name in self._names)
        return select(*columns).where(self.c.workspace_id == bindparam("workspace"))

    @cached_property
    def _by_key(self) -> Select[Any]:
        return self._everything.where(*(column == bindparam(column.name) for column in self._key_columns()))

    @cached_property
    def _locking(self) -> Select[Any]:
        return self._by_key.with_only_columns(self.c.workspace_id).with_for_update()
