"""The methods `chat.*`: posting, changing and deleting messages."""

import json
from typing import Any

from sandbox.answers import message_json, slack_ts
from sandbox.blocks import faults_of_message
from sandbox.method import Call, Method
from sandbox.records import Channel, Json, Message, UserId
from sandbox.refusal import refuse
from sandbox.surfaces import with_ids
from sandbox.timeline import padded

LONGEST_TEXT = 40_000
LARGEST_METADATA = 16_000
MOST_ATTACHMENTS = 100


def post_message(call: Call) -> Json:
    channel = _place(call)
    _may_post(call, channel)
    thread_ts = _thread(call, channel)
    message = call.workspace.post(
        channel.id,
        call.workspace.install.bot_user,
        _text(call),
        **_content(call),
        **_author(call),
        metadata=_metadata(call),
        thread_ts=thread_ts,
        reply_broadcast=thread_ts is not None and call.flag("reply_broadcast"),
        username=call.text("username") or None,
    )
    call.message = message
    shown = message_json(message, call.workspace, metadata=True)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": shown}


def update(call: Call) -> Json:
    channel = call.channel()
    message = call.workspace.timeline(channel.id).find(padded(call.text("ts")))
    if message is None:
        refuse("message_not_found")
    if message.user != call.workspace.install.bot_user:
        refuse("cant_update_message")
    content = _content(call)
    text = _text(call, optional=message)
    changes: Json = {"text": text}
    if call.args.get("blocks") is not None or call.args.get("text") is not None:
        changes["blocks"] = content["blocks"]
    if call.args.get("attachments") is not None:
        changes["attachments"] = content["attachments"]
    if call.args.get("metadata") is not None:
        changes["metadata"] = _metadata(call)
    if not changes.get("blocks", message.blocks):
        changes["edited_ts"] = slack_ts(call.workspace.clock.now())
    edited = call.workspace.edit(message, **changes)
    call.message = edited
    shown = message_json(edited, call.workspace, metadata=True)
    return {"ok": True, "channel": channel.id, "ts": edited.ts, "text": edited.text, "message": shown}


def post_ephemeral(call: Call) -> Json:
    channel = call.channel()
    _may_post(call, channel)
    user = UserId(call.text("user"))
    if user not in channel.members or call.workspace.users[user].deleted:
        refuse("user_not_in_channel")
    message = call.workspace.post(
        channel.id,
        call.workspace.install.bot_user,
        _text(call),
        **_content(call),
        **_author(call),
        thread_ts=_thread(call, channel),
        ephemeral_to=user,
    )
    call.message = message
    return {"ok": True, "message_ts": message.ts}


def delete(call: Call) -> Json:
    channel = call.channel()
    message = call.workspace.timeline(channel.id).find(padded(call.text("ts")))
    if message is None:
        refuse("message_not_found")
    if message.user != call.workspace.install.bot_user:
        refuse("cant_delete_message")
    call.workspace.delete(message)
    call.message = message
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.workspace.timeline(channel.id).find(padded(call.text("message_ts")))
    if message is None:
        refuse("message_not_found")
    link = f"https://{call.workspace.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def _place(call: Call) -> Channel:
    """Return the channel to post to; a person's id stands for the bot's direct messages with them."""
    named = call.text("channel")
    user = call.workspace.users.get(UserId(named))
    if user is None:
        return call.channel()
    if user.is_bot:
        refuse("channel_not_found")
    return call.workspace.dm_with(user.id)


def _may_post(call: Call, channel: Channel) -> None:
    if call.workspace.install.bot_user not in channel.members:
        refuse("not_in_channel")
    if channel.is_archived:
        refuse("is_archived")
    if channel.refuses:
        refuse(channel.refuses)


def _thread(call: Call, channel: Channel) -> str | None:
    """Return the root of the thread that is answered in, also where one of its replies was named."""
    if not call.text("thread_ts"):
        return None
    thread_ts = padded(call.text("thread_ts"))
    timeline = call.workspace.timeline(channel.id)
    if not timeline.has_thread(thread_ts):
        refuse("thread_not_found")
    named = timeline.find(thread_ts)
    return named.thread_ts if named is not None and named.is_reply else thread_ts


def _text(call: Call, optional: Message | None = None) -> str:
    text = call.text("text")
    if call.args.get("markdown_text") is not None:
        if text or call.args.get("blocks"):
            refuse("markdown_text_conflict")
        text = call.text("markdown_text")
    if len(text) > LONGEST_TEXT:
        refuse("msg_too_long")
    kept = optional is not None and call.args.get("metadata") is not None
    if not (text or kept or call.structured("blocks", "invalid_blocks_format") or call.args.get("attachments")):
        refuse("no_text")
    return optional.text if optional is not None and kept and not text else text


def _content(call: Call) -> Json:
    blocks = call.structured("blocks", "invalid_blocks_format")
    if blocks is not None and not isinstance(blocks, list):
        refuse("invalid_blocks_format")
    faults = faults_of_message(blocks, None) if blocks else []
    if faults:
        refuse("invalid_blocks", errors=faults, messages=faults)
    attachments = call.structured("attachments", "invalid_attachments") or []
    if not isinstance(attachments, list):
        refuse("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        refuse("too_many_attachments")
    return {"blocks": tuple(with_ids(blocks or ())), "attachments": tuple(attachments)}


def _author(call: Call) -> Json:
    return {"bot_id": call.workspace.install.bot_id, "app_id": call.workspace.install.app_id}


def _metadata(call: Call) -> Any:
    metadata = call.structured("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict):
        refuse("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        refuse("invalid_metadata_schema")
    if len(json.dumps(metadata)) > LARGEST_METADATA:
        refuse("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


METHODS = (
    Method("chat.postMessage", post_message, ("chat:write",)),
    Method("chat.update", update, ("chat:write",)),
    Method("chat.postEphemeral", post_ephemeral, ("chat:write",)),
    Method("chat.delete", delete, ("chat:write",)),
    Method("chat.getPermalink", get_permalink),
)
