"""Places: what one tab of the page shows, as its address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from sandbox.records import Channel, ChannelId, User
from sandbox.workspace import Workspace

HOME = "home"
DIRECT = "dm"


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks at what. `room` is a channel's id, `dm` for the messages with the app, or `home` for its home tab.

    `of`, `at` and `only` choose what the inspector lists: calls about a person, in a conversation, or just what is
    wrong.
    """

    viewer: str
    room: str = DIRECT
    thread: str = ""
    inspects: bool = False
    of: str = ""
    at: str = ""
    only: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str], workspace: Workspace) -> Self:
        """Read an address. Raises LookupError for a person or a conversation that is not there."""
        people = [user for user in workspace.people() if not user.deleted]
        viewer = workspace.get_user(query["as"]) if "as" in query else people[0]
        room = query.get("in", DIRECT)
        if room not in (HOME, DIRECT):
            channel = workspace.get_channel(room)
            room = DIRECT if channel.is_im else channel.id
            if room != DIRECT and viewer.id not in channel.members:
                msg = f"{viewer.real_name} is not in #{channel.name}."
                raise LookupError(msg)
        return cls(
            viewer=viewer.name,
            room=room,
            thread=query.get("thread", ""),
            inspects=query.get("inspect") == "1",
            of=query.get("of", ""),
            at=query.get("at", ""),
            only=query.get("only", ""),
        )

    def url(self, **changes: Any) -> str:
        """Return the address of the same place, but for these changes."""
        there = replace(self, **changes)
        named = {
            "as": there.viewer, "in": there.room, "thread": there.thread, "inspect": "1" if there.inspects else "",
            "of": there.of, "at": there.at, "only": there.only,
        }  # fmt: skip
        return "/?" + urlencode({name: value for name, value in named.items() if value})

    def user(self, workspace: Workspace) -> User:
        return workspace.get_user(self.viewer)

    def channel(self, workspace: Workspace) -> Channel:
        """Return the conversation that is looked at; the home tab's is that of the messages with the app."""
        if self.room in (HOME, DIRECT):
            return workspace.dm_with(self.user(workspace).id)
        return workspace.channels[ChannelId(self.room)]
