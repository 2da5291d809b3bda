"""Lines of the journal as rows to read: what went where, what came of it, and whether that was the app's fault."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.journal import Answered, Delivered, Entry, Line
from sandbox.records import ChannelId
from sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the inspector. `tone` is `ok`, `fault` for one that was switched on here, or `wrong`."""

    number: int
    at: datetime
    name: str
    direction: str
    about: str
    outcome: str
    tone: str
    milliseconds: float | None


def row_of(number: int, line: Line, workspace: Workspace) -> Row:
    outcome, tone = outcome_of(line)
    name, direction, about = _heading(line, workspace)
    seconds = None if isinstance(line, Answered) else line.seconds
    return Row(
        number=number,
        at=line.at,
        name=name,
        direction=direction,
        about=about,
        outcome=outcome,
        tone=tone,
        milliseconds=None if seconds is None else seconds * 1000,
    )


def _heading(line: Line, workspace: Workspace) -> tuple[str, str, str]:
    match line:
        case Entry():
            target = str(line.args.get("channel") or line.args.get("user") or line.args.get("user_id") or "")
            return line.method, "to Slack", _shown(target, workspace)
        case Delivered():
            return _kind(line.payload), "to the app", _shown(_sender(line.payload), workspace)
        case Answered():
            return f"answer to a {line.to}", "to Slack", ""


def _kind(payload: Mapping[str, Any]) -> str:
    if "command" in payload:
        return str(payload["command"])
    return str(payload.get("event", payload).get("type", "payload"))


def _sender(payload: Mapping[str, Any]) -> str:
    user = payload.get("event", payload).get("user", payload.get("user_id", ""))
    return str(user.get("id", "") if isinstance(user, dict) else user)


def _shown(identifier: str, workspace: Workspace) -> str:
    channel = workspace.channels.get(ChannelId(identifier))
    if channel is not None:
        return workspace.name_of("channel", channel.id) if channel.is_im else f"#{channel.name}"
    return workspace.name_of("user", identifier)


def outcome_of(line: Line) -> tuple[str, str]:
    """Say in a few words what came of it, and of which tone that is."""
    if isinstance(line, Entry):
        return _outcome_of_call(line)
    if line.error is not None:
        return f"{'refused' if isinstance(line, Answered) else 'not acknowledged'}: {line.error}", "wrong"
    again = isinstance(line, Delivered) and line.attempt > 0
    return "acknowledged again" if again else "acknowledged", "ok"


def _outcome_of_call(entry: Entry) -> tuple[str, str]:
    if entry.fault is not None:
        return f"fault switched on: {entry.fault}", "fault"
    if entry.response.get("ok"):
        return "ok", "ok"
    return f"refused: {entry.response.get('error', entry.status)}", "wrong"


def content_of(line: Line) -> Any:
    match line:
        case Entry():
            return [line.args, line.response]
        case Delivered():
            return line.payload
        case Answered():
            return line.content


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text of a JSON value; ids stand as texts of their own."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list | tuple):
            waiting += part
        elif isinstance(part, str):
            yield part
