"""A forecast cannot lie before its inputs have come (feature 36)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.calendar import WorkCalendar
from rituals.dependencies import DependencyStatus
from rituals.feasibility import find_obstacle, wanted_from_provider
from tests.rituals.check_in_kit import TODAY, dependency

CALENDAR = WorkCalendar(zone="UTC", holidays=frozenset({date(2026, 2, 17)}))
DAYS = st.dates(date(2026, 1, 8), date(2027, 1, 8))


def obstacle(forecast_on, *inputs):
    return find_obstacle(forecast_on, inputs, calendar=CALENDAR, today=TODAY)


@pytest.mark.parametrize(
    ("changes", "earliest_on"),
    [
        pytest.param({}, date(2026, 2, 13), id="the promised date"),
        pytest.param({"lag_days": 1}, date(2026, 2, 16), id="a working day over the weekend"),
        pytest.param({"lag_days": 2}, date(2026, 2, 18), id="a holiday does not count"),
        pytest.param({"promised_on": date(2026, 1, 5)}, TODAY, id="overdue: today at the earliest"),
        pytest.param({"status": DependencyStatus.PROPOSED}, date(2026, 2, 13), id="promised but not agreed"),
        pytest.param({"status": DependencyStatus.BROKEN}, date(2026, 2, 13), id="broken and promised anew"),
    ],
)
def test_the_earliest_date_is_the_promise_and_its_lag(changes, earliest_on):
    late = dependency(**changes)

    found = obstacle(earliest_on - timedelta(days=1), late)

    assert found is not None
    assert (found.dependency, found.earliest_on) == (late, earliest_on)
    assert obstacle(earliest_on, late) is None


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"status": DependencyStatus.DELIVERED}, id="delivered"),
        pytest.param({"status": DependencyStatus.ACCEPTED}, id="accepted"),
        pytest.param({"status": DependencyStatus.WITHDRAWN}, id="withdrawn"),
        pytest.param({"status": DependencyStatus.REFUSED}, id="refused: nothing is promised any more"),
        pytest.param({"promised_on": None}, id="nothing promised yet"),
    ],
)
def test_only_what_is_promised_and_still_owed_stands_in_the_way(changes):
    assert obstacle(TODAY, dependency(**changes)) is None


def test_of_several_inputs_the_latest_is_named():
    early = dependency("early", promised_on=date(2026, 2, 2), lag_days=1)
    late = dependency("late", promised_on=date(2026, 2, 5))

    found = obstacle(date(2026, 2, 1), early, late)

    assert found is not None
    assert found.dependency is late


@given(forecast_on=DAYS, lag_days=st.integers(0, 30))
def test_what_is_wanted_from_the_provider_makes_the_forecast_possible(forecast_on, lag_days):
    asked = dependency(lag_days=lag_days)

    wanted_on = wanted_from_provider(forecast_on, asked, calendar=CALENDAR)

    kept = dependency(lag_days=lag_days, promised_on=wanted_on)
    found = find_obstacle(forecast_on, [kept], calendar=CALENDAR, today=min(wanted_on, TODAY))
    assert found is None


@given(forecast_on=DAYS, promised_on=DAYS, lag_days=st.integers(0, 30))
def test_a_forecast_is_refused_exactly_when_it_lies_before_the_earliest_date(forecast_on, promised_on, lag_days):
    late = dependency(promised_on=promised_on, lag_days=lag_days)

    found = obstacle(forecast_on, late)

    earliest_on = CALENDAR.add_working_days(max(promised_on, TODAY), lag_days)
    assert (found is not None) == (forecast_on < earliest_on)
    assert obstacle(earliest_on, late) is None
