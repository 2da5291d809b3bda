"""What a workspace holds: people, channels, messages and views, as frozen records."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NewType

UserId = NewType("UserId", str)
ChannelId = NewType("ChannelId", str)
ViewId = NewType("ViewId", str)

Json = dict[str, Any]
# block_id -> action_id -> what a person has entered there.
State = dict[str, dict[str, Json]]

SLACKBOT = UserId("USLACKBOT")


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class User:
    id: UserId
    name: str
    real_name: str
    email: str
    team_id: str
    tz: str | None = "UTC"
    locale: str = "en-US"
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    title: str = ""
    status_text: str = ""
    status_emoji: str = ""
    # Unix time at which Slack clears the status, 0 for never.
    status_expiration: int = 0
    updated: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    id: ChannelId
    name: str
    members: frozenset[UserId]
    created: int = 0
    creator: UserId = SLACKBOT
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    is_pending_ext_shared: bool = False
    is_im: bool = False
    is_general: bool = False
    # Why nobody may post here, as Slack's error says it; for example `restricted_action_read_only_channel`.
    refuses: str | None = None

    def partner_of(self, user: UserId) -> UserId:
        """Return the other person of a direct message."""
        return next((member for member in self.members if member != user), user)


@dataclass(frozen=True, slots=True)
class Message:
    ts: str
    channel: ChannelId
    user: UserId
    text: str
    posted_at: datetime
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    bot_id: str | None = None
    app_id: str | None = None
    thread_ts: str | None = None
    reply_broadcast: bool = False
    metadata: Json | None = None
    edited_at: datetime | None = None
    edited_ts: str | None = None
    deleted: bool = False
    ephemeral_to: UserId | None = None
    username: str | None = None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    def visible_to(self, user: UserId) -> bool:
        return not self.deleted and self.ephemeral_to in (None, user)


@dataclass(frozen=True, slots=True)
class View:
    """A modal or a home tab as one person sees it."""

    id: ViewId
    user: UserId
    type: str
    hash: str
    content: Json
    state: State = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    root_id: ViewId | None = None
    previous_id: ViewId | None = None
    # The conversation that the person was in when the modal was opened.
    opened_in: Channel | None = None

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.content["blocks"]
        return blocks

    @property
    def callback_id(self) -> str:
        return str(self.content.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        return str(self.content.get("private_metadata", ""))

    @property
    def title(self) -> str:
        return str(self.content.get("title", {}).get("text", ""))


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    should_escape: bool = False
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    name: str
    callback_id: str
    type: str


@dataclass(frozen=True, slots=True)
class Install:
    """The app as it is installed: who it is and what it was granted."""

    app_id: str
    bot_id: str
    bot_user: UserId
    name: str
    scopes: frozenset[str]
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    # None means every event that the scopes allow.
    events: frozenset[str] | None = None
    home_tab: bool = True
    # Set to what Slack answers once the installation is no longer valid; for example `token_revoked`.
    token_error: str | None = None
