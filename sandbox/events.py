"""Slack's events: what the app is told of what happens in the workspace, as far as it asked for and may know it."""

import uuid
from collections.abc import Iterator, Mapping

from sandbox.answers import channel_json, message_json, slack_ts, user_json, view_json
from sandbox.door import Delivery, Door
from sandbox.method import HISTORY, kind_of
from sandbox.records import Channel, Json, Message, UserId, View
from sandbox.workspace import Change, Workspace

CHANNEL_TYPES = {"im": "im", "private": "group", "public": "channel"}
SUBSCRIPTIONS = {"im": "message.im", "private": "message.groups", "public": "message.channels"}
READ_CHANNELS = ("channels:read", "groups:read")
# Of these Slack tells under one name, of private channels too.
OF_SHARING = ("channel_shared", "channel_unshared")
ELSEWHERE = "T0ELSEWHERE"
# Any one of these scopes lets the app hear the event. An event that is not named needs none.
SCOPES: Mapping[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_shared": READ_CHANNELS,
    "channel_unarchive": ("channels:read",),
    "channel_unshared": READ_CHANNELS,
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": READ_CHANNELS,
    "member_left_channel": READ_CHANNELS,
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}


class Events:
    def __init__(self, workspace: Workspace, door: Door, verification_token: str) -> None:
        self._workspace = workspace
        self._door = door
        self._token = verification_token
        workspace.subscribe(self._tell)

    def emit(self, event: Json) -> Delivery:
        """Hand an event to the app, whether or not it asked for it."""
        return self._door.announce(self.callback({"event_ts": slack_ts(self._workspace.clock.now()), **event}))

    def emit_if_wanted(self, name: str, event: Json) -> Delivery | None:
        return self.emit(event) if self._wants(name) else None

    def callback(self, event: Json) -> Json:
        """Wrap an event as the Events API does."""
        install, team = self._workspace.install, self._workspace.team
        authorization = {
            "enterprise_id": None, "team_id": team.id, "user_id": install.bot_user, "is_bot": True,
            "is_enterprise_install": False,
        }  # fmt: skip
        return {
            "token": self._token, "team_id": team.id, "context_team_id": team.id, "context_enterprise_id": None,
            "api_app_id": install.app_id, "event": event, "type": "event_callback",
            "event_id": "Ev0" + uuid.uuid4().hex[:10].upper(),
            "event_time": int(self._workspace.clock.now().timestamp()), "authorizations": [authorization],
            "is_ext_shared_channel": False, "event_context": uuid.uuid4().hex,
        }  # fmt: skip

    def home_opened(self, user: UserId, view: View | None) -> Delivery | None:
        dm = self._workspace.dm_with(user)
        event: Json = {"type": "app_home_opened", "user": user, "channel": dm.id, "tab": "home"}
        if view is not None:
            event["view"] = view_json(view, self._workspace)
        return self.emit_if_wanted("app_home_opened", event)

    def member_left(self, user: UserId, channel: Channel) -> Delivery | None:
        event = {
            "type": "member_left_channel", "user": user, "channel": channel.id, "team": self._workspace.team.id,
            "channel_type": "G" if channel.is_private else "C",
        }  # fmt: skip
        return self.emit_if_wanted("member_left_channel", event)

    def _wants(self, name: str) -> bool:
        install = self._workspace.install
        needed = SCOPES.get(name, ())
        allowed = not needed or bool(install.scopes.intersection(needed))
        return allowed and (install.events is None or name in install.events)

    def _tell(self, change: Change) -> None:
        if change.message is not None:
            self._tell_of_message(change, change.message)
        elif change.user is not None:
            shown = user_json(change.user, self._workspace, locale=True)
            self.emit_if_wanted("user_change", {"type": "user_change", "user": shown})
        elif change.channel is not None:
            self._tell_of_channel(change.kind, change.channel)

    def _tell_of_channel(self, kind: str, channel: Channel) -> None:
        if kind == "channel_invited":
            # An invitation that the other company has not accepted yet is nothing that a bot is told of.
            return
        name = kind.replace("channel_", "group_") if channel.is_private and kind not in OF_SHARING else kind
        shown = channel_json(channel, self._workspace)
        told = {"id": channel.id, "name": channel.name, "created": channel.created}
        details: Json = {"channel": told if kind == "channel_rename" else channel.id}
        if kind == "channel_shared":
            details["connected_team_id"] = ELSEWHERE
        elif kind == "channel_unshared":
            details |= {"previously_connected_team_id": ELSEWHERE, "is_ext_shared": channel.is_ext_shared}
        elif kind in ("channel_archive", "channel_unarchive"):
            details |= {"user": shown["creator"], "is_moved": 0}
        elif kind == "channel_left":
            details["actor_id"] = shown["creator"]
        self.emit_if_wanted(name, {"type": name, **details})

    def _tell_of_message(self, change: Change, message: Message) -> None:
        channel = self._workspace.channels[message.channel]
        bot = self._workspace.install.bot_user
        if message.ephemeral_to is not None or bot not in channel.members:
            return
        for name, event in self._message_events(change, message, channel):
            self.emit_if_wanted(name, event)

    def _message_events(self, change: Change, message: Message, channel: Channel) -> Iterator[tuple[str, Json]]:
        kind = kind_of(channel)
        shared: Json = {"channel": channel.id, "channel_type": CHANNEL_TYPES[kind]}
        shown = message_json(message, self._workspace, metadata=True)
        if HISTORY[kind] in self._workspace.install.scopes:
            yield SUBSCRIPTIONS[kind], self._shape(change, message, shown) | shared
        mentions_bot = f"<@{self._workspace.install.bot_user}" in message.text
        if change.kind == "message_posted" and mentions_bot and message.bot_id is None and not channel.is_im:
            yield "app_mention", {**shown, "type": "app_mention", "channel": channel.id, "event_ts": message.ts}

    def _shape(self, change: Change, message: Message, shown: Json) -> Json:
        if change.kind == "message_posted":
            client = {} if message.bot_id else {"client_msg_id": str(uuid.uuid4())}
            return {**client, **shown, "event_ts": message.ts}
        now = slack_ts(self._workspace.clock.now())
        previous = message_json(change.previous or message, self._workspace)
        event = {
            "type": "message", "subtype": change.kind, "hidden": True, "ts": now, "event_ts": now,
            "previous_message": previous,
        }  # fmt: skip
        return event | ({"deleted_ts": message.ts} if change.kind == "message_deleted" else {"message": shown})
