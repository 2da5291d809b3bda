"""Courtesy: where a person's day is, and when the bot may disturb it."""

from datetime import date, datetime, time, timedelta

from rituals.calendar import WorkCalendar, after_quiet_hours, local_date, local_instant, zone_or_default
from rituals.people import Person
from rituals.policy import Cadence


def zone_of(person: Person, cadence: Cadence) -> str:
    """Return the zone a person lives by: the one Slack reports, else the program's own."""
    return zone_or_default(person.zone, cadence.zone)


def has_known_zone(person: Person) -> bool:
    """Tell whether Slack reports a zone that there is."""
    return bool(zone_or_default(person.zone, ""))


def today_of(person: Person, cadence: Cadence, *, now: datetime) -> date:
    """Return the date where the person is."""
    return local_date(now, zone_of(person, cadence))


def day_of(person: Person, cadence: Cadence, *, now: datetime) -> tuple[datetime, datetime]:
    """Return when the person's day began and when it ends (UTC): messages are counted by it."""
    zone = zone_of(person, cadence)
    today = local_date(now, zone)
    return local_instant(today, time.min, zone), local_instant(today + timedelta(days=1), time.min, zone)


def next_considerate_instant(instant: datetime, *, zone: str, cadence: Cadence) -> datetime:
    """Return the instant itself if people in `zone` may be disturbed then, else the next morning they work."""
    return considerate_instant(instant, calendar=cadence.calendar(zone), cadence=cadence)


def considerate_instant(instant: datetime, *, calendar: WorkCalendar, cadence: Cadence) -> datetime:
    """Return the instant itself if who works by `calendar` may be disturbed then, else the next morning they work."""
    zone = calendar.zone

    def awake(moment: datetime) -> datetime:
        return after_quiet_hours(moment, zone, quiet_from=cadence.quiet_from, quiet_until=cadence.quiet_until)

    moment = awake(instant)
    day = local_date(moment, zone)
    if calendar.is_working_day(day):
        return moment
    return awake(local_instant(calendar.next_working_day(day), cadence.opens_at, zone))


def may_disturb(person: Person, cadence: Cadence, *, now: datetime) -> bool:
    """Tell whether it is neither night nor a day off where the person is."""
    return next_considerate_instant(now, zone=zone_of(person, cadence), cadence=cadence) == now
