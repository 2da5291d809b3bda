"""Who is asked for a second opinion and why, and how far apart two answers lie."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rituals.dependencies import DependencyStatus
from rituals.ids import CheckInId, InitiativeId, PersonId
from rituals.policy import Policy
from rituals.second_opinions import (
    CHANCE,
    CONTRADICTION,
    OpinionOverError,
    build_opinion,
    find_candidates,
    find_trigger,
    gap_between,
    give,
    is_far_apart,
    say_gap,
)
from tests.rituals.check_in_kit import check_in, dependency, initiative, person, program, update

NOW = datetime(2026, 1, 8, 10, tzinfo=UTC)
PAYOUTS, LAUNCH, CREDIT = InitiativeId("payouts"), InitiativeId("launch"), InitiativeId("credit")
OMAR, TARA = PersonId("omar"), PersonId("tara")
ANSWER = update(check_in=check_in().id, confidence=80)


def needs(key, consumer, **more):
    return dependency(key, consumer=consumer, provider_initiative=PAYOUTS, **more)


def strategy(*dependencies, people=(), owners=(OMAR, TARA)):
    initiatives = (
        initiative(),
        initiative(LAUNCH, name="Spring launch", owner=owners[0]),
        initiative(CREDIT, owner=owners[1]),
    )
    everybody = people or (person(), person("omar"), person("tara"))
    return program(*initiatives, people=everybody, dependencies={each.id: each for each in dependencies})


def asked(**more):
    opinion = build_opinion(ANSWER, check_in(), OMAR, CHANCE, now=NOW)
    return give(opinion, more["sure"], reason=more.get("reason"), now=NOW) if "sure" in more else opinion


@pytest.mark.parametrize(
    ("is_contested", "one_in", "trigger"),
    [
        pytest.param(True, 0, CONTRADICTION, id="a contradiction is open"),
        pytest.param(False, 1, CHANCE, id="every answer"),
        pytest.param(False, 0, None, id="none by chance"),
    ],
)
def test_why_somebody_is_asked(is_contested, one_in, trigger):
    assert find_trigger(ANSWER, is_contested=is_contested, one_in=one_in) == trigger


def test_chance_draws_the_same_lot_again_and_about_one_in_eight():
    answers = [update(check_in=CheckInId(f"maria:2026-W{number:04}")) for number in range(4_000)]

    drawn = [find_trigger(each, is_contested=False, one_in=8) for each in answers]

    assert drawn == [find_trigger(each, is_contested=False, one_in=8) for each in answers]
    assert 400 < drawn.count(CHANCE) < 600


@pytest.mark.parametrize(
    ("stands", "candidates"),
    [
        pytest.param(strategy(needs("a", LAUNCH), needs("b", CREDIT)), [OMAR, TARA], id="both who wait"),
        pytest.param(
            strategy(needs("a", LAUNCH), needs("b", CREDIT, needed_by=ANSWER.forecast_on - timedelta(days=40))),
            [TARA, OMAR],
            id="the most urgent first",
        ),
        pytest.param(strategy(needs("a", LAUNCH), needs("b", LAUNCH)), [OMAR], id="each once"),
        pytest.param(strategy(needs("a", LAUNCH), owners=(PersonId("maria"), TARA)), [], id="not the owner"),
        pytest.param(strategy(needs("a", LAUNCH, status=DependencyStatus.ACCEPTED)), [], id="nothing is waited for"),
        pytest.param(strategy(dependency("a", consumer=LAUNCH)), [], id="another provider"),
        pytest.param(
            strategy(needs("a", LAUNCH), people=(person(), person("omar", active=False), person("tara"))),
            [],
            id="somebody who left",
        ),
        pytest.param(
            strategy(needs("a", LAUNCH), people=(person(), person("omar", slack_id=None), person("tara"))),
            [],
            id="somebody not on Slack",
        ),
    ],
)
def test_who_is_asked(stands, candidates):
    assert [who for _, who in find_candidates(ANSWER, stands)] == candidates


def test_it_is_given_once_and_while_it_is_open_only():
    with pytest.raises(OpinionOverError, match=r"You have answered this already: 30 of 100\. Nothing was changed"):
        give(asked(sure=30), 90, reason=None, now=NOW)
    with pytest.raises(OpinionOverError, match=r"This question has closed\. Nothing was changed"):
        give(asked(), 90, reason=None, now=check_in().closes_at)


@pytest.mark.parametrize(
    ("opinion", "answer", "gap", "is_far"),
    [
        pytest.param(asked(), ANSWER, None, False, id="not given"),
        pytest.param(asked(sure=56), ANSWER, 24, False, id="24 points"),
        pytest.param(asked(sure=55), ANSWER, 25, True, id="25 points"),
        pytest.param(asked(sure=90), replace(ANSWER, confidence=60), 30, True, id="surer than the owner"),
        pytest.param(asked(sure=10), update(confidence=80), 70, False, id="of another cycle"),
    ],
)
def test_how_far_apart_two_answers_lie(opinion, answer, gap, is_far):
    assert gap_between(opinion, answer) == gap
    assert is_far_apart(opinion, answer, Policy()) is is_far


@pytest.mark.parametrize(
    ("stands", "reason", "said"),
    [
        pytest.param(
            strategy(needs("a", LAUNCH)),
            None,
            "“Payouts” is 80 of 100 sure of its date; “Spring launch”, which waits for it, is 30 of 100 sure.",
            id="by the name of what waits",
        ),
        pytest.param(
            strategy(),
            "No test system yet",
            "“Payouts” is 80 of 100 sure of its date; who waits for it is 30 of 100 sure: No test system yet",
            id="with its reason, and nothing waiting any more",
        ),
    ],
)
def test_both_answers_are_said_in_one_sentence_without_a_name(stands, reason, said):
    assert say_gap(asked(sure=30, reason=reason), ANSWER, stands) == said
