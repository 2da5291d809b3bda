"""The bar on which time is read and moved."""

from markupsafe import Markup

from sandbox.page.backdrop import Backdrop
from sandbox.page.directing import Happening
from sandbox.page.places import DIRECT, Looking


def draw_time_bar(backdrop: Backdrop, looking: Looking) -> Markup:
    """Draw the workspace's time, the ways to move it, and what came about when it was last moved."""
    workspace = backdrop.world.workspace

    def where(happening: Happening) -> str:
        reader = workspace.users[happening.reader].name if happening.reader else looking.viewer
        channel = workspace.channels[happening.channel] if happening.channel else None
        room = DIRECT if channel is None or channel.is_im else channel.id
        return looking.url(viewer=reader, room=room, thread="") + (f"#m-{happening.ts}" if happening.ts else "")

    standing = backdrop.director.standing
    return backdrop.draw(
        "time_bar.html",
        looking,
        now=backdrop.world.clock.now(),
        standing=standing,
        where=where,
        own=sorted(workspace.users[who].real_name for who in standing.own),
        is_own=backdrop.viewer(looking).id in standing.own,
    )
