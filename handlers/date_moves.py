"""Another committed date, as it is asked for and answered in Slack (feature 5)."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.changed import changed_notice
from handlers.blocks.date_move_forms import ANSWER, REASON, TO_ON, ask_form, asked_notice, refusal_form
from handlers.blocks.date_move_words import say_committed
from handlers.blocks.words import say_date
from handlers.date_move_changes import Wish, approve, ask, refuse, take_initiative, take_move
from handlers.forms import (
    InvalidInputError,
    get_unsubmitted,
    has_changed,
    has_seen,
    open_form,
    show,
    submit_once,
    with_version,
)
from handlers.payloads import Answers, Body, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.date_moves import find_approver, find_fault, refuse_if_answered
from rituals.forms import FormKind
from rituals.ids import DateMoveId, InitiativeId
from rituals.local_time import local_date
from storage.programs import load_program


def register(app: App, services: Services) -> None:
    """Listen for the wish to move a date, and for the two answers to it."""

    def on_ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = _open_wish(services, body)
        show(client, view, trigger_id=Press.of(body).trigger_id)
        ack()

    def on_asked(ack: Ack, body: dict[str, Any]) -> None:
        action, view = _take_wish(services, body)
        ack(response_action=action, view=view.to_dict())

    def on_approve(ack: Ack, body: dict[str, Any]) -> None:
        _approve(services, body)
        ack()

    def on_refuse(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = _open_refusal(services, body)
        show(client, view, trigger_id=Press.of(body).trigger_id)
        ack()

    def on_refused(ack: Ack, body: dict[str, Any]) -> None:
        _take_refusal(services, body)
        ack()

    app.action(ids.DATE_MOVE_ASK)(on_ask)
    app.action(ids.DATE_MOVE_CHOOSE)(on_ask)
    app.view(ids.DATE_MOVE_FORM)(on_asked)
    app.action(ids.DATE_MOVE_APPROVE)(on_approve)
    app.action(ids.DATE_MOVE_REFUSE)(on_refuse)
    app.view(ids.DATE_MOVE_REFUSAL_FORM)(on_refused)


def _open_wish(services: Services, body: Body) -> View:
    now = services.now()
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        press = press_once(session, body, now=now)
        key = InitiativeId(press.chosen if press.action.action_id == ids.DATE_MOVE_CHOOSE else press.value)
        taken = take_initiative(session, key, actor=actor, program=program, now=now)
        initiative, last = taken.standing.initiative, taken.standing.last
        approver = find_approver(program, initiative, asked_by=actor.id)
        seen = with_version(taken.version)
        form = open_form(session, FormKind.DATE_MOVE, initiative.id, actor.id, draft=seen, now=now)
    is_late = last is not None and last.forecast_on > initiative.committed_on
    return ask_form(
        form.id,
        initiative,
        moves=taken.standing.moves,
        approver=program.people[approver],
        forecast_on=last.forecast_on if last is not None and is_late else None,
        waiting=taken.waiting,
    )


def _take_wish(services: Services, body: Body) -> tuple[str, View]:
    """Record the wish once; where the date was changed meanwhile, return the notice that shows both."""
    submission, now = Submission.of(body), services.now()
    wish = _read_wish(submission.answers)
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        key = InitiativeId(get_unsubmitted(session, submission.form, FormKind.DATE_MOVE, actor.id).subject)
        taken = take_initiative(session, key, actor=actor, program=program, now=now)
        form = get_unsubmitted(session, submission.form, FormKind.DATE_MOVE, actor.id)
        initiative = taken.standing.initiative
        today = local_date(now, program.cadence.zone)
        fault = find_fault(wish.to_on, committed_on=initiative.committed_on, today=today)
        if fault is not None:
            raise InvalidInputError({TO_ON: fault})
        if has_changed(form, taken.version):
            has_seen(session, form, taken.version)
            recorded = f"committed {say_committed(taken.standing.moves, initiative)}"
            if taken.waiting is not None:
                recorded += f"; {taken.waiting.id}, to {say_date(taken.waiting.to_on)}, waits for an answer"
            return "push", changed_notice(recorded, f"to {say_date(wish.to_on)}, because: {wish.reason}")
        move = ask(session, taken, wish, actor=actor, program=program, now=now)
        receipt = f"{move.id} waits for an answer."
        submit_once(session, form.id, form.kind, actor.id, receipt=receipt, now=now)
        return "update", asked_notice(move, program.people[move.approver])


def _approve(services: Services, body: Body) -> None:
    now = services.now()
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        key = DateMoveId(press_once(session, body, now=now).value)
        move, initiative = take_move(session, key, actor=actor, program=program)
        approve(session, move, initiative, actor=actor, program=program, now=now)


def _open_refusal(services: Services, body: Body) -> View:
    now = services.now()
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        key = DateMoveId(press_once(session, body, now=now).value)
        move, initiative = take_move(session, key, actor=actor, program=program)
        refuse_if_answered(move)
        form = open_form(session, FormKind.DATE_MOVE_ANSWER, move.id, actor.id, now=now)
    return refusal_form(form.id, move, initiative)


def _take_refusal(services: Services, body: Body) -> None:
    submission, now = Submission.of(body), services.now()
    why = submission.answers.text(ANSWER)
    if why is None:
        raise InvalidInputError({ANSWER: "Please say why the date stays."})
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        found = get_unsubmitted(session, submission.form, FormKind.DATE_MOVE_ANSWER, actor.id)
        move, initiative = take_move(session, DateMoveId(found.subject), actor=actor, program=program)
        submit_once(session, found.id, found.kind, actor.id, receipt=f"{move.id} is refused.", now=now)
        refuse(session, move, initiative, why, actor=actor, program=program, now=now)


def _read_wish(answers: Answers) -> Wish:
    to_on, reason = answers.day(TO_ON), answers.text(REASON)
    if to_on is None:
        raise InvalidInputError({TO_ON: "Please give the new date."})
    if reason is None:
        raise InvalidInputError({REASON: "Please say why the date has to move."})
    return Wish(to_on=to_on, reason=reason)
