"""The database: one engine for SQLite or PostgreSQL, and the two ways to open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlmodel import Session

from rituals.audit import Change
from rituals.ids import WorkspaceId

BUSY_TIMEOUT_MS = 5_000
"""How long a SQLite writer waits for another before it gives up, in milliseconds."""

CONNECTIONS = 24
"""One for each of the 16 requests worked on at once, for delivery and each job, and some to spare."""
CONNECTIONS_KEPT = 8
"""So many stay open when they are not needed."""
LONGEST_WAIT_FOR_CONNECTION = 2
"""Seconds. Slack waits three: what cannot be stored by then is better refused, so that it comes again."""


class WorkspaceSession(Session):
    """A session that belongs to one workspace, so that no query can forget which."""

    def __init__(self, engine: Engine, workspace: WorkspaceId) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.workspace = workspace
        self.has_changed_program = False
        self.changes: list[tuple[Change, datetime]] = []
        """What the audit log is to say of this transaction, written when it commits."""

    @property
    def is_postgresql(self) -> bool:
        return self.get_bind().dialect.name == "postgresql"

    def count_program_up(self) -> None:
        """Give the program a new version, once in a transaction, so that what is remembered of it is read again."""
        if not self.has_changed_program:
            self.has_changed_program = True
            self.connection().execute(
                text("UPDATE programs SET version = version + 1 WHERE workspace_id = :workspace"),
                {"workspace": self.workspace},
            )


class Database:
    """Opens sessions. Everything read and written inside one `with` is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.writing_engine = engine.execution_options(writes=True)

    @classmethod
    def connect(cls, url: str, *, connections: int = CONNECTIONS) -> "Database":
        """Connect to `sqlite:///FILE` or `postgresql://…`; raises what SQLAlchemy raises for a URL it cannot read.

        On PostgreSQL at most that many `connections` are open; who finds none free within two seconds gets an error.
        """
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        # Errors are logged with their statement: never with what people wrote.
        pool = {} if url.startswith("sqlite") else _pool(connections)
        engine = create_engine(url, hide_parameters=True, **pool)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        return cls(engine)

    @contextmanager
    def transaction(self, workspace: WorkspaceId) -> Iterator[WorkspaceSession]:
        """Open a transaction that writes; it commits at the end of the block and rolls back on any error."""
        with WorkspaceSession(self.writing_engine, workspace) as session, session.begin():
            yield session

    @contextmanager
    def reading(self, workspace: WorkspaceId) -> Iterator[WorkspaceSession]:
        """Open a transaction that only reads, and sees one state throughout on SQLite."""
        with WorkspaceSession(self.engine, workspace) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _pool(connections: int) -> dict[str, Any]:
    kept = min(connections, CONNECTIONS_KEPT)
    return {
        "pool_pre_ping": True,
        "pool_size": kept,
        "max_overflow": connections - kept,
        "pool_timeout": LONGEST_WAIT_FOR_CONNECTION,
    }


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` says how each one begins.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred BEGIN takes the write lock at the first write: two that have read by then lose an update (FAULTS D6).
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
