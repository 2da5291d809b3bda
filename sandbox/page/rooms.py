"""The list of conversations on the left, with what is new in each."""

from dataclasses import dataclass

from markupsafe import Markup

from sandbox.page.backdrop import Backdrop
from sandbox.page.places import DIRECT, HOME, Looking


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    url: str
    unread: int
    is_open: bool
    is_private: bool = False


def draw_rooms(backdrop: Backdrop, looking: Looking) -> Markup:
    """Draw the channels and direct messages of the person who looks."""
    workspace = backdrop.world.workspace
    viewer = backdrop.viewer(looking)
    channels = [
        Room(
            name=channel.name,
            url=looking.url(room=channel.id, thread=""),
            unread=backdrop.marks.unread(viewer.user, channel),
            is_open=looking.room == channel.id,
            is_private=channel.is_private,
        )
        for channel in sorted(viewer.channels(), key=lambda channel: channel.name)
        if not channel.is_archived
    ]
    direct = Room(
        name=workspace.bot.real_name,
        url=looking.url(room=DIRECT, thread=""),
        unread=backdrop.marks.unread(viewer.user, workspace.dm_with(viewer.id)),
        is_open=looking.room in (DIRECT, HOME),
    )
    return backdrop.draw("rooms.html", looking, channels=channels, direct=direct)
