"""What the app is sent when a person does something: the payloads of interactions and commands."""

from collections.abc import Mapping
from typing import Any

from sandbox.answers import actor_json, message_json, slack_ts, team_json, view_json, wire
from sandbox.records import Channel, Json, Message, Shortcut, State, User, View
from sandbox.response_urls import ResponseUrls
from sandbox.triggers import Triggers
from sandbox.workspace import Workspace


class Payloads:
    def __init__(self, workspace: Workspace, triggers: Triggers, urls: ResponseUrls, verification_token: str) -> None:
        self._workspace = workspace
        self._triggers = triggers
        self._urls = urls
        self._token = verification_token

    def command(self, user: User, channel: Channel, command: str, text: str) -> Json:
        return {
            "token": self._token, "team_id": self._workspace.team.id, "team_domain": self._workspace.team.domain,
            "channel_id": channel.id, "channel_name": _shown_name(channel), "user_id": user.id, "user_name": user.name,
            "command": command, "text": text, "api_app_id": self._workspace.install.app_id,
            "is_enterprise_install": "false", "response_url": self._urls.issue(user.id, channel.id, kind="commands"),
            "trigger_id": self._triggers.issue(user.id, channel=channel),
        }  # fmt: skip

    def actions_on_message(self, user: User, message: Message, action: Json, state: State) -> Json:
        channel = self._workspace.channels[message.channel]
        container: Json = {
            "type": "message", "message_ts": message.ts, "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }  # fmt: skip
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        # Of an ephemeral message Slack tells where it is, not what it says.
        shown = {} if message.ephemeral_to else {"message": message_json(message, self._workspace, metadata=True)}
        return self._shared("block_actions", user) | wire({
            "container": container, "trigger_id": self._triggers.issue(user.id, channel=channel),
            "channel": {"id": channel.id, "name": _shown_name(channel)}, **shown, "state": {"values": state},
            "response_url": self._urls.issue(user.id, channel.id, message), "actions": [self._action(action)],
        })  # fmt: skip

    def actions_on_view(self, user: User, view: View, action: Json) -> Json:
        trigger = self._triggers.issue(user.id, view.id, view.opened_in)
        return self._shared("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id}, "trigger_id": trigger,
            "view": wire(view_json(view, self._workspace)), "actions": [self._action(action)],
        }  # fmt: skip

    def submission(self, user: User, view: View) -> Json:
        return self._shared("view_submission", user) | {
            "trigger_id": self._triggers.issue(user.id, view.id, view.opened_in),
            "view": wire(view_json(view, self._workspace)), "response_urls": [],
        }  # fmt: skip

    def closing(self, user: User, view: View, *, cleared: bool) -> Json:
        shown = wire(view_json(view, self._workspace))
        return self._shared("view_closed", user) | {"view": shown, "is_cleared": cleared}

    def shortcut(self, user: User, shortcut: Shortcut) -> Json:
        return self._shared("shortcut", user) | {
            "action_ts": slack_ts(self._workspace.clock.now()), "callback_id": shortcut.callback_id,
            "trigger_id": self._triggers.issue(user.id),
        }  # fmt: skip

    def message_shortcut(self, user: User, shortcut: Shortcut, message: Message) -> Json:
        channel = self._workspace.channels[message.channel]
        return self._shared("message_action", user) | wire({
            "action_ts": slack_ts(self._workspace.clock.now()), "callback_id": shortcut.callback_id,
            "trigger_id": self._triggers.issue(user.id, channel=channel),
            "channel": {"id": channel.id, "name": _shown_name(channel)},
            "response_url": self._urls.issue(user.id, channel.id, message, kind="app"), "message_ts": message.ts,
            "message": message_json(message, self._workspace, metadata=True),
        })  # fmt: skip

    def suggestion(self, user: User, place: Message | View, block_id: str, action_id: str, query: str) -> Json:
        shared = self._shared("block_suggestion", user)
        shared |= {"action_id": action_id, "block_id": block_id, "value": query}
        if isinstance(place, View):
            shown = wire(view_json(place, self._workspace))
            return shared | {"container": {"type": "view", "view_id": place.id}, "view": shown}
        channel = self._workspace.channels[place.channel]
        return shared | {
            "container": {"type": "message", "message_ts": place.ts, "channel_id": channel.id, "is_ephemeral": False},
            "channel": {"id": channel.id, "name": _shown_name(channel)},
            "message": wire(message_json(place, self._workspace)),
        }

    def _shared(self, kind: str, user: User) -> Json:
        return {
            "type": kind, "team": team_json(self._workspace.team), "user": actor_json(user),
            "api_app_id": self._workspace.install.app_id, "token": self._token, "enterprise": None,
            "is_enterprise_install": False,
        }  # fmt: skip

    def _action(self, action: Mapping[str, Any]) -> Json:
        return {**action, "action_ts": slack_ts(self._workspace.clock.now())}


def _shown_name(channel: Channel) -> str:
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name
