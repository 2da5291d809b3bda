"""What can be given up so that the rest holds: options with their effects, and the choice among them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from rituals.decisions import Decision, Effect, OptionKind, TradeOff, TradeOffOption, TradeOffStatus
from rituals.dependencies import Dependency
from rituals.errors import UserFacingError
from rituals.escalations import Escalation
from rituals.ids import DecisionId, InitiativeId, PersonId, TradeOffId
from rituals.outlook import Outlook
from rituals.promises import ask_again, settle_on, withdraw
from rituals.propagation import Slip

PROPOSED: Mapping[OptionKind, str] = {
    OptionKind.TIME: "Wait for it and move what depends on it",
    OptionKind.SCOPE: "Go on with a part of it",
    OptionKind.PEOPLE: "Lend people or money so that the date holds",
    OptionKind.DROP: "Go on without it",
}
"""The ways out that the bot proposes, in its words until somebody finds better ones."""

FEWEST_OPTIONS = 2


class TooFewOptionsError(UserFacingError):
    """One way out is no choice."""

    def __init__(self) -> None:
        super().__init__("A choice needs at least two options. Describe one more, even if it is not the one you take.")


class EmptyChoiceError(UserFacingError):
    """The option chosen says nothing."""

    def __init__(self) -> None:
        super().__init__("The option you chose has no description. Describe it, or choose another.")


class AlreadyDecidedError(UserFacingError):
    """Somebody decided first."""

    def __init__(self, trade_off: TradeOff) -> None:
        super().__init__(f"{trade_off.id} is {trade_off.status.value} already, so nothing was changed.")


def build_trade_off(number: TradeOffId, escalation: Escalation, question: str) -> TradeOff:
    """Build the question that an escalation puts to its decider."""
    return TradeOff(
        id=number,
        subject_kind=escalation.subject_kind,
        subject=escalation.subject,
        question=question,
        decider=escalation.decider,
        decide_by=escalation.decide_by,
        opened_at=escalation.opened_at,
        escalation=escalation.id,
    )


def propose_options(trade_off: TradeOffId, expected: Outlook) -> tuple[TradeOffOption, ...]:
    """Propose ways out, each with what is known of its effect on each affected initiative.

    Waiting costs what the forecasts say, once somebody has named the later date. If the date holds, nothing moves.
    What the others cost is for people to say: it is left missing.
    """
    later = {} if expected.is_assumed else {slip.initiative: slip.days for slip in expected.slips}
    days: Mapping[OptionKind, Mapping[InitiativeId, int]] = {
        OptionKind.TIME: later,
        OptionKind.PEOPLE: dict.fromkeys(expected.affected, 0),
    }
    return tuple(
        TradeOffOption(
            trade_off=trade_off,
            number=number,
            kind=kind,
            summary=summary,
            effects=tuple(Effect(initiative=each, days=days.get(kind, {}).get(each)) for each in expected.affected),
        )
        for number, (kind, summary) in enumerate(PROPOSED.items(), start=1)
    )


def at_later_date(options: Sequence[TradeOffOption], slips: Sequence[Slip]) -> tuple[TradeOffOption, ...]:
    """Return the options, the one of time with the effects of the date that was chosen for it."""
    effects = tuple(Effect(initiative=slip.initiative, days=slip.days) for slip in slips)
    return tuple(replace(option, effects=effects) if option.kind is OptionKind.TIME else option for option in options)


def consequence(
    chosen: OptionKind, dependency: Dependency, *, later_on: date, today: date, now: datetime
) -> Dependency:
    """Return the dependency once the option is carried out.

    Time: agreed on the later date. Drop: nobody owes it any more. Everything else stands by the date: what is not
    promised is asked for again.
    """
    if chosen is OptionKind.TIME:
        return settle_on(dependency, later_on, today=today)
    if chosen is OptionKind.DROP:
        return withdraw(dependency)
    return ask_again(dependency, now=now)


def close_unanswered(trade_off: TradeOff) -> TradeOff:
    """Close the trade-off without a choice: what it was about has settled itself."""
    return replace(trade_off, status=TradeOffStatus.WITHDRAWN)


def described(options: Sequence[TradeOffOption], summaries: Mapping[int, str]) -> tuple[TradeOffOption, ...]:
    """Return the options in the words given for them; those without words are left out."""
    return tuple(
        replace(option, summary=summaries[option.number]) for option in options if summaries.get(option.number)
    )


def decide(
    trade_off: TradeOff,
    options: Sequence[TradeOffOption],
    *,
    number: DecisionId,
    chosen: int,
    reason: str,
    by: PersonId,
    now: datetime,
) -> tuple[TradeOff, Decision]:
    """Close the trade-off with the option chosen.

    Raises AlreadyDecidedError, TooFewOptionsError, and EmptyChoiceError where the choice is not among `options`.
    """
    if trade_off.status is not TradeOffStatus.OPEN:
        raise AlreadyDecidedError(trade_off)
    if len(options) < FEWEST_OPTIONS:
        raise TooFewOptionsError
    if chosen not in {option.number for option in options}:
        raise EmptyChoiceError
    decision = Decision(id=number, trade_off=trade_off.id, option=chosen, reason=reason, decided_by=by, decided_at=now)
    return replace(trade_off, status=TradeOffStatus.DECIDED), decision
