"""Reads the workspace's members and channels from Slack; its calls never delay a message."""

import logging
from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient

from handlers.services import Services
from handlers.slack_news import read_user, tell
from handlers.zones import tell_unknown_zones
from rituals.directory import Directory, SlackChannel
from rituals.ids import ChannelId
from storage.directory import take_over
from storage.workspaces import note_installed

_log = logging.getLogger(__name__)

PAGE = 200
"""Members or channels per call, as Slack recommends. https://docs.slack.dev/reference/methods/users.list"""


def read_directory(client: WebClient, team_id: str) -> Directory:
    """Ask Slack for all members and channels; raises SlackApiError."""
    users = (read_user(member, team_id) for member in _pages(client, "users.list", "members"))
    conversations = _pages(client, "conversations.list", "channels", types="public_channel,private_channel")
    channels = (_channel(channel) for channel in conversations)
    return Directory({user.id: user for user in users}, {channel.id: channel for channel in channels})


def sync_directory(services: Services, client: WebClient) -> Directory:
    """Read the directory and take it over into the program; that it can be read shows that the app is installed."""
    asked_at = services.now()
    directory = read_directory(client, services.workspace)
    now = services.now()
    with services.transaction() as session:
        note_installed(session, now=now)
        tell(session, take_over(session, directory, asked_at=asked_at, now=now), now=now)
        tell_unknown_zones(session, now=now)
    _log.info("directory read", extra={"users": len(directory.users), "channels": len(directory.channels)})
    return directory


def _pages(client: WebClient, method: str, key: str, **params: Any) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = client.api_call(method, params={"limit": PAGE, "cursor": cursor, **params})
        yield from page[key]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _channel(channel: dict[str, Any]) -> SlackChannel:
    return SlackChannel(
        id=ChannelId(channel["id"]),
        name=channel["name"],
        is_member=bool(channel.get("is_member")),
        is_archived=bool(channel.get("is_archived")),
        is_shared_externally=bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")),
    )
