"""The buttons of the digest that write to an owner: an offer of help, or a question."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.digest_forms import Purpose, draw_message_form, draw_note, draw_note_receipt
from handlers.cards import tell
from handlers.forms import InvalidInputError, keep_receipt, open_form, show, submit_once
from handlers.payloads import Body, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.audit import Change
from rituals.errors import NotFoundError
from rituals.forms import FormKind
from rituals.ids import InitiativeId
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_initiative
from rituals.program import Initiative, Program
from rituals.resolutions import present
from storage import audit
from storage.programs import load_program
from storage.shelves import INITIATIVES

PURPOSES = {ids.DIGEST_OFFER_HELP: Purpose.HELP, ids.DIGEST_ASK_OWNER: Purpose.QUESTION}
"""The button that is pressed, and what the form is for."""


def register(app: App, services: Services) -> None:
    """Listen for both buttons and for their form."""

    def on_press(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press, view = open_message(services, body)
        show(client, view, trigger_id=press.trigger_id)
        ack()

    def on_submit(ack: Ack, body: dict[str, Any]) -> None:
        send_message(services, body)
        ack()

    for action_id in PURPOSES:
        app.action(action_id)(on_press)
    app.view(ids.DIGEST_MESSAGE_FORM)(on_submit)


def open_message(services: Services, body: Body) -> tuple[Press, View]:
    """Return the form for what was pressed; raises NotFoundError for what left the program."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        purpose = PURPOSES[press.action.action_id]
        initiative = _get_initiative(load_program(session), InitiativeId(press.value), actor)
        form = open_form(
            session,
            FormKind.DIGEST_MESSAGE,
            initiative.id,
            actor.id,
            draft={"purpose": purpose.value},
            now=now,
        )
    return press, draw_message_form(form.id, initiative, purpose)


def send_message(services: Services, body: Body) -> None:
    """Bring the text to the owner and a copy to the sender; raises InvalidInputError and AlreadyRecordedError."""
    submission = Submission.of(body)
    now = services.now()
    text = submission.answers.text(ids.DIGEST_MESSAGE_TEXT)
    if text is None:
        raise InvalidInputError({ids.DIGEST_MESSAGE_TEXT: "Write a sentence or two; the owner reads nothing else."})
    with services.transaction() as session:
        actor = get_actor(session, body)
        form = submit_once(session, submission.form, FormKind.DIGEST_MESSAGE, actor.id, now=now)
        program = load_program(session)
        initiative = _get_initiative(program, InitiativeId(form.subject), actor)
        purpose = Purpose(form.draft["purpose"])
        owner = program.people[present(initiative.owner, program)]
        note = draw_note(text, purpose, initiative, program, sender=actor, reader=owner)
        receipt = draw_note_receipt(text, initiative, program, owner=owner)
        keep_receipt(session, form, receipt.text)
        details = {"purpose": purpose.value, "to": owner.id}
        change = Change(actor=actor.id, action="initiative.owner_written_to", subject=initiative.id, details=details)
        audit.record(session, change, now=now)
        tell(session, f"note:{form.id}", owner.id, note, program=program, now=now)
        tell(session, f"note:{form.id}:receipt", actor.id, receipt, program=program, now=now)


def _get_initiative(program: Program, initiative: InitiativeId, actor: Person) -> Initiative:
    known = program.initiatives.get(initiative)
    if known is None or not can(Action.WRITE_TO_OWNER, relations_to_initiative(actor, initiative, program)):
        raise NotFoundError(INITIATIVES.noun, initiative)
    return known
