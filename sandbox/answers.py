"""How the workspace's records look in Slack's answers and payloads."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.records import Channel, Json, Message, Team, User, View
from sandbox.workspace import Workspace


def user_json(user: User, workspace: Workspace, *, locale: bool = False) -> Json:
    shown = {
        "id": user.id, "team_id": user.team_id, "name": user.name, "deleted": user.deleted, "color": "9f69e7",
        "is_bot": user.is_bot, "is_app_user": False, "updated": user.updated, "profile": profile_json(user, workspace),
    }  # fmt: skip
    if user.is_stranger:
        shown["is_stranger"] = True
    if user.deleted:
        return shown
    shown |= {
        "real_name": user.real_name, **_zone(user, workspace), "is_admin": user.is_admin, "is_owner": False,
        "is_primary_owner": False, "is_restricted": user.is_restricted, "is_ultra_restricted": user.is_ultra_restricted,
        "is_email_confirmed": not user.is_bot, "who_can_share_contact_card": "EVERYONE",
    }  # fmt: skip
    if locale:
        shown["locale"] = user.locale
    return shown


def profile_json(user: User, workspace: Workspace) -> Json:
    first, _, last = user.real_name.partition(" ")
    profile: Json = {
        "title": user.title, "phone": "", "skype": "", "real_name": user.real_name,
        "real_name_normalized": user.real_name, "display_name": user.name, "display_name_normalized": user.name,
        "fields": None, "status_text": user.status_text, "status_emoji": user.status_emoji,
        "status_expiration": user.status_expiration, "avatar_hash": "",
        "first_name": first, "last_name": last, "team": user.team_id,
    }  # fmt: skip
    if user.email and "users:read.email" in workspace.install.scopes:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"bot_id": workspace.install.bot_id, "api_app_id": workspace.install.app_id, "always_active": True}
    return profile


def _zone(user: User, workspace: Workspace) -> Json:
    if user.tz is None:
        return {"tz": None, "tz_label": None, "tz_offset": 0}
    try:
        at = workspace.clock.now().astimezone(ZoneInfo(user.tz))
    except (ZoneInfoNotFoundError, ValueError):
        return {"tz": user.tz, "tz_label": user.tz, "tz_offset": 0}
    offset = at.utcoffset()
    return {"tz": user.tz, "tz_label": at.tzname(), "tz_offset": int(offset.total_seconds()) if offset else 0}


def channel_json(channel: Channel, workspace: Workspace) -> Json:
    bot = workspace.install.bot_user
    if channel.is_im:
        partner = channel.partner_of(bot)
        gone = workspace.users[partner].deleted if partner in workspace.users else True
        return {
            "id": channel.id, "created": channel.created, "is_archived": False, "is_im": True, "is_org_shared": False,
            "context_team_id": workspace.team.id, "updated": channel.created * 1000, "user": partner, "priority": 0.0,
            "is_user_deleted": gone, "is_open": True,
        }  # fmt: skip
    public = not channel.is_private
    empty = {"value": "", "creator": "", "last_set": 0}
    return {
        "id": channel.id, "name": channel.name, "is_channel": public, "is_group": not public, "is_im": False,
        "is_mpim": False, "is_private": channel.is_private, "created": channel.created,
        "is_archived": channel.is_archived, "is_general": channel.is_general, "unlinked": 0,
        "name_normalized": channel.name, "is_shared": channel.is_ext_shared, "is_org_shared": False,
        "is_pending_ext_shared": channel.is_pending_ext_shared, "pending_shared": [],
        "context_team_id": workspace.team.id, "updated": channel.created * 1000, "parent_conversation": None,
        "creator": channel.creator, "is_ext_shared": channel.is_ext_shared,
        "shared_team_ids": [workspace.team.id], "pending_connected_team_ids": [], "is_member": bot in channel.members,
        "topic": empty, "purpose": empty, "previous_names": [], "num_members": len(channel.members),
    }  # fmt: skip


def message_json(message: Message, workspace: Workspace, *, metadata: bool = False, thread: bool = True) -> Json:
    shown: Json = {"user": message.user, "type": "message", "ts": message.ts}
    if message.bot_id:
        shown |= {"bot_id": message.bot_id, "app_id": message.app_id, "bot_profile": bot_profile(workspace)}
    shown |= {"text": message.text, "team": workspace.team.id, **_other_team(message, workspace)}
    if message.username:
        shown |= {"username": message.username}
    if message.blocks:
        shown["blocks"] = list(message.blocks)
    if message.attachments:
        shown["attachments"] = list(message.attachments)
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown | (_thread(message, workspace) if thread else {})


def _other_team(message: Message, workspace: Workspace) -> Json:
    """Name the team of an author from another company, as Slack does in channels that are shared with it."""
    author = workspace.users.get(message.user)
    if author is None or author.team_id == workspace.team.id:
        return {}
    return {"user_team": author.team_id, "source_team": author.team_id}


def _thread(message: Message, workspace: Workspace) -> Json:
    if message.is_reply:
        shared: Json = {"subtype": "thread_broadcast"} if message.reply_broadcast else {}
        root = workspace.timeline(message.channel).find(message.thread_ts or "")
        return shared | {"thread_ts": message.thread_ts} | ({"parent_user_id": root.user} if root else {})
    replies = workspace.timeline(message.channel).replies(message.ts)
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts, "reply_count": len(replies), "reply_users": authors[:5],
        "reply_users_count": len(authors), "latest_reply": replies[-1].ts, "is_locked": False, "subscribed": False,
    }  # fmt: skip


def bot_profile(workspace: Workspace) -> Json:
    install = workspace.install
    return {
        "id": install.bot_id, "deleted": False, "name": install.name, "updated": 0, "app_id": install.app_id,
        "user_id": install.bot_user, "icons": {}, "team_id": workspace.team.id,
    }  # fmt: skip


def view_json(view: View, workspace: Workspace) -> Json:
    content = view.content
    shown: Json = {
        "id": view.id, "team_id": workspace.team.id, "type": view.type, "blocks": view.blocks,
        "private_metadata": view.private_metadata, "callback_id": view.callback_id, "state": {"values": view.state},
        "hash": view.hash, "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False), "close": content.get("close"),
        "submit": content.get("submit"), "previous_view_id": view.previous_id, "root_view_id": view.root_id,
        "app_id": workspace.install.app_id, "external_id": content.get("external_id", ""),
        "app_installed_team_id": workspace.team.id, "bot_id": workspace.install.bot_id,
    }  # fmt: skip
    shown["title"] = content.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True}
    if view.type == "modal":
        shown["submit_disabled"] = content.get("submit_disabled", False)
    return shown


def team_json(team: Team) -> Json:
    return {"id": team.id, "domain": team.domain}


def actor_json(user: User) -> Json:
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}


def slack_ts(at: datetime) -> str:
    return f"{int(at.timestamp())}.{at.astimezone(UTC).microsecond:06d}"


def wire(value: Json) -> Json:
    """Turn the records' tuples into lists, so that what is compared is what went over the wire."""
    return {key: _wired(part) for key, part in value.items()}


def _wired(value: Any) -> Any:
    if isinstance(value, dict):
        return wire(value)
    return [_wired(part) for part in value] if isinstance(value, list | tuple) else value
