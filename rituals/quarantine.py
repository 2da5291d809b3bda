"""Quarantine: after an older state of the database came back, Slack's history is asked before anything is said.

What was said since that state was stored is in Slack and not in the database. The clock decides it all once more, under
the same keys; so a message carries an id that follows from its key, by which its twin in Slack is found.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from rituals.ids import AnnouncementKey
from rituals.local_time import local_date
from rituals.working_time import WorkCalendar

RESTORED = "the database is of an older state: history is asked first"
"""Why the outcome of a message is unknown that this database never sent."""
LENGTH_OF_NONCE = 16
AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """What was said from `since` on may be missing in the database; the bot knows that since `began`. Both are UTC."""

    since: datetime
    began: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """How the messages of a workspace are marked: `secret` is its own, `era` counts the quarantines that are over."""

    secret: str
    era: int
    quarantine: Quarantine | None = None

    def nonce_of(self, key: AnnouncementKey) -> str:
        """Return the opaque id of an announcement: the same for the same key, until a quarantine is over."""
        # After it a number such as F-12 may be given out again, and must not be taken for the one of the lost time.
        mark = hmac.new(self.secret.encode(), f"{self.era}:{key}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(mark)[:LENGTH_OF_NONCE].decode()


def ends_at(quarantine: Quarantine, calendar: WorkCalendar) -> datetime:
    """Return the earliest instant (UTC) at which a quarantine may end: a whole working day after it began.

    By then everything that the clock decides in somebody's working hours only was decided again.
    """
    opened = calendar.add_working_hours(quarantine.began, AN_INSTANT)
    day = local_date(opened, calendar.zone)
    return opened + (calendar.add_working_days(day, 1) - day)
