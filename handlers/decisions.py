"""The decision that ends an escalation: one of at least two options, with its reason, by the one decider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.decision_forms import CHOSEN, LATER_ON, REASON, decision_form, summary_field
from handlers.blocks.escalation_cards import Resolution
from handlers.blocks.words import say_date
from handlers.dependency_changes import apply_change, change_of
from handlers.dependency_posts import effects_of
from handlers.escalation_posts import announce_decision, load_resolution, show
from handlers.escalations import take_escalation
from handlers.forms import InvalidInputError, open_form, submit_once
from handlers.forms import show as show_form
from handlers.payloads import Answers, Body, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.audit import Change
from rituals.decisions import Decision, OptionKind, TradeOff, TradeOffOption
from rituals.errors import NotFoundError
from rituals.escalations import Escalation
from rituals.forms import FormKind
from rituals.ids import DecisionId, EscalationId
from rituals.ladder import refuse_if_resolved, resolve
from rituals.local_time import local_date
from rituals.people import Person
from rituals.permissions import Action
from rituals.program import Program
from rituals.trade_offs import (
    EmptyChoiceError,
    TooFewOptionsError,
    at_later_date,
    consequence,
    decide,
    described,
    propose_options,
)
from storage import audit
from storage.counters import next_id
from storage.database import WorkspaceSession
from storage.decisions import find_options, find_trade_off, replace_options
from storage.programs import load_program
from storage.shelves import DECISIONS, ESCALATIONS, TRADE_OFFS


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the decider filled in; `later_on` is the new date, where time is chosen."""

    summaries: Mapping[int, str]
    chosen: TradeOffOption
    reason: str
    later_on: date


def register(app: App, services: Services) -> None:
    """Listen to the Decide button and to its form."""

    def on_press(ack: Ack, body: Body, client: WebClient) -> None:
        view = offer_decision(services, body)
        ack()
        show_form(client, view, trigger_id=Press.of(body).trigger_id)

    def on_submit(ack: Ack, body: Body) -> None:
        _take_decision(services, body)
        ack()

    app.action(ids.ESCALATION_DECIDE)(on_press)
    app.view(ids.DECISION_FORM)(on_submit)


def offer_decision(services: Services, body: Body) -> View:
    """Return the form in which the escalation is decided, with the options as the facts stand now.

    Raises NotFoundError for whoever may not decide it, and AlreadyResolvedError.
    """
    now = services.now()
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        number = EscalationId(press_once(session, body, now=now).value)
        taken, dependency = take_escalation(session, number, Action.DECIDE, actor=actor, program=program)
        refuse_if_resolved(taken)
        resolution = load_resolution(session, taken, dependency, program=program, now=now)
        trade_off = _trade_off_of(session, taken)
        options = propose_options(trade_off.id, resolution.outlook)
        replace_options(session, trade_off.id, options)
        form = open_form(session, FormKind.DECISION, taken.id, actor.id, now=now)
    return decision_form(trade_off, options, resolution, program, form.id)


def _take_decision(services: Services, body: Body) -> None:
    submission, now = Submission.of(body), services.now()
    with services.transaction() as session:
        actor, program = get_actor(session, body), load_program(session)
        form = submit_once(session, submission.form, FormKind.DECISION, actor.id, now=now)
        taken, dependency = take_escalation(
            session, EscalationId(form.subject), Action.DECIDE, actor=actor, program=program
        )
        refuse_if_resolved(taken)
        trade_off = _trade_off_of(session, taken)
        proposed = find_options(session, trade_off.id)
        verdict = _read(submission.answers, proposed, today=local_date(now, program.cadence.zone))
        resolution = load_resolution(session, taken, dependency, program=program, now=now)
        options = described(proposed, verdict.summaries)
        if verdict.chosen.kind is OptionKind.TIME:
            slips = effects_of(session, dependency, verdict.later_on, program=program, now=now)
            options = at_later_date(options, slips)
        decision = _close(session, trade_off, options, verdict, actor, now=now)
        told = replace(resolution, options=options, decided=decision)
        _carry_out(session, told, decision, verdict, program=program, now=now)


def _read(answers: Answers, proposed: Sequence[TradeOffOption], *, today: date) -> Verdict:
    chosen = next((option for option in proposed if str(option.number) == answers.choice(CHOSEN)), None)
    reason, later_on = answers.text(REASON), answers.day(LATER_ON)
    if chosen is None:
        raise InvalidInputError({CHOSEN: "Choose one of the options."})
    if reason is None:
        raise InvalidInputError({REASON: "Say why. It is what the teams read."})
    if chosen.kind is OptionKind.TIME and (later_on is None or later_on < today):
        raise InvalidInputError({LATER_ON: "Choose the new date, today or later: time is what you give."})
    summaries = {option.number: answers.text(summary_field(option.number)) or "" for option in proposed}
    return Verdict(summaries=summaries, chosen=chosen, reason=reason, later_on=later_on or today)


def _close(
    session: WorkspaceSession,
    trade_off: TradeOff,
    options: Sequence[TradeOffOption],
    verdict: Verdict,
    actor: Person,
    *,
    now: datetime,
) -> Decision:
    number, chosen = DecisionId(next_id(session, "D")), verdict.chosen.number
    try:
        closed, decision = decide(
            trade_off, options, number=number, chosen=chosen, reason=verdict.reason, by=actor.id, now=now
        )
    except TooFewOptionsError as error:
        missing = next(each for each, summary in verdict.summaries.items() if not summary)
        raise InvalidInputError({summary_field(missing): str(error)}) from error
    except EmptyChoiceError as error:
        raise InvalidInputError({summary_field(chosen): str(error)}) from error
    TRADE_OFFS.save(session, closed)
    replace_options(session, trade_off.id, options)
    DECISIONS.save(session, decision)
    return decision


def _carry_out(
    session: WorkspaceSession,
    resolution: Resolution,
    decision: Decision,
    verdict: Verdict,
    *,
    program: Program,
    now: datetime,
) -> None:
    before, kind = resolution.dependency, verdict.chosen.kind
    today = local_date(now, program.cadence.zone)
    after = consequence(kind, before, later_on=verdict.later_on, today=today, now=now)
    current = apply_change(session, before, after, program=program, now=now)
    resolved = resolve(resolution.escalation, _outcome(decision, verdict), now=now)
    ESCALATIONS.save(session, resolved)
    told = replace(resolution, escalation=resolved, dependency=after)
    show(session, told, program=current, now=now)
    announce_decision(session, told, program=current, now=now)
    audit.record(
        session,
        Change(
            actor=decision.decided_by,
            action="decision.made",
            subject=decision.id,
            details={"trade_off": decision.trade_off, "option": decision.option, "kind": kind.value},
        ),
        Change(actor=decision.decided_by, action="escalation.resolved", subject=resolved.id),
        change_of(before, after, by=decision.decided_by),
        now=now,
    )


def _outcome(decision: Decision, verdict: Verdict) -> str:
    given = verdict.chosen.kind
    until = f", new date {say_date(verdict.later_on)}" if given is OptionKind.TIME else ""
    return f"{decision.id}, {given.value}: {verdict.summaries[verdict.chosen.number]}{until}"


def _trade_off_of(session: WorkspaceSession, escalation: Escalation) -> TradeOff:
    trade_off = find_trade_off(session, escalation.id)
    if trade_off is None:
        raise NotFoundError(TRADE_OFFS.noun, escalation.id)
    return trade_off
