"""The methods `conversations.*`: finding channels and reading what was said in them."""

from itertools import islice
from typing import Any

from sandbox.answers import channel_json, message_json
from sandbox.method import HISTORY, READ, Call, Method, kind_of, page
from sandbox.records import Channel, Json, UserId
from sandbox.refusal import refuse
from sandbox.timeline import padded

KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def open_dm(call: Call) -> Json:
    call.need("im:write")
    if call.text("channel"):
        channel = call.channel()
    else:
        names = [name for name in call.text("users").split(",") if name]
        if not names:
            refuse("users_list_not_supplied")
        if len(names) > 1:
            call.need("mpim:write")
            refuse("method_not_supported_for_channel_type")
        user = call.workspace.users.get(UserId(names[0]))
        if user is None:
            refuse("user_not_found")
        if user.deleted:
            refuse("user_disabled")
        channel = call.workspace.dm_with(user.id)
    shown = channel_json(channel, call.workspace) if call.flag("return_im") else {"id": channel.id}
    return {"ok": True, "no_op": False, "already_open": False, "channel": shown}


def info(call: Call) -> Json:
    call.need(*READ.values())
    channel = call.channel()
    call.need(READ[kind_of(channel)])
    shown = channel_json(channel, call.workspace)
    if not call.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"ok": True, "channel": shown}


def list_channels(call: Call) -> Json:
    asked = [name.strip() for name in (call.text("types") or "public_channel").split(",")]
    if any(name not in KINDS for name in asked):
        refuse("invalid_types")
    kinds = {KINDS[name] for name in asked}
    for kind in sorted(kinds - {"mpim"}):
        call.need(READ[kind])
    bot = call.workspace.install.bot_user
    found = [
        channel
        for channel in call.workspace.channels.values()
        if kind_of(channel) in kinds
        and (kind_of(channel) == "public" or bot in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    chosen, cursor = page(found, call, default=100, most=1000)
    shown = [channel_json(channel, call.workspace) for channel in chosen]
    return {"ok": True, "channels": shown, "response_metadata": {"next_cursor": cursor}}


def members(call: Call) -> Json:
    channel = call.channel()
    call.need(READ[kind_of(channel)])
    chosen, cursor = page(sorted(channel.members), call, default=100, most=1000)
    return {"ok": True, "members": chosen, "response_metadata": {"next_cursor": cursor}}


def history(call: Call) -> Json:
    channel = _readable(call)
    limit = call.whole("limit", 100, most=999)
    latest = call.text("cursor").removeprefix("next_ts:") or call.text("latest")
    inclusive = call.flag("inclusive") and not call.text("cursor")
    found = call.workspace.timeline(channel.id).newest_first(
        oldest=_ts(call, "oldest"), latest=latest if latest.strip("0.") else "", inclusive=inclusive
    )
    messages = list(islice(found, limit + 1))
    more = len(messages) > limit
    answer: Json = {
        "ok": True,
        "messages": [_shown(call, message) for message in messages[:limit]],
        "has_more": more,
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": f"next_ts:{messages[limit - 1].ts}"}
    return answer


def replies(call: Call) -> Json:
    channel = _readable(call)
    timeline = call.workspace.timeline(channel.id)
    root_ts = padded(call.text("ts")) if call.text("ts") else ""
    named = timeline.find(root_ts)
    if named is not None and named.is_reply:
        root_ts = named.thread_ts or root_ts
    if not timeline.has_thread(root_ts):
        refuse("thread_not_found")
    root = timeline.find(root_ts)
    oldest, latest = _ts(call, "oldest"), _ts(call, "latest")
    inclusive = call.flag("inclusive")
    wanted = [reply for reply in timeline.replies(root_ts) if _between(reply.ts, oldest, latest, inclusive=inclusive)]
    everything = [*([root] if root else []), *wanted]
    chosen, cursor = page(everything, call, default=999, most=1000)
    answer: Json = {"ok": True, "messages": [_shown(call, message) for message in chosen], "has_more": bool(cursor)}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def _readable(call: Call) -> Channel:
    call.need(*HISTORY.values())
    channel = call.channel()
    call.need(HISTORY[kind_of(channel)])
    if call.workspace.install.bot_user not in channel.members:
        refuse("not_in_channel")
    return channel


def _ts(call: Call, name: str) -> str:
    given = call.text(name)
    if not given.strip("0."):
        return ""
    if not given.replace(".", "", 1).isdigit():
        refuse(f"invalid_ts_{name}")
    return padded(given)


def _between(ts: str, oldest: str, latest: str, *, inclusive: bool) -> bool:
    if inclusive:
        return (not oldest or ts >= oldest) and (not latest or ts <= latest)
    return (not oldest or ts > oldest) and (not latest or ts < latest)


def _shown(call: Call, message: Any) -> Json:
    return message_json(message, call.workspace, metadata=call.flag("include_all_metadata"))


METHODS = (
    Method("conversations.open", open_dm),
    Method("conversations.info", info),
    Method("conversations.list", list_channels),
    Method("conversations.members", members),
    Method("conversations.history", history),
    Method("conversations.replies", replies),
)
