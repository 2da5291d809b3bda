from datetime import UTC, date, datetime

import pytest

from rituals.flags import FlagAnswerKind, FlagStatus
from rituals.health import Health
from rituals.reds import RedRatio, find_reds, red_ratio, red_since
from rituals.subjects import Subjects
from tests.rituals.digest_kit import (
    BILLING,
    CHECKOUT,
    DAY,
    LEDGER,
    MONDAY,
    THURSDAY,
    decision,
    flag,
    snapshot,
    trade_off,
    update,
)

LONG_AGO = datetime(2025, 12, 18, 9, 30, tzinfo=UTC)
"""Fifteen working days, with holidays that the test program does not know, before Monday."""


def red(key=CHECKOUT, answered_at=LONG_AGO):
    return update(key, Health.RED, answered_at=answered_at, ask="Two people")


def ratio(stands) -> RedRatio:
    return red_ratio(find_reds(stands, Subjects(stands)), stands)


def answered(kind: FlagAnswerKind):
    return {flag().id: flag(status=FlagStatus.ANSWERED, answer_kind=kind, answered_at=THURSDAY)}


@pytest.mark.parametrize(
    ("said", "since"),
    [
        pytest.param([], None, id="never answered"),
        pytest.param([update(CHECKOUT)], None, id="green"),
        pytest.param([red(), red(answered_at=THURSDAY)], LONG_AGO, id="from the first of two in a row"),
        pytest.param(
            [red(), update(CHECKOUT, answered_at=THURSDAY - 7 * DAY), red(answered_at=THURSDAY)],
            THURSDAY,
            id="from the last time it turned red",
        ),
        pytest.param([red(), update(CHECKOUT)], None, id="better since"),
    ],
)
def test_a_red_lasts_until_its_owner_says_otherwise(said, since):
    assert red_since(snapshot(*said), CHECKOUT) == since


def test_a_red_tells_its_age_in_working_days_and_what_is_asked():
    stands = snapshot(red(answered_at=THURSDAY))

    (found,) = find_reds(stands, Subjects(stands))

    assert (found.since, found.age, found.ask) == (date(2026, 1, 8), 2, "Two people")


@pytest.mark.parametrize(
    ("stands", "expected"),
    [
        pytest.param(snapshot(update(CHECKOUT)), RedRatio(0, 0, 0), id="no reds"),
        pytest.param(snapshot(red(answered_at=THURSDAY)), RedRatio(1, 0, 0), id="not old enough"),
        pytest.param(snapshot(red(answered_at=MONDAY - 14 * DAY)), RedRatio(1, 0, 0), id="ten working days"),
        pytest.param(snapshot(red(answered_at=MONDAY - 17 * DAY)), RedRatio(1, 1, 1), id="eleven working days"),
        pytest.param(snapshot(red(), red(BILLING), red(LEDGER, THURSDAY)), RedRatio(3, 2, 2), id="two of three"),
        pytest.param(
            snapshot(red(), trade_offs={trade_off().id: trade_off()}, decisions=(decision(),)),
            RedRatio(1, 1, 0),
            id="decided since",
        ),
        pytest.param(
            snapshot(
                red(),
                trade_offs={trade_off().id: trade_off()},
                decisions=(decision(decided_at=LONG_AGO - DAY),),
            ),
            RedRatio(1, 1, 1),
            id="decided before it was red",
        ),
        pytest.param(snapshot(red(), decisions=(decision(),)), RedRatio(1, 1, 1), id="decided about what is unknown"),
        pytest.param(
            snapshot(red(), flags=answered(FlagAnswerKind.ACCEPT)), RedRatio(1, 1, 0), id="risk accepted by name"
        ),
        pytest.param(
            snapshot(red(), flags=answered(FlagAnswerKind.HELP)),
            RedRatio(1, 1, 1),
            id="help is neither",
        ),
    ],
)
def test_report_to_decision_ratio_counts_old_reds_without_decision_or_acceptance(stands, expected):
    assert ratio(stands) == expected
