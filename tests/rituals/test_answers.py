"""What an owner's answer comes to: what it lacks, what follows from it, and what is stored."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.answer_checks import check, check_deviation, check_explained, may_repeat
from rituals.answers import Answer, Deviation, Part, Step, prefilled, with_defaults
from rituals.check_ins import CauseClass, RecoveryStatus
from rituals.conclusions import build_update, conclude
from rituals.feasibility import WayOut
from rituals.health import Health, OffBaseline
from rituals.ids import PersonId
from rituals.program import Reading
from tests.rituals.check_in_kit import (
    COMMITTED_ON,
    MARIA,
    NOW,
    TODAY,
    amber_update,
    answer,
    check_in,
    dependency,
    deviation,
    initiative,
    metric,
    program,
    recovery,
    standing,
    update,
)

LATE = COMMITTED_ON + timedelta(days=7)
READING = Reading(metric=metric().id, read_on=date(2026, 1, 5), value=790, source="monitoring")
MEASURED = standing(metric=metric(), reading=READING)


def concluded(given_answer, about=None, loaded=None):
    return conclude(given_answer, about or standing(), loaded or program(), today=TODAY)


def test_the_form_is_prefilled_with_what_was_said_last():
    about = standing(
        metric=metric(), reading=READING, last=amber_update(ask="Two testers"), recovery=recovery(), health=Health.AMBER
    )

    stands = prefilled(about, today=TODAY)

    assert stands == Answer(
        must_change="A second tester",
        forecast_on=date(2026, 3, 6),
        metric_value=790,
        confidence=80,
        deviation=replace(deviation(), ask="Two testers"),
    )


def test_at_the_first_time_only_the_committed_date_is_prefilled():
    assert prefilled(standing(last=None), today=TODAY) == Answer(forecast_on=COMMITTED_ON)


def test_a_forecast_gone_by_is_not_offered_again():
    assert prefilled(standing(last=update(forecast_on=date(2026, 1, 7))), today=TODAY).forecast_on is None


def test_a_recovery_step_whose_date_has_passed_is_not_offered_again():
    about = standing(last=amber_update(), recovery=recovery(due_on=date(2026, 1, 7)))

    assert prefilled(about, today=TODAY).deviation == Deviation(
        cause_class=CauseClass.CAPACITY, cause="One tester is ill"
    )


def test_the_second_page_proposes_the_owner_and_a_week_before_the_forecast():
    proposed = with_defaults(Deviation(), forecast_on=LATE, owner=MARIA, today=TODAY)

    assert (proposed.doer, proposed.due_on) == (MARIA, COMMITTED_ON)


def test_the_second_page_proposes_no_date_gone_by_and_keeps_what_is_there():
    proposed = with_defaults(Deviation(doer=PersonId("sam")), forecast_on=TODAY, owner=MARIA, today=TODAY)

    assert (proposed.doer, proposed.due_on) == (PersonId("sam"), TODAY)


@pytest.mark.parametrize(
    ("changes", "about", "wrong"),
    [
        pytest.param({}, standing(), set(), id="whole"),
        pytest.param({"forecast_on": None}, standing(), {Part.FORECAST}, id="no forecast"),
        pytest.param({"forecast_on": date(2026, 1, 7)}, standing(), {Part.FORECAST}, id="a forecast gone by"),
        pytest.param({"forecast_on": TODAY}, standing(), set(), id="done today"),
        pytest.param({"confidence": None}, standing(), {Part.CONFIDENCE}, id="no confidence"),
        pytest.param({"confidence": 101}, standing(), {Part.CONFIDENCE}, id="a confidence of 101"),
        pytest.param({"confidence": -1}, standing(), {Part.CONFIDENCE}, id="a confidence of -1"),
        pytest.param({"confidence": 70.5}, standing(), {Part.CONFIDENCE}, id="half a point of confidence"),
        pytest.param({"confidence": float("nan")}, standing(), {Part.CONFIDENCE}, id="a confidence of NaN"),
        pytest.param({}, MEASURED, {Part.METRIC}, id="no metric value"),
        pytest.param({"metric_value": float("inf")}, MEASURED, {Part.METRIC}, id="an infinite metric value"),
        pytest.param({"metric_value": -0.5}, MEASURED, set(), id="a negative metric value"),
    ],
)
def test_what_the_first_page_lacks(changes, about, wrong):
    assert set(check(answer(**changes), about, today=TODAY)) == wrong


def test_off_the_baseline_what_must_change_is_needed():
    assert set(check_explained(concluded(answer(forecast_on=LATE)))) == {Part.MUST_CHANGE}
    assert check_explained(concluded(answer(forecast_on=LATE, must_change="A second tester"))) == {}
    assert check_explained(concluded(answer())) == {}


RECOVERY = {"condition": None, "action": None, "doer": None, "due_on": None}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        pytest.param({}, set(), id="a whole recovery step"),
        pytest.param({**RECOVERY, "ask": "Two testers"}, set(), id="no path yet, but an ask"),
        pytest.param(
            {"condition": None, "action": None, "ask": "Two testers"}, set(), id="only what is prefilled, and an ask"
        ),
        pytest.param({**RECOVERY}, {Part.ASK}, id="neither a step nor an ask"),
        pytest.param({"condition": None, "action": None}, {Part.ASK}, id="only what is prefilled"),
        pytest.param({"cause_class": None}, {Part.CAUSE_CLASS}, id="no kind of cause"),
        pytest.param({"cause": None}, {Part.CAUSE}, id="no cause"),
        pytest.param({"condition": None}, {Part.CONDITION}, id="then without if"),
        pytest.param({"action": None, "ask": "Two testers"}, {Part.ACTION}, id="if without then, even with an ask"),
        pytest.param({"doer": None}, {Part.DOER}, id="nobody who does it"),
        pytest.param({"due_on": None}, {Part.DUE}, id="no date"),
        pytest.param({"due_on": date(2026, 1, 7)}, {Part.DUE}, id="a date gone by"),
        pytest.param({"health": Health.GREEN}, {Part.OVERRIDE}, id="another colour without a reason"),
        pytest.param({"override": "It is fine"}, {Part.HEALTH}, id="a reason without another colour"),
        pytest.param({"health": Health.GREEN, "override": "It is fine"}, set(), id="another colour with its reason"),
        pytest.param(
            {**RECOVERY, "cause_class": None, "cause": None},
            {Part.CAUSE_CLASS, Part.CAUSE, Part.ASK},
            id="nothing at all",
        ),
    ],
)
def test_no_deviation_without_why_and_recovery(changes, wrong):
    assert set(check_deviation(deviation(**changes), today=TODAY)) == wrong


@pytest.mark.parametrize(
    ("given_answer", "derived", "health"),
    [
        pytest.param(answer(), Health.GREEN, Health.GREEN, id="on the baseline"),
        pytest.param(answer(deviation=deviation()), Health.GREEN, Health.GREEN, id="on it, with last week's step"),
        pytest.param(answer(forecast_on=LATE, deviation=deviation()), Health.AMBER, Health.AMBER, id="late, a path"),
        pytest.param(
            answer(forecast_on=LATE, deviation=deviation(**RECOVERY, ask="Two testers")),
            Health.RED,
            Health.RED,
            id="late, only an ask",
        ),
        pytest.param(
            answer(forecast_on=LATE, deviation=deviation(health=Health.RED, override="I do not believe it")),
            Health.AMBER,
            Health.RED,
            id="late, a path, and the owner's own colour",
        ),
        pytest.param(
            answer(deviation=deviation(health=Health.RED, override="Stale words of an earlier page")),
            Health.GREEN,
            Health.GREEN,
            id="on the baseline there is nothing to override",
        ),
    ],
)
def test_the_colour_follows_from_the_forecast_and_the_path_back(given_answer, derived, health):
    conclusion = concluded(given_answer)

    assert (conclusion.derived, conclusion.health) == (derived, health)


def test_a_date_that_cannot_be_gives_way_to_the_earliest_possible():
    about = standing(inputs=(dependency(promised_on=date(2026, 2, 25), lag_days=5),))

    conclusion = concluded(answer(), about)

    assert conclusion.forecast_on == date(2026, 3, 4)
    assert conclusion.reasons == (OffBaseline.FORECAST,)
    assert conclusion.needs_way_out
    assert not concluded(answer(way_out=WayOut.MOVE), about).needs_way_out


@pytest.mark.parametrize(
    "given_answer", [pytest.param(answer(forecast_on=None), id="date"), pytest.param(answer(confidence=None), id="%")]
)
def test_nothing_is_concluded_from_half_an_answer(given_answer):
    with pytest.raises(ValueError, match="lacks"):
        concluded(given_answer)


def test_a_step_is_a_step_only_when_it_is_whole():
    assert deviation(action=None).step is None
    assert deviation().step == Step.of(recovery())


def test_a_green_update_keeps_nothing_of_an_earlier_deviation():
    stored = build_update(
        concluded(answer(deviation=deviation(ask="Two testers"))), check_in(revision=1), repeats=0, now=NOW
    )

    assert (stored.cause, stored.cause_class, stored.ask, stored.override_reason) == (None, None, None, None)
    assert (stored.health, stored.must_change, stored.revision) == (Health.GREEN, "", 1)


def test_an_update_keeps_the_cause_and_marks_the_owners_own_colour():
    overridden = deviation(health=Health.RED, override="I do not believe it", ask="Two testers")

    stored = build_update(
        concluded(answer(forecast_on=LATE, must_change="Luck", done="Wrote tests", deviation=overridden)),
        check_in(revision=2),
        repeats=0,
        now=NOW,
    )

    assert (stored.cause_class, stored.cause, stored.ask) == (CauseClass.CAPACITY, "One tester is ill", "Two testers")
    assert (stored.derived_health, stored.health) == (Health.AMBER, Health.RED)
    assert stored.override_reason == "I do not believe it"
    assert (stored.forecast_on, stored.committed_on, stored.done) == (LATE, COMMITTED_ON, "Wrote tests")


def test_a_colour_that_is_the_derived_one_anyway_is_no_override():
    same = deviation(health=Health.AMBER, override="As you say")

    stored = build_update(concluded(answer(forecast_on=LATE, deviation=same)), check_in(), repeats=0, now=NOW)

    assert stored.override_reason is None


AMBER = standing(last=amber_update(), health=Health.AMBER, recovery=recovery())
RED = standing(last=amber_update(health=Health.RED, derived_health=Health.RED, ask="Two testers"), health=Health.RED)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        pytest.param(standing(), True, id="green"),
        pytest.param(AMBER, True, id="amber, its step still to come"),
        pytest.param(RED, True, id="red, still asking"),
        pytest.param(standing(last=None, health=Health.GREY), False, id="nothing to repeat"),
        pytest.param(standing(last=update(repeats=1)), True, id="a second time"),
        pytest.param(standing(last=update(repeats=2)), False, id="a third time: a number is required"),
        pytest.param(standing(health=Health.GREY), False, id="after silence"),
        pytest.param(replace(AMBER, missed=recovery(status=RecoveryStatus.MISSED)), False, id="a step was missed"),
        pytest.param(replace(AMBER, recovery=None), False, id="amber whose step is done"),
        pytest.param(standing(last=update(forecast_on=date(2026, 1, 7))), False, id="the forecast has passed"),
        pytest.param(standing(initiative=initiative(committed_on=TODAY)), False, id="the commitment has moved"),
        pytest.param(standing(inputs=(dependency(promised_on=LATE),)), False, id="a promise has moved"),
        pytest.param(standing(metric=metric()), False, id="a metric without a reading"),
        pytest.param(MEASURED, True, id="a reading within its limit"),
        pytest.param(
            replace(MEASURED, reading=replace(READING, value=900)), False, id="a reading beyond its limit since"
        ),
        pytest.param(
            standing(last=amber_update(health=Health.RED, override_reason="Doubt"), health=Health.RED),
            False,
            id="the owner's own colour is given anew",
        ),
    ],
)
def test_no_change_is_offered_at_most_twice_in_a_row_and_only_where_nothing_changed(about, expected):
    assert may_repeat(about, program(), today=TODAY) is expected


ANSWERS = st.builds(
    answer,
    forecast_on=st.dates(TODAY, date(2026, 12, 31)),
    confidence=st.integers(0, 100),
    metric_value=st.floats(0, 2_000),
    must_change=st.one_of(st.none(), st.just("Luck")),
    deviation=st.builds(
        deviation,
        action=st.one_of(st.none(), st.just("Jonas tests")),
        health=st.one_of(st.none(), st.sampled_from(Health)),
        override=st.one_of(st.none(), st.just("Because")),
    ),
)


@given(ANSWERS)
def test_what_is_stored_always_satisfies_what_the_database_demands(given_answer):
    conclusion = concluded(given_answer, MEASURED)

    stored = build_update(conclusion, check_in(), repeats=0, now=NOW)

    assert (stored.derived_health is Health.GREEN) == (stored.cause is None)
    assert stored.health is stored.derived_health or stored.override_reason is not None
    assert 0 <= stored.confidence <= 100
