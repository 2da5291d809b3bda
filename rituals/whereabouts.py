"""Whereabouts: the calendar by which a person works, with their days, their country's holidays and their absences."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from rituals.absences import Absence
from rituals.calendar import Cycle, Weekday, WorkCalendar, due_instant, local_date
from rituals.courtesy import considerate_instant, zone_of
from rituals.ids import PersonId
from rituals.people import Person
from rituals.policy import Cadence
from rituals.program import Program

AWAY = "owner away until {day}"
"""Why there is no answer, as the digest says it."""

_DAY = timedelta(days=1)
_NO_DAYS: frozenset[date] = frozenset()


def calendar_of(person: Person, program: Program) -> WorkCalendar:
    """Return when a person works: where they are, on their own days, without holidays and the days they are away."""
    usual = usual_calendar_of(person, program)
    away = _away_days(_absences_of(person.id, program))
    return _without(usual, away) if away else usual


def usual_calendar_of(person: Person, program: Program) -> WorkCalendar:
    """Return when a person works while they are not away."""
    country = person.country or program.cadence.country
    public = program.public_holidays.get(country, _NO_DAYS) if country else _NO_DAYS
    return _calendar(program.cadence, zone_of(person, program.cadence), person.works_on, public)


def is_away(person: PersonId, program: Program, *, now: datetime) -> bool:
    """Tell whether a person is away on the date that it is where they are."""
    if person not in program.people:
        return False
    today = local_date(now, zone_of(program.people[person], program.cadence))
    return any(each.covers(today) for each in _absences_of(person, program))


def away_until(person: PersonId, program: Program, *, day: date) -> date | None:
    """Return the last day of the absence that covers a day; one that goes on without a gap counts as the same."""
    absences = _absences_of(person, program)
    last = None
    while any(each.covers(day) for each in absences):
        last = max(each.last_on for each in absences if each.covers(day))
        day = last + _DAY
    return last


def due_in(person: Person, cycle: Cycle, program: Program) -> datetime | None:
    """Return when a person is asked in a cycle (UTC), None where they have the whole week off.

    Somebody who is away on the day is asked when they are back in the same week. Who is not back by then is away in
    that cycle: the hour is the usual one, and whoever stands in is asked.
    """
    usual = usual_hour(cycle, program, usual_calendar_of(person, program))
    if usual is None or not program.absences:
        return usual
    return _back_at(person, cycle, usual, program) or usual


def usual_hour(cycle: Cycle, program: Program, calendar: WorkCalendar) -> datetime | None:
    """Return when those who work by a calendar are asked in a cycle (UTC); None where the whole week is off."""
    return _due(cycle, program.cadence, calendar)


def is_away_in(person: Person, cycle: Cycle, program: Program) -> bool:
    """Tell whether a person is away on the day they would be asked in a cycle and for the rest of its week.

    An absence counts from when it is told: what was asked before stays asked.
    """
    usual = usual_hour(cycle, program, usual_calendar_of(person, program)) if program.absences else None
    return usual is not None and _back_at(person, cycle, usual, program) is None


def say_away(last_on: date) -> str:
    """`owner away until Fri 14 Aug`."""
    return AWAY.format(day=f"{last_on:%a} {last_on.day} {last_on:%b}")


def next_considerate(person: Person, program: Program, *, now: datetime) -> datetime:
    """Return `now` if the person may be disturbed, else the next morning that they work and are not away."""
    return considerate_instant(now, calendar=calendar_of(person, program), cadence=program.cadence)


def may_be_asked(person: Person, program: Program, *, now: datetime) -> bool:
    """Tell whether it is neither night, nor a day off or away, where the person is."""
    return next_considerate(person, program, now=now) == now


def _back_at(person: Person, cycle: Cycle, usual: datetime, program: Program) -> datetime | None:
    """Return the instant at which somebody is asked who may be away at the usual one; None while they are not back."""
    absences = [each for each in _absences_of(person.id, program) if each.told_at <= usual]
    calendar = usual_calendar_of(person, program)
    day = local_date(usual, calendar.zone)
    if not any(each.covers(day) for each in absences):
        return usual
    instant = _due(cycle, program.cadence, _without(calendar, _away_days(absences)))
    return instant if instant is not None and instant > usual else None


def _absences_of(person: PersonId, program: Program) -> list[Absence]:
    return [each for each in program.absences if each.person == person and each.ended_at is None]


def _away_days(absences: Iterable[Absence]) -> frozenset[date]:
    return frozenset(
        each.first_on + offset * _DAY for each in absences for offset in range((each.last_on - each.first_on).days + 1)
    )


# Asked of each person at each tick, and whole offices share theirs.
@lru_cache(maxsize=10_000)
def _calendar(
    cadence: Cadence, zone: str, works_on: frozenset[Weekday] | None, public: frozenset[date]
) -> WorkCalendar:
    company = cadence.calendar(zone)
    return WorkCalendar(
        working_days=company.working_days if works_on is None else works_on,
        holidays=company.holidays | public,
        opens=company.opens,
        closes=company.closes,
        zone=zone,
    )


@lru_cache(maxsize=10_000)
def _without(calendar: WorkCalendar, days: frozenset[date]) -> WorkCalendar:
    return WorkCalendar(
        working_days=calendar.working_days,
        holidays=calendar.holidays | days,
        opens=calendar.opens,
        closes=calendar.closes,
        zone=calendar.zone,
    )


@lru_cache(maxsize=10_000)
def _due(cycle: Cycle, cadence: Cadence, calendar: WorkCalendar) -> datetime | None:
    return due_instant(
        cycle, weekday=cadence.check_in_on, at=cadence.check_in_at, zone=calendar.zone, calendar=calendar
    )
