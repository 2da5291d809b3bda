"""What a person is told when something does not work: the words of a UserFacingError, or an apology and a log entry."""

import logging
from typing import Any

from slack_bolt import App, BoltResponse
from slack_sdk import WebClient

from handlers.blocks.forms import notice
from handlers.blocks.prose import Card, plain
from handlers.forms import AlreadyRecordedError, FormNotOpenedError, InvalidInputError, show, show_on_top
from handlers.payloads import Body, Sender
from handlers.services import Services
from handlers.whispers import drawn, say_here, whisper
from rituals.announcements import Announcement
from rituals.audit import Change
from rituals.errors import UserFacingError
from rituals.ids import AnnouncementKey
from storage import audit, outbox
from storage.database import CommitUnknownError
from storage.programs import find_person

_log = logging.getLogger(__name__)

NOTICE_TITLE = "Not recorded"
_APOLOGY = "Something broke on my side, and nothing was recorded. I am sorry. Please try again in a minute."
_DOUBT = (
    "I lost the database just as I was recording this, and I do not know whether it was recorded. I am sorry. "
    "Please look whether it is there before you do it again."
)
_NOT_REFUSALS = (AlreadyRecordedError, FormNotOpenedError, InvalidInputError)


def register(app: App, services: Services) -> None:
    """Answer every error that a listener raises."""

    def answer(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
        if isinstance(error, UserFacingError):
            return _explain(services, client, body, error)
        _log.error("a listener failed", extra={"payload": _kind(body)}, exc_info=error)
        if _kind(body) != "event_callback":
            say_here(client, body, _card(_DOUBT if isinstance(error, CommitUnknownError) else _APOLOGY))
        # Not 200: what was not recorded is not acknowledged, so Slack delivers events again (FAULTS B4).
        return BoltResponse(status=503)

    app.error(answer)


def _explain(services: Services, client: WebClient, body: Body, error: UserFacingError) -> BoltResponse:
    if not isinstance(error, _NOT_REFUSALS):
        _audit_refusal(services, body, error)
    match _kind(body):
        case "command":
            return _ack(response_type="ephemeral", **drawn(_card(str(error))))
        case "view_submission":
            return _answer_submission(services, body, error)
        case "block_suggestion":
            return _ack(options=[])
        case "block_actions" if "view" in body:
            _explain_on_top(services, client, body, error)
        case "event_callback" if body["event"].get("type") != "app_mention":
            _log.info("an event was refused", extra={"reason": type(error).__name__})
        case _:
            whisper(services, client, body, _card(str(error)))
    return BoltResponse(status=200)


def _explain_on_top(services: Services, client: WebClient, body: Body, error: UserFacingError) -> None:
    # The home tab is a view too, and a modal opens above it; above a modal it is pushed.
    show_it = show if body["view"].get("type") == "home" else show_on_top
    try:
        show_it(client, notice(NOTICE_TITLE, [plain(str(error))]), trigger_id=body["trigger_id"])
    except FormNotOpenedError:
        whisper(services, client, body, _card(str(error)))


def _answer_submission(services: Services, body: Body, error: UserFacingError) -> BoltResponse:
    if isinstance(error, InvalidInputError):
        return _ack(response_action="errors", errors=error.messages)
    if isinstance(error, AlreadyRecordedError):
        _say_already_recorded(services, body, error)
        return _ack(response_action="clear")
    # On top of the form, so that what was typed is not lost.
    return _ack(response_action="push", view=notice(NOTICE_TITLE, [plain(str(error))]).to_dict())


def _say_already_recorded(services: Services, body: Body, error: AlreadyRecordedError) -> None:
    card = _card(str(error))
    message = Announcement(
        key=AnnouncementKey(f"form:{error.form.id}:again"),
        recipient=Sender.of(body).user,
        text=card.text,
        blocks=card.to_json(),
    )
    with services.transaction() as session:
        outbox.enqueue(session, message, now=services.now())


def _audit_refusal(services: Services, body: Body, error: UserFacingError) -> None:
    """Note who tried what in vain (FAULTS B8, F1); strangers leave no name behind."""
    with services.transaction() as session:
        person = find_person(session, Sender.of(body).user)
        change = Change(
            actor=person.id if person else "stranger",
            action="refused",
            subject=_subject(body),
            details={"reason": type(error).__name__, "payload": _kind(body)},
        )
        audit.record(session, change, now=services.now())


def _subject(body: Body) -> str:
    if "actions" in body:
        action = body["actions"][0]
        return f"{action.get('action_id', '')} {action.get('value', '')}".strip()[:200]
    if "view" in body:
        return str(body["view"].get("callback_id", ""))
    return str(body.get("command") or body.get("callback_id") or body.get("event", {}).get("type") or "")


def _kind(body: Body) -> str:
    return "command" if "command" in body else str(body.get("type", ""))


def _card(text: str) -> Card:
    return Card(text, (plain(text),))


def _ack(**answer: Any) -> BoltResponse:
    return BoltResponse(status=200, body=answer)
