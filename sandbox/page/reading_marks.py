"""What each person has read, and how much is new to them."""

from sandbox.records import Channel, ChannelId, User, UserId
from sandbox.workspace import Workspace


class ReadingMarks:
    """Remembers up to which message somebody has read each conversation. Before the first look all is unread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._read: dict[tuple[UserId, ChannelId], str] = {}

    def read(self, user: User, channel: Channel) -> str:
        """Note that everything in the conversation is read, and return up to where it was before."""
        before = self._read.get((user.id, channel.id), "")
        seen = self._workspace.timeline(channel.id).visible_to(user.id)
        if seen:
            self._read[user.id, channel.id] = seen[-1].ts
        return before

    def unread(self, user: User, channel: Channel) -> int:
        """Count the messages and replies that others have written since."""
        read = self._read.get((user.id, channel.id), "")
        seen = self._workspace.timeline(channel.id).visible_to(user.id)
        return sum(1 for message in seen if message.ts > read and message.user != user.id)
