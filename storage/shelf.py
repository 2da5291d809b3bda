"""A shelf keeps the records of one kind: rows go in and frozen records come out, always within one workspace."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Table, delete, insert, select
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
    statement = insert_for(session, table_of(row)).values(workspace_id=session.workspace, **values)
    # psycopg's row count is dropped for an INSERT unless it is asked for.
    options = {"preserve_rowcount": True}
    return session.connection().execute(statement.on_conflict_do_nothing(), execution_options=options).rowcount == 1


@dataclass(frozen=True)
class Shelf(Generic[R]):
    """Where records of type `record` are kept, in the table of `row`, whose columns bear the fields' names."""

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
        found = self.find(session, *self._has_key(key))
        if not found:
            raise NotFoundError(self.noun, "/".join(str(part) for part in key))
        return found[0]

    def lock(self, session: WorkspaceSession, *key: Any) -> R:
        """Return the record as `get` does, and let nobody else change it until the transaction ends."""
        here = (self.c.workspace_id == session.workspace, *self._has_key(key))
        # SQLite ignores FOR UPDATE: there the transaction holds the only write lock already.
        session.connection().execute(select(self.c.workspace_id).where(*here).with_for_update())
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
        names = [field.name for field in fields(self.record)]  # type: ignore[arg-type]  # every record is a dataclass
        query = (
            select(*(self.c[name] for name in names))
            .where(self.c.workspace_id == session.workspace, *conditions)
            .order_by(*(order_by or self._key_columns()))
            .limit(limit)
        )
        return tuple(self.record(**dict(zip(names, row, strict=True))) for row in session.connection().execute(query))

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
        values = self._values(record)
        keys = [column.name for column in self.table.primary_key]
        statement = insert_for(session, self.table).values(workspace_id=session.workspace, **values)
        changed = {name: statement.excluded[name] for name in values if name not in keys}
        session.connection().execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))

    def delete(self, session: WorkspaceSession, *conditions: ColumnElement[bool]) -> None:
        """Delete the records that meet the conditions."""
        self._count_up(session)
        session.connection().execute(delete(self.table).where(self.c.workspace_id == session.workspace, *conditions))

    def _count_up(self, session: WorkspaceSession) -> None:
        if self.is_program:
            session.count_program_up()

    def _values(self, record: R) -> dict[str, Any]:
        names = (field.name for field in fields(record))  # type: ignore[arg-type]  # every record is a dataclass
        return {name: getattr(record, name) for name in names}

    def _key_columns(self) -> list[Any]:
        return [column for column in self.table.primary_key if column.name != "workspace_id"]

    def _has_key(self, key: tuple[Any, ...]) -> list[ColumnElement[bool]]:
        return [column == part for column, part in zip(self._key_columns(), key, strict=True)]
