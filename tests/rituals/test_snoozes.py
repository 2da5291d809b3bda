"""A check-in can be put off twice, always with an end inside its window (feature 18)."""

from datetime import UTC, date, datetime

import pytest

from rituals.check_ins import CheckInStatus
from rituals.policy import Policy
from rituals.silence import SilenceRung, due_step, is_snooze_over, snoozed_key
from rituals.snoozes import CannotSnoozeError, Snooze, put_off, snooze_ends
from tests.rituals.check_in_kit import check_in, person, program
from tests.rituals.test_rounds import pause
from tests.rituals.test_whereabouts import away

LONG = {"closes_at": datetime(2026, 1, 14, 17, tzinfo=UTC)}


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "changes", "zone", "expected"),
    [
        pytest.param(
            "2026-01-08T09:40:30",
            LONG,
            None,
            {"hour": "2026-01-08T10:40", "tomorrow": "2026-01-09T09:30", "monday": "2026-01-12T09:30"},
            id="on Thursday, in a long window",
        ),
        pytest.param(
            "2026-01-08T10:00",
            {"closes_at": utc("2026-01-09T16:30")},
            None,
            {"hour": "2026-01-08T11:00", "tomorrow": "2026-01-09T09:30"},
            id="the window is over before Monday",
        ),
        pytest.param(
            "2026-01-09T10:00",
            LONG,
            None,
            {"hour": "2026-01-09T11:00", "tomorrow": "2026-01-12T09:30"},
            id="on Friday: tomorrow is Monday",
        ),
        pytest.param(
            "2026-01-08T18:30", LONG, None, {"tomorrow", "monday"}, id="in the evening: no hour into the night"
        ),
        pytest.param(
            "2026-01-08T10:00",
            LONG,
            "Europe/Berlin",
            {"hour": "2026-01-08T11:00", "tomorrow": "2026-01-09T08:30", "monday": "2026-01-12T08:30"},
            id="in Berlin",
        ),
        pytest.param("2026-01-09T15:00", {"closes_at": utc("2026-01-09T16:30")}, None, {}, id="too little is left"),
        pytest.param("2026-01-08T10:00", {**LONG, "snoozes": 2}, None, {}, id="twice already"),
        pytest.param("2026-01-08T10:00", {**LONG, "status": CheckInStatus.ANSWERED}, None, {}, id="answered"),
    ],
)
def test_only_what_ends_inside_the_window_is_offered(at, changes, zone, expected):
    ends = snooze_ends(check_in(**changes), person(zone=zone), program(), now=utc(at))

    found = {each.value: end for each, end in ends.items()}
    if isinstance(expected, set):
        assert set(found) == expected
    else:
        assert found == {word: utc(end) for word, end in expected.items()}


def test_tomorrow_is_the_next_day_that_the_person_works():
    loaded = program(absences=(away(date(2026, 1, 9)),))

    ends = snooze_ends(check_in(**LONG), person(), loaded, now=utc("2026-01-08T10:00"))

    assert ends == {Snooze.HOUR: utc("2026-01-08T11:00"), Snooze.TOMORROW: utc("2026-01-12T09:30")}


def test_putting_off_counts_and_has_its_end():
    after = put_off(check_in(**LONG), Snooze.TOMORROW, person(), program(), now=utc("2026-01-08T10:00"))

    assert (after.snoozed_until, after.snoozes) == (utc("2026-01-09T09:30"), 1)
    assert snoozed_key(after) == "check_in:maria:2026-W02:snoozed:1"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"status": CheckInStatus.SILENT}, "not open any more", id="closed"),
        pytest.param({"snoozes": 2}, "as often as it goes", id="a third time"),
        pytest.param({"closes_at": utc("2026-01-08T10:30")}, "not enough time left", id="past its end"),
        pytest.param(
            {**LONG, "snoozes": 1, "snoozed_until": utc("2026-01-09T09:30")}, "until then already", id="pressed twice"
        ),
    ],
)
def test_what_cannot_be_put_off_is_refused_with_the_reason(changes, why):
    with pytest.raises(CannotSnoozeError, match=why):
        put_off(check_in(**changes), Snooze.TOMORROW, person(), program(), now=utc("2026-01-08T10:00"))


def test_how_often_is_a_figure_of_the_program():
    loaded = program(policy=Policy(snoozes=0))

    assert snooze_ends(check_in(**LONG), person(), loaded, now=utc("2026-01-08T10:00")) == {}


@pytest.mark.parametrize(
    ("at", "reminded"),
    [
        pytest.param("2026-01-09T14:18", False, id="the ordinary hour, while it is put off"),
        pytest.param("2026-01-09T15:00", True, id="its end"),
    ],
)
def test_a_snooze_beats_the_ordinary_hour(at, reminded):
    snoozed = check_in(snoozed_until=utc("2026-01-09T15:00"), snoozes=1)
    step = due_step(snoozed, person(), program(), now=utc(at))

    assert (step is not None and step.rung is SilenceRung.REMINDER) is reminded
    assert is_snooze_over(snoozed, person(), program(), now=utc(at)) is reminded


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"pauses": (pause(),)}, id="paused"),
        pytest.param({"absences": (away(date(2026, 1, 9)),)}, id="away"),
    ],
)
def test_the_end_of_a_snooze_waits_while_nothing_is_asked(changes):
    snoozed = check_in(snoozed_until=utc("2026-01-09T15:00"), snoozes=1)

    assert not is_snooze_over(snoozed, person(), program(**changes), now=utc("2026-01-09T15:00"))


def test_without_a_snooze_nothing_ends():
    assert not is_snooze_over(check_in(), person(), program(), now=utc("2026-01-09T15:00"))
