"""Recovery steps in Slack: on its date each is asked about, and the answer ends it or puts another in its place."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.recovery import change_form, question_card
from handlers.cards import post
from handlers.check_in_drafts import find_doer
from handlers.forms import InvalidInputError, get_form, open_form, show, submit_once
from handlers.payloads import Answers, Body, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.recovery_steps import end_step, promise_step
from handlers.services import Services
from rituals.announcements import Priority
from rituals.answer_checks import check_recovery
from rituals.answers import Deviation, Part, Step
from rituals.audit import Change
from rituals.check_ins import Recovery, RecoveryStatus
from rituals.courtesy import day_of, today_of
from rituals.errors import NotFoundError
from rituals.forms import FormKind
from rituals.ids import RecoveryId
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_recovery
from rituals.program import Program
from rituals.recoveries import StepAnsweredError, is_question_due, question_key, whom_to_ask
from storage import audit
from storage.check_ins import count_messages
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import RECOVERIES

_ENDS = {ids.RECOVERY_DONE: RecoveryStatus.DONE, ids.RECOVERY_NOT_DONE: RecoveryStatus.MISSED}


def register(app: App, services: Services) -> None:
    """Listen for the answers to the question whether a step was done."""

    def on_end(ack: Ack, body: dict[str, Any]) -> None:
        report_step(services, body)
        ack()

    def on_change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = open_change(services, body)
        show(client, view, trigger_id=Press.of(body).trigger_id)
        ack()

    def on_changed(ack: Ack, body: dict[str, Any]) -> None:
        change_step(services, body)
        ack()

    for action_id in _ENDS:
        app.action(action_id)(on_end)
    app.action(ids.RECOVERY_CHANGED)(on_change)
    app.view(ids.RECOVERY_FORM)(on_changed)


def ask_about_recoveries(services: Services) -> None:
    """Ask about every step whose date has come, at the hour of whoever does it."""
    now = services.now()
    with services.reading() as session:
        program = load_program(session)
        waiting = (RECOVERIES.c.status == RecoveryStatus.OPEN) & (RECOVERIES.c.asked_at.is_(None))
        found = RECOVERIES.find(session, waiting)
    for recovery in found:
        person = whom_to_ask(recovery, program)
        if person and is_question_due(recovery, person, program, now=now):
            with services.transaction() as session:
                # Whoever changes the step at this instant has come first.
                if RECOVERIES.lock(session, recovery.id) == recovery:
                    _ask(session, recovery, person, program, now=now)


def report_step(services: Services, body: Body) -> None:
    """Record that a step was done or not; raises NotFoundError and StepAnsweredError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        program = load_program(session)
        recovery = _get_open(session, RecoveryId(press.value), actor, program)
        status = _ENDS[press.action.action_id]
        end_step(session, recovery, status, actor=actor.id, program=program, now=now)


def open_change(services: Services, body: Body) -> View:
    """Return the form for the step that takes another's place; raises NotFoundError and StepAnsweredError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        program = load_program(session)
        recovery = _get_open(session, RecoveryId(press.value), actor, program)
        form = open_form(session, FormKind.RECOVERY, recovery.id, actor.id, now=now)
        return change_form(form.id, recovery, program)


def change_step(services: Services, body: Body) -> None:
    """Put another step in the place of one; raises InvalidInputError, AlreadyRecordedError and StepAnsweredError."""
    now = services.now()
    submission = Submission.of(body)
    with services.transaction() as session:
        actor = get_actor(session, body)
        program = load_program(session)
        form = get_form(session, submission.form, FormKind.RECOVERY, actor.id)
        submit_once(session, form.id, form.kind, actor.id, receipt="The new step is recorded.", now=now)
        recovery = _get_open(session, RecoveryId(form.subject), actor, program)
        step = _read_step(submission.answers, session, actor, program, now=now)
        successor = promise_step(
            session, step, check_in=recovery.check_in, initiative=recovery.initiative, actor=actor.id, now=now
        )
        end_step(
            session,
            recovery,
            RecoveryStatus.CHANGED,
            actor=actor.id,
            program=program,
            successor=successor,
            now=now,
        )


def _ask(session: WorkspaceSession, recovery: Recovery, person: Person, program: Program, *, now: datetime) -> None:
    since, until = day_of(person, program.cadence, now=now)
    recipient = person.slack_id or ""
    # Over the day's limit nothing is noted, so that the next morning's tick finds the question still due.
    if count_messages(session, recipient, since=since, until=until) >= program.policy.daily_messages:
        return
    RECOVERIES.save(session, replace(recovery, asked_at=now))
    card = question_card(recovery, program, reader=person.id)
    post(session, question_key(recovery.id), recipient, card, priority=Priority.PROMPT, now=now)
    audit.record(session, Change(actor="clock", action="recovery.asked", subject=recovery.id), now=now)


def _get_open(session: WorkspaceSession, recovery_id: RecoveryId, actor: Person, program: Program) -> Recovery:
    recovery = RECOVERIES.lock(session, recovery_id)
    is_current = recovery.initiative in program.initiatives
    if not is_current or not can(Action.REPORT_RECOVERY, relations_to_recovery(actor, recovery, program)):
        raise NotFoundError(RECOVERIES.noun, recovery_id)
    if recovery.status is not RecoveryStatus.OPEN:
        raise StepAnsweredError(recovery)
    return recovery


def _read_step(answers: Answers, session: WorkspaceSession, actor: Person, program: Program, *, now: datetime) -> Step:
    typed = Deviation(
        condition=answers.text(Part.CONDITION.value),
        action=answers.text(Part.ACTION.value),
        doer=find_doer(answers.user(Part.DOER.value), session),
        due_on=answers.day(Part.DUE.value),
    )
    problems = check_recovery(typed, today=today_of(actor, program.cadence, now=now))
    if problems or typed.step is None:
        raise InvalidInputError({part.value: why for part, why in problems.items()})
    return typed.step
