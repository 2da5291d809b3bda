"""A transcript: what each channel and each person saw, in the order of time, as plain text."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from sandbox.reading import text_of_message
from sandbox.records import Channel, Message, UserId
from sandbox.workspace import Workspace
from sandbox.world import World
from sandbox.zones import zone_of


def transcript(world: World, since: datetime | None = None) -> str:
    """Write down every channel and every direct message with the bot, in their readers' zones."""
    workspace = world.workspace
    with workspace.lock:
        parts = [_conversation(workspace, channel, since) for channel in workspace.channels.values()]
    return "\n\n".join(part for part in parts if part) + "\n"


def _conversation(workspace: Workspace, channel: Channel, since: datetime | None) -> str:
    messages = [
        message
        for message in workspace.timeline(channel.id).everything()
        if since is None or message.posted_at >= since
    ]
    if not messages:
        return ""
    zone = _zone(workspace, channel)
    return "\n".join([f"## {_title(workspace, channel)}", *_lines(workspace, messages, zone)])


def _lines(workspace: Workspace, messages: list[Message], zone: tzinfo) -> Iterator[str]:
    day = None
    for message in _in_threads(messages):
        at = message.posted_at.astimezone(zone)
        if at.date() != day and not message.is_reply:
            day = at.date()
            yield f"\n### {at:%A, %Y-%m-%d}"
        yield _entry(workspace, message, zone)


def _in_threads(messages: list[Message]) -> Iterator[Message]:
    """Yield each message, followed by the replies to it."""
    known = {message.ts for message in messages}
    for message in messages:
        if message.is_reply and message.thread_ts in known:
            continue
        yield message
        yield from (reply for reply in messages if reply.is_reply and reply.thread_ts == message.ts)


def _entry(workspace: Workspace, message: Message, zone: tzinfo) -> str:
    author = workspace.name_of("user", message.user)
    notes = ""
    if message.ephemeral_to:
        notes += f" (only {workspace.name_of('user', message.ephemeral_to)} sees this)"
    if message.edited_at:
        notes += f" (edited {message.edited_at.astimezone(zone):%H:%M})"
    text = "(deleted)" if message.deleted else text_of_message(message.blocks, message.text, workspace.name_of)
    indent = "    " if message.is_reply else ""
    head = f"{indent}{message.posted_at.astimezone(zone):%H:%M} {author}{notes}:"
    return "\n".join([head, *(f"{indent}    {line}" for line in text.splitlines())])


def _title(workspace: Workspace, channel: Channel) -> str:
    if channel.is_im:
        return f"Direct messages with {workspace.name_of('user', channel.partner_of(workspace.install.bot_user))}"
    return f"#{channel.name}{' (private)' if channel.is_private else ''}"


def _zone(workspace: Workspace, channel: Channel) -> tzinfo:
    """Return the person's zone in direct messages, and UTC where people of several zones read."""
    partner = channel.partner_of(workspace.install.bot_user) if channel.is_im else UserId("")
    user = workspace.users.get(partner)
    return UTC if user is None else zone_of(user)
