"""Confidential flags in Slack. Nothing here stores or logs who reports: no form, no draft, no key, no refusal.

`handlers/refusals.py` leaves out what begins here, and whoever changes this file keeps it so: the test that follows a
canary through every output and table is tests/faults/test_f_confidential.py.
"""

import re
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.confidential import (
    draw_answer_for_reporter,
    draw_confidence,
    draw_confidential_answer_form,
    draw_confidential_form,
    draw_no_such,
    draw_told,
)
from handlers.blocks.prose import Card
from handlers.cards import edit, post
from handlers.forms import InvalidInputError, keep_receipt, open_form, show, submit_once
from handlers.payloads import Body, OldMessageError, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.announcements import AnnouncementStatus
from rituals.audit import Change
from rituals.confidential_flags import (
    ConfidentialFlag,
    build_confidential_flag,
    code_of,
    confidants,
    is_opened_by,
)
from rituals.errors import NotFoundError, UserFacingError
from rituals.flag_commands import FlagCommand
from rituals.forms import FormKind
from rituals.ids import AnnouncementKey, ConfidentialFlagId
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_confidential_flag, relations_to_program
from storage import audit, outbox
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import CONFIDENTIAL_FLAGS

SOMEBODY = "confidential"
"""Who the audit log says has told something in confidence."""
MOST_ATTEMPTS = 8
_SEED = re.compile(r"[\w-]{20,40}")


class NobodyToTellError(UserFacingError):
    """The program names nobody else who could be told in confidence."""

    def __init__(self) -> None:
        super().__init__(
            "The program names nobody but you who could be told in confidence: a member of the steering group, a "
            "controller, an administrator or a sponsor. Nothing was stored."
        )


class AlreadyAnsweredInConfidenceError(UserFacingError):
    """Who was told has answered before."""

    def __init__(self, flag: ConfidentialFlag) -> None:
        super().__init__(f"You have answered {flag.id} already. Nothing was changed.")


def register(app: App, services: Services) -> None:
    """Listen for the two forms and the button."""

    def on_told(ack: Ack, body: dict[str, Any]) -> None:
        ack(response_action="update", view=tell_in_confidence(services, body).to_dict())

    def on_answer(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press, view = open_answer(services, body)
        show(client, view, trigger_id=press.trigger_id)
        ack()

    def on_answered(ack: Ack, body: dict[str, Any]) -> None:
        answer_in_confidence(services, body)
        ack()

    app.view(ids.CONFIDENTIAL_FORM)(on_told)
    app.action(ids.CONFIDENTIAL_ANSWER)(on_answer)
    app.view(ids.CONFIDENTIAL_ANSWER_FORM)(on_answered)


def draw_form_for(services: Services, body: Body, wanted: FlagCommand) -> View:
    """Return the form for somebody who wants to tell something in confidence; it only reads."""
    with services.reading() as session:
        actor = get_actor(session, body)
        who = confidants(load_program(session), reporter=actor.id)
    if not who:
        raise NobodyToTellError
    return draw_confidential_form(secrets.token_urlsafe(24), who, what=wanted.words)


def tell_in_confidence(services: Services, body: Body) -> View:
    """Store what is told and pass it on to its reader; return the page that shows the code.

    Sent twice, the form comes to the same flag: both are shown the same code. Raises InvalidInputError.
    """
    submission = Submission.of(body)
    seed = submission.form
    if not _SEED.fullmatch(seed):
        raise OldMessageError
    with services.transaction() as session:
        actor = get_actor(session, body)
        recipient, what = _read(session, submission, actor)
        flag = _keep_once(session, seed, what=what, recipient=recipient, now=services.now())
        told = load_program(session).people[flag.recipient]
    return draw_told(flag, told, code_of(seed), flag_command=services.flag_command)


def read_answer(services: Services, body: Body, wanted: FlagCommand) -> Card:
    """Return what the code shows, in the same words for a wrong code and for a number that does not exist."""
    with services.reading() as session:
        get_actor(session, body)
        flag = CONFIDENTIAL_FLAGS.find_one(session, CONFIDENTIAL_FLAGS.c.id == ConfidentialFlagId(wanted.subject))
        if flag is None or not is_opened_by(flag, wanted.words):
            return draw_no_such()
        recipient = load_program(session).people[flag.recipient]
        entry = outbox.find_entry(session, _told_key(flag))
    has_arrived = entry is not None and entry.status is AnnouncementStatus.SENT
    return draw_answer_for_reporter(flag, recipient, has_arrived=has_arrived)


def open_answer(services: Services, body: Body) -> tuple[Press, View]:
    """Return the form in which whoever was told answers; raises what `_get_own` raises."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        flag = _get_own(session, press.value, actor)
        form = open_form(session, FormKind.CONFIDENTIAL_ANSWER, flag.id, actor.id, now=now)
        return press, draw_confidential_answer_form(form.id, flag)


def answer_in_confidence(services: Services, body: Body) -> None:
    """Keep the answer, once; raises what `_get_own` raises."""
    submission = Submission.of(body)
    now = services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        form = submit_once(session, submission.form, FormKind.CONFIDENTIAL_ANSWER, actor.id, now=now)
        flag = _get_own(session, form.subject, actor)
        text = submission.answers.text(ids.CONFIDENTIAL_ANSWER_TEXT)
        if text is None:
            raise InvalidInputError({ids.CONFIDENTIAL_ANSWER_TEXT: "Please fill this in."})
        answered = replace(flag, answer=text, answered_at=now)
        CONFIDENTIAL_FLAGS.save(session, answered)
        keep_receipt(session, form, f"Your answer to {flag.id} can be read by whoever told you.")
        audit.record(session, Change(actor=actor.id, action="confidential.answered", subject=flag.id), now=now)
        edit(session, _told_key(flag), draw_confidence(answered), now=now)


def _read(session: WorkspaceSession, submission: Submission, actor: Person) -> tuple[Person, str]:
    program = load_program(session)
    answers = submission.answers
    what, chosen = answers.text(ids.CONFIDENTIAL_WHAT), answers.choice(ids.CONFIDENTIAL_RECIPIENT)
    # Only who is offered is taken, whatever a payload holds (FAULTS F2).
    recipient = next((each for each in confidants(program, reporter=actor.id) if each.id == chosen), None)
    wrong = {}
    if recipient is None or not can(Action.TELL_IN_CONFIDENCE, relations_to_program(actor)):
        wrong[ids.CONFIDENTIAL_RECIPIENT] = "Choose one of these."
    if what is None:
        wrong[ids.CONFIDENTIAL_WHAT] = "Say in a sentence what could happen."
    if recipient is None or what is None or wrong:
        raise InvalidInputError(wrong)
    return recipient, what


def _keep_once(
    session: WorkspaceSession, seed: str, *, what: str, recipient: Person, now: datetime
) -> ConfidentialFlag:
    for attempt in range(MOST_ATTEMPTS):
        flag = build_confidential_flag(seed, attempt, what=what, recipient=recipient.id, now=now)
        if CONFIDENTIAL_FLAGS.insert_once(session, flag):
            audit.record(session, Change(actor=SOMEBODY, action="confidential.told", subject=flag.id), now=now)
            post(session, _told_key(flag), recipient.slack_id or "", draw_confidence(flag), now=now)
            return flag
        if CONFIDENTIAL_FLAGS.get(session, flag.id).code_hash == flag.code_hash:
            return flag
    message = "no id is free for a confidential flag"
    raise RuntimeError(message)


def _get_own(session: WorkspaceSession, key: str, actor: Person) -> ConfidentialFlag:
    """Return what the actor was told, locked; raises NotFoundError and AlreadyAnsweredInConfidenceError."""
    flag = CONFIDENTIAL_FLAGS.lock(session, key)
    if not can(Action.ANSWER_IN_CONFIDENCE, relations_to_confidential_flag(actor, flag)):
        raise NotFoundError(CONFIDENTIAL_FLAGS.noun, key)
    if flag.answer is not None:
        raise AlreadyAnsweredInConfidenceError(flag)
    return flag


def _told_key(flag: ConfidentialFlag) -> AnnouncementKey:
    return AnnouncementKey(f"confidential:{flag.id}:told")
