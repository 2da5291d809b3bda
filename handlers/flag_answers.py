"""Answers a flag: help, a decision, or the acceptance of the risk in a leader's own name."""

from slack_sdk.models.views import View

from handlers.blocks.flag_answer_form import draw_answer_form, say_acceptance, say_decision, say_help
from handlers.blocks.ids import (
    FLAG_ACCEPT,
    FLAG_ANSWER_ON,
    FLAG_ANSWER_TEXT,
    FLAG_ANSWER_WHO,
    FLAG_ANSWER_WHY,
    FLAG_DECIDE,
    FLAG_HELP,
)
from handlers.flag_messages import announce_answer
from handlers.forms import InvalidInputError, keep_receipt, open_form, submit_once
from handlers.payloads import Answers, Body, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.audit import Change
from rituals.dispositions import await_disposition
from rituals.errors import NotFoundError
from rituals.flags import Flag, FlagAnswerKind, answer_flag, check_is_open
from rituals.forms import FormKind
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_flag
from rituals.program import Program
from storage import audit, inbox
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import FLAGS

KINDS = {
    FLAG_HELP: FlagAnswerKind.HELP,
    FLAG_DECIDE: FlagAnswerKind.DECIDE,
    FLAG_ACCEPT: FlagAnswerKind.ACCEPT,
}
"""The button that is pressed, and the answer that it stands for."""


def open_answer(services: Services, body: Body) -> tuple[Press, View]:
    """Return the form for the answer that was pressed; raises what `_get_answerable` raises."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        kind = KINDS[press.action.action_id]
        flag = _get_answerable(session, press.value, actor, load_program(session))
        form = open_form(session, FormKind.FLAG_ANSWER, flag.id, actor.id, draft={"kind": kind.value}, now=now)
        return press, draw_answer_form(form.id, flag, kind, actor)


def give_answer(services: Services, body: Body) -> Flag:
    """Apply the answer once; raises InvalidInputError, AlreadyRecordedError and what `_get_answerable` raises."""
    submission = Submission.of(body)
    now = services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        form = submit_once(session, submission.form, FormKind.FLAG_ANSWER, actor.id, now=now)
        program = load_program(session)
        kind = FlagAnswerKind(form.draft["kind"])
        text = _read_answer(submission.answers, kind, actor)
        # The key is taken before the flag is read: of two leaders at one instant, the second reads the first's answer.
        inbox.is_first(session, f"flag:{form.subject}:answered", now=now)
        open_one = _get_answerable(session, form.subject, actor, program)
        answered = answer_flag(open_one, kind, text, program, answered_by=actor.id, now=now)
        flag = await_disposition(answered, program)
        FLAGS.save(session, flag)
        keep_receipt(session, form, f"Your answer to flag {flag.id} stands, and its raiser is told.")
        change = Change(actor=actor.id, action="flag.answered", subject=flag.id, details={"kind": kind.value})
        audit.record(session, change, now=now)
        announce_answer(session, flag, program, now=now)
    return flag


def _get_answerable(session: WorkspaceSession, key: str, actor: Person, program: Program) -> Flag:
    """Return the open flag that the actor may answer.

    Raises NotFoundError, in the same words where the actor may not answer it, and what `check_is_open` raises.
    """
    flag = FLAGS.get(session, key)
    if not can(Action.ANSWER_FLAG, relations_to_flag(actor, flag, program)):
        raise NotFoundError(FLAGS.noun, key)
    check_is_open(flag, program)
    return flag


def _read_answer(answers: Answers, kind: FlagAnswerKind, leader: Person) -> str:
    text = _get_text(answers, FLAG_ANSWER_TEXT)
    match kind:
        case FlagAnswerKind.HELP:
            on = answers.day(FLAG_ANSWER_ON)
            if on is None:
                raise InvalidInputError({FLAG_ANSWER_ON: "Choose the day by which the help is there."})
            return say_help(text, _get_text(answers, FLAG_ANSWER_WHO), on)
        case FlagAnswerKind.DECIDE:
            return say_decision(text, _get_text(answers, FLAG_ANSWER_WHY))
        case FlagAnswerKind.ACCEPT:
            return say_acceptance(text, leader)


def _get_text(answers: Answers, field: str) -> str:
    text = answers.text(field)
    if text is None:
        raise InvalidInputError({field: "Please fill this in."})
    return text
