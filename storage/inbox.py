"""The inbox: lets each event and each interaction have its effect once."""

from datetime import datetime

from storage.database import WorkspaceSession
from storage.shelf import insert_ignoring
from storage.tables.delivery import InboxRow


def is_first(session: WorkspaceSession, key: str, *, now: datetime) -> bool:
    """Take `key` in this transaction and tell whether nobody had taken it before.

    Call it before anything else that the event changes: if the transaction fails, the key is free again.
    """
    return insert_ignoring(session, InboxRow, {"key": key, "received_at": now})
