"""What a check-in without an answer climbs, step by step (features 7, 17)."""

from datetime import UTC, date, datetime

import pytest

from rituals.check_ins import CheckInStatus
from rituals.ids import PersonId
from rituals.policy import Cadence, Policy
from rituals.silence import (
    SilenceRung,
    due_step,
    find_hearers,
    morning_key,
    next_open,
    rungs_taken,
    silence_key,
    steps_of,
)
from tests.rituals.check_in_kit import MARIA, check_in, initiative, person, program
from tests.rituals.test_rounds import pause
from tests.rituals.test_whereabouts import away

R = SilenceRung
SAM, LENA, DANA = PersonId("sam"), PersonId("lena"), PersonId("dana")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


SHORT = {"closes_at": utc("2026-01-09T16:30")}
"""From Thursday 09:30 until Friday afternoon, as by default: four fifths are over at 13:30."""
SILENT = {**SHORT, "status": CheckInStatus.SILENT}


def fifteen(**changes):
    return program(cadence=Cadence(check_in_window_hours=15), **changes)


def test_in_a_short_window_the_deputy_comes_before_the_next_morning():
    steps = [(step.rung, step.at) for step in steps_of(check_in(**SHORT), person(), fifteen())]

    assert steps == [
        (R.REMINDER, utc("2026-01-09T13:30")),
        (R.DEPUTY, utc("2026-01-09T16:30")),
        (R.MORNING, utc("2026-01-12T09:30")),
        (R.SPONSOR, utc("2026-01-12T16:30")),
    ]


def test_in_a_long_window_both_reminders_come_before_it_ends():
    long = check_in(closes_at=utc("2026-01-15T09:00"))
    loaded = program(cadence=Cadence(check_in_window_hours=40))

    assert [step.rung for step in steps_of(long, person(), loaded)] == [R.REMINDER, R.MORNING, R.DEPUTY, R.SPONSOR]


def test_a_reminder_that_came_a_day_late_moves_the_next_morning_on():
    late = check_in(reminded_at=utc("2026-01-12T07:00"), **SHORT)

    assert steps_of(late, person(), fifteen())[3].at == utc("2026-01-13T09:30")


@pytest.mark.parametrize(
    ("at", "changes", "rung"),
    [
        pytest.param("2026-01-09T13:29", SHORT, None, id="open: not yet"),
        pytest.param("2026-01-09T13:30", SHORT, R.REMINDER, id="open: four fifths are over"),
        pytest.param("2026-01-09T16:30", SHORT, None, id="open: it closes first"),
        pytest.param("2026-01-09T16:30", {**SILENT, "rung": 1}, R.DEPUTY, id="closed: the deputy"),
        pytest.param("2026-01-09T16:30", SILENT, R.DEPUTY, id="never reminded, as the day's limit was reached"),
        pytest.param("2026-01-12T09:29", {**SILENT, "rung": 2}, None, id="over the weekend nothing climbs"),
        pytest.param("2026-01-12T09:30", {**SILENT, "rung": 2}, R.MORNING, id="the next morning"),
        pytest.param("2026-01-12T16:29", {**SILENT, "rung": 3}, None, id="eight hours are not over"),
        pytest.param("2026-01-12T16:30", {**SILENT, "rung": 3}, R.SPONSOR, id="the sponsor"),
        pytest.param("2026-01-14T10:00", {**SILENT, "rung": 4}, None, id="nothing is left to climb"),
        pytest.param("2026-01-12T16:30", {**SILENT, "status": CheckInStatus.ANSWERED}, None, id="answered"),
        pytest.param("2026-01-12T16:30", {**SILENT, "status": CheckInStatus.CANCELLED}, None, id="called off"),
        pytest.param("2026-01-09T20:00", {**SILENT, "rung": 1}, R.DEPUTY, id="night: the hearer's hours decide"),
        pytest.param("2026-01-12T22:00", {**SILENT, "rung": 2}, None, id="nobody is reminded at night"),
    ],
)
def test_each_step_comes_once_at_its_hour(at, changes, rung):
    step = due_step(check_in(**changes), person(), fifteen(), now=utc(at))

    assert (step and step.rung) == rung


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"absences": (away(date(2026, 1, 9), date(2026, 1, 12)),)}, id="away"),
        pytest.param({"pauses": (pause(),)}, id="paused"),
    ],
)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_whoever_is_away_or_paused_never_climbs(changes, number):
    silent = check_in(**SILENT, rung=number)

    assert due_step(silent, person(), fifteen(**changes), now=utc("2026-01-12T16:30")) is None


def test_the_hours_are_figures_of_the_program():
    loaded = fifteen(policy=Policy(silence_hours=(2, 20)))

    at = {step.rung: step.at for step in steps_of(check_in(**SHORT), person(), loaded)}

    assert (at[R.DEPUTY], at[R.SPONSOR]) == (utc("2026-01-12T10:30"), utc("2026-01-14T12:30"))


def test_the_steps_taken_are_known_by_their_number():
    assert rungs_taken(check_in(**SILENT, rung=2), person(), fifteen()) == {R.REMINDER, R.DEPUTY}


EVERYBODY = (
    person(deputy=SAM, manager=DANA),
    person("sam"),
    person("dana"),
    person("lena"),
)


@pytest.mark.parametrize(
    ("people", "changes", "deputy", "sponsors"),
    [
        pytest.param(EVERYBODY, {}, ("sam",), ("lena",), id="the deputy, and then the sponsor"),
        pytest.param((person(manager=DANA), *EVERYBODY[1:]), {}, ("dana",), ("lena",), id="no deputy: the manager"),
        pytest.param((person(), *EVERYBODY[1:]), {}, (), ("lena",), id="neither: nobody"),
        pytest.param((person(deputy=LENA), *EVERYBODY[1:]), {}, ("lena",), (), id="the sponsor is the deputy: once"),
        pytest.param(
            EVERYBODY,
            {"absences": (away(date(2026, 1, 12), who="sam"),)},
            ("dana",),
            ("lena",),
            id="the deputy is away",
        ),
        pytest.param(EVERYBODY, {"absences": (away(date(2026, 1, 12), who="lena"),)}, ("sam",), (), id="sponsor away"),
        pytest.param(
            (EVERYBODY[0], person("sam", slack_id=None), *EVERYBODY[2:]), {}, ("dana",), ("lena",), id="not on Slack"
        ),
    ],
)
def test_who_hears_of_it(people, changes, deputy, sponsors):
    asked = (
        initiative("a", sponsor=LENA),
        initiative("b", sponsor=LENA),
        initiative("c"),
        initiative("d", sponsor=MARIA),
    )
    loaded = fifteen(people=people, **changes)

    heard = {
        rung: find_hearers(check_in(**SILENT), asked, loaded, rung=rung, now=utc("2026-01-12T10:00"))
        for rung in (R.DEPUTY, R.SPONSOR)
    }

    assert heard == {R.DEPUTY: deputy, R.SPONSOR: sponsors}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param("2026-01-09T16:30", "2026-01-09T16:30", id="at work: at once"),
        pytest.param("2026-01-09T17:00", "2026-01-12T09:00", id="after work on Friday: on Monday"),
        pytest.param("2026-01-12T06:00", "2026-01-12T09:00", id="before work"),
    ],
)
def test_a_hearer_hears_in_working_hours(at, expected):
    assert next_open(Cadence().calendar("UTC"), now=utc(at)) == utc(expected)


def test_each_message_of_the_ladder_has_its_one_key():
    assert morning_key(check_in().id) == "check_in:maria:2026-W02:reminder:morning"
    assert silence_key("2026-W02", R.DEPUTY, SAM) == "silence:2026-W02:deputy:sam"
