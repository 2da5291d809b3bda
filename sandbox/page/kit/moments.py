"""Moments: dates and times as the person who looks would see them in Slack.

From docs.slack.dev, "Formatting message text", Date formatting, and "Date element".
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from sandbox.records import User
from sandbox.zones import zone_of

_TOKEN = re.compile(r"\{(\w+)\}")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_UNITS = (("year", 31_536_000), ("month", 2_592_000), ("day", 86_400), ("hour", 3600), ("minute", 60))
# Only Americans read the clock in halves of the day; Slack follows the locale until somebody changes it.
_HALF_DAYS = frozenset({"en-US"})


def in_words(timestamp: int, form: str, viewer: User, *, now: datetime) -> str:
    """Fill in a format such as `{date_short_pretty} at {time}`. Raises ValueError for a time that no calendar has."""
    try:
        zone = zone_of(viewer)
        at, today = datetime.fromtimestamp(timestamp, UTC).astimezone(zone), now.astimezone(zone)
    except (OverflowError, OSError, ValueError) as error:
        msg = f"{timestamp} is not a moment."
        raise ValueError(msg) from error
    words = _TOKEN.sub(lambda found: _said(found, at, today, viewer), form)
    return words[:1].upper() + words[1:]


def local_input(timestamp: int, viewer: User) -> str:
    """Write a moment as a field for date and time holds it."""
    return datetime.fromtimestamp(timestamp, UTC).astimezone(zone_of(viewer)).strftime("%Y-%m-%dT%H:%M")


def _said(found: re.Match[str], at: datetime, now: datetime, viewer: User) -> str:
    token = found[1]
    if token in _DATES:
        return _DATES[token](at)
    if token == "ago":  # noqa: S105 - a token of a format, not of a person
        return _ago(at, now)
    if token in ("time", "time_secs"):
        return _clock(at, viewer, seconds=token == "time_secs")  # noqa: S105  # the token of a date, not of an account
    if token == "day_divider_pretty":  # noqa: S105  # the token of a date, not of an account
        return _near(at, now) or (_day(at) if at.year == now.year else _DATES["date_long"](at))
    plain = token.removesuffix("_pretty")
    return (_near(at, now) or _DATES[plain](at)) if plain in _DATES else found[0]


def _near(at: datetime, now: datetime) -> str | None:
    return _NEAR.get((at.date() - now.date()).days)


def _ordinal(number: int) -> str:
    last = 0 if number in (11, 12, 13) else number % 10
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def _date(at: datetime) -> str:
    return f"{_MONTHS[at.month - 1]} {_ordinal(at.day)}, {at.year}"


def _day(at: datetime) -> str:
    return f"{_DAYS[at.weekday()]}, {_MONTHS[at.month - 1]} {_ordinal(at.day)}"


_DATES: Mapping[str, Callable[[datetime], str]] = {
    "date": _date,
    "date_long": lambda at: f"{_day(at)}, {at.year}",
    "date_long_full": _date,
    "date_num": lambda at: f"{at.year:04d}-{at.month:02d}-{at.day:02d}",
    "date_short": lambda at: f"{_MONTHS[at.month - 1][:3]} {at.day}, {at.year}",
    "date_slash": lambda at: f"{at.day:02d}/{at.month:02d}/{at.year}",
}


def _clock(at: datetime, viewer: User, *, seconds: bool) -> str:
    after = f":{at.second:02d}" if seconds else ""
    if viewer.locale in _HALF_DAYS:
        return f"{at.hour % 12 or 12}:{at.minute:02d}{after} {'AM' if at.hour < 12 else 'PM'}"
    return f"{at.hour:02d}:{at.minute:02d}{after}"


def _ago(at: datetime, now: datetime) -> str:
    away: timedelta = now - at
    seconds = int(abs(away.total_seconds()))
    for unit, length in _UNITS:
        count = seconds // length
        if count:
            much = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{much} ago" if away > timedelta(0) else f"in {much}"
    return "just now"
