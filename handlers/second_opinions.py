"""Second opinions in Slack: asked of somebody who waits, blind, and shown beside the owner's answer once given."""

from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.second_opinion_cards import (
    CONFIDENCE,
    QUICK,
    REASON,
    answered_card,
    closed_card,
    number_form,
)
from handlers.cards import edit
from handlers.forms import InvalidInputError, get_unsubmitted, open_form, show, submit_once
from handlers.payloads import Answers, Body, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.second_opinion_questions import question_key
from handlers.services import Services
from rituals.audit import Change
from rituals.check_ins import Update
from rituals.commitments import read_update_id, update_id
from rituals.errors import NotFoundError
from rituals.forms import FormKind
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_opinion
from rituals.program import Program
from rituals.second_opinions import SecondOpinion, give, refuse_if_over
from storage import audit, inbox
from storage.check_ins import find_updates
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import SECOND_OPINIONS

_LOOK_BACK = timedelta(days=7)
"""So long after it closed an unanswered question is still looked at, should the bot have been down."""


def register(app: App, services: Services) -> None:
    """Listen for the quick answers, and for any other number."""

    def on_quick(ack: Ack, body: dict[str, Any]) -> None:
        _take_quick(services, body)
        ack()

    def on_other(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = _open_number(services, body)
        show(client, view, trigger_id=Press.of(body).trigger_id)
        ack()

    def on_number(ack: Ack, body: dict[str, Any]) -> None:
        _take_number(services, body)
        ack()

    for action_id in QUICK:
        app.action(action_id)(on_quick)
    app.action(ids.SECOND_OPINION_OTHER)(on_other)
    app.view(ids.SECOND_OPINION_FORM)(on_number)


def close_second_opinions(services: Services) -> None:
    """Let the questions that nobody answered in time say that they are closed; nobody is reminded or told."""
    now = services.now()
    columns = SECOND_OPINIONS.c
    with services.reading() as session:
        program = load_program(session)
        over = columns.answered_at.is_(None) & (columns.closes_at <= now) & (columns.closes_at > now - _LOOK_BACK)
        found = SECOND_OPINIONS.find(session, over)
    for opinion in found:
        with services.transaction() as session:
            is_current = opinion.initiative in program.initiatives
            if is_current and inbox.is_first(session, f"{question_key(opinion)}:closed", now=now):
                edit(session, question_key(opinion), closed_card(program.initiatives[opinion.initiative]), now=now)


def _take_quick(services: Services, body: Body) -> None:
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        opinion, update, program = _take(session, press.value, actor)
        given = give(opinion, QUICK[press.action.action_id], reason=None, now=now)
        _keep(session, given, update, program, now=now)


def _open_number(services: Services, body: Body) -> View:
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        opinion, update, program = _take(session, press.value, actor)
        refuse_if_over(opinion, now=now)
        form = open_form(session, FormKind.SECOND_OPINION, press.value, actor.id, now=now)
    return number_form(form.id, program.initiatives[opinion.initiative], ready_on=update.forecast_on)


def _take_number(services: Services, body: Body) -> None:
    submission, now = Submission.of(body), services.now()
    confidence = _read_confidence(submission.answers)
    with services.transaction() as session:
        actor = get_actor(session, body)
        form = get_unsubmitted(session, submission.form, FormKind.SECOND_OPINION, actor.id)
        opinion, update, program = _take(session, form.subject, actor)
        given = give(opinion, confidence, reason=submission.answers.text(REASON), now=now)
        submit_once(session, form.id, form.kind, actor.id, receipt=f"You said {confidence} of 100.", now=now)
        _keep(session, given, update, program, now=now)


def _take(session: WorkspaceSession, key: str, actor: Person) -> tuple[SecondOpinion, Update, Program]:
    """Return the opinion, locked, and what it is about; raises NotFoundError where it is not the actor's to give."""
    program = load_program(session)
    opinion = SECOND_OPINIONS.lock(session, *read_update_id(key))
    update = find_updates(session, opinion.check_in).get(opinion.initiative)
    is_current = opinion.initiative in program.initiatives and update is not None
    if not is_current or update is None or not can(Action.GIVE_OPINION, relations_to_opinion(actor, opinion)):
        raise NotFoundError(SECOND_OPINIONS.noun, key)
    return opinion, update, program


def _keep(session: WorkspaceSession, given: SecondOpinion, update: Update, program: Program, *, now: datetime) -> None:
    SECOND_OPINIONS.save(session, given)
    details = {"initiative": given.initiative, "confidence": given.confidence}
    subject = update_id(given.check_in, given.initiative)
    change = Change(actor=given.person, action="second_opinion.given", subject=subject, details=details)
    audit.record(session, change, now=now)
    edit(session, question_key(given), answered_card(given, update, program), now=now)


def _read_confidence(answers: Answers) -> int:
    try:
        typed = answers.number(CONFIDENCE)
    except ValueError:
        typed = None
    if typed is None or not 0 <= typed <= 100 or typed % 1:
        raise InvalidInputError({CONFIDENCE: "Please give a whole number from 0 to 100."})
    return int(typed)
