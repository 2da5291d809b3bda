"""A choice has at least two options, shows what nobody has said as missing, and takes effect once."""

from datetime import date

import pytest

from rituals.decisions import Effect, OptionKind, TradeOffStatus
from rituals.dependencies import DependencyStatus
from rituals.escalations import SubjectKind
from rituals.ids import DecisionId, EscalationId, InitiativeId, PersonId, TradeOffId
from rituals.outlook import Outlook
from rituals.propagation import Slip
from rituals.resolutions import build_resolution
from rituals.trade_offs import (
    AlreadyDecidedError,
    EmptyChoiceError,
    TooFewOptionsError,
    at_later_date,
    build_trade_off,
    close_unanswered,
    consequence,
    decide,
    described,
    propose_options,
)
from tests.rituals.dependency_kit import NEEDED, NOW, TODAY, dependency, program

T = TradeOffId("T-1")
PAYOUTS, LAUNCH = InitiativeId("payouts"), InitiativeId("launch")
LATER = date(2026, 3, 2)


def slip(name: InitiativeId, days: int) -> Slip:
    return Slip(initiative=name, from_on=NEEDED, to_on=LATER, days=days, float_days=0)


def expected(*, is_assumed: bool = False) -> Outlook:
    return Outlook(delivered_on=LATER, is_assumed=is_assumed, slips=(slip(PAYOUTS, 10), slip(LAUNCH, 4)))


def trade_off():
    escalation = build_resolution(EscalationId("R-1"), dependency(), "Silence.", program=program(), now=NOW)
    return build_trade_off(T, escalation, "How is Payouts to go on?")


def choose(number: int, options, subject=None):
    return decide(
        subject or trade_off(),
        options,
        number=DecisionId("D-1"),
        chosen=number,
        reason="The launch can wait",
        by=PersonId("elena"),
        now=NOW,
    )


def test_the_question_is_put_to_the_escalations_decider_by_its_date() -> None:
    asked = trade_off()

    assert (asked.subject_kind, asked.subject, asked.escalation) == (SubjectKind.DEPENDENCY, "ledger-api", "R-1")
    assert (asked.status, asked.decide_by) == (TradeOffStatus.OPEN, date(2026, 1, 15))


def test_what_is_known_of_an_option_is_computed_and_the_rest_is_left_missing() -> None:
    effects = {option.kind: [effect.days for effect in option.effects] for option in propose_options(T, expected())}

    assert effects == {
        OptionKind.TIME: [10, 4],
        OptionKind.SCOPE: [None, None],
        OptionKind.PEOPLE: [0, 0],
        OptionKind.DROP: [None, None],
    }


def test_while_nobody_has_named_a_later_date_the_cost_of_waiting_is_missing_too() -> None:
    waiting = propose_options(T, expected(is_assumed=True))[0]

    assert waiting.effects == (Effect(initiative=PAYOUTS), Effect(initiative=LAUNCH))


def test_a_date_that_is_chosen_for_waiting_brings_its_effects() -> None:
    options = at_later_date(propose_options(T, expected(is_assumed=True)), (slip(PAYOUTS, 3),))

    assert [option.effects for option in options[:2]] == [
        (Effect(initiative=PAYOUTS, days=3),),
        (Effect(initiative=PAYOUTS), Effect(initiative=LAUNCH)),
    ]


def test_an_option_without_words_is_no_option() -> None:
    kept = described(propose_options(T, expected()), {1: "Wait", 2: "", 4: "Stop"})

    assert [(option.number, option.summary) for option in kept] == [(1, "Wait"), (4, "Stop")]


def test_a_decision_closes_the_trade_off_with_the_option_and_the_reason() -> None:
    closed, decision = choose(1, propose_options(T, expected()))

    assert closed.status is TradeOffStatus.DECIDED
    assert (decision.trade_off, decision.option, decision.reason) == (T, 1, "The launch can wait")
    assert (decision.decided_by, decision.decided_at) == ("elena", NOW)


def test_one_option_is_no_choice() -> None:
    with pytest.raises(TooFewOptionsError):
        choose(1, propose_options(T, expected())[:1])


def test_what_says_nothing_cannot_be_chosen() -> None:
    with pytest.raises(EmptyChoiceError):
        choose(4, propose_options(T, expected())[:3])


@pytest.mark.parametrize(
    "close",
    [
        pytest.param(lambda each: choose(1, propose_options(T, expected()), each)[0], id="decided"),
        pytest.param(close_unanswered, id="settled by itself"),
    ],
)
def test_nobody_decides_twice(close) -> None:
    with pytest.raises(AlreadyDecidedError):
        choose(1, propose_options(T, expected()), close(trade_off()))


@pytest.mark.parametrize(
    ("kind", "status", "then", "needed_by"),
    [
        pytest.param(
            OptionKind.TIME, DependencyStatus.REFUSED, DependencyStatus.COMMITTED, LATER, id="time: the later date"
        ),
        pytest.param(
            OptionKind.DROP, DependencyStatus.REFUSED, DependencyStatus.WITHDRAWN, NEEDED, id="drop: nobody owes it"
        ),
        pytest.param(
            OptionKind.PEOPLE, DependencyStatus.REFUSED, DependencyStatus.PROPOSED, NEEDED, id="people: asked again"
        ),
        pytest.param(
            OptionKind.MONEY, DependencyStatus.COUNTERED, DependencyStatus.PROPOSED, NEEDED, id="money: asked again"
        ),
        pytest.param(
            OptionKind.SCOPE,
            DependencyStatus.COMMITTED,
            DependencyStatus.COMMITTED,
            NEEDED,
            id="scope: the promise holds",
        ),
    ],
)
def test_a_choice_takes_effect_on_the_promise(
    kind: OptionKind, status: DependencyStatus, then: DependencyStatus, needed_by: date
) -> None:
    after = consequence(kind, dependency(status=status), later_on=LATER, today=TODAY, now=NOW)

    assert (after.status, after.needed_by) == (then, needed_by)
