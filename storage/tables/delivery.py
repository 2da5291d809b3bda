"""Tables that carry messages out and let each event in once, count ids, keep the audit log, and mark the ticks."""

from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from rituals.announcements import AnnouncementStatus, Verb
from storage.columns import EnumValue, JsonOf, UtcDateTime, key, stored
from storage.tables.program import reference


class AnnouncementRow(SQLModel, table=True):
    """The outbox. `parent` and `target` name other rows by key; they may be enqueued in the same transaction."""

    __tablename__ = "announcements"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id"], ["workspaces.id"]),
        UniqueConstraint("workspace_id", "nonce"),
        Index("announcements_to_claim", "workspace_id", "status", "priority", "not_before"),
        Index("announcements_by_target", "workspace_id", "target"),
        Index("announcements_by_sent_at", "workspace_id", "sent_at"),
    )

    workspace_id: str = key()
    key: str = Field(primary_key=True)
    recipient: str
    text: str
    blocks: str
    priority: int
    verb: Any = stored(EnumValue(Verb))
    parent: str | None = None
    target: str | None = None
    due_at: Any = stored(UtcDateTime, nullable=True)
    expires_at: Any = stored(UtcDateTime, nullable=True)
    fallback: str | None = None
    status: Any = stored(EnumValue(AnnouncementStatus))
    nonce: str
    attempts: int
    enqueued_at: Any = stored(UtcDateTime)
    not_before: Any = stored(UtcDateTime)
    lease_until: Any = stored(UtcDateTime, nullable=True)
    lease_owner: str | None = None
    channel: str | None = None
    ts: str | None = None
    reason: str | None = None
    sent_at: Any = stored(UtcDateTime, nullable=True)
    search_from: Any = stored(UtcDateTime, nullable=True)
    confirmed_at: Any = stored(UtcDateTime, nullable=True)
    raised_at: Any = stored(UtcDateTime, nullable=True)


class InboxRow(SQLModel, table=True):
    """What came in already, by `event_id` and by business key; the key is taken in the transaction that applies it."""

    __tablename__ = "inbox"

    workspace_id: str = key()
    key: str = Field(primary_key=True)
    received_at: Any = stored(UtcDateTime, index=True)


class DirectMessageRow(SQLModel, table=True):
    """The conversation with each person, as Slack numbers it: history can only be read by that id."""

    __tablename__ = "direct_messages"

    workspace_id: str = key()
    slack_id: str = key()
    channel: str


class ChannelRow(SQLModel, table=True):
    """The channels that are written to, as Slack last described them."""

    __tablename__ = "channels"
    __table_args__ = (reference("allowed_by", "people"),)

    workspace_id: str = key()
    id: str = key()
    seen_at: Any = stored(UtcDateTime)
    shared_at: Any = stored(UtcDateTime, nullable=True)
    allowed_by: str | None = None


class CounterRow(SQLModel, table=True):
    """The last number given out: `F-12`, `R-3`."""

    __tablename__ = "counters"

    workspace_id: str = key()
    letter: str = key()
    last: int


class TickRow(SQLModel, table=True):
    """When each job last finished."""

    __tablename__ = "ticks"

    workspace_id: str = key()
    job: str = key()
    finished_at: Any = stored(UtcDateTime)


class AuditRow(SQLModel, table=True):
    """Append-only by trigger; each row is chained to the one before by its hash."""

    __tablename__ = "audit_log"

    workspace_id: str = key()
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: Any = stored(UtcDateTime)
    actor: str
    action: str
    subject: str = Field(index=True)
    details: Any = stored(JsonOf(dict[str, Any]))
    previous_hash: str
    hash: str
