"""How a database is connected to: what is set on each connection, how long is waited, and what is refused."""

import sqlite3
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from storage.database_faults import DatabaseFaultError, fault_of
from storage.file_systems import refuse_network


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many connections there may be at once, and how long each transaction waits for one and for each lock."""

    seconds: float
    connections: int

    @property
    def milliseconds(self) -> int:
        return int(self.seconds * 1_000)


WORKING = Patience(seconds=5, connections=15)
"""For jobs, delivery and the command line: what they could not do they do a little later."""
ANSWERING = Patience(seconds=0.7, connections=8)
"""For what Slack waits three seconds for. Fewer than the HTTP server has threads: while all of them wait for a
database that stands still, there are threads for what needs none."""

CONNECT_SECONDS = 3
LONGEST_SILENCE_SECONDS = 10
"""A server that neither answers nor acknowledges for so long is gone, and its connection with it."""
SYNCHRONOUS_FULL = 2
LONGEST_IDLE_SECONDS = 60
"""A process that is stopped amid a transaction holds its locks no longer than this."""


def connect(url: str, patience: Patience, *, mounts: str | None = None) -> Engine:
    """Return an engine for `sqlite:///FILE` or `postgresql://…`; raises DatabaseFaultError for an unsafe place."""
    is_sqlite = url.startswith("sqlite")
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=patience.connections,
        max_overflow=0,
        pool_timeout=patience.seconds,
        pool_pre_ping=not is_sqlite,
        # Errors are logged with their statement: never with what people wrote.
        hide_parameters=True,
        connect_args={} if is_sqlite else _libpq_options(patience),
    )
    if is_sqlite:
        refuse_network(engine.url.database or "", mounts)
        event.listen(engine, "connect", partial(_prepare_sqlite, patience))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _check_postgresql)
    event.listen(engine, "handle_error", _explain)
    return engine


def _libpq_options(patience: Patience) -> dict[str, Any]:
    return {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": LONGEST_SILENCE_SECONDS // 2,
        "keepalives_interval": 1,
        "keepalives_count": LONGEST_SILENCE_SECONDS // 2,
        "tcp_user_timeout": LONGEST_SILENCE_SECONDS * 1_000,
        "options": f"-c lock_timeout={patience.milliseconds} "
        f"-c idle_in_transaction_session_timeout={LONGEST_IDLE_SECONDS * 1_000}",
    }


def check_sqlite(connection: sqlite3.Connection) -> None:
    """Raise DatabaseFaultError where a power cut would lose what was acknowledged, or nobody could read meanwhile."""
    [(mode,)] = connection.execute("PRAGMA journal_mode")
    if mode != "wal":
        raise DatabaseFaultError(
            f"SQLite keeps no write-ahead log for this file (its journal mode stays “{mode}”). Let DATABASE_URL name a "
            "file on a local disk in a folder that can be written to."
        )
    [(synchronous,)] = connection.execute("PRAGMA synchronous")
    if synchronous < SYNCHRONOUS_FULL:
        raise DatabaseFaultError(
            "SQLite does not wait for the disk (synchronous is not FULL): a power cut would lose what was "
            "acknowledged. Set PRAGMA synchronous = FULL, or use a build of SQLite that takes it."
        )


def _prepare_sqlite(patience: Patience, connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` says how each one begins.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {patience.milliseconds}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    check_sqlite(connection)


def _begin_sqlite(connection: Connection) -> None:
    # A deferred BEGIN takes the write lock at the first write: two that have read by then lose an update (FAULTS D6).
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _check_postgresql(connection: PoolProxiedConnection, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("SHOW synchronous_commit")
    [setting] = cursor.fetchone() or ("",)
    cursor.close()
    connection.rollback()
    if setting == "off":
        raise DatabaseFaultError(
            "PostgreSQL does not wait for the disk (synchronous_commit is off): a crash would lose what was "
            "acknowledged. Set it to on: ALTER DATABASE … SET synchronous_commit = on."
        )


def _explain(context: ExceptionContext) -> None:
    original = context.original_exception
    if isinstance(original, psycopg.errors.ReadOnlySqlTransaction):
        # The server became a standby: only a new connection finds the one that writes.
        context.is_disconnect = True
    fault = fault_of(original)
    if fault is not None:
        raise fault from original


def read_server(engine: Engine) -> tuple[int, int]:
    """Return PostgreSQL's main version, and how many connections it lets in."""
    query = text(
        "SELECT current_setting('server_version_num')::int / 10000,"
        " current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
    )
    with engine.connect() as connection:
        version, places = connection.execute(query).one()
    return version, places
