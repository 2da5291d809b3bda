"""Where people are: part-time days, public holidays and absences count by each person's own calendar (feature 19)."""

from datetime import UTC, date, datetime

import pytest

from rituals.absences import Absence, AbsenceSource
from rituals.calendar import Cycle, Weekday
from rituals.ids import PersonId
from rituals.policy import Cadence
from rituals.prompting import find_prompts
from rituals.whereabouts import (
    away_until,
    calendar_of,
    due_in,
    is_away,
    is_away_in,
    may_be_asked,
    next_considerate,
    say_away,
)
from tests.rituals.check_in_kit import MARIA, person, program

W02 = Cycle.parse("2026-W02")
THURSDAY, FRIDAY = date(2026, 1, 8), date(2026, 1, 9)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def away(first: date, last: date | None = None, *, who: str = "maria", told: str = "2026-01-02T12:00", **more):
    return Absence(
        person=PersonId(who),
        first_on=first,
        last_on=last or first,
        source=AbsenceSource.TOLD,
        told_at=utc(told),
        **more,
    )


def test_a_person_works_on_their_own_days_and_not_on_the_company_s_or_their_country_s_holidays():
    loaded = program(
        cadence=Cadence(holidays=frozenset({date(2026, 1, 2)}), country="GB"),
        public_holidays={"DE": frozenset({date(2026, 1, 6)}), "GB": frozenset({date(2026, 1, 7)})},
    )
    part_time = person(works_on=frozenset({Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.FRIDAY}), country="DE")

    worked = [day for day in range(1, 15) if calendar_of(part_time, loaded).is_working_day(date(2026, 1, day))]

    assert worked == [7, 9, 13, 14]
    assert not calendar_of(person(), loaded).is_working_day(date(2026, 1, 7))
    assert not calendar_of(person(), program()).is_working_day(date(2026, 1, 10))


@pytest.mark.parametrize(
    ("works_on", "expected"),
    [
        pytest.param({Weekday.FRIDAY}, "2026-01-09T09:30", id="the next day they work"),
        pytest.param({Weekday.MONDAY, Weekday.TUESDAY}, "2026-01-06T09:30", id="the last day of their week"),
    ],
)
def test_who_does_not_work_on_the_day_of_the_check_in_is_asked_on_another_of_the_same_week(works_on, expected):
    loaded = program(people=(person(works_on=frozenset(works_on)),))

    [prompt] = find_prompts(loaded, set(), now=utc(expected), last_run=None)

    assert prompt.check_in.due_at == utc(expected)


def test_a_public_holiday_of_their_country_moves_the_hour_of_those_who_have_it():
    people = (person(country="DE"), person("sam"))
    loaded = program(people=people, public_holidays={"DE": frozenset({THURSDAY})})

    assert due_in(people[0], W02, loaded) == utc("2026-01-09T09:30")
    assert due_in(people[1], W02, loaded) == utc("2026-01-08T09:30")


@pytest.mark.parametrize(
    ("absence", "due_at", "is_out"),
    [
        pytest.param(away(date(2026, 1, 5), date(2026, 1, 7)), "2026-01-08T09:30", False, id="back before the day"),
        pytest.param(away(date(2026, 1, 7), THURSDAY), "2026-01-09T09:30", False, id="back in the same week"),
        pytest.param(away(THURSDAY, FRIDAY), "2026-01-08T09:30", True, id="not back: away in that cycle"),
        pytest.param(away(THURSDAY, FRIDAY, told="2026-01-08T10:00"), "2026-01-08T09:30", False, id="told after it"),
        pytest.param(away(THURSDAY, FRIDAY, who="sam"), "2026-01-08T09:30", False, id="somebody else"),
        pytest.param(
            away(THURSDAY, FRIDAY, ended_at=utc("2026-01-07T12:00")), "2026-01-08T09:30", False, id="taken back"
        ),
    ],
)
def test_half_a_week_away_moves_the_hour_and_the_rest_of_a_week_is_an_absence(absence, due_at, is_out):
    loaded = program(absences=(absence,))

    assert due_in(person(), W02, loaded) == utc(due_at)
    assert is_away_in(person(), W02, loaded) is is_out


def test_a_week_off_is_no_absence():
    off = program(cadence=Cadence(holidays=frozenset(W02.day(day) for day in Weekday)), absences=(away(THURSDAY),))

    assert due_in(person(), W02, off) is None
    assert not is_away_in(person(), W02, off)


def test_days_away_do_not_count_as_working_days():
    loaded = program(absences=(away(FRIDAY),))

    assert calendar_of(person(), loaded).add_working_days(THURSDAY, 1) == date(2026, 1, 12)
    assert next_considerate(person(), loaded, now=utc("2026-01-09T12:00")) == utc("2026-01-12T09:00")
    assert may_be_asked(person(), loaded, now=utc("2026-01-08T12:00"))
    assert not may_be_asked(person(), loaded, now=utc("2026-01-09T12:00"))


def test_somebody_is_away_by_the_date_where_they_are():
    loaded = program(people=(person(zone="Pacific/Kiritimati"),), absences=(away(FRIDAY),))

    assert is_away(MARIA, loaded, now=utc("2026-01-08T11:00"))
    assert not is_away(MARIA, loaded, now=utc("2026-01-08T09:00"))
    assert not is_away(PersonId("stranger"), loaded, now=utc("2026-01-08T11:00"))


def test_absences_that_follow_each_other_end_with_the_last():
    loaded = program(absences=(away(THURSDAY, FRIDAY), away(date(2026, 1, 10), date(2026, 1, 12)), away(FRIDAY)))

    assert away_until(MARIA, loaded, day=THURSDAY) == date(2026, 1, 12)
    assert away_until(MARIA, loaded, day=date(2026, 1, 13)) is None


def test_an_absence_is_told_with_its_last_day():
    assert say_away(date(2026, 8, 14)) == "owner away until Fri 14 Aug"
