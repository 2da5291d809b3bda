"""Mends what a clock that stood ahead has left in the outbox, once it was set back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, update

from rituals.announcements import AnnouncementStatus
from rituals.delivery import LEASE_RAN_OUT, LONGEST_RETRY_AFTER, SETTLE
from storage.claims import lock_claims
from storage.database import WorkspaceSession
from storage.shelf import table_of
from storage.tables.delivery import AnnouncementRow

LONGEST_LEASE = timedelta(minutes=10)
"""No claim is made for so long: a lease that lasts longer was given by a clock that stood ahead."""

_table = table_of(AnnouncementRow)
_S = AnnouncementStatus


def forget_future(session: WorkspaceSession, *, now: datetime) -> None:
    """Give up claims whose lease ends in no time that counts, and let go what was put off until then.

    What is due later waits for its own time. Does nothing where no clock was set back.
    """
    lock_claims(session)
    lost = _here(_S.SENDING, session) & (_table.c.lease_until > now + LONGEST_LEASE)
    given_up = {
        "status": _S.UNKNOWN,
        "not_before": now + SETTLE,
        "reason": LEASE_RAN_OUT,
        "lease_until": None,
        "lease_owner": None,
    }
    session.connection().execute(update(_table).where(lost).values(given_up))
    latest = now + LONGEST_RETRY_AFTER
    tried_or_decided_later = (_table.c.attempts > 0) | (_table.c.enqueued_at > latest)
    put_off = _here(_S.PENDING, session) | _here(_S.UNKNOWN, session)
    due = case((_table.c.due_at > now, _table.c.due_at), else_=now)
    session.connection().execute(
        update(_table).where(put_off & (_table.c.not_before > latest) & tried_or_decided_later).values(not_before=due)
    )


def _here(status: AnnouncementStatus, session: WorkspaceSession) -> Any:
    return (_table.c.workspace_id == session.workspace) & (_table.c.status == status)
