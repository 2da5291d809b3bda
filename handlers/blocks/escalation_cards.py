"""Draws an escalation: one card, the same in every channel, edited in place until it is resolved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, RichTextSectionElement

from handlers.blocks import ids
from handlers.blocks.dependency_effects import say_slip
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import (
    Card,
    Part,
    bold,
    bullets,
    button,
    buttons,
    header,
    italic,
    paragraph,
    person,
    sentence,
)
from handlers.blocks.words import clip, count, say_date, short
from rituals.decisions import Decision, Effect, TradeOffOption
from rituals.dependencies import Dependency, DependencyStatus
from rituals.escalations import Escalation, EscalationStatus, Rung
from rituals.local_time import local_date
from rituals.outlook import Outlook
from rituals.program import Program

EFFECTS_SHOWN = 12
"""The nearest initiatives are named, the others counted, so that a card stays within what Slack takes."""

REASON_SHOWN, SUMMARY_SHOWN = 1_000, 300
"""Characters: what the form takes; the whole card has to stay below what Slack takes in all."""

_RUNGS: Mapping[Rung, str] = {
    Rung.OWNERS: "Both owners know. It waits to be acknowledged with a next step and its date.",
    Rung.CHANNELS: "Not acknowledged yet; both channels were reminded.",
    Rung.MANAGER: "Not acknowledged yet; it has climbed to the manager both sides share.",
    Rung.STEERING: "Not acknowledged yet; it has climbed to the steering group.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """All that the card of an escalation shows. `decided` is there once a decision was taken."""

    escalation: Escalation
    dependency: Dependency
    outlook: Outlook
    options: tuple[TradeOffOption, ...] = ()
    decided: Decision | None = None


def twin_card(resolution: Resolution, program: Program) -> Card:
    """Draw the one card that stands in the provider's channel and in that of each affected team."""
    escalation, dependency = resolution.escalation, resolution.dependency
    sight = sentence(say_line_of_sight(program, program.initiatives[dependency.consumer]))
    at_risk = paragraph(*_what_is_at_risk(resolution, program))
    how = _how_it_stands(resolution, program)
    blocks: list[Block]
    if escalation.status is EscalationStatus.RESOLVED:
        blocks = [header(f"{escalation.id} is resolved: {dependency.deliverable}"), *how, at_risk, paragraph(sight)]
    else:
        effects = draw_outlook(resolution.outlook, program)
        who = paragraph(sight, *_who_and_when(escalation, program))
        title = header(f"{escalation.id}: {dependency.deliverable}")
        blocks = [title, at_risk, effects, who, *how, _buttons(escalation)]
    return Card(_summary(resolution, program), tuple(blocks))


def discussion_card(resolution: Resolution, channels: Sequence[str]) -> Card:
    """Draw the first reply in the thread of a card; `channels` are the names of all that hold it."""
    where = ", ".join(f"#{name.removeprefix('#')}" for name in channels)
    text = (
        f"Talk about {resolution.escalation.id} in this thread. The same card stands in {where}; "
        f"a decision is due by {say_date(resolution.escalation.decide_by)}."
    )
    return Card(text, (paragraph(sentence(text)),))


def rung_card(resolution: Resolution, program: Program, *, hours: int) -> Card:
    """Draw what somebody on the ladder is told; `hours` are the working hours that have gone unanswered."""
    escalation = resolution.escalation
    waited = f" It has waited for {count(hours, 'working hour')}." if hours else ""
    text = f"{_summary(resolution, program)}{waited}"
    next_step = "Acknowledge it with the next step and its date, or decide: either stops the climb."
    consumer = program.initiatives[resolution.dependency.consumer]
    lines = (sentence(text), sentence(escalation.why), sentence(say_line_of_sight(program, consumer)))
    return Card(
        text, (paragraph(*lines, *_who_and_when(escalation, program), sentence(next_step)), _buttons(escalation))
    )


def decision_card(resolution: Resolution, program: Program) -> Card:
    """Draw the news of a decision, for the thread and for the owners."""
    text, lines = _summary(resolution, program), _decision_lines(resolution, program)
    return Card(text, (paragraph(sentence(text)), paragraph(*lines)))


def draw_outlook(outlook: Outlook, program: Program) -> Block:
    """Draw when it is expected, and the effect in days on each affected initiative."""
    expected = say_date(outlook.delivered_on)
    said = f"Nobody has named a later date. If it came on {expected}:" if outlook.is_assumed else f"On {expected}:"
    effects = [f"{say_slip(slip, program)}." for slip in outlook.slips]
    return paragraph(sentence(said), bullets(*(sentence(effect) for effect in _shortened(effects))))


def say_option_effects(option: TradeOffOption, program: Program) -> str:
    """Say what an option costs each affected initiative; what nobody has said is shown as missing."""
    return "; ".join(_shortened([_say_effect(effect, program) for effect in option.effects]))


def _shortened(lines: Sequence[str]) -> list[str]:
    left_out = len(lines) - EFFECTS_SHOWN
    return [*lines[:EFFECTS_SHOWN], *([f"and {count(left_out, 'initiative')} more"] if left_out > 0 else [])]


def _say_effect(effect: Effect, program: Program) -> str:
    name = short(program.initiatives[effect.initiative].name)
    said = ", ".join(part for part in (_say_delay(effect.days), effect.text) if part) or "not given"
    return f"{name}: {said}"


def _say_delay(days: int | None) -> str | None:
    if days is None:
        return None
    return count(days, "working day") if days else "no delay"


def _summary(resolution: Resolution, program: Program) -> str:
    escalation, dependency = resolution.escalation, resolution.dependency
    what = f"“{dependency.deliverable}” from {program.teams[dependency.provider].name}"
    consumer = program.initiatives[dependency.consumer].name
    if escalation.status is EscalationStatus.RESOLVED:
        return f"{escalation.id} about {what} for {consumer} is resolved: {escalation.outcome}."
    needed, decide = say_date(dependency.needed_by), say_date(escalation.decide_by)
    return f"{escalation.id}: {what}, which {consumer} needs by {needed}, is in danger; a decision is due by {decide}."


def _what_is_at_risk(resolution: Resolution, program: Program) -> list[RichTextSectionElement]:
    dependency = resolution.dependency
    consumer = program.initiatives[dependency.consumer]
    promise = "promised" if dependency.status is DependencyStatus.COMMITTED else "offered"
    promised = f"{promise} for {say_date(dependency.promised_on)}" if dependency.promised_on else "not promised yet"
    provider = program.teams[dependency.provider].name
    return [
        sentence(f"{short(provider)} → ", bold(short(consumer.name)), f" ({short(program.teams[consumer.team].name)})"),
        sentence("Needed by ", bold(say_date(dependency.needed_by)), ", ", bold(promised)),
        sentence("Why it opened: ", resolution.escalation.why),
    ]


def _who_and_when(escalation: Escalation, program: Program) -> list[RichTextSectionElement]:
    owner, decider = program.people[escalation.resolution_owner], program.people[escalation.decider]
    decide = bold(say_date(escalation.decide_by))
    return [sentence("Resolution: ", person(owner), ". Decision: ", person(decider), " by ", decide)]


def _how_it_stands(resolution: Resolution, program: Program) -> list[Block]:
    escalation = resolution.escalation
    if escalation.status is EscalationStatus.OPEN:
        return [paragraph(sentence(_RUNGS[escalation.rung]))]
    if escalation.status is EscalationStatus.ACKNOWLEDGED:
        return [paragraph(*_next_step(escalation, program))]
    if resolution.decided is None:
        return [paragraph(sentence(bold("Resolved: "), escalation.outcome or "ended"))]
    return [paragraph(*_decision_lines(resolution, program))]


def _next_step(escalation: Escalation, program: Program) -> list[RichTextSectionElement]:
    by: list[Part] = [person(program.people[escalation.acknowledged_by])] if escalation.acknowledged_by else []
    step_on = say_date(escalation.next_step_on) if escalation.next_step_on else "no date"
    return [
        sentence("Next step by ", bold(step_on), ": ", italic(escalation.next_step or "")),
        sentence("Acknowledged by ", *by, ". If that date passes without an end, the climb begins again."),
    ]


def _decision_lines(resolution: Resolution, program: Program) -> list[RichTextSectionElement]:
    decided = resolution.decided
    if decided is None:
        return []
    decider = program.people[decided.decided_by]
    day = say_date(local_date(decided.decided_at, program.cadence.zone))
    return [
        sentence(
            bold(f"{decided.id}, decided "),
            "by ",
            person(decider),
            f" on {day}: ",
            italic(clip(decided.reason, REASON_SHOWN)),
        ),
        *(_option(option, decided, program) for option in resolution.options),
    ]


def _option(option: TradeOffOption, decided: Decision, program: Program) -> RichTextSectionElement:
    is_chosen = option.number == decided.option
    mark = "✔ chosen" if is_chosen else "✘ not chosen"
    effects = say_option_effects(option, program)
    return sentence(bold(f"{mark}, {option.kind.value}: "), f"{clip(option.summary, SUMMARY_SHOWN)} ({effects})")


def _buttons(escalation: Escalation) -> Block:
    return buttons(
        button("Acknowledge", ids.ESCALATION_ACKNOWLEDGE, escalation.id, style="primary"),
        button("Decide", ids.ESCALATION_DECIDE, escalation.id),
    )
