"""Named cases of local time, weeks and working time. Instants are written in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from rituals.calendar import (
    Cycle,
    Timeliness,
    Weekday,
    WorkCalendar,
    after_quiet_hours,
    date_exists,
    due_instant,
    in_quiet_hours,
    local_date,
    local_instant,
    local_time,
    timeliness,
    zone_or_default,
)

BERLIN = WorkCalendar(zone="Europe/Berlin")
EVERY_DAY = WorkCalendar(zone="UTC", working_days=frozenset(Weekday))
MONDAY_TO_SATURDAY = WorkCalendar(zone="UTC", working_days=frozenset(Weekday) - {Weekday.SUNDAY})
# 2026-11-23 is a Monday; Berlin is one hour ahead of UTC.
MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (MONDAY + timedelta(days=n) for n in range(1, 7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def on(zone: str, text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


# Local instants


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        pytest.param("Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29 00:59:59", id="Berlin: a second before"),
        pytest.param("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00", id="Berlin: first skipped minute"),
        pytest.param("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00", id="Berlin: half past two"),
        pytest.param("Europe/Berlin", "2026-03-29 02:59:59.999999", "2026-03-29 01:00", id="Berlin: last skipped"),
        pytest.param("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00", id="Berlin: end of the gap"),
        pytest.param("America/New_York", "2026-03-08 02:30", "2026-03-08 07:00", id="New York"),
        pytest.param("Pacific/Auckland", "2026-09-27 02:30", "2026-09-26 14:00", id="Auckland"),
    ],
)
def test_c1_a_skipped_time_becomes_the_first_valid_instant(zone, wall, instant):
    asked = datetime.fromisoformat(wall)

    assert local_instant(asked.date(), asked.time(), zone) == utc(instant)


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        pytest.param("Europe/Berlin", "2026-10-25 01:59:59", "2026-10-24 23:59:59", id="Berlin: a second before"),
        pytest.param("Europe/Berlin", "2026-10-25 02:00", "2026-10-25 00:00", id="Berlin: first repeated minute"),
        pytest.param("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30", id="Berlin: half past two"),
        pytest.param("Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00", id="Berlin: over"),
        pytest.param("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30", id="New York"),
        pytest.param("America/Havana", "2026-11-01 00:30", "2026-11-01 04:30", id="Havana: just after midnight"),
    ],
)
def test_c2_a_repeated_time_is_the_first_of_the_two(zone, wall, instant):
    asked = datetime.fromisoformat(wall)

    assert local_instant(asked.date(), asked.time(), zone) == utc(instant)


def test_c2_a_time_marked_as_the_second_of_two_is_still_the_first():
    assert local_instant(date(2026, 10, 25), time(2, 30, fold=1), "Europe/Berlin") == utc("2026-10-25 00:30")


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        pytest.param("Africa/Cairo", "2024-04-26 00:00", "2024-04-25 22:00", id="Cairo: midnight"),
        pytest.param("Africa/Cairo", "2024-04-26 00:30", "2024-04-25 22:00", id="Cairo: half past"),
        pytest.param("Asia/Beirut", "2024-03-31 00:00", "2024-03-30 22:00", id="Beirut: midnight"),
        pytest.param("America/Havana", "2024-03-10 00:00", "2024-03-10 05:00", id="Havana: midnight"),
        pytest.param("America/Asuncion", "2023-10-01 00:00", "2023-10-01 04:00", id="Asuncion: midnight"),
        pytest.param("Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-03 15:30", id="Lord Howe: half an hour lost"),
        pytest.param("Australia/Lord_Howe", "2026-10-04 02:30", "2026-10-03 15:30", id="Lord Howe: end of the gap"),
        pytest.param("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", id="Lord Howe: half an hour twice"),
        pytest.param("Pacific/Apia", "2011-12-29 23:59", "2011-12-30 09:59", id="Apia: the eve"),
        pytest.param("Pacific/Apia", "2011-12-30 00:00", "2011-12-30 10:00", id="Apia: start of the skipped date"),
        pytest.param("Pacific/Apia", "2011-12-30 09:30", "2011-12-30 10:00", id="Apia: on the skipped date"),
        pytest.param("Pacific/Apia", "2011-12-31 00:00", "2011-12-30 10:00", id="Apia: the day after"),
        pytest.param("Pacific/Apia", "2011-12-31 09:30", "2011-12-30 19:30", id="Apia: the next morning"),
        pytest.param("UTC", "2024-02-29 09:30", "2024-02-29 09:30", id="29 February"),
    ],
)
def test_c3_odd_changes_of_the_clock(zone, wall, instant):
    asked = datetime.fromisoformat(wall)

    assert local_instant(asked.date(), asked.time(), zone) == utc(instant)


@pytest.mark.parametrize(
    ("zone", "day", "exists"),
    [
        pytest.param("Pacific/Apia", date(2011, 12, 29), True, id="Apia: the eve"),
        pytest.param("Pacific/Apia", date(2011, 12, 30), False, id="Apia: skipped"),
        pytest.param("Pacific/Apia", date(2011, 12, 31), True, id="Apia: the day after"),
        pytest.param("Africa/Cairo", date(2024, 4, 26), True, id="Cairo: no midnight, but a day"),
    ],
)
def test_c3_knows_which_dates_a_zone_has(zone, day, exists):
    assert date_exists(day, zone) is exists


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        pytest.param("Asia/Tokyo", "Asia/Tokyo", id="known"),
        pytest.param(None, "UTC", id="none"),
        pytest.param("", "UTC", id="empty"),
        pytest.param("Mars/Olympus", "UTC", id="unknown"),
        pytest.param("Europe", "UTC", id="a folder"),
        pytest.param("europe/berlin", "UTC", id="wrong case"),
        pytest.param("../../etc/passwd", "UTC", id="a path"),
        pytest.param("UTC\0", "UTC", id="a null byte"),
        pytest.param("localtime", "UTC", id="wherever the server is"),
        pytest.param("x" * 5000, "UTC", id="too long for a file name"),
    ],
)
def test_c6_an_unknown_zone_becomes_the_default(name, chosen):
    assert zone_or_default(name, "UTC") == chosen


def test_the_date_and_time_where_a_person_is():
    instant = utc("2026-11-23 23:30")

    assert local_date(instant, "Asia/Tokyo") == date(2026, 11, 24)
    assert local_time(instant, "Asia/Tokyo") == time(8, 30)
    assert local_date(instant, "America/New_York") == date(2026, 11, 23)


def test_a_datetime_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        local_date(utc("2026-11-23 09:00").replace(tzinfo=None), "UTC")


# Weekdays and cycles


@pytest.mark.parametrize(
    ("word", "weekday"),
    [
        pytest.param("thursday", Weekday.THURSDAY, id="full"),
        pytest.param("Thu", Weekday.THURSDAY, id="three letters"),
        pytest.param("TUES", Weekday.TUESDAY, id="four letters"),
        pytest.param(" sunday ", Weekday.SUNDAY, id="spaces"),
    ],
)
def test_reads_a_weekday(word, weekday):
    assert Weekday.parse(word) is weekday


@pytest.mark.parametrize("word", ["", "t", "th", "4", "mon-fri", "thursdays", "* * * * 4"])
def test_refuses_what_is_not_a_weekday(word):
    with pytest.raises(ValueError, match="day of the week"):
        Weekday.parse(word)


def test_weekdays_are_numbered_like_dates():
    assert [Weekday((MONDAY + timedelta(days=n)).weekday()) for n in range(7)] == list(Weekday)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        pytest.param(date(2026, 11, 26), "2026-W48", id="in November"),
        pytest.param(date(2020, 12, 31), "2020-W53", id="week 53"),
        pytest.param(date(2021, 1, 3), "2020-W53", id="week 53 in January"),
        pytest.param(date(2021, 1, 4), "2021-W01", id="after week 53"),
        pytest.param(date(2024, 12, 30), "2025-W01", id="week 1 in December"),
        pytest.param(date(2024, 2, 29), "2024-W09", id="29 February"),
    ],
)
def test_c3_a_date_has_one_cycle(day, key):
    cycle = Cycle.of(day)

    assert cycle.key == key
    assert Cycle.parse(key) == cycle
    assert cycle.day(Weekday(day.weekday())) == day


def test_c3_walks_through_week_53():
    cycle = Cycle(2020, 52)

    assert cycle.next() == Cycle(2020, 53)
    assert cycle.next().next() == Cycle(2021, 1)
    assert Cycle(2021, 1).previous() == Cycle(2020, 53)
    assert Cycle(2026, 1).previous() == Cycle(2025, 52)
    assert cycle < cycle.next() < Cycle(2021, 1)
    assert Cycle(2020, 53).monday == date(2020, 12, 28)


@pytest.mark.parametrize(
    "key", ["", "2026-48", "2026-W8", "2026-w48", "2026-W48 ", "2026-W48\n", "2025-W53", "2026-W00", "²026-W48"]
)
def test_refuses_what_is_not_a_cycle(key):
    with pytest.raises(ValueError, match=r"week"):
        Cycle.parse(key)


# Working days


def test_a_calendar_needs_a_working_day_and_hours():
    with pytest.raises(ValueError, match="without a working day"):
        WorkCalendar(zone="UTC", working_days=frozenset())
    with pytest.raises(ValueError, match="working hours end"):
        WorkCalendar(zone="UTC", opens=time(17), closes=time(9))


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        pytest.param(FRIDAY, FRIDAY, id="Friday: the same"),
        pytest.param(SATURDAY, date(2026, 12, 1), id="Saturday: past a Monday off"),
    ],
)
def test_finds_the_next_working_day(day, next_day):
    calendar = WorkCalendar(zone="UTC", holidays=frozenset({date(2026, 11, 30)}))

    assert calendar.next_working_day(day) == next_day


@pytest.mark.parametrize(
    ("day", "n", "reached"),
    [
        pytest.param(MONDAY, 0, MONDAY, id="none: the same day"),
        pytest.param(SATURDAY, 0, SATURDAY, id="none: even on a Saturday"),
        pytest.param(MONDAY, 1, TUESDAY, id="one"),
        pytest.param(FRIDAY, 1, date(2026, 12, 1), id="over a weekend and a holiday"),
        pytest.param(SATURDAY, 1, date(2026, 12, 1), id="from a Saturday"),
        pytest.param(SATURDAY, -1, FRIDAY, id="back from a Saturday"),
        pytest.param(MONDAY, -1, date(2026, 11, 20), id="back over a weekend"),
        pytest.param(date(2026, 12, 1), -1, FRIDAY, id="back over a holiday"),
        pytest.param(FRIDAY, 5, date(2026, 12, 7), id="a week and a holiday"),
        pytest.param(date(2026, 12, 7), -10, date(2026, 11, 20), id="two weeks back and a holiday"),
    ],
)
def test_counts_working_days_on_and_back(day, n, reached):
    calendar = WorkCalendar(zone="UTC", holidays=frozenset({date(2026, 11, 30)}))

    assert calendar.add_working_days(day, n) == reached


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param(MONDAY, MONDAY, 0, id="the same day"),
        pytest.param(MONDAY, TUESDAY, 1, id="a day"),
        pytest.param(FRIDAY, SUNDAY, 0, id="a weekend is no waiting"),
        pytest.param(FRIDAY, date(2026, 11, 30), 0, id="nor is a holiday after it"),
        pytest.param(FRIDAY, date(2026, 12, 1), 1, id="the first day back"),
        pytest.param(SATURDAY, FRIDAY, -1, id="back from a Saturday"),
        pytest.param(SUNDAY, SATURDAY, 0, id="back within a weekend"),
        pytest.param(date(2026, 12, 1), FRIDAY, -1, id="back over a holiday"),
        pytest.param(date(2025, 12, 31), date(2026, 12, 31), 260, id="a year and a holiday"),
    ],
)
def test_counts_the_working_days_between(start, end, days):
    # The second holiday is a Sunday and takes nothing away.
    calendar = WorkCalendar(zone="UTC", holidays=frozenset({date(2026, 11, 30), date(2026, 12, 6)}))

    assert calendar.working_days_between(start, end) == days


# Working hours

ADDED = [
    pytest.param("2026-11-23 09:00", 4, "2026-11-23 13:00", id="within a day"),
    pytest.param("2026-11-23 09:00", 8, "2026-11-23 17:00", id="a whole day ends at five"),
    pytest.param("2026-11-23 07:00", 4, "2026-11-23 13:00", id="before hours"),
    pytest.param("2026-11-23 15:00", 4, "2026-11-24 11:00", id="over a night"),
    pytest.param("2026-11-27 16:00", 4, "2026-11-30 12:00", id="over a weekend"),
    pytest.param("2026-11-28 12:00", 0.5, "2026-11-30 09:30", id="from a Saturday"),
    pytest.param("2026-11-28 12:00", 0, "2026-11-28 12:00", id="nothing, even on a Saturday"),
    pytest.param("2026-12-24 16:00", 4, "2026-12-28 12:00", id="over a holiday and a weekend"),
    pytest.param("2026-03-27 13:00", 16, "2026-03-31 13:00", id="over the spring change"),
    pytest.param("2026-10-23 13:00", 16, "2026-10-27 13:00", id="over the autumn change"),
]


@pytest.mark.parametrize(("start", "hours", "end"), ADDED)
def test_c11_adds_working_hours(start, hours, end):
    calendar = WorkCalendar(zone="Europe/Berlin", holidays=frozenset({date(2026, 12, 25)}))

    reached = calendar.add_working_hours(on("Europe/Berlin", start), hours)

    assert reached == on("Europe/Berlin", end)
    assert reached.tzinfo is UTC


@pytest.mark.parametrize(("start", "hours", "end"), ADDED)
def test_c11_counts_the_working_hours_between(start, hours, end):
    calendar = WorkCalendar(zone="Europe/Berlin", holidays=frozenset({date(2026, 12, 25)}))

    since, until = on("Europe/Berlin", start), on("Europe/Berlin", end)

    assert calendar.working_hours_between(since, until) == timedelta(hours=hours)
    assert calendar.working_hours_between(until, since) == -timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "open_hours"),
    [
        pytest.param(date(2026, 3, 29), 3, id="spring: an hour is lost"),
        pytest.param(date(2026, 10, 25), 5, id="autumn: an hour is won"),
        pytest.param(date(2026, 10, 26), 4, id="any other day"),
    ],
)
def test_c11_night_shifts_count_the_time_that_passes(day, open_hours):
    nights = WorkCalendar(zone="Europe/Berlin", working_days=frozenset(Weekday), opens=time(1), closes=time(5))
    start = local_instant(day, time(0), "Europe/Berlin")

    assert nights.working_hours_between(start, start + timedelta(hours=12)) == timedelta(hours=open_hours)
    assert nights.add_working_hours(start, open_hours) == on("Europe/Berlin", f"{day} 05:00")


def test_c11_a_weekend_is_no_waiting():
    friday, monday = on("Europe/Berlin", "2026-11-27 17:00"), on("Europe/Berlin", "2026-11-30 09:00")

    assert BERLIN.working_hours_between(friday, monday) == timedelta(0)


def test_c11_accepts_a_timedelta_and_refuses_to_go_back():
    start = on("Europe/Berlin", "2026-11-23 09:00")

    assert BERLIN.add_working_hours(start, timedelta(minutes=90)) == on("Europe/Berlin", "2026-11-23 10:30")
    with pytest.raises(ValueError, match="forwards"):
        BERLIN.add_working_hours(start, -1)


def test_c11_the_hours_are_those_of_the_calendar_not_of_the_instant():
    start = on("America/New_York", "2026-11-23 12:00")

    assert BERLIN.add_working_hours(start, 1) == on("Europe/Berlin", "2026-11-24 10:00")


def test_c11_a_skipped_date_has_no_working_hours():
    apia = WorkCalendar(zone="Pacific/Apia", working_days=frozenset(Weekday))

    assert apia.add_working_hours(on("Pacific/Apia", "2011-12-29 16:00"), 2) == on("Pacific/Apia", "2011-12-31 10:00")


# The due instant


def holidays(*days: date) -> WorkCalendar:
    return WorkCalendar(zone="UTC", holidays=frozenset(days))


@pytest.mark.parametrize(
    ("zone", "wall", "calendar", "instant"),
    [
        pytest.param("Europe/Berlin", "2026-11-26 09:30", BERLIN, "2026-11-26 08:30", id="winter"),
        pytest.param("Europe/Berlin", "2026-07-02 09:30", BERLIN, "2026-07-02 07:30", id="summer"),
        pytest.param("Asia/Tokyo", "2026-11-26 09:30", BERLIN, "2026-11-26 00:30", id="where the person is"),
        pytest.param("UTC", "2026-11-26 09:30", holidays(THURSDAY), "2026-11-27 09:30", id="holiday: a day later"),
        pytest.param("UTC", "2026-11-26 09:30", holidays(THURSDAY, FRIDAY), "2026-11-25 09:30", id="no later day"),
        pytest.param("UTC", "2026-11-29 09:30", BERLIN, "2026-11-27 09:30", id="Sunday: back to Friday"),
        pytest.param(
            "UTC",
            "2026-11-25 09:30",
            holidays(TUESDAY, WEDNESDAY, THURSDAY, FRIDAY),
            "2026-11-23 09:30",
            id="only Monday is left",
        ),
        pytest.param(
            "UTC", "2026-11-26 09:30", holidays(*(MONDAY + timedelta(days=n) for n in range(5))), None, id="week off"
        ),
    ],
)
def test_asks_once_a_week(zone, wall, calendar, instant):
    asked = datetime.fromisoformat(wall)
    weekday = Weekday(asked.weekday())

    due_at = due_instant(Cycle.of(asked.date()), weekday=weekday, at=asked.time(), zone=zone, calendar=calendar)

    assert due_at == (instant and utc(instant))


@pytest.mark.parametrize(
    ("zone", "wall", "calendar", "instant"),
    [
        pytest.param("Africa/Cairo", "2024-04-26 00:30", BERLIN, "2024-04-25 22:00", id="Cairo: Friday at midnight"),
        pytest.param("Asia/Beirut", "2024-03-31 00:00", EVERY_DAY, "2024-03-30 22:00", id="Beirut: Sunday at midnight"),
        pytest.param("America/Havana", "2024-03-10 00:00", EVERY_DAY, "2024-03-10 05:00", id="Havana: at midnight"),
        pytest.param("America/Asuncion", "2023-10-01 00:00", EVERY_DAY, "2023-10-01 04:00", id="Asuncion: at midnight"),
        pytest.param("Australia/Lord_Howe", "2026-10-04 02:10", EVERY_DAY, "2026-10-03 15:30", id="Lord Howe"),
        pytest.param("America/Nuuk", "2026-03-28 23:30", EVERY_DAY, "2026-03-29 01:00", id="Nuuk: gap until midnight"),
        pytest.param(
            "America/Nuuk", "2026-03-28 23:30", MONDAY_TO_SATURDAY, "2026-03-28 01:30", id="Nuuk: into a Sunday off"
        ),
        pytest.param(
            "Africa/Algiers", "1971-04-25 23:30", EVERY_DAY, "1971-04-24 23:30", id="Algiers: into the next ISO week"
        ),
        pytest.param("Pacific/Apia", "2011-12-30 09:30", EVERY_DAY, "2011-12-30 19:30", id="Apia: to Saturday"),
        pytest.param("Pacific/Apia", "2011-12-30 09:30", BERLIN, "2011-12-29 19:30", id="Apia: weekend, so Thursday"),
        pytest.param("UTC", "2020-12-31 09:30", BERLIN, "2020-12-31 09:30", id="week 53"),
        pytest.param("UTC", "2021-01-01 09:30", holidays(date(2021, 1, 1)), "2020-12-31 09:30", id="week 53, New Year"),
        pytest.param("UTC", "2024-02-29 09:30", BERLIN, "2024-02-29 09:30", id="29 February"),
        pytest.param("UTC", "2028-02-29 09:30", holidays(date(2028, 2, 29)), "2028-03-01 09:30", id="29 February off"),
    ],
)
def test_c3_asks_once_even_in_an_odd_week(zone, wall, calendar, instant):
    asked = datetime.fromisoformat(wall)
    weekday = Weekday(asked.weekday())

    due_at = due_instant(Cycle.of(asked.date()), weekday=weekday, at=asked.time(), zone=zone, calendar=calendar)

    assert due_at == utc(instant)


# Quiet hours


@pytest.mark.parametrize(
    ("wall", "quiet", "allowed"),
    [
        pytest.param("2026-11-23 18:59", False, "2026-11-23 18:59", id="not yet"),
        pytest.param("2026-11-23 19:00", True, "2026-11-24 07:00", id="begins"),
        pytest.param("2026-11-24 03:00", True, "2026-11-24 07:00", id="after midnight"),
        pytest.param("2026-11-24 06:59", True, "2026-11-24 07:00", id="nearly over"),
        pytest.param("2026-11-24 07:00", False, "2026-11-24 07:00", id="over"),
        pytest.param("2026-10-24 23:00", True, "2026-10-25 07:00", id="a night of the autumn change"),
    ],
)
def test_nobody_is_disturbed_at_night(wall, quiet, allowed):
    instant = on("Europe/Berlin", wall)
    night = {"quiet_from": time(19), "quiet_until": time(7)}

    assert in_quiet_hours(instant, "Europe/Berlin", **night) is quiet
    assert after_quiet_hours(instant, "Europe/Berlin", **night) == on("Europe/Berlin", allowed)


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "instant", "allowed"),
    [
        pytest.param(time(12), time(13), "2026-11-23 11:30", "2026-11-23 12:00", id="lunch"),
        pytest.param(time(12), time(13), "2026-11-23 12:00", "2026-11-23 12:00", id="after lunch"),
        pytest.param(time(9), time(9), "2026-11-23 08:00", "2026-11-23 08:00", id="no quiet at all"),
        pytest.param(time(22), time(2, 30), "2026-03-29 00:30", "2026-03-29 01:00", id="ends in a gap"),
        pytest.param(time(3), time(2, 30), "2026-03-29 00:30", "2026-03-30 00:30", id="the gap leads into the next"),
        pytest.param(time(22), time(2, 30), "2026-10-25 00:15", "2026-10-25 00:30", id="first pass of a repeated hour"),
        pytest.param(time(22), time(2, 30), "2026-10-25 01:15", "2026-10-25 01:30", id="second pass"),
    ],
)
def test_quiet_hours_end_when_the_clock_says_so(quiet_from, quiet_until, instant, allowed):
    moment = after_quiet_hours(utc(instant), "Europe/Berlin", quiet_from=quiet_from, quiet_until=quiet_until)

    assert moment == utc(allowed)


# Timeliness


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param("2026-11-26 09:29:59", Timeliness.EARLY, id="a second early"),
        pytest.param("2026-11-26 09:30", Timeliness.DUE, id="to the second"),
        pytest.param("2026-11-26 09:30:03", Timeliness.DUE, id="down 3 s"),
        pytest.param("2026-11-26 09:35", Timeliness.DUE, id="five minutes"),
        pytest.param("2026-11-26 09:35:01", Timeliness.LATE_BUT_INSIDE, id="more than five minutes"),
        pytest.param("2026-11-26 12:30", Timeliness.LATE_BUT_INSIDE, id="down 3 h"),
        pytest.param("2026-11-27 09:30", Timeliness.LATE_BUT_INSIDE, id="eight working hours"),
        pytest.param("2026-11-27 09:30:01", Timeliness.TOO_LATE, id="and a second"),
        pytest.param("2026-11-29 09:30", Timeliness.TOO_LATE, id="down 3 days"),
    ],
)
def test_c5_late_is_sent_within_eight_working_hours_or_skipped(now, expected):
    due_at = on("Europe/Berlin", "2026-11-26 09:30")

    assert timeliness(due_at, now=on("Europe/Berlin", now), calendar=BERLIN) is expected


def test_c5_a_weekend_down_costs_no_catch_up_time():
    due_at, now = on("Europe/Berlin", "2026-11-27 16:00"), on("Europe/Berlin", "2026-11-30 10:00")

    assert timeliness(due_at, now=now, calendar=BERLIN) is Timeliness.LATE_BUT_INSIDE
    assert timeliness(due_at, now=now, calendar=BERLIN, catch_up=timedelta(hours=1)) is Timeliness.TOO_LATE


def test_c5_the_repeated_hour_is_not_early():
    due_at = on("Europe/Berlin", "2026-10-25 02:50")
    now = on("Europe/Berlin", "2026-10-25 02:10", fold=1)

    assert timeliness(due_at, now=now, calendar=BERLIN) is Timeliness.LATE_BUT_INSIDE


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        pytest.param(datetime(2026, 1, 8, 8, 59, tzinfo=UTC), False, id="before opening"),
        pytest.param(datetime(2026, 1, 8, 9, 0, tzinfo=UTC), True, id="at opening"),
        pytest.param(datetime(2026, 1, 8, 17, 0, tzinfo=UTC), False, id="at closing"),
        pytest.param(datetime(2026, 1, 10, 12, 0, tzinfo=UTC), False, id="on a Saturday"),
    ],
)
def test_people_are_at_work_from_opening_to_before_closing(at, is_open):
    assert WorkCalendar(zone="UTC").is_open(at) is is_open
