"""Recovery steps are asked about on their date (feature 13)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rituals.check_ins import RecoveryStatus
from rituals.ids import InitiativeId, PersonId
from rituals.pauses import PauseScope
from rituals.recoveries import StepAnsweredError, is_missed, is_question_due, question_at, question_key, whom_to_ask
from tests.rituals.check_in_kit import NOW, person, program, recovery
from tests.rituals.test_rounds import pause
from tests.rituals.test_whereabouts import away

SAM = PersonId("sam")
BOTH = (person(), person("sam"))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("due_on", "zone", "expected"),
    [
        pytest.param(date(2026, 1, 20), "UTC", "2026-01-20T09:30", id="on its date"),
        pytest.param(date(2026, 1, 24), "UTC", "2026-01-26T09:30", id="a Saturday: on Monday"),
        pytest.param(date(2026, 1, 20), "Asia/Singapore", "2026-01-20T01:30", id="at the person's own hour"),
    ],
)
def test_a_step_is_asked_about_on_its_date_at_the_hour_of_the_check_in(due_on, zone, expected):
    assert question_at(recovery(due_on=due_on), person(zone=zone), program()) == utc(expected)


@pytest.mark.parametrize(
    ("at", "changes", "expected"),
    [
        pytest.param("2026-01-20T09:29", {}, False, id="not yet"),
        pytest.param("2026-01-20T09:30", {}, True, id="its hour"),
        pytest.param("2026-01-22T10:00", {}, True, id="days later, after a time off"),
        pytest.param("2026-01-20T22:00", {}, False, id="at night"),
        pytest.param("2026-01-20T10:00", {"asked_at": NOW}, False, id="asked already"),
        pytest.param("2026-01-20T10:00", {"status": RecoveryStatus.DONE}, False, id="done"),
    ],
)
def test_the_question_comes_once_and_by_day(at, changes, expected):
    assert is_question_due(recovery(**changes), person(), program(), now=utc(at)) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, True, id="neither"),
        pytest.param({"pauses": (pause(PauseScope.PERSON, "maria", ends="2026-02-01T00:00"),)}, False, id="paused"),
        pytest.param({"pauses": (pause(PauseScope.TEAM, "payments", ends="2026-02-01T00:00"),)}, False, id="its team"),
        pytest.param({"absences": (away(date(2026, 1, 20)),)}, False, id="away"),
    ],
)
def test_nobody_is_asked_about_a_step_while_they_are_away_or_paused(changes, expected):
    assert is_question_due(recovery(), person(), program(**changes), now=utc("2026-01-20T10:00")) is expected


@pytest.mark.parametrize(
    ("people", "asked"),
    [
        pytest.param(BOTH, "sam", id="whoever does it"),
        pytest.param((person(), person("sam", active=False)), "maria", id="they left: the owner"),
        pytest.param((person(), person("sam", slack_id=None)), "maria", id="not on Slack: the owner"),
        pytest.param((person(slack_id=None), person("sam", slack_id=None)), None, id="nobody can be reached"),
    ],
)
def test_whoever_does_the_step_is_asked_else_the_owner(people, asked):
    found = whom_to_ask(recovery(owner=SAM), program(people=people))

    assert (found.id if found else None) == asked


def test_nobody_is_asked_about_an_initiative_that_left_the_program():
    assert whom_to_ask(recovery(initiative=InitiativeId("gone")), program()) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"asked_at": NOW - timedelta(hours=1)}, True, id="asked before the check-in, no answer"),
        pytest.param({"asked_at": NOW}, False, id="asked together with it"),
        pytest.param({}, False, id="never asked"),
        pytest.param(
            {"asked_at": NOW - timedelta(hours=1), "status": RecoveryStatus.DONE}, False, id="answered: it was done"
        ),
    ],
)
def test_a_step_without_an_answer_by_the_next_check_in_is_missed(changes, expected):
    assert is_missed(recovery(**changes), next_check_in=NOW) is expected


def test_a_second_answer_is_told_what_the_first_one_was():
    assert "recorded as done" in str(StepAnsweredError(recovery(status=RecoveryStatus.DONE)))


def test_each_step_is_asked_about_under_its_own_key():
    assert question_key(recovery().id) == "recovery:S-1"
