"""A refusal as Slack words it: an error code, and what goes with it."""

from collections.abc import Sequence
from typing import Any, NoReturn


class RefusedError(Exception):
    """Slack answers `{"ok": false, "error": code}` and whatever `more` holds."""

    def __init__(self, code: str, more: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.more = more

    def to_json(self) -> dict[str, Any]:
        return {"ok": False, "error": self.code, **self.more}


def refuse(code: str, *, messages: Sequence[str] = (), **more: Any) -> NoReturn:
    """Refuse a call; `messages` tell what is wrong with its arguments."""
    told = {"response_metadata": {"messages": [f"[ERROR] {message}" for message in messages]}} if messages else {}
    raise RefusedError(code, {**more, **told})
