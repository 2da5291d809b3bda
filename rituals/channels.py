"""Channels as far as Slack does not watch over them itself: whether another company can read along."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rituals.errors import UserFacingError
from rituals.ids import ChannelId, PersonId

FRESH = timedelta(minutes=15)
"""How old what is known of a channel may be when something is posted there; then Slack is asked again."""


class NotSharedError(UserFacingError):
    """The question was about a sharing that has ended."""

    def __init__(self) -> None:
        super().__init__("That channel is not shared with another company any more. I write there as before.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownChannel:
    """What Slack said of a channel when it was last seen. Times are UTC.

    `shared_at` is since when it is known to be shared with another company, or about to be; None while it is not.
    `allowed_by` is the administrator who lets the bot write there all the same.
    """

    id: ChannelId
    seen_at: datetime
    shared_at: datetime | None = None
    allowed_by: PersonId | None = None

    @property
    def takes_messages(self) -> bool:
        return self.shared_at is None or self.allowed_by is not None

    def is_fresh(self, *, now: datetime) -> bool:
        """Tell whether it was seen lately, by a clock that may have been set back."""
        return abs(now - self.seen_at) <= FRESH


def seen(
    known: KnownChannel | None, channel: ChannelId, *, is_shared: bool, at: datetime, is_news: bool = False
) -> KnownChannel:
    """Return what is known of a channel once Slack was asked at `at` (UTC), or once it told by itself (`is_news`).

    News of a sharing counts whenever it comes, and ends a permission: yet another company may have joined. Word that
    nothing is shared counts only if it is newer than what is known: a reading that began before must not undo the news.
    """
    if known is None:
        return KnownChannel(id=channel, seen_at=at, shared_at=at if is_shared else None)
    if is_shared:
        standing = replace(known, seen_at=max(at, known.seen_at), shared_at=known.shared_at or at)
        return replace(standing, shared_at=at, allowed_by=None) if is_news and known.allowed_by else standing
    if at < known.seen_at:
        return known
    return replace(known, seen_at=at, shared_at=None, allowed_by=None)


def allow(known: KnownChannel, *, by: PersonId | None) -> KnownChannel:
    """Return the channel with the answer of an administrator, None for no; raises NotSharedError."""
    if known.shared_at is None:
        raise NotSharedError
    return replace(known, allowed_by=by)
