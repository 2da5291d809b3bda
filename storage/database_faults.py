"""What only an operator can put right about a database, in words that say how."""

import sqlite3

import psycopg


class DatabaseFaultError(Exception):
    """The database cannot keep what it is given. The message says how an operator puts it right.

    Nobody in Slack can, so it is no refusal: what meets it is not acknowledged, and comes again.
    """


_FULL = "There is no room left for the database. Free some space. Nothing is lost, and nothing need be restarted."
_NOT_TAKEN = (
    "The disk of the database does not take what is written: there is no room left, or it is broken. Free some space, "
    "or look at the system's log. Nothing is lost, and nothing need be restarted."
)
_UNWRITABLE = (
    "The database cannot be written to: DATABASE_URL must name a file in a folder that is there, and the file, the "
    "folder and the file system must be writable. Nothing is lost, and nothing need be restarted."
)
_STANDBY = (
    "PostgreSQL takes no writes: it is a standby, or default_transaction_read_only is on. Let DATABASE_URL lead to the "
    "server that writes. Nothing is lost, and nothing need be restarted."
)
_SQLITE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR": _NOT_TAKEN,
    "SQLITE_READONLY": _UNWRITABLE,
    "SQLITE_CANTOPEN": _UNWRITABLE,
}
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
