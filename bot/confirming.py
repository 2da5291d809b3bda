"""Confirming: looks in history for what Slack took, so that a message which vanished is noticed.

Slack's `ok` is believed for prompts and answers. Escalations and digests are looked for, one call for all that stand in
one conversation or thread. At most 15 calls a minute, of the 50 that Slack allows, are spent on it: between two and
fifteen minutes after a message that is 150 conversations and more. What may not be read is left unconfirmed.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot import undelivered
from bot.budgets import Pace
from bot.history import place_of
from bot.slack_writer import Page, Place, SlackWriter
from rituals.announcements import AnnouncementStatus, OutboxEntry
from rituals.auditing import CONFIRM_AFTER, CONFIRM_WITHIN, once_missing
from rituals.delivery import Limited
from rituals.ids import WorkspaceId
from storage import outbox_audit
from storage.database import Database

CALLS_PER_MINUTE = 15
JUST_BEFORE = timedelta(seconds=1)

_log = logging.getLogger(__name__)


class Confirmation:
    """Confirms the posts of one workspace. `now` is the clock (aware, UTC)."""

    def __init__(
        self, database: Database, workspace: WorkspaceId, writer: SlackWriter, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._writer = writer
        self._now = now
        # It is asked once a minute, and may then make them all at once.
        self._pace = Pace(2 * CALLS_PER_MINUTE, burst=CALLS_PER_MINUTE)
        self._unreadable: dict[Place, datetime] = {}

    def confirm_posts(self) -> None:
        """Look for what was sent at least two minutes ago, oldest first, as far as the budget reaches."""
        for place, entries in self._to_confirm().items():
            now = self._now()
            if self._pace.earliest(now=now) > now:
                return
            found = self._look(place, entries)
            if found is not None:
                self._save(entries, found)

    def _to_confirm(self) -> Mapping[Place, Sequence[OutboxEntry]]:
        now = self._now()
        self._unreadable = {place: until for place, until in self._unreadable.items() if until > now}
        places: dict[Place, list[OutboxEntry]] = {}
        with self._database.reading(self._workspace) as session:
            for entry in outbox_audit.find_to_confirm(session, since=now - CONFIRM_WITHIN, until=now - CONFIRM_AFTER):
                # A direct message is posted to a person, but read where Slack put it.
                place = replace(place_of(session, entry), channel=entry.channel or "")
                if place not in self._unreadable:
                    places.setdefault(place, []).append(entry)
        return places

    def _look(self, place: Place, entries: Sequence[OutboxEntry]) -> frozenset[str] | None:
        """Return which nonces stand at `place`, or None where that cannot be told."""
        wanted = {entry.nonce for entry in entries}
        since = datetime.fromtimestamp(min(float(entry.ts or 0) for entry in entries), UTC) - JUST_BEFORE
        found: set[str] = set()
        cursor = None
        while True:
            self._pace.take(now=self._now())
            page = self._writer.read(place, since=since, cursor=cursor)
            if not isinstance(page, Page):
                self._leave_alone(place, page)
                return None
            found |= wanted & page.ours.keys()
            cursor = page.next_cursor
            if cursor is None or found == wanted:
                return frozenset(found)

    def _leave_alone(self, place: Place, trouble: object) -> None:
        now = self._now()
        if isinstance(trouble, Limited):
            self._pace.hold(until=now + trouble.retry_after)
        else:
            self._unreadable[place] = now + CONFIRM_AFTER
        _log.info("posts could not be confirmed", extra={"channel": place.channel, "why": str(trouble)})

    def _save(self, entries: Iterable[OutboxEntry], found: frozenset[str]) -> None:
        now = self._now()
        there = [entry.announcement.key for entry in entries if entry.nonce in found]
        with self._database.transaction(self._workspace) as session:
            outbox_audit.confirm(session, there, now=now)
            for entry in entries:
                if entry.nonce in found:
                    continue
                after = once_missing(entry, said_again=entry.raised_at is not None, now=now)
                if not outbox_audit.save_missing(session, entry, after, now=now):
                    continue
                _log.error("a message that Slack took is not there", extra={"announcement": entry.announcement.key})
                if after.status is AnnouncementStatus.UNCONFIRMED:
                    undelivered.report(session, after, now=now)
