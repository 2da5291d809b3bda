"""Links: which addresses may be followed, and where those of this workspace lead on the page."""

import re
from urllib.parse import parse_qs, urlencode

from sandbox.records import User
from sandbox.workspace import Workspace

# Whatever else a browser would follow, such as `javascript:`, is shown and not linked.
_SAFE = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
# What is drawn without a request that leaves the machine.
_OWN_PICTURE = re.compile(r"data:image/[\w.+-]+[;,]\S*|/(?![/\\])\S*", re.IGNORECASE)
_PERMALINK = re.compile(
    r"https://(?P<domain>[\w-]+)\.slack\.com/archives/(?P<channel>\w+)/p(?P<ts>\d{16})(?:\?(?P<query>.*))?"
)


def is_safe(url: str) -> bool:
    return _SAFE.fullmatch(url) is not None


def is_own_picture(url: str) -> bool:
    return _OWN_PICTURE.fullmatch(url) is not None


def local_address(url: str, workspace: Workspace, viewer: User) -> str | None:
    """Return where on the page a permalink of this workspace leads."""
    found = _PERMALINK.fullmatch(url)
    if found is None or found["domain"] != workspace.team.domain:
        return None
    thread = parse_qs(found["query"] or "").get("thread_ts", [""])[0]
    place = {"as": viewer.name, "in": found["channel"]} | ({"thread": thread} if thread else {})
    return f"/?{urlencode(place)}#m-{found['ts'][:-6]}.{found['ts'][-6:]}"


def channel_address(channel: str, workspace: Workspace, viewer: User) -> str | None:
    """Return where on the page a channel is, for those who are in it."""
    found = workspace.find_channel(channel)
    if found is None or viewer.id not in found.members:
        return None
    return "/?" + urlencode({"as": viewer.name, "in": found.id})
