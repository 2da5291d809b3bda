"""Presses: each has its effect once, however often its request arrives."""

from datetime import datetime

from handlers.payloads import Body, Press
from rituals.errors import UserFacingError
from storage import inbox
from storage.database import WorkspaceSession


class RepeatedError(UserFacingError):
    """The same request came before: what it asks for is done, and the person has heard of it."""

    def __init__(self) -> None:
        super().__init__("This was done already, and nothing was changed.")


def press_once(session: WorkspaceSession, body: Body, *, now: datetime) -> Press:
    """Return the press for its only time; raises RepeatedError, and OldMessageError where it cannot be read.

    Slack gives each press a trigger of its own; one that comes again is a copy of the request (FAULTS B14). If the
    transaction fails, the trigger is free again.
    """
    press = Press.of(body)
    if not inbox.is_first(session, f"trigger:{press.trigger_id}", now=now):
        raise RepeatedError
    return press
