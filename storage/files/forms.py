"""The forms a value can have: how each is read from text, written back, and described to a person."""

import math
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any
from zoneinfo import available_timezones

from rituals.calendar import Weekday, to_utc, zone_or_default
from storage.public_holidays import known_countries

MAX_TEXT = 1_000
LARGEST_WHOLE = 2_147_483_647
"""What an integer column holds on PostgreSQL."""
LARGEST_AMOUNT = 10**15
"""More than any company is worth, in any currency; its column is wider."""

_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,300})(\.[0-9]{1,300})?([eE][-+]?[0-9]{1,3})?")
_AMOUNT = re.compile(r"([1-9][0-9]{0,2}(?:[_,][0-9]{3})+|0|[1-9][0-9]{0,14})(\.[0-9]{1,9})? ?(k|M|bn)?")
_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_ID = re.compile(r"[^\W_][\w.-]{0,63}")
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_CHANNEL = re.compile(r"#[^\s#:,.!?/\\]{1,80}|[CG][A-Z0-9]{2,20}")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,20}")
_UNITS = {None: 1, "k": 1_000, "M": 1_000_000, "bn": 1_000_000_000}
_YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False}
DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form. `read` raises ValueError; `wanted` completes "… is not …"; `choices` are all that is allowed."""

    wanted: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    choices: Callable[[], Collection[str]] = tuple
    is_number: bool = False


def has_unseen_characters(text: str) -> bool:
    """Tell whether `text` holds control characters, surrogates or direction overrides (FAULTS G4)."""
    return any(c in DIRECTION_OVERRIDES or unicodedata.category(c) in {"Cc", "Cs"} for c in text)


def normalised(text: str) -> str:
    """Return `text` in Unicode's composed form and on one line."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def whole(minimum: int, maximum: int = LARGEST_WHOLE) -> Form:
    """Describe whole numbers between two bounds, both included."""

    def read(text: str) -> int:
        _match(_WHOLE, text)
        return _between(int(text), minimum, maximum)

    upper = "" if maximum == LARGEST_WHOLE else f" to {maximum}"
    more = " or more" if maximum == LARGEST_WHOLE else ""
    return Form(wanted=f"a whole number, {minimum}{upper}{more}", read=read, is_number=True)


def one_of(members: type[Enum]) -> Form:
    """Describe the values of an enum."""
    words = tuple(str(member.value) for member in members)
    return Form(
        wanted=f"one of {', '.join(words)}",
        read=lambda text: members(text.lower()),
        write=lambda member: str(member.value),
        choices=lambda: words,
    )


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return match


def _between(number: int, minimum: int, maximum: int) -> int:
    if not minimum <= number <= maximum:
        raise ValueError(number)
    return number


def _text(text: str) -> str:
    if len(text) > MAX_TEXT or has_unseen_characters(text):
        raise ValueError(text)
    return text


def _number(text: str) -> float:
    _match(_NUMBER, text)
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _write_number(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(number)


def _amount(text: str) -> int:
    match = _match(_AMOUNT, text)
    amount = Decimal(re.sub("[_,]", "", match[1]) + (match[2] or "")) * _UNITS[match[3]]
    if amount != int(amount):
        raise ValueError(text)
    return _between(int(amount), 0, LARGEST_AMOUNT)


def _date(text: str) -> date:
    _match(_DATE, text)
    return date.fromisoformat(text)


def _time(text: str) -> time:
    _match(_TIME, text)
    return time.fromisoformat(text.zfill(5))


def _moment(text: str) -> datetime:
    moment = to_utc(datetime.fromisoformat(text))
    _between(moment.year, 2000, 2099)
    return moment


def _zone(text: str) -> str:
    if zone_or_default(text, "") != text:
        raise ValueError(text)
    return text


def _country(text: str) -> str:
    if text not in known_countries():
        raise ValueError(text)
    return text


def _yes_or_no(text: str) -> bool:
    return _YES_OR_NO[_match(re.compile("yes|true|no|false"), text.lower())[0]]


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    return lambda text: _match(pattern, text)[0]


ID = Form(
    wanted="a key of letters, digits, “.”, “_” and “-”, at most 64, that begins with a letter or digit",
    read=_matching(_ID),
)
TEXT = Form(wanted=f"text of at most {MAX_TEXT} characters, all of which can be seen", read=_text)
NUMBER = Form(wanted="a number like 12.5, without leading zeros", read=_number, write=_write_number, is_number=True)
PERCENT = whole(0, 100)
AMOUNT = Form(
    wanted=f"an amount in whole units of the currency like 4000000, 4_000_000 or 4M, at most {LARGEST_AMOUNT}",
    read=_amount,
    is_number=True,
)
DATE = Form(wanted="a date like 2026-02-16, from 2000 to 2099", read=_date)
TIME = Form(wanted="a time of day like 09:30", read=_time, write=lambda value: f"{value:%H:%M}")
MOMENT = Form(wanted="a moment with its offset like 2026-02-16T09:30:00+00:00", read=_moment, write=datetime.isoformat)
WEEKDAY = Form(
    wanted="a day of the week like thursday",
    read=Weekday.parse,
    write=lambda day: str(day.name.lower()),
    choices=lambda: tuple(day.name.lower() for day in Weekday),
)
ZONE = Form(wanted="an IANA time zone like Europe/London", read=_zone, choices=available_timezones)
COUNTRY = Form(
    wanted="a country or region whose public holidays are known, like DE or DE-BY",
    read=_country,
    choices=known_countries,
)
CURRENCY = Form(wanted="a currency of three capitals like USD", read=_matching(re.compile("[A-Z]{3}")))
EMAIL = Form(wanted="an e-mail address", read=_matching(_EMAIL))
SLACK_USER = Form(wanted="a Slack user id like U0123ABC", read=_matching(_SLACK_USER))
CHANNEL = Form(wanted="a channel like #payments or a Slack channel id like C0123ABC", read=_matching(_CHANNEL))
CHANNEL_ID = Form(wanted="a Slack channel id like C0123ABC", read=_matching(_CHANNEL_ID))
YES_OR_NO = Form(wanted="yes or no", read=_yes_or_no, write=lambda value: "yes" if value else "no")
