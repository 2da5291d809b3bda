"""The whole page as it is first loaded: its frame, and in it everything that is kept up to date afterwards."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from sandbox.page.backdrop import Backdrop
from sandbox.page.places import DIRECT, HOME, Looking
from sandbox.page.screen import Part, markup
from sandbox.records import Channel, Json
from sandbox.workspace import Workspace


def draw_whole(backdrop: Backdrop, looking: Looking, token: str, parts: Mapping[str, Part]) -> Markup:
    """Draw the page around the parts of a screen; `token` is by what its stream asks for that screen."""
    workspace = backdrop.world.workspace
    channel = looking.channel(workspace)
    direct = looking.room in (DIRECT, HOME)
    name = workspace.bot.real_name if direct else f"#{channel.name}"
    return backdrop.draw(
        "page.html",
        looking,
        screen=token,
        parts={region: markup(part) for region, part in parts.items()},
        workspace=workspace,
        people=sorted((user for user in workspace.people() if not user.deleted), key=lambda user: user.real_name),
        channel=channel,
        title=name,
        where=f"with {name}" if direct else f"in {name}",
        label=f"Message {name}",
        members="" if direct else _members(channel, workspace),
        vocabulary=list(_vocabulary(workspace)),
    )


def _members(channel: Channel, workspace: Workspace) -> str:
    names = sorted(workspace.users[member].real_name for member in channel.members if member in workspace.users)
    return ", ".join(names)


def _vocabulary(workspace: Workspace) -> Iterator[Json]:
    """Yield what the message field helps to type: commands with their hints, people and channels."""
    for command in workspace.install.commands:
        yield {"word": command.name, "hint": command.usage_hint, "says": command.description}
    for user in (*workspace.people(), workspace.bot):
        if not user.deleted:
            yield {"word": f"@{user.name}", "hint": "", "says": user.real_name}
    for channel in workspace.channels.values():
        if not channel.is_im and not channel.is_private:
            yield {"word": f"#{channel.name}", "hint": "", "says": "channel"}
