"""Refusals: who tried what in vain stands in the audit log, in ids only."""

import re
from typing import Any

from handlers.blocks import ids
from handlers.payloads import Body, Sender
from handlers.services import Services
from rituals.audit import Change
from rituals.errors import UserFacingError
from rituals.flag_commands import Wish, parse_flag_command
from storage import audit, inbox
from storage.database import WorkspaceSession
from storage.programs import find_person
from storage.shelves import FORMS

ACTION = "refused."
"""What the action of a refusal begins with; the id of the button or form follows."""
NO_ID = "unknown"
STRANGER = "stranger"
_KNOWN = frozenset(value for name, value in vars(ids).items() if name.isupper())
_ID = re.compile(r"[\w.:-]{1,100}")
_COMMAND = re.compile(r"/[a-z0-9_-]{1,31}")


def audit_refusal(services: Services, body: Body, error: UserFacingError) -> bool:
    """Note a refused act (FAULTS B8, F1); strangers leave no name behind. False for a request that came before.

    It needs a transaction of its own, as the one that refused has taken everything back. Of what somebody tells in
    confidence nothing is noted (FAULTS F8).
    """
    if _is_told_in_confidence(body):
        return True
    now = services.now()
    with services.transaction() as session:
        trigger = body.get("trigger_id")
        if trigger and not inbox.is_first(session, f"refused:{trigger}", now=now):
            return False
        person = find_person(session, Sender.of(body).user)
        change = Change(
            actor=person.id if person else STRANGER,
            action=ACTION + _act(body),
            subject=_subject(session, body),
            details={"reason": type(error).__name__, "payload": kind_of(body)},
        )
        audit.record(session, change, now=now)
    return True


def _is_told_in_confidence(body: Body) -> bool:
    if kind_of(body) == "command":
        wish = parse_flag_command(str(body.get("text") or "")).wish
        return wish in (Wish.CONFIDE, Wish.READ_ANSWER)
    return (body.get("view") or {}).get("callback_id") == ids.CONFIDENTIAL_FORM


def kind_of(body: Body) -> str:
    """Return which kind of payload it is, as Slack calls it."""
    return "command" if "command" in body else str(body.get("type", ""))


def _act(body: Body) -> str:
    """Return what was tried: the id of a button, form or shortcut of this bot, a command, or the type of an event."""
    match kind_of(body):
        case "command":
            return _matching(_COMMAND, body["command"])
        case "event_callback":
            return _matching(_ID, body["event"].get("type"))
        case "block_actions":
            tried = body["actions"][0].get("action_id")
        case "view_submission":
            tried = body["view"].get("callback_id")
        case _:
            tried = body.get("action_id") or body.get("callback_id")
    # A made-up id could be any text.
    return str(tried) if tried in _KNOWN else NO_ID


def _subject(session: WorkspaceSession, body: Body) -> str:
    """Return the id of what it was tried on; of a form, what the form is about."""
    if "actions" in body:
        return _matching(_ID, body["actions"][0].get("value") or _form(body))
    form = FORMS.find_one(session, FORMS.c.id == _form(body)) if "view" in body else None
    return _matching(_ID, form.subject or form.id if form else _form(body))


def _form(body: Body) -> Any:
    return (body.get("view") or {}).get("private_metadata")


def _matching(pattern: re.Pattern[str], text: Any) -> str:
    return text if isinstance(text, str) and pattern.fullmatch(text) else NO_ID
