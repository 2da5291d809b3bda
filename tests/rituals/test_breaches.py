"""The pre-breach rule: which doubt opens a resolution, and when."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from rituals.breaches import Doubt, doubts, window_opens_on
from rituals.check_ins import Update
from rituals.dependencies import Dependency, DependencyStatus
from rituals.health import Health
from rituals.policy import Policy
from rituals.working_time import WorkCalendar
from tests.rituals.dependency_kit import NEEDED, dependency, update

S = DependencyStatus
CALENDAR = WorkCalendar(zone="UTC")
OPENS = date(2026, 2, 2)
"""Ten working days before the Monday it is needed by."""
LAST_CALL, EVE = date(2026, 2, 12), date(2026, 2, 13)


def doubts_on(today: date, subject: Dependency, **facts: Any) -> tuple[Doubt, ...]:
    given: dict[str, Any] = {"provider_said": None, "settled_on": None, "calendar": CALENDAR, "policy": Policy()}
    return doubts(subject, **{**given, **facts}, today=today)


def test_the_window_opens_the_lead_time_before_the_date() -> None:
    assert window_opens_on(dependency(), CALENDAR, Policy()) == OPENS


def test_the_window_is_never_shorter_than_the_last_call() -> None:
    assert window_opens_on(dependency(), CALENDAR, Policy(lead_days=0)) == LAST_CALL


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, (), id="promised in time, sure, heard of today"),
        pytest.param({"confidence": None}, (), id="nobody gave a figure"),
        pytest.param({"confidence": 70}, (), id="just sure enough"),
        pytest.param({"confidence": 69}, (Doubt.UNSURE,), id="not sure enough"),
        pytest.param({"promised_on": date(2026, 2, 17)}, (Doubt.PROMISED_LATE,), id="promised a day late"),
        pytest.param({"promised_on": date(2026, 2, 1)}, (Doubt.OVERDUE,), id="the promised date has passed"),
        pytest.param({"promised_on": OPENS}, (), id="promised for today"),
        pytest.param({"promised_on": None}, (), id="committed without a date of its own"),
        pytest.param({"heard_on": date(2026, 1, 26)}, (), id="heard of a week ago"),
        pytest.param({"heard_on": date(2026, 1, 25)}, (Doubt.SILENT,), id="heard of more than a week ago"),
        pytest.param({"heard_on": None}, (Doubt.SILENT,), id="never heard of"),
        pytest.param({"status": S.PROPOSED, "heard_on": None}, (Doubt.UNCOMMITTED,), id="not answered"),
        pytest.param({"status": S.COUNTERED}, (Doubt.UNCOMMITTED,), id="countered"),
        pytest.param({"status": S.REFUSED}, (Doubt.REFUSED,), id="refused"),
        pytest.param({"status": S.BROKEN}, (Doubt.REFUSED,), id="broken"),
        pytest.param({"status": S.DELIVERED, "heard_on": None}, (), id="delivered"),
        pytest.param({"status": S.ACCEPTED, "heard_on": None}, (), id="accepted"),
        pytest.param({"status": S.WITHDRAWN, "heard_on": None}, (), id="withdrawn"),
    ],
)
def test_one_doubt_inside_the_lead_time_is_enough(changes: dict[str, Any], expected: tuple[Doubt, ...]) -> None:
    subject = replace(dependency(heard_on=OPENS), **changes)

    assert doubts_on(OPENS, subject) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"heard_on": None, "confidence": 10}, (), id="doubts wait for the lead time"),
        pytest.param({"status": S.PROPOSED}, (), id="a proposal has its own clock"),
        pytest.param({"status": S.REFUSED}, (Doubt.REFUSED,), id="a refusal waits for nothing"),
    ],
)
def test_before_the_lead_time_only_a_refusal_counts(changes: dict[str, Any], expected: tuple[Doubt, ...]) -> None:
    assert doubts_on(OPENS - timedelta(days=1), dependency(**changes)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(update(NEEDED), (), id="on time"),
        pytest.param(update(date(2026, 2, 17)), (Doubt.PROVIDER_LATE,), id="slipped past the date"),
        pytest.param(
            update(date(2026, 5, 29), committed_on=date(2026, 5, 29)), (), id="was always to end after delivering this"
        ),
        pytest.param(update(NEEDED, health=Health.RED), (Doubt.PROVIDER_RED,), id="red"),
        pytest.param(update(NEEDED, health=Health.AMBER), (), id="amber, with a path back"),
        pytest.param(
            update(date(2026, 3, 2), health=Health.RED), (Doubt.PROVIDER_LATE, Doubt.PROVIDER_RED), id="late and red"
        ),
    ],
)
def test_the_providers_own_initiative_speaks_too(said: Update, expected: tuple[Doubt, ...]) -> None:
    assert doubts_on(OPENS, dependency(heard_on=OPENS), provider_said=said) == expected


@pytest.mark.parametrize(
    ("today", "changes", "expected"),
    [
        pytest.param(date(2026, 2, 11), {"heard_on": date(2026, 2, 11)}, (), id="three days ahead"),
        pytest.param(LAST_CALL, {"heard_on": LAST_CALL}, (), id="two days ahead, confirmed today"),
        pytest.param(LAST_CALL, {"heard_on": date(2026, 2, 11)}, (Doubt.LAST_CALL,), id="confirmed yesterday"),
        pytest.param(
            LAST_CALL, {"heard_on": LAST_CALL, "confidence": None}, (Doubt.LAST_CALL,), id="confirmed by no figure"
        ),
        pytest.param(EVE, {"heard_on": EVE, "confidence": 100}, (Doubt.LAST_CALL,), id="the eve: no word holds it off"),
        pytest.param(
            date(2026, 2, 20),
            {"heard_on": date(2026, 2, 20), "promised_on": date(2026, 2, 20)},
            (Doubt.PROMISED_LATE, Doubt.LAST_CALL),
            id="after a week off: late, and still opened",
        ),
    ],
)
def test_the_last_call_counts_on_no_word_of_an_earlier_day(
    today: date, changes: dict[str, Any], expected: tuple[Doubt, ...]
) -> None:
    assert doubts_on(today, replace(dependency(), **changes)) == expected


@pytest.mark.parametrize(
    ("today", "changes", "settled_on", "expected"),
    [
        pytest.param(
            date(2026, 2, 4), {"confidence": 20, "heard_on": OPENS}, OPENS, (), id="known when it was decided"
        ),
        pytest.param(date(2026, 2, 4), {"confidence": 20, "heard_on": None}, OPENS, (), id="never heard of since"),
        pytest.param(
            date(2026, 2, 4), {"confidence": 20, "heard_on": date(2026, 2, 4)}, OPENS, (Doubt.UNSURE,), id="said since"
        ),
        pytest.param(date(2026, 2, 10), {"heard_on": None}, OPENS, (Doubt.SILENT,), id="silent for a week since"),
        pytest.param(
            date(2026, 2, 9), {"status": S.REFUSED, "heard_on": OPENS}, OPENS, (), id="refused, and decided upon"
        ),
        pytest.param(
            LAST_CALL, {"confidence": 20, "heard_on": OPENS}, date(2026, 2, 11), (Doubt.LAST_CALL,), id="time runs out"
        ),
        pytest.param(EVE, {"confidence": 20, "heard_on": OPENS}, LAST_CALL, (), id="decided on the last call"),
    ],
)
def test_a_decision_settles_what_was_known_then(
    today: date, changes: dict[str, Any], settled_on: date, expected: tuple[Doubt, ...]
) -> None:
    assert doubts_on(today, dependency(**changes), settled_on=settled_on) == expected


def test_weekends_and_holidays_are_no_days_of_warning() -> None:
    friday_off = WorkCalendar(zone="UTC", holidays=frozenset({EVE}))
    confirmed = dependency(heard_on=LAST_CALL)

    assert doubts_on(LAST_CALL, confirmed, calendar=friday_off) == (Doubt.LAST_CALL,)
