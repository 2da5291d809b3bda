"""A gate before a database that stands still: who would only wait in vain is sent away at once."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import exc

ENOUGH = 3
"""So many in a row have waited in vain before the gate closes: one may have met somebody's lock only."""


class StandsStillError(Exception):
    """The database has kept everybody waiting in vain of late, and somebody else is trying it just now."""


class Gate:
    """Closes when those who pass wait in vain, and opens when one does not; while it is closed, one at a time tries."""

    def __init__(self) -> None:
        self._in_vain = 0
        self._trying = threading.Lock()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let the block run, and learn from how it ends; raises StandsStillError where it is not its turn to try."""
        is_trying = self._in_vain >= ENOUGH
        if is_trying and not self._trying.acquire(blocking=False):
            raise StandsStillError
        try:
            yield
        except Exception as error:
            self._in_vain = self._in_vain + 1 if _is_in_vain(error) else 0
            raise
        else:
            self._in_vain = 0
        finally:
            if is_trying:
                self._trying.release()


def _is_in_vain(error: Exception) -> bool:
    """Tell whether an error means that a connection or a lock was waited for, and did not come."""
    if isinstance(error, exc.TimeoutError):
        return True
    original = error.orig if isinstance(error, exc.DBAPIError) else None
    if isinstance(original, psycopg.errors.LockNotAvailable | psycopg.errors.ConnectionTimeout):
        return True
    return isinstance(original, sqlite3.Error) and original.sqlite_errorcode == sqlite3.SQLITE_BUSY
