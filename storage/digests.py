"""Digests as they were told: what leadership already knows, and which week had its digest."""

from rituals.calendar import Cycle
from rituals.digests import ToldDigest
from storage.database import WorkspaceSession
from storage.shelf import Shelf
from storage.tables.resolutions import DigestRow

DIGESTS = Shelf(DigestRow, ToldDigest, "digest")


def is_told(session: WorkspaceSession, cycle: Cycle) -> bool:
    """Tell whether the digest of that week was told."""
    return DIGESTS.find_one(session, DIGESTS.c.cycle == cycle.key) is not None


def find_last_told(session: WorkspaceSession) -> ToldDigest | None:
    """Return the newest digest, None before the first."""
    found = DIGESTS.find(session, order_by=[DIGESTS.c.as_of.desc()], limit=1)
    return found[0] if found else None
