"""The promise between two teams as it is made in Slack: committed, countered, refused, delivered, accepted."""

from collections.abc import Callable
from datetime import date, datetime

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.changed import changed_notice, say_promise
from handlers.blocks.dependency_cards import earlier_date_card
from handlers.blocks.dependency_forms import CONFIDENCE, OFFERED_ON, REASON, counter_form, refusal_form
from handlers.cards import channel_of, lead_of, post
from handlers.dependency_changes import apply_and_follow_up, take_dependency
from handlers.forms import (
    InvalidInputError,
    answer,
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
from rituals import promises
from rituals.audit import Change
from rituals.dependencies import Dependency
from rituals.forms import FormKind
from rituals.ids import DependencyId
from rituals.local_time import local_date
from rituals.people import Person
from rituals.permissions import Action
from rituals.program import Program
from storage import audit
from storage.database import WorkspaceSession
from storage.programs import load_program

Move = Callable[[Dependency, datetime, date], Dependency]
"""What a button does to a dependency, given the instant and the day in the program's zone."""

MOVES: dict[str, tuple[Action, Move]] = {
    ids.DEPENDENCY_COMMIT: (Action.PROMISE, lambda each, now, today: promises.commit(each, today=today)),
    ids.DEPENDENCY_DELIVERED: (Action.PROMISE, lambda each, now, today: promises.deliver(each, today=today)),
    ids.HEARTBEAT_YES: (Action.PROMISE, lambda each, now, today: promises.still_good(each, today=today)),
    ids.DEPENDENCY_ACCEPT_COUNTER: (Action.SETTLE_PROMISE, lambda each, now, today: promises.accept_offer(each)),
    ids.DEPENDENCY_KEEP_DATE: (Action.SETTLE_PROMISE, lambda each, now, today: promises.keep_date(each, now=now)),
    ids.DEPENDENCY_ACCEPT_DELIVERY: (Action.SETTLE_PROMISE, lambda each, now, today: promises.accept_delivery(each)),
    ids.DEPENDENCY_SEND_BACK: (Action.SETTLE_PROMISE, lambda each, now, today: promises.send_back(each)),
}
"""The buttons that take effect at once."""

FORMS_OPENED: dict[str, FormKind] = {
    ids.DEPENDENCY_OTHER_DATE: FormKind.COUNTER,
    ids.HEARTBEAT_AT_RISK: FormKind.COUNTER,
    ids.DEPENDENCY_CANNOT: FormKind.REFUSAL,
    ids.HEARTBEAT_NO: FormKind.REFUSAL,
}
"""The buttons that ask for a reason first."""


def register(app: App, services: Services) -> None:
    """Listen to every button and form of a dependency."""

    def on_move(ack: Ack, body: Body) -> None:
        _move(services, body)
        ack()

    def on_form(ack: Ack, body: Body, client: WebClient) -> None:
        view = _open(services, body)
        ack()
        show(client, view, trigger_id=Press.of(body).trigger_id)

    def on_counter(ack: Ack, body: Body) -> None:
        answer(ack, _counter(services, body))

    def on_refusal(ack: Ack, body: Body) -> None:
        answer(ack, _refuse(services, body))

    for action_id in MOVES:
        app.action(action_id)(on_move)
    for action_id in FORMS_OPENED:
        app.action(action_id)(on_form)
    app.view(ids.DEPENDENCY_COUNTER_FORM)(on_counter)
    app.view(ids.DEPENDENCY_REFUSAL_FORM)(on_refusal)


def ask_for_earlier_date(
    session: WorkspaceSession,
    dependency: Dependency,
    wanted_on: date,
    *,
    asked_by: Person,
    program: Program,
    now: datetime,
) -> None:
    """Record that the consumer needs the deliverable by `wanted_on`, and tell the provider's channel.

    Nothing changes until the provider offers another date.
    """
    team = program.teams[dependency.provider]
    key = f"dependency:{dependency.id}:earlier:{wanted_on}"
    lead = lead_of(team, program)
    post(session, key, channel_of(team), earlier_date_card(dependency, wanted_on, program), fallback=lead, now=now)
    asked = Change(
        actor=asked_by.id,
        action="dependency.earlier_date_asked",
        subject=dependency.id,
        details={"wanted_on": wanted_on.isoformat()},
    )
    audit.record(session, asked, now=now)


def _move(services: Services, body: Body) -> None:
    now = services.now()
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        press = press_once(session, body, now=now)
        action, move = MOVES[press.action.action_id]
        before = take_dependency(session, DependencyId(press.value), action, actor=actor, program=program)
        after = move(before, now, local_date(now, program.cadence.zone))
        apply_and_follow_up(session, before, after, by=actor.id, program=program, now=now)


def _open(services: Services, body: Body) -> View:
    now = services.now()
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        press = press_once(session, body, now=now)
        kind = FORMS_OPENED[press.action.action_id]
        dependency = take_dependency(session, DependencyId(press.value), Action.PROMISE, actor=actor, program=program)
        promises.refuse_if_ended(dependency)
        seen = with_version(_version_of(dependency))
        form = open_form(session, kind, dependency.id, actor.id, draft=seen, now=now)
    if kind is FormKind.REFUSAL:
        return refusal_form(dependency, program, form.id)
    return counter_form(dependency, program, form.id, today=local_date(now, program.cadence.zone))


def _counter(services: Services, body: Body) -> View | None:
    answers = Submission.of(body).answers
    offered_on, reason, confidence = _read_counter(answers)

    def offer(before: Dependency, now: datetime, today: date) -> Dependency:
        try:
            return promises.offer(before, offered_on, reason=reason, confidence=confidence, today=today)
        except promises.DateInThePastError as error:
            raise InvalidInputError({OFFERED_ON: str(error)}) from error

    return _submit(services, body, FormKind.COUNTER, offer)


def _refuse(services: Services, body: Body) -> View | None:
    reason = Submission.of(body).answers.text(REASON)
    if reason is None:
        raise InvalidInputError({REASON: "Say what stands in the way."})
    return _submit(
        services, body, FormKind.REFUSAL, lambda each, now, today: promises.refuse(each, reason=reason, today=today)
    )


def _submit(services: Services, body: Body, kind: FormKind, move: Move) -> View | None:
    """Apply a form once; where the promise changed since it was opened, return the notice that shows both texts."""
    now, sent = services.now(), Submission.of(body).form
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        subject = DependencyId(get_unsubmitted(session, sent, kind, actor.id).subject)
        before = take_dependency(session, subject, Action.PROMISE, actor=actor, program=program)
        form = get_unsubmitted(session, sent, kind, actor.id)
        after = move(before, now, local_date(now, program.cadence.zone))
        if has_changed(form, _version_of(before)):
            has_seen(session, form, _version_of(before))
            return changed_notice(say_promise(before), say_promise(after))
        submit_once(session, form.id, kind, actor.id, now=now)
        apply_and_follow_up(session, before, after, by=actor.id, program=program, now=now)
        return None


def _version_of(dependency: Dependency) -> tuple[str | int | None, ...]:
    """Return what an answer of the provider replaces."""
    promised_on = dependency.promised_on.isoformat() if dependency.promised_on else None
    needed_by = dependency.needed_by.isoformat()
    return dependency.status.value, needed_by, promised_on, dependency.confidence, dependency.counter_reason


def _read_counter(answers: Answers) -> tuple[date, str, int]:
    offered_on, reason = answers.day(OFFERED_ON), answers.text(REASON)
    if offered_on is None:
        raise InvalidInputError({OFFERED_ON: "Choose the date you can promise."})
    if reason is None:
        raise InvalidInputError({REASON: "Say what makes it that date."})
    try:
        confidence = answers.number(CONFIDENCE)
    except ValueError:
        confidence = None
    if confidence is None or not 0 <= confidence <= 100:
        raise InvalidInputError({CONFIDENCE: "Give a whole number from 0 to 100."})
    return offered_on, reason, round(confidence)
