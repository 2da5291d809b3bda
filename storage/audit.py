"""The audit log: append-only, and each entry sealed to the one before it."""

from datetime import datetime

from sqlalchemy import event, text

from rituals.audit import GENESIS, AuditEntry, Change, seal
from storage.database import WorkspaceSession
from storage.shelves import AUDIT


def record(session: WorkspaceSession, *changes: Change, now: datetime) -> None:
    """Append `changes` to the log, in the transaction that makes them, as the last thing it does.

    Last, because whoever holds the chain's lock must not wait for another: two transactions that each hold what the
    other wants would both stand still.
    """
    if changes and not session.changes:
        event.listen(session, "before_commit", _append, once=True)
    session.changes += [(change, now) for change in changes]


def _append(session: WorkspaceSession) -> None:
    _lock_chain(session)
    last = AUDIT.find(session, order_by=[AUDIT.c.number.desc()], limit=1)
    number, previous_hash = (last[0].number, last[0].hash) if last else (0, GENESIS)
    entries: list[AuditEntry] = []
    for change, at in session.changes:
        number += 1
        entry = seal(change, number=number, at=at, previous_hash=previous_hash)
        entries.append(entry)
        previous_hash = entry.hash
    AUDIT.insert_all(session, entries)


def _lock_chain(session: WorkspaceSession) -> None:
    # On SQLite the transaction already holds the only write lock; on PostgreSQL two writers would seal the same entry.
    if session.is_postgresql:
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"audit:{session.workspace}"}
        )
