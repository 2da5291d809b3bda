"""Where time is read and moved, and what came about when it was last moved."""

from markupsafe import Markup

from sandbox.page.backdrop import Backdrop
from sandbox.page.directing import Happening
from sandbox.page.places import DIRECT, Looking


def draw_time_bar(backdrop: Backdrop, looking: Looking) -> Markup:
    """Draw the workspace's time and the ways to move it."""
    standing = backdrop.director.standing
    is_own = backdrop.viewer(looking).id in standing.own
    return backdrop.draw("time_bar.html", looking, now=backdrop.world.clock.now(), standing=standing, is_own=is_own)


def draw_happened(backdrop: Backdrop, looking: Looking) -> Markup:
    """Draw what came about, each with a link to where somebody reads it."""
    workspace = backdrop.world.workspace

    def where(happening: Happening) -> str:
        reader = workspace.users[happening.reader].name if happening.reader else looking.viewer
        channel = workspace.channels[happening.channel] if happening.channel else None
        room = DIRECT if channel is None or channel.is_im else channel.id
        return looking.url(viewer=reader, room=room, thread="") + (f"#m-{happening.ts}" if happening.ts else "")

    return backdrop.draw("happened.html", looking, standing=backdrop.director.standing, where=where)
