"""When people may be disturbed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.calendar import Weekday
from rituals.courtesy import day_of, has_known_zone, may_disturb, next_considerate_instant, today_of, zone_of
from rituals.local_time import local_date, local_time
from rituals.policy import Cadence
from tests.rituals.check_in_kit import NOW, person


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param("2026-01-08T12:00", "2026-01-08T12:00", id="by day: at once"),
        pytest.param("2026-01-08T06:59", "2026-01-08T07:00", id="before seven: at seven"),
        pytest.param("2026-01-08T19:00", "2026-01-09T07:00", id="after seven: the next morning"),
        pytest.param("2026-01-09T20:00", "2026-01-12T09:00", id="Friday night: when Monday's work begins"),
        pytest.param("2026-01-10T12:00", "2026-01-12T09:00", id="Saturday: when Monday's work begins"),
    ],
)
def test_nobody_is_disturbed_at_night_or_on_a_day_off(at, expected):
    assert next_considerate_instant(utc(at), zone="UTC", cadence=Cadence()) == utc(expected)


@given(
    after=st.timedeltas(timedelta(0), timedelta(days=365)),
    zone=st.sampled_from(["Pacific/Kiritimati", "Europe/London", "Australia/Lord_Howe", "America/Santiago"]),
)
def test_the_next_considerate_instant_is_considerate_and_never_earlier(after, zone):
    cadence = Cadence()
    moment = NOW + after

    found = next_considerate_instant(moment, zone=zone, cadence=cadence)

    assert found >= moment
    assert time(7) <= local_time(found, zone) < time(19)
    assert cadence.calendar(zone).is_working_day(local_date(found, zone))
    assert next_considerate_instant(found, zone=zone, cadence=cadence) == found


def test_a_working_day_that_begins_before_the_quiet_ends_waits_for_its_end():
    early = Cadence(opens_at=time(5), working_days=frozenset({Weekday.MONDAY}))

    assert next_considerate_instant(utc("2026-01-08T12:00"), zone="UTC", cadence=early) == utc("2026-01-12T07:00")


def test_the_zone_is_the_persons_else_the_programs():
    assert zone_of(person(zone="Asia/Tokyo"), Cadence(zone="Europe/Paris")) == "Asia/Tokyo"
    assert zone_of(person(zone=None), Cadence(zone="Europe/Paris")) == "Europe/Paris"


def test_today_is_where_the_person_is():
    assert today_of(person(zone="Pacific/Kiritimati"), Cadence(), now=NOW + timedelta(hours=1)) == date(2026, 1, 9)


def test_the_day_by_which_messages_are_counted_is_the_persons():
    since, until = day_of(person(zone="America/New_York"), Cadence(), now=NOW)

    assert (since, until) == (utc("2026-01-08T05:00"), utc("2026-01-09T05:00"))


def test_may_disturb_asks_the_persons_own_clock():
    assert may_disturb(person(zone="Europe/Berlin"), Cadence(), now=NOW)
    assert not may_disturb(person(zone="America/Los_Angeles"), Cadence(), now=NOW)


@pytest.mark.parametrize(
    ("zone", "known"),
    [("Europe/Berlin", True), (None, False), ("Mars/Olympus", False), ("", False)],
    ids=["Berlin", "none", "nonsense", "blank"],
)
def test_c6_tells_whether_a_zone_is_known(zone, known):
    assert has_known_zone(person(zone=zone)) is known
