"""The joint resolution of a dependency in danger: opened in all the channels at once, acknowledged, and ended."""

from datetime import datetime

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.changed import changed_notice, say_step
from handlers.blocks.escalation_forms import STEP, STEP_ON, acknowledge_form
from handlers.escalation_posts import announce_rung, load_resolution, show
from handlers.forms import (
    InvalidInputError,
    answer,
    get_unsubmitted,
    has_changed,
    has_seen,
    open_form,
    submit_once,
    with_version,
)
from handlers.forms import show as show_form
from handlers.payloads import Body, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.audit import Change
from rituals.dependencies import Dependency
from rituals.errors import NotFoundError
from rituals.escalations import Escalation, EscalationStatus, Rung, SubjectKind
from rituals.forms import FormKind
from rituals.ids import EscalationId, TradeOffId
from rituals.ladder import NextStepDateError, acknowledge, refuse_if_resolved, resolve
from rituals.local_time import local_date
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_escalation
from rituals.program import Program
from rituals.resolutions import build_resolution
from rituals.trade_offs import build_trade_off, close_unanswered, propose_options
from storage import audit
from storage.counters import next_id
from storage.database import WorkspaceSession
from storage.decisions import find_trade_off, replace_options
from storage.escalations import find_open
from storage.programs import load_program
from storage.shelves import DEPENDENCIES, ESCALATIONS, TRADE_OFFS


def register(app: App, services: Services) -> None:
    """Listen to the Acknowledge button and to its form."""

    def on_press(ack: Ack, body: Body, client: WebClient) -> None:
        view = _offer_acknowledgement(services, body)
        ack()
        show_form(client, view, trigger_id=Press.of(body).trigger_id)

    def on_submit(ack: Ack, body: Body) -> None:
        answer(ack, _take_acknowledgement(services, body))

    app.action(ids.ESCALATION_ACKNOWLEDGE)(on_press)
    app.view(ids.ESCALATION_ACKNOWLEDGE_FORM)(on_submit)


def open_resolution(
    session: WorkspaceSession, dependency: Dependency, why: str, *, program: Program, now: datetime
) -> Escalation:
    """Open the resolution of `dependency` with its twin cards, or return the one that is open already.

    `why` is the evidence in full sentences, of dates and effects, never of persons. With the resolution opens the
    trade-off that its decider is asked to decide.
    """
    DEPENDENCIES.lock(session, dependency.id)
    standing = find_open(session, SubjectKind.DEPENDENCY, dependency.id)
    if standing is not None:
        return standing
    number = EscalationId(next_id(session, "R"))
    escalation = build_resolution(number, dependency, why, program=program, now=now)
    ESCALATIONS.save(session, escalation)
    resolution = load_resolution(session, escalation, dependency, program=program, now=now)
    consumer = program.initiatives[dependency.consumer].name
    question = f"How is {consumer} to go on without “{dependency.deliverable}” in time?"
    trade_off = build_trade_off(TradeOffId(next_id(session, "T")), escalation, question)
    TRADE_OFFS.save(session, trade_off)
    replace_options(session, trade_off.id, propose_options(trade_off.id, resolution.outlook))
    details = {"about": dependency.id, "decider": escalation.decider, "decide_by": escalation.decide_by.isoformat()}
    opened = Change(actor="clock", action="escalation.opened", subject=escalation.id, details=details)
    audit.record(session, opened, now=now)
    show(session, resolution, program=program, now=now)
    announce_rung(session, resolution, Rung.OWNERS, program=program, now=now)
    return escalation


def end_resolution(
    session: WorkspaceSession, dependency: Dependency, outcome: str, *, by: str, program: Program, now: datetime
) -> None:
    """End the resolution of `dependency` without a decision, if one is open: what it was about has settled itself."""
    standing = find_open(session, SubjectKind.DEPENDENCY, dependency.id)
    locked = ESCALATIONS.lock(session, standing.id) if standing is not None else None
    if locked is None or locked.status is EscalationStatus.RESOLVED:
        return
    escalation = resolve(locked, outcome, now=now)
    ESCALATIONS.save(session, escalation)
    trade_off = find_trade_off(session, escalation.id)
    if trade_off is not None:
        TRADE_OFFS.save(session, close_unanswered(trade_off))
    redraw(session, escalation, dependency, program=program, now=now)
    ended = Change(actor=by, action="escalation.resolved", subject=escalation.id, details={"outcome": outcome})
    audit.record(session, ended, now=now)


def redraw(
    session: WorkspaceSession, escalation: Escalation, dependency: Dependency, *, program: Program, now: datetime
) -> None:
    """Bring the cards of an escalation up to date."""
    show(session, load_resolution(session, escalation, dependency, program=program, now=now), program=program, now=now)


def redraw_about(session: WorkspaceSession, dependency: Dependency, *, program: Program, now: datetime) -> None:
    """Bring the cards of the resolution of `dependency` up to date, if one is open."""
    standing = find_open(session, SubjectKind.DEPENDENCY, dependency.id)
    if standing is not None:
        redraw(session, standing, dependency, program=program, now=now)


def take_escalation(
    session: WorkspaceSession, escalation: EscalationId, action: Action, *, actor: Person, program: Program
) -> tuple[Escalation, Dependency]:
    """Return the escalation and its dependency for `actor` to act on, locked until the transaction ends.

    Raises NotFoundError, in the same words for what does not exist and for what the actor may not do.
    """
    dependency_id = ESCALATIONS.get(session, escalation).subject
    dependency = DEPENDENCIES.lock(session, dependency_id)
    taken = ESCALATIONS.lock(session, escalation)
    if dependency.id not in program.dependencies:
        raise NotFoundError(ESCALATIONS.noun, escalation)
    if not can(action, relations_to_escalation(actor, taken, program, dependency)):
        raise NotFoundError(ESCALATIONS.noun, escalation)
    return taken, dependency


def _offer_acknowledgement(services: Services, body: Body) -> View:
    now = services.now()
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        number = EscalationId(press_once(session, body, now=now).value)
        taken, dependency = take_escalation(session, number, Action.ACKNOWLEDGE, actor=actor, program=program)
        refuse_if_resolved(taken)
        seen = with_version(_version_of(taken))
        form = open_form(session, FormKind.ACKNOWLEDGE, taken.id, actor.id, draft=seen, now=now)
    return acknowledge_form(taken, dependency, form.id, today=local_date(now, program.cadence.zone))


def _take_acknowledgement(services: Services, body: Body) -> View | None:
    """Take the escalation up once; where another step was named meanwhile, return the notice that shows both."""
    submission, now = Submission.of(body), services.now()
    step, step_on = submission.answers.text(STEP), submission.answers.day(STEP_ON)
    if step is None or step_on is None:
        raise InvalidInputError({STEP: "Say what the next step is."} if step is None else {STEP_ON: "Choose a date."})
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        number = EscalationId(get_unsubmitted(session, submission.form, FormKind.ACKNOWLEDGE, actor.id).subject)
        taken, dependency = take_escalation(session, number, Action.ACKNOWLEDGE, actor=actor, program=program)
        form = get_unsubmitted(session, submission.form, FormKind.ACKNOWLEDGE, actor.id)
        try:
            today = local_date(now, program.cadence.zone)
            acknowledged = acknowledge(taken, step, step_on, by=actor.id, today=today)
        except NextStepDateError as error:
            raise InvalidInputError({STEP_ON: str(error)}) from error
        if has_changed(form, _version_of(taken)):
            has_seen(session, form, _version_of(taken))
            return changed_notice(say_step(taken), say_step(acknowledged))
        submit_once(session, form.id, FormKind.ACKNOWLEDGE, actor.id, now=now)
        ESCALATIONS.save(session, acknowledged)
        details = {"next_step_on": step_on.isoformat()}
        change = Change(actor=actor.id, action="escalation.acknowledged", subject=taken.id, details=details)
        audit.record(session, change, now=now)
        redraw(session, acknowledged, dependency, program=program, now=now)
        return None


def _version_of(escalation: Escalation) -> tuple[str | None, ...]:
    """Return what a next step replaces; the climb goes on meanwhile and is not part of it."""
    step_on = escalation.next_step_on.isoformat() if escalation.next_step_on else None
    return escalation.next_step, step_on, escalation.acknowledged_by
