"""A Web API method: how it is registered, and the call that it is given."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.modals import Modals
from sandbox.records import Channel, Json, Message
from sandbox.refusal import refuse
from sandbox.triggers import Triggers
from sandbox.workspace import Workspace

STRUCTURED = frozenset({"attachments", "blocks", "metadata", "view"})
HISTORY = {"im": "im:history", "private": "groups:history", "public": "channels:history"}
READ = {"im": "im:read", "private": "groups:read", "public": "channels:read"}


@dataclass(slots=True)
class Call:
    """One call of a method by the app."""

    method: str
    args: Mapping[str, Any]
    workspace: Workspace
    modals: Modals
    triggers: Triggers
    new_link: Callable[[], str]
    # What the call has put into the world, for the log of accepted calls.
    message: Message | None = field(default=None)

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("1", "true")

    def whole(self, name: str, default: int, *, most: int) -> int:
        try:
            value = int(self.text(name) or default)
        except ValueError:
            refuse("invalid_limit")
        return min(value, most) if value > 0 else default

    def structured(self, name: str, refusal: str) -> Any:
        """Return an argument that is a structure, or its JSON text."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except (ValueError, RecursionError):
            refuse(refusal)

    def need(self, *scopes: str) -> None:
        """Refuse the call unless one of the scopes was granted."""
        granted = self.workspace.install.scopes
        if not granted.intersection(scopes):
            refuse("missing_scope", needed=",".join(scopes), provided=",".join(sorted(granted)))

    def channel(self, name: str = "channel") -> Channel:
        """Return the channel that the app can see under that id."""
        channel = self.workspace.find_channel(self.text(name))
        bot = self.workspace.install.bot_user
        if channel is None or ((channel.is_private or channel.is_im) and bot not in channel.members):
            refuse("channel_not_found")
        return channel


def kind_of(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private" if channel.is_private else "public"


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    run: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    app_token: bool = False


def page(entries: list[Any], call: Call, *, default: int, most: int) -> tuple[list[Any], str]:
    """Cut a list to the page that the cursor asks for, and return it with the next cursor."""
    start = _start(call.text("cursor"), len(entries))
    limit = call.whole("limit", default, most=most)
    rest = start + limit
    return entries[start:rest], f"next:{rest}" if rest < len(entries) else ""


def _start(cursor: str, length: int) -> int:
    if not cursor:
        return 0
    number = cursor.removeprefix("next:")
    if not cursor.startswith("next:") or not number.isdigit() or int(number) > length:
        refuse("invalid_cursor")
    return int(number)
