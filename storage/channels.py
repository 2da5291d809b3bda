"""Channels as Slack last described them."""

from datetime import datetime

from rituals.audit import Change
from rituals.channels import KnownChannel, seen
from rituals.ids import ChannelId
from storage import audit
from storage.database import WorkspaceSession
from storage.shelves import CHANNELS


def find_known(session: WorkspaceSession, channel: str) -> KnownChannel | None:
    """Return what is known of a channel, None where Slack was never asked about it."""
    return CHANNELS.find_one(session, CHANNELS.c.id == channel)


def see_channel(
    session: WorkspaceSession,
    channel: ChannelId,
    *,
    is_shared: bool,
    at: datetime,
    is_news: bool = False,
    now: datetime,
) -> KnownChannel | None:
    """Take over what Slack said of a channel at `at` (UTC); return it where somebody has to be asked, else None."""
    first = seen(None, channel, is_shared=is_shared, at=at)
    if CHANNELS.insert_once(session, first):
        before, after = None, first
    else:
        before = CHANNELS.lock(session, channel)
        after = seen(before, channel, is_shared=is_shared, at=at, is_news=is_news)
        if after != before:
            CHANNELS.save(session, after)
    was_shared_at = before.shared_at if before is not None else None
    if was_shared_at == after.shared_at:
        return None
    action = "channel.unshared" if after.shared_at is None else "channel.shared"
    audit.record(session, Change(actor="clock", action=action, subject=channel), now=now)
    return None if after.shared_at is None else after
