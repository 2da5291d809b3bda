"""Wall-clock time where a person is, and the UTC instants it stands for."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

# "localtime" is wherever the server stands, and "Factory" is a clock that nobody has set.
_NOT_A_PLACE = frozenset({"localtime", "Factory"})


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_A_PLACE


@cache
def _place(zone: str) -> ZoneInfo:
    # The library keeps the last eight in use; a company has people in more, and reading one takes a file.
    return ZoneInfo(zone)


def zone_or_default(name: str | None, default: str) -> str:
    """Return `name` if it is an IANA time zone, spelled as IANA spells it, and `default` if not."""
    return name if name in _known_zones() else default


def to_utc(instant: datetime) -> datetime:
    """Return the same instant in UTC; refuse a naive one, which would be read in the server's zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone")
    return instant.astimezone(UTC)


@lru_cache(maxsize=10_000)
def local_instant(day: date, at: time, zone: str) -> datetime:
    """Return the first UTC instant at which the clocks in `zone` have come to `at` on `day`.

    Both are wall time. A time that a change of the clocks skips becomes the first instant after the gap, be the gap
    half an hour (Lord Howe) or a whole date (Apia, 2011-12-30); of a time that comes twice it is the first.
    """
    place = _place(zone)
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    first = wall.replace(tzinfo=place).astimezone(UTC)
    if first.astimezone(place).replace(tzinfo=None) == wall:
        return first
    return _end_of_gap(wall.replace(microsecond=0), place)


def _end_of_gap(skipped: datetime, place: ZoneInfo) -> datetime:
    # The library knows the offsets on both sides of the gap but not its instant. Read with the later offset, the
    # skipped time lies before the change, with the earlier one at or after it; clocks change on whole seconds.
    before = skipped.replace(tzinfo=place, fold=1).astimezone(UTC)
    after = skipped.replace(tzinfo=place, fold=0).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(place).replace(tzinfo=None) < skipped:
            before = middle
        else:
            after = middle
    return after


def local_date(instant: datetime, zone: str) -> date:
    """Return the date on a wall calendar in `zone` at an aware instant."""
    return to_utc(instant).astimezone(_place(zone)).date()


def local_time(instant: datetime, zone: str) -> time:
    """Return the naive time on a wall clock in `zone` at an aware instant."""
    return to_utc(instant).astimezone(_place(zone)).time().replace(fold=0)


def date_exists(day: date, zone: str) -> bool:
    """Return False if the clocks in `zone` went from before `day` to after it, as Apia's did over 2011-12-30."""
    return local_date(local_instant(day, time.min, zone), zone) == day


def in_quiet_hours(instant: datetime, zone: str, *, quiet_from: time, quiet_until: time) -> bool:
    """Return whether the wall clock in `zone` reads `quiet_from` or later and not yet `quiet_until`.

    The quiet may span midnight. Two equal times mean that there is none.
    """
    reading = local_time(instant, zone)
    if quiet_from <= quiet_until:
        return quiet_from <= reading < quiet_until
    return reading >= quiet_from or reading < quiet_until


def after_quiet_hours(instant: datetime, zone: str, *, quiet_from: time, quiet_until: time) -> datetime:
    """Return the UTC instant itself if it is not quiet in `zone`, and the end of that quiet if it is."""
    moment = to_utc(instant)
    # Once is not enough where clocks jump over the end of the quiet into the next.
    while in_quiet_hours(moment, zone, quiet_from=quiet_from, quiet_until=quiet_until):
        moment = _next_reading(moment, quiet_until, zone)
    return moment


def _next_reading(moment: datetime, at: time, zone: str) -> datetime:
    wall = datetime.combine(local_date(moment, zone), local_time(moment, zone))
    target = datetime.combine(wall.date(), at)
    if target <= wall:
        target += timedelta(days=1)
    first = local_instant(target.date(), at, zone)
    # In the second pass of a repeated hour the first reading of `at` is already over.
    return first if first > moment else moment + (target - wall)
