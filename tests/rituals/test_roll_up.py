from dataclasses import replace

import pytest
from hypothesis import given

from rituals.check_ins import CheckInStatus
from rituals.health import Health
from rituals.ids import GoalId, MetricId
from rituals.program import Goal, Stage
from rituals.roll_up import current_health, every_health, roll_up, value_at_stake_of
from tests.rituals.digest_kit import (
    BILLING,
    CHECKOUT,
    DAY,
    LEDGER,
    MONDAY,
    TODAY,
    check_in,
    initiative,
    metric,
    program,
    readings,
    snapshot,
    update,
)
from tests.rituals.programs import snapshots


def measured():
    return program(
        initiative(CHECKOUT, "maria", metric=MetricId("share")), metrics={MetricId("share"): metric(cadence_days=7)}
    )


@pytest.mark.parametrize(
    ("stands", "health"),
    [
        pytest.param(snapshot(), Health.GREY, id="never answered"),
        pytest.param(snapshot(update(CHECKOUT, Health.AMBER)), Health.AMBER, id="what was answered last"),
        pytest.param(
            snapshot(update(CHECKOUT, Health.RED), update(CHECKOUT)), Health.GREEN, id="the newest of two answers"
        ),
        pytest.param(
            snapshot(update(CHECKOUT, answered_at=MONDAY - 10 * DAY)), Health.GREEN, id="ten days old: still counts"
        ),
        pytest.param(
            snapshot(update(CHECKOUT, answered_at=MONDAY - 11 * DAY)), Health.GREY, id="older than a cycle and a half"
        ),
        pytest.param(
            snapshot(
                update(CHECKOUT, answered_at=MONDAY - 9 * DAY), check_ins=(check_in("maria", CheckInStatus.SILENT),)
            ),
            Health.GREY,
            id="silent since",
        ),
        pytest.param(
            snapshot(update(CHECKOUT, Health.RED), check_ins=(check_in("ben", CheckInStatus.SILENT),)),
            Health.RED,
            id="somebody else was silent",
        ),
        pytest.param(
            snapshot(
                update(CHECKOUT),
                check_ins=(
                    check_in("maria", CheckInStatus.ANSWERED),
                    check_in("maria", CheckInStatus.SILENT, MONDAY - 11 * DAY),
                ),
            ),
            Health.GREEN,
            id="silent before the last check-in",
        ),
        pytest.param(
            snapshot(update(CHECKOUT), check_ins=(check_in("maria", CheckInStatus.SILENT, MONDAY - 5 * DAY),)),
            Health.GREEN,
            id="silent before the last answer",
        ),
        pytest.param(
            snapshot(
                update(CHECKOUT, answered_at=MONDAY - 9 * DAY),
                check_ins=(
                    check_in("maria", CheckInStatus.SILENT),
                    check_in("maria", CheckInStatus.OPEN, MONDAY - DAY),
                ),
            ),
            Health.GREY,
            id="silent, and asked again since",
        ),
    ],
)
def test_stale_is_never_green(stands, health):
    assert current_health(stands, CHECKOUT) is health


@pytest.mark.parametrize(
    ("read_on", "said", "health"),
    [
        pytest.param(TODAY - 10 * DAY, update(CHECKOUT), Health.GREEN, id="a cycle and a half old"),
        pytest.param(TODAY - 11 * DAY, update(CHECKOUT), Health.GREY, id="older"),
        pytest.param(TODAY - 11 * DAY, update(CHECKOUT, metric_value=5), Health.GREEN, id="told in the answer"),
        pytest.param(TODAY - 11 * DAY, update(CHECKOUT, Health.RED), Health.RED, id="a red is not hidden by it"),
    ],
)
def test_a_stale_metric_is_never_green(read_on, said, health):
    stands = snapshot(said, of=measured(), readings=readings(50, last_on=read_on))

    assert current_health(stands, CHECKOUT) is health


def test_a_metric_that_was_never_read_is_not_stale():
    assert current_health(snapshot(update(CHECKOUT), of=measured()), CHECKOUT) is Health.GREEN


@given(snapshots)
def test_health_is_the_same_alone_and_among_all(stands):
    healths = every_health(stands)

    assert healths == {each: current_health(stands, each) for each in healths}


def test_what_is_closed_has_no_health_any_more():
    closed = program(initiative(CHECKOUT, "maria", stage=Stage.CLOSED))

    assert list(every_health(snapshot(of=closed))) == [BILLING, LEDGER]


def test_a_goal_is_as_bad_as_its_worst_and_shows_the_share_of_value_that_is_red():
    members = [
        initiative(CHECKOUT, "maria", value_at_stake=300),
        initiative(BILLING, "ben", value_at_stake=100),
        initiative(LEDGER, "lena"),
    ]

    rolled_up = roll_up(members, {CHECKOUT: Health.GREEN, BILLING: Health.RED, LEDGER: Health.GREEN})

    assert rolled_up.worst is Health.RED
    assert rolled_up.counts == {Health.RED: 1, Health.AMBER: 0, Health.GREY: 0, Health.GREEN: 2}
    assert rolled_up.red_share == 0.25


def test_a_goal_without_initiatives_is_not_known():
    rolled_up = roll_up([], {})

    assert rolled_up.worst is Health.GREY
    assert rolled_up.red_share is None


@pytest.mark.parametrize(
    ("growth", "inner", "total"),
    [
        pytest.param(0, 0, 600, id="each counts once"),
        pytest.param(350, 0, 350, id="never more than the goal is worth"),
        pytest.param(0, 150, 350, id="nor than the goal beneath it"),
        pytest.param(1000, 1000, 600, id="nor more than is claimed"),
    ],
)
def test_value_at_stake_is_summed_without_double_counting(growth, inner, total):
    goals = (
        Goal(id=GoalId("growth"), name="Growth", level="pillar", value_at_stake=growth),
        Goal(id=GoalId("inner"), name="Inner", level="objective", parent=GoalId("growth"), value_at_stake=inner),
    )
    strategy = program(
        initiative(CHECKOUT, "maria", value_at_stake=200),
        initiative(BILLING, "ben", goal=GoalId("inner"), value_at_stake=400),
        initiative(LEDGER, "lena", goal=GoalId("growth")),
    )

    assert (
        value_at_stake_of(
            replace(strategy, goals={goal.id: goal for goal in goals}), [CHECKOUT, BILLING, BILLING, LEDGER]
        )
        == total
    )
