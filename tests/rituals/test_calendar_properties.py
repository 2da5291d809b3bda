"""What holds for every zone around every change of its clocks, and for working time in general."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rituals.calendar import (
    Cycle,
    Weekday,
    WorkCalendar,
    after_quiet_hours,
    date_exists,
    due_instant,
    in_quiet_hours,
    local_instant,
)

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HALF_HOURS = [time(number // 2, 30 * (number % 2)) for number in range(48)]
# Days off around the changes of the clocks, and one such week off altogether: the Monday of 2026-W13 to its Friday.
OFFICE = WorkCalendar(
    zone="UTC",
    holidays=frozenset(
        date(year, month, day)
        for year in range(2023, 2029)
        for month, day in [(1, 1), (3, 29), (4, 26), (5, 1), (10, 25), *((12, number) for number in range(24, 32))]
    )
    | {date(2026, 3, number) for number in range(23, 28)},
)
EVERY_DAY = WorkCalendar(zone="UTC", working_days=frozenset(Weekday))
MONDAY_TO_SATURDAY = WorkCalendar(zone="UTC", working_days=frozenset(Weekday) - {Weekday.SUNDAY})
CALENDARS = [
    pytest.param(OFFICE, id="Monday to Friday with holidays"),
    pytest.param(MONDAY_TO_SATURDAY, id="Monday to Saturday"),
    pytest.param(EVERY_DAY, id="every day"),
]

ZONES = sorted(available_timezones() - {"localtime"})
Changes = tuple[tuple[datetime, timedelta], ...]


def offset_at(instant: datetime, place: ZoneInfo) -> timedelta:
    return instant.astimezone(place).replace(tzinfo=UTC) - instant


@cache
def changes_of(zone: str) -> Changes:
    """Return each change of the zone's clocks in the four years, and its first offset: instant, offset from then."""
    place = ZoneInfo(zone)
    found = [(FIRST, offset_at(FIRST, place))]
    for number in range((LAST - FIRST).days):
        before, after = FIRST + number * DAY, FIRST + (number + 1) * DAY
        offset = offset_at(after, place)
        if offset == found[-1][1]:
            continue
        while after - before > timedelta(seconds=1):
            middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
            if offset_at(middle, place) == offset:
                after = middle
            else:
                before = middle
        found.append((after, offset))
    return tuple(found)


@cache
def zones_by_behaviour() -> dict[Changes, str]:
    """Return one zone for each set of changes: aliases and neighbours on the same clock are the same to the rules."""
    return {changes_of(zone): zone for zone in reversed(ZONES)}


def cycles_around_changes(zone: str) -> Iterator[tuple[Cycle, Weekday]]:
    """Return for each change its cycle with the weekday of the day before it, of the day itself and of the next."""
    for instant, _ in changes_of(zone)[1:]:
        day = instant.astimezone(ZoneInfo(zone)).date()
        for near in (day - DAY, day, day + DAY):
            yield Cycle.of(near), Weekday(near.weekday())


def off_target(due_at: datetime, day: date, at: time, zone: str, calendar: WorkCalendar) -> str | None:
    """Return what is wrong with the due instant of `at` on `day`, worked out from the zone's own clock only."""
    place = ZoneInfo(zone)
    reading = due_at.astimezone(place)
    wall, wanted = reading.replace(tzinfo=None), datetime.combine(day, at)
    if not calendar.is_working_day(reading.date()):
        return "on a day off"
    if Cycle.of(reading.date()) != Cycle.of(day):
        return "in another week"
    is_read_there = wanted.replace(tzinfo=place).astimezone(UTC).astimezone(place).replace(tzinfo=None) == wanted
    if calendar.is_working_day(day) and is_read_there and wall != wanted:
        return "not when it was asked for"
    if wall.time() == at:
        return "the second of two" if reading.fold else None
    just_before = (due_at - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None)
    jumped_over = any(just_before < datetime.combine(near, at) < wall for near in (wall.date() - DAY, wall.date()))
    return None if jumped_over else "neither at the time asked for nor at the end of a gap over it"


def faults_of(zone: str, cycle: Cycle, weekday: Weekday, at: time, calendar: WorkCalendar) -> Iterator[str]:
    """Look at a cycle and both its neighbours: each due once, on target and after the one before."""
    asked: list[datetime] = []
    for each in (cycle.previous(), cycle, cycle.next()):
        due_at = due_instant(each, weekday=weekday, at=at, zone=zone, calendar=calendar)
        if due_at is not None:
            asked.append(due_at)
            fault = off_target(due_at, each.day(weekday), at, zone, calendar)
        else:
            works = any(calendar.is_working_day(each.day(other)) for other in Weekday)
            fault = "missed" if works else None
        if fault:
            yield f"{zone} {each.key} {weekday.name} {at}: {fault}"
    if not all(earlier < later for earlier, later in pairwise(asked)):
        yield f"{zone} {cycle.key} {weekday.name} {at}: not one after the other"


def test_c4_the_changes_that_are_looked_at_are_those_of_the_clocks():
    berlin = [instant for instant, _ in changes_of("Europe/Berlin")[1:]]

    assert len(berlin) == 8
    assert berlin[4] == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert sum(len(changes_of(zone)) > 1 for zone in ZONES) > 150


@pytest.mark.parametrize("calendar", CALENDARS)
def test_c4_every_zone_is_asked_once_a_week_around_every_change(calendar):
    # Zones whose clocks read the same throughout the four years are looked at once.
    faults = [
        fault
        for zone in zones_by_behaviour().values()
        for cycle, weekday in cycles_around_changes(zone)
        for at in HALF_HOURS
        for fault in faults_of(zone, cycle, weekday, at, calendar)
    ]

    assert faults == []


def test_c1_and_c2_every_zone_skips_and_repeats_like_a_clock_that_is_watched():
    # The first instant at which a watched clock has come to the time: a definition that needs no gaps and no folds.
    for changes, zone in zones_by_behaviour().items():
        for change, _ in changes[1:]:
            start = change - timedelta(hours=3)
            watched = [start + timedelta(minutes=15 * step) for step in range(25)]
            readings = [instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for instant in watched]
            for wall in (readings[0] + timedelta(minutes=15 * step) for step in range(17)):
                seen = next(instant for instant, reading in zip(watched, readings, strict=True) if reading >= wall)

                assert local_instant(wall.date(), wall.time(), zone) == seen, (zone, wall)


@pytest.mark.parametrize(
    ("zone", "skipped"),
    [
        pytest.param("Pacific/Apia", date(2011, 12, 30), id="Apia"),
        pytest.param("Pacific/Fakaofo", date(2011, 12, 30), id="Fakaofo"),
        pytest.param("Pacific/Kwajalein", date(1993, 8, 21), id="Kwajalein"),
        pytest.param("Pacific/Kiritimati", date(1994, 12, 31), id="Kiritimati"),
    ],
)
@pytest.mark.parametrize("calendar", CALENDARS)
def test_c3_a_skipped_date_costs_no_week(zone, skipped, calendar):
    cycle = Cycle.of(skipped)

    faults = [
        fault for weekday in Weekday for at in HALF_HOURS for fault in faults_of(zone, cycle, weekday, at, calendar)
    ]

    assert not date_exists(skipped, zone)
    assert faults == []


@pytest.mark.soak
@pytest.mark.parametrize("zone", ZONES)
def test_c4_every_zone_weekday_and_half_hour_of_four_years(zone):
    cycles = [Cycle.of(FIRST.date())]
    while cycles[-1].next().monday < LAST.date():
        cycles.append(cycles[-1].next())

    for weekday in Weekday:
        for at in HALF_HOURS:
            asked = [due_instant(each, weekday=weekday, at=at, zone=zone, calendar=EVERY_DAY) for each in cycles]
            found = [due_at for due_at in asked if due_at is not None]

            assert len(found) == len(cycles)
            assert all(earlier < later for earlier, later in pairwise(found))
            assert not [
                fault
                for each, due_at in zip(cycles, found, strict=True)
                if (fault := off_target(due_at, each.day(weekday), at, zone, EVERY_DAY))
            ]


# Working time

days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
calendars = st.builds(
    WorkCalendar,
    working_days=st.frozensets(st.sampled_from(Weekday), min_size=1),
    holidays=st.frozensets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=60),
    opens=st.times(max_value=time(11)),
    closes=st.times(min_value=time(12)),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu"]),
)
near_days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
instants = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
waits = st.timedeltas(timedelta(0), timedelta(hours=60))


@settings(deadline=None)
@given(calendar=calendars, day=near_days, n=st.integers(-400, 400))
def test_adding_working_days_and_counting_them_are_inverse(calendar, day, n):
    reached = calendar.add_working_days(day, n)

    assert calendar.working_days_between(day, reached) == n
    assert n == 0 or calendar.is_working_day(reached)


@settings(deadline=None)
@given(calendar=calendars, start=near_days, end=near_days)
def test_counting_working_days_and_adding_them_are_inverse(calendar, start, end):
    assume(calendar.is_working_day(end))

    assert calendar.add_working_days(start, calendar.working_days_between(start, end)) == end


@settings(deadline=None)
@given(calendar=calendars, start=near_days, length=st.integers(0, 200))
def test_counts_working_days_like_a_finger_on_a_wall_calendar(calendar, start, length):
    after = [start + number * DAY for number in range(1, length + 1)]
    before = [start - number * DAY for number in range(1, length + 1)]

    assert calendar.working_days_between(start, start + length * DAY) == sum(map(calendar.is_working_day, after))
    assert calendar.working_days_between(start, start - length * DAY) == -sum(map(calendar.is_working_day, before))


@settings(deadline=None)
@given(calendar=calendars, start=instants, wait=waits)
def test_c11_adding_working_hours_and_counting_them_are_inverse(calendar, start, wait):
    reached = calendar.add_working_hours(start, wait)

    assert calendar.working_hours_between(start, reached) == wait
    assert calendar.working_hours_between(reached, start) == -wait


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(calendar=calendars, day=near_days, start=instants, moment=st.times())
def test_c11_counting_working_hours_and_adding_them_are_inverse(calendar, day, start, moment):
    # An end in open time is found again; one at night or at the opening is the same wait as the close before it.
    end = local_instant(calendar.next_working_day(day), moment, calendar.zone)
    assume(start < end)
    assume(calendar.working_hours_between(end - timedelta(microseconds=1), end) > timedelta(0))

    assert calendar.add_working_hours(start, calendar.working_hours_between(start, end)) == end


@settings(deadline=None)
@given(calendar=calendars, start=instants, first=waits, second=waits)
def test_c11_waiting_twice_is_waiting_the_sum(calendar, start, first, second):
    in_two = calendar.add_working_hours(calendar.add_working_hours(start, first), second)

    assert in_two == calendar.add_working_hours(start, first + second)


@settings(deadline=None)
@given(instant=instants, quiet_from=st.times(), quiet_until=st.times(), zone=st.sampled_from(ZONES))
def test_after_quiet_hours_it_is_not_quiet_and_never_earlier(instant, quiet_from, quiet_until, zone):
    allowed = after_quiet_hours(instant, zone, quiet_from=quiet_from, quiet_until=quiet_until)

    assert allowed >= instant
    assert not in_quiet_hours(allowed, zone, quiet_from=quiet_from, quiet_until=quiet_until)


@settings(deadline=None)
@given(day=days)
def test_c3_a_cycle_holds_its_own_seven_days(day):
    cycle = Cycle.of(day)

    assert Cycle.parse(cycle.key) == cycle
    assert [Cycle.of(cycle.day(weekday)) for weekday in Weekday] == [cycle] * 7
    assert cycle.next().previous() == cycle
    assert cycle.key < cycle.next().key
