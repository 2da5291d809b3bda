"""What a person is told when something does not work: the words of a UserFacingError, or an apology and a log entry."""

import logging
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient
from slack_sdk.models.blocks import Block

from handlers.blocks.forms import notice
from handlers.blocks.prose import Card, button, buttons, plain
from handlers.forms import AlreadyRecordedError, FormNotOpenedError, InvalidInputError, show, show_on_top
from handlers.payloads import Body, OldMessageError, Sender
from handlers.presses import RepeatedError
from handlers.refusals import audit_refusal, kind_of
from handlers.services import Services
from handlers.whispers import drawn, say_here, whisper
from rituals.announcements import Announcement
from rituals.errors import MistakenError, UserFacingError
from rituals.ids import AnnouncementKey
from storage import outbox
from storage.database import CommitUnknownError

_log = logging.getLogger(__name__)

NOTICE_TITLE = "Not recorded"
_APOLOGY = "Something broke on my side, and nothing was recorded. I am sorry. Please try again in a minute."
_DOUBT = (
    "I lost the database just as I was recording this, and I do not know whether it was recorded. I am sorry. "
    "Please look whether it is there before you do it again."
)
_NOT_REFUSALS = (AlreadyRecordedError, FormNotOpenedError, InvalidInputError, MistakenError, OldMessageError)
_UNANSWERED = frozenset({"event_callback", "view_closed"})
"""Nobody waits for an answer to these."""


def register(app: App, services: Services) -> None:
    """Answer every error that a listener raises, and every payload that no listener is for."""

    def answer(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            return _explain_unknown(services, client, body)
        if isinstance(error, UserFacingError):
            return _explain(services, client, body, error)
        _log.error("a listener failed", extra={"payload": kind_of(body)}, exc_info=error)
        if kind_of(body) != "event_callback":
            say_here(client, body, _card(_DOUBT if isinstance(error, CommitUnknownError) else _APOLOGY))
        # Not 200: what was not recorded is not acknowledged, so Slack delivers events again (FAULTS B4).
        return BoltResponse(status=503)

    app.error(answer)


def _explain_unknown(services: Services, client: WebClient, body: Body) -> BoltResponse:
    """Answer what an older release, or another app, has drawn or declared (FAULTS B16)."""
    kind = kind_of(body)
    _log.warning("nothing listens for this", extra={"payload": kind})
    is_waited_for = kind not in _UNANSWERED and ("user" in body or "user_id" in body)
    return _explain(services, client, body, OldMessageError()) if is_waited_for else BoltResponse(status=200)


def _explain(services: Services, client: WebClient, body: Body, error: UserFacingError) -> BoltResponse:
    is_refusal = not isinstance(error, (*_NOT_REFUSALS, RepeatedError))
    is_repeated = isinstance(error, RepeatedError) or (is_refusal and not audit_refusal(services, body, error))
    match kind_of(body):
        case "block_actions" if is_repeated:
            _log.info("a press came again", extra={"reason": type(error).__name__})
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
            whisper(services, client, body, _card(str(error), *_way_back(body, error)))
    return BoltResponse(status=200)


def _explain_on_top(services: Services, client: WebClient, body: Body, error: UserFacingError) -> None:
    # The home tab is a view too, and a modal opens above it; above a modal it is pushed.
    show_it = show if body["view"].get("type") == "home" else show_on_top
    try:
        show_it(client, notice(NOTICE_TITLE, [plain(str(error))]), trigger_id=body["trigger_id"])
    except FormNotOpenedError:
        whisper(services, client, body, _card(str(error), *_way_back(body, error)))


def _answer_submission(services: Services, body: Body, error: UserFacingError) -> BoltResponse:
    # Slack takes messages only for fields that the form has; one of an older release may lack them.
    if isinstance(error, InvalidInputError) and set(error.messages) <= _fields_of(body):
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


def _fields_of(body: Body) -> set[str]:
    return {block.get("block_id") for block in body["view"].get("blocks", ()) if block.get("type") == "input"}


def _way_back(body: Body, error: UserFacingError) -> tuple[Block, ...]:
    """Return the button that was pressed once more, where its form did not open in time (FAULTS B10)."""
    pressed = body["actions"][0] if kind_of(body) == "block_actions" else {}
    if not isinstance(error, FormNotOpenedError) or not pressed.get("value"):
        return ()
    return (buttons(button("Open again", pressed["action_id"], pressed["value"], style="primary")),)


def _card(text: str, *below: Block) -> Card:
    return Card(text, (plain(text), *below))


def _ack(**answer: Any) -> BoltResponse:
    return BoltResponse(status=200, body=answer)
