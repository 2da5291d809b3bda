"""Reads the workspace's members and channels from Slack; its calls never delay a message."""

import logging
from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient

from handlers.services import Services
from handlers.zones import tell_unknown_zones
from rituals.directory import Directory, SlackChannel, SlackUser
from rituals.ids import ChannelId, SlackUserId
from storage.directory import take_over

_log = logging.getLogger(__name__)

PAGE = 200
"""Members or channels per call, as Slack recommends. https://docs.slack.dev/reference/methods/users.list"""


def read_directory(client: WebClient, team_id: str) -> Directory:
    """Ask Slack for all members and channels; raises SlackApiError."""
    users = (_user(member, team_id) for member in _pages(client, "users.list", "members"))
    conversations = _pages(client, "conversations.list", "channels", types="public_channel,private_channel")
    channels = (_channel(channel) for channel in conversations)
    return Directory({user.id: user for user in users}, {channel.id: channel for channel in channels})


def sync_directory(services: Services, client: WebClient) -> Directory:
    """Read the directory and take it over into the program."""
    directory = read_directory(client, services.workspace)
    with services.transaction() as session:
        take_over(session, directory, now=services.now())
        tell_unknown_zones(session, now=services.now())
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


def _user(member: dict[str, Any], team_id: str) -> SlackUser:
    is_guest = member.get("is_restricted") or member.get("is_ultra_restricted") or member.get("is_stranger")
    return SlackUser(
        id=SlackUserId(member["id"]),
        email=member.get("profile", {}).get("email"),
        zone=member.get("tz"),
        is_deleted=bool(member.get("deleted")),
        is_outsider=bool(is_guest) or member.get("team_id", team_id) != team_id,
    )


def _channel(channel: dict[str, Any]) -> SlackChannel:
    return SlackChannel(
        id=ChannelId(channel["id"]),
        name=channel["name"],
        is_member=bool(channel.get("is_member")),
        is_archived=bool(channel.get("is_archived")),
        is_shared_externally=bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")),
    )
