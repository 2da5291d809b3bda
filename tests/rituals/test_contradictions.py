from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given

from rituals.contradictions import RULES, contradictions, reconcile_by
from rituals.dependencies import DependencyStatus
from rituals.flags import Chance, FlagStatus
from rituals.health import Health
from rituals.ids import CheckInId, InitiativeId, MetricId, PersonId
from rituals.program import Direction, MetricKind, Stage
from rituals.second_opinions import SecondOpinion
from tests.rituals.digest_kit import (
    CHECKOUT,
    DAY,
    DUE_ON,
    LEDGER,
    MONDAY,
    TODAY,
    dependency,
    flag,
    initiative,
    metric,
    program,
    readings,
    snapshot,
    update,
)
from tests.rituals.programs import snapshots


def rules(stands) -> list[str]:
    return [signal.rule for signal in contradictions(stands)]


def with_dependency(*updates, **more):
    return snapshot(*updates, of=program(dependencies=(dependency(**more),)))


@pytest.mark.parametrize(
    ("stands", "is_found"),
    [
        pytest.param(with_dependency(update(CHECKOUT), update(LEDGER)), False, id="both green, promised in time"),
        pytest.param(with_dependency(update(CHECKOUT), update(LEDGER, Health.RED)), True, id="provider red"),
        pytest.param(with_dependency(update(CHECKOUT), update(LEDGER, Health.AMBER)), False, id="provider amber"),
        pytest.param(
            with_dependency(update(CHECKOUT, Health.AMBER), update(LEDGER, Health.RED)), False, id="consumer amber"
        ),
        pytest.param(with_dependency(update(LEDGER, Health.RED)), False, id="consumer never answered"),
        pytest.param(
            with_dependency(update(CHECKOUT), promised_on=date(2026, 3, 3)), True, id="promised a day later than needed"
        ),
        pytest.param(with_dependency(update(CHECKOUT), promised_on=date(2026, 3, 2)), False, id="promised on the day"),
        pytest.param(
            with_dependency(
                update(CHECKOUT),
                update(LEDGER, Health.AMBER, committed_on=date(2026, 2, 27), forecast_on=date(2026, 4, 1)),
            ),
            True,
            id="provider was to end before the need and is forecast to end after",
        ),
        pytest.param(
            with_dependency(update(CHECKOUT), update(LEDGER, Health.AMBER, forecast_on=DUE_ON + DAY)),
            False,
            id="what is needed is an early part of what the provider does",
        ),
        pytest.param(
            with_dependency(update(CHECKOUT), provider_initiative=None, promised_on=None),
            False,
            id="provided by a team that promised nothing",
        ),
        pytest.param(
            with_dependency(update(CHECKOUT), update(LEDGER, Health.RED), status=DependencyStatus.DELIVERED),
            False,
            id="delivered already",
        ),
    ],
)
def test_a_green_consumer_contradicts_a_late_or_red_provider(stands, is_found):
    assert rules(stands) == ["green_consumer_of_late_provider"] * is_found


def test_a_contradiction_names_both_owners_and_says_the_dates():
    (found,) = contradictions(with_dependency(update(CHECKOUT), promised_on=date(2026, 3, 12)))

    assert found.id == "green_consumer_of_late_provider:api"
    assert found.owners == ("maria", "lena")
    assert found.initiatives == (CHECKOUT, LEDGER)
    assert found.evidence == (
        "“Checkout” is green and needs “Ledger API” by Mon 2 Mar 2026; "
        "it is promised for Thu 12 Mar 2026, 10 days later."
    )


def test_the_lead_of_a_team_without_an_initiative_answers_for_the_promise():
    (found,) = contradictions(with_dependency(update(CHECKOUT), promised_on=date(2026, 3, 3), provider_initiative=None))

    assert found.owners == ("maria", "dana")
    assert found.initiatives == (CHECKOUT,)
    assert "1 day later" in found.evidence


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        pytest.param(update(CHECKOUT, forecast_on=DUE_ON), False, id="forecast on the committed date"),
        pytest.param(update(CHECKOUT, forecast_on=DUE_ON + DAY), True, id="green by override, a day late"),
        pytest.param(update(CHECKOUT, Health.AMBER, forecast_on=DUE_ON + DAY), False, id="amber and late"),
    ],
)
def test_green_contradicts_a_forecast_after_the_committed_date(said, is_found):
    assert rules(snapshot(said)) == ["green_with_late_forecast"] * is_found


@pytest.mark.parametrize(
    ("said", "raised", "is_found"),
    [
        pytest.param(update(CHECKOUT, ask=None), flag(), True, id="asked for nothing"),
        pytest.param(update(CHECKOUT, Health.RED, ask=None), flag(), True, id="in an answer of any colour"),
        pytest.param(update(CHECKOUT, ask="Two people"), flag(), False, id="asked for help"),
        pytest.param(update(CHECKOUT), flag(chance=Chance.POSSIBLE), False, id="the flag is not critical"),
        pytest.param(update(CHECKOUT), flag(status=FlagStatus.ANSWERED), False, id="the flag was answered"),
        pytest.param(update(CHECKOUT), flag(raised_at=MONDAY), False, id="the flag came after the answer"),
        pytest.param(update(LEDGER), flag(), False, id="nothing was answered on what it hits"),
        pytest.param(update(CHECKOUT), flag(hits=None), False, id="the flag hits nothing yet"),
        pytest.param(update(CHECKOUT), flag(hits=InitiativeId("gone")), False, id="what it hits left the program"),
    ],
)
def test_asking_for_nothing_contradicts_an_open_critical_flag(said, raised, is_found):
    found = contradictions(snapshot(said, flags={raised.id: raised}))

    assert [(signal.rule, signal.owners) for signal in found] == [
        ("no_ask_under_critical_flag", ("maria", "ben"))
    ] * is_found


def test_what_is_closed_contradicts_nothing():
    closed = program(initiative(CHECKOUT, "maria", stage=Stage.CLOSED))

    assert rules(snapshot(update(CHECKOUT), of=closed, flags={flag().id: flag()})) == []


def measured(*values: float, of: InitiativeId = CHECKOUT, due_on: date = DUE_ON, last_on: date = TODAY, **more):
    strategy = program(
        initiative(of, "maria", metric=MetricId("share"), outcome_owner=PersonId("dana"), committed_on=due_on),
        metrics={MetricId("share"): metric(**more)},
    )
    said = update(of, forecast_on=due_on, metric_value=1)
    return snapshot(said, of=strategy, readings=readings(*values, last_on=last_on) if values else {})


@pytest.mark.parametrize(
    ("stands", "is_found"),
    [
        pytest.param(measured(60, 49, 49, limit=50), True, id="twice in a row"),
        pytest.param(measured(49, 60, 49, limit=50), False, id="twice, but not in a row"),
        pytest.param(measured(49, limit=50), False, id="once"),
        pytest.param(measured(49, 49), False, id="without a limit"),
        pytest.param(measured(limit=50), False, id="never read"),
    ],
)
def test_green_contradicts_a_metric_beyond_its_limit_two_readings_in_a_row(stands, is_found):
    found = [signal for signal in contradictions(stands) if signal.rule == "green_beyond_limit"]

    assert [signal.owners for signal in found] == [("maria", "dana")] * is_found


def test_the_evidence_of_a_broken_limit_says_what_was_read_when():
    (found,) = contradictions(measured(60, 49, 48, limit=50))

    assert found.evidence == (
        "“Checkout” is green; its metric “Share” was beyond its limit of 50 % twice in a row: "
        "49 on Mon 5 Jan 2026 and 48 on Mon 12 Jan 2026."
    )


@pytest.mark.parametrize(
    ("stands", "is_found"),
    [
        pytest.param(measured(5, 6, 7), True, id="one point a week will not do"),
        pytest.param(measured(5, 15, 25), False, id="ten points a week will"),
        pytest.param(measured(5, 6), False, id="two readings are no pace"),
        pytest.param(measured(5, 6, 90, 7), True, id="one outlier does not save it"),
        pytest.param(measured(5, 6, 7, kind=MetricKind.LAGGING), False, id="what lags moves after the delivery"),
        pytest.param(
            measured(60, kind=MetricKind.LAGGING, due_on=TODAY - DAY), True, id="but has to have moved afterwards"
        ),
        pytest.param(measured(85, kind=MetricKind.LAGGING, due_on=TODAY - DAY), False, id="nearly there is enough"),
        pytest.param(measured(95, 90, 85, direction=Direction.DOWN, baseline=100, target=0), True, id="too slow down"),
        pytest.param(measured(80, 60, 40, direction=Direction.DOWN, baseline=100, target=0), False, id="fast down"),
    ],
)
def test_green_contradicts_an_outcome_that_will_miss_its_target(stands, is_found):
    assert rules(stands) == ["green_behind_target"] * is_found


def test_the_evidence_of_a_missed_target_says_what_it_comes_to():
    (found,) = contradictions(measured(0, 2, 7))

    assert found.evidence == (
        "“Checkout” is green; its metric “Share” comes to 46 % on Tue 31 Mar 2026, against a target of 100 %."
    )


@pytest.mark.parametrize(
    ("opened_at", "day"),
    [
        pytest.param(MONDAY, date(2026, 1, 14), id="two working days"),
        pytest.param(datetime(2026, 1, 9, 16, tzinfo=UTC), date(2026, 1, 13), id="the weekend does not count"),
    ],
)
def test_owners_have_two_working_days_to_agree(opened_at, day):
    stands = snapshot(update(CHECKOUT, forecast_on=DUE_ON + DAY), as_of=opened_at)

    (found,) = contradictions(stands)

    assert reconcile_by(found, stands) == day


@given(snapshots)
def test_each_contradiction_is_found_once_and_by_a_known_rule(stands):
    found = contradictions(stands)

    assert len({signal.id for signal in found}) == len(found)
    assert {signal.rule for signal in found} <= set(RULES)
    assert all(signal.owners and signal.evidence.endswith(".") for signal in found)
    assert found == contradictions(stands)


@pytest.mark.parametrize(
    ("stands", "is_found"),
    [
        pytest.param((update(CHECKOUT, confidence=80),), True, id="50 points apart"),
        pytest.param((update(CHECKOUT, confidence=50),), False, id="20 points apart"),
        pytest.param((), False, id="never answered"),
    ],
)
def test_feature_20_a_second_opinion_far_from_the_owners_contradicts_it(stands, is_found):
    asked = [each.check_in for each in stands] or [CheckInId("nobody:2026-W01")]
    opinions = tuple(
        SecondOpinion(
            check_in=asked[0],
            initiative=initiative_id,
            person=PersonId("lena"),
            trigger="chance",
            asked_at=MONDAY,
            closes_at=MONDAY,
            confidence=30,
            answered_at=MONDAY,
        )
        for initiative_id in (CHECKOUT, InitiativeId("gone"))
    )

    found = rules(replace(snapshot(*stands), opinions=opinions))

    assert ("second_opinion_gap" in found) is is_found
