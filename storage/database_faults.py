"""What only an operator can put right about a database, in words that say how."""

import sqlite3

import psycopg


class DatabaseFaultError(Exception):
    """The database cannot keep what it is given. The message says how an operator puts it right.

    Nobody in Slack can, so it is no refusal: what meets it is not acknowledged, and comes again.
    """


_FULL = "There is no room left for the database: free some space. Nothing is lost, and nothing need be restarted."
_READ_ONLY = (
    "The database can only be read: make its file, its folder and its file system writable. "
    "Nothing is lost, and nothing need be restarted."
)
_UNREACHABLE = (
    "The database file cannot be opened: DATABASE_URL must name a file in a folder that is there and can be written to."
)
_STANDBY = (
    "PostgreSQL takes no writes: it is a standby, or default_transaction_read_only is on. Let DATABASE_URL lead to the "
    "server that writes. Nothing is lost, and nothing need be restarted."
)
_SQLITE = {"SQLITE_FULL": _FULL, "SQLITE_READONLY": _READ_ONLY, "SQLITE_CANTOPEN": _UNREACHABLE}
_POSTGRESQL = {
    psycopg.errors.DiskFull.sqlstate: _FULL,
    psycopg.errors.ReadOnlySqlTransaction.sqlstate: _STANDBY,
}


def fault_of(error: BaseException) -> DatabaseFaultError | None:
    """Return what a driver's error means for an operator; None where it is of another kind."""
    words = None
    if isinstance(error, sqlite3.Error):
        # SQLite adds the details to a name: SQLITE_READONLY_DBMOVED.
        name = getattr(error, "sqlite_errorname", "")
        words = next((words for start, words in _SQLITE.items() if name.startswith(start)), None)
    elif isinstance(error, psycopg.Error):
        words = _POSTGRESQL.get(error.sqlstate or "")
    return DatabaseFaultError(words) if words else None
