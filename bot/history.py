"""History: looks for a message in Slack by the opaque id that it carries."""

from collections.abc import Callable
from datetime import datetime

from bot.budgets import Budgets
from bot.slack_writer import Page, Place, SlackWriter
from rituals.announcements import OutboxEntry
from rituals.delivery import Accepted, LookUp, Missing, Trouble, search_from
from rituals.ids import WorkspaceId
from storage import direct_messages, outbox
from storage.database import Database, WorkspaceSession


def place_of(session: WorkspaceSession, entry: OutboxEntry) -> Place:
    """Return where an entry goes: to its recipient, into the thread of its parent, or onto the message it edits."""
    said = entry.announcement
    leader = said.target or said.parent
    standing = outbox.find_standing(session, leader) if leader else None
    if standing is None:
        return Place(said.recipient)
    channel, ts = standing
    return Place(channel, ts=ts) if said.target else Place(channel, thread_ts=ts)


class History:
    """Searches the conversations of one workspace, within the budget for reading."""

    def __init__(
        self,
        database: Database,
        workspace: WorkspaceId,
        writer: SlackWriter,
        now: Callable[[], datetime],
        budgets: Budgets,
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._writer = writer
        self._now = now
        self._budgets = budgets

    def find(self, entry: OutboxEntry) -> LookUp:
        """Return where the entry's message stands in Slack, that it is missing there, or why that cannot be told."""
        place = self._readable_place(entry)
        return self._search(place, entry) if isinstance(place, Place) else place

    def _readable_place(self, entry: OutboxEntry) -> Place | Trouble:
        # A direct message may be posted to a person's id, but read only by the id of the conversation.
        with self._database.reading(self._workspace) as session:
            place = place_of(session, entry)
            known = direct_messages.find_channel(session, place.channel)
        if known is not None:
            return Place(known)
        if not place.channel.startswith(("U", "W")):
            return place
        self._budgets.openings.take(now=self._now())
        opened = self._writer.open_direct_message(place.channel)
        return Place(opened) if isinstance(opened, str) else opened

    def _search(self, place: Place, entry: OutboxEntry) -> LookUp:
        """Read the newest page, whatever time it is of, and older ones as far back as the message can stand.

        Slack is not asked for what came since then: with a clock that is wrong by a day, that would be nothing.
        """
        cursor = None
        while True:
            self._budgets.readings.take(now=self._now())
            page = self._writer.read(place, since=None, cursor=cursor)
            if not isinstance(page, Page):
                return page
            if entry.nonce in page.ours:
                return Accepted(place.channel, page.ours[entry.nonce])
            cursor = page.next_cursor
            # A thread is read from its beginning, so that it has to be read to its end.
            if cursor is None or (place.thread_ts is None and page.oldest < search_from(entry)):
                return Missing()
