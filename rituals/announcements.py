"""Announcements: what the bot has decided to say, and the states a message passes on its way to Slack."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum

from rituals.ids import AnnouncementKey


class Priority(IntEnum):
    """Escalations go first, then answers to people, then prompts, then digests."""

    ESCALATION = 0
    ANSWER = 1
    PROMPT = 2
    DIGEST = 3


class Verb(Enum):
    """How it is said: as a new message, or by editing one already said."""

    POST = "post"
    EDIT = "edit"


class AnnouncementStatus(Enum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED_LATE = "skipped_late"
    UNCONFIRMED = "unconfirmed"


_S = AnnouncementStatus

NEXT: Mapping[AnnouncementStatus, frozenset[AnnouncementStatus]] = {
    _S.PENDING: frozenset({_S.SENDING, _S.CANCELLED, _S.SKIPPED_LATE, _S.FAILED}),
    _S.SENDING: frozenset({_S.SENT, _S.PENDING, _S.FAILED, _S.UNKNOWN}),
    _S.UNKNOWN: frozenset({_S.SENT, _S.PENDING, _S.UNCONFIRMED, _S.FAILED}),
    _S.UNCONFIRMED: frozenset({_S.SENT, _S.PENDING, _S.CANCELLED}),
    _S.SENT: frozenset({_S.UNKNOWN, _S.UNCONFIRMED}),
    _S.FAILED: frozenset({_S.PENDING}),
    _S.CANCELLED: frozenset(),
    _S.SKIPPED_LATE: frozenset(),
}
"""Which status may follow which. A failed one goes back to pending only by an administrator's hand, and one that was
sent is in doubt again only where history shows that it is not there."""

WAITING = (_S.PENDING, _S.SENDING, _S.UNKNOWN)
"""What is still to be done something about."""

NEVER_SENT = (_S.FAILED, _S.CANCELLED, _S.SKIPPED_LATE)
"""What replies and edits wait for in vain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Something to say once. `recipient` is a Slack user id (a direct message) or a channel id.

    `text` is plain: what would be a mention, a link or an emphasis is shown as typed.
    `parent` is the key of the announcement whose thread it answers in; `target` the key of the one it edits.
    `blocks` is JSON text. `due_at` and `expires_at` are UTC: after `expires_at` it is skipped as late.
    `fallback` is where it goes instead when its recipient refuses it.
    """

    key: AnnouncementKey
    recipient: str
    text: str
    blocks: str = "[]"
    priority: Priority = Priority.ANSWER
    verb: Verb = Verb.POST
    parent: AnnouncementKey | None = None
    target: AnnouncementKey | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    fallback: str | None = None

    @property
    def is_direct(self) -> bool:
        """Whether it goes to one person and not to a channel."""
        return self.recipient.startswith(("U", "W", "D"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """An announcement as the outbox holds it, with how far it has come. All times are UTC.

    `nonce` is the opaque id that the message carries in its metadata, so that history can be searched for it.
    `attempts` counts the claims, so that a key and its attempts name one try. `channel` and `ts` are where Slack put
    the message. `lease_until` is when the claim runs out. `search_from` is set in a quarantine: history is searched
    from there on, for the message may be older than this row. `confirmed_at` is when history was seen to hold the
    message; `raised_at` when it was found stuck or missing, so that this is said once.
    """

    announcement: Announcement
    status: AnnouncementStatus
    nonce: str
    attempts: int
    enqueued_at: datetime
    not_before: datetime
    lease_until: datetime | None = None
    lease_owner: str | None = None
    channel: str | None = None
    ts: str | None = None
    reason: str | None = None
    sent_at: datetime | None = None
    search_from: datetime | None = None
    confirmed_at: datetime | None = None
    raised_at: datetime | None = None
