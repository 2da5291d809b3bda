"""What a date that somebody typed is made of: days that leave the month or the year open, weekdays, weeks, lengths."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rituals.errors import MistakenError

EXAMPLES = "“3–14 Aug”, “until Friday”, “tomorrow” or “2026-08-03 to 2026-08-14”"

_DAY = timedelta(days=1)
_MONTHS = (
    ("january", "januar"),
    ("february", "februar"),
    ("march", "märz", "maerz"),
    ("april",),
    ("may", "mai"),
    ("june", "juni"),
    ("july", "juli"),
    ("august",),
    ("september",),
    ("october", "oktober"),
    ("november",),
    ("december", "dezember"),
)
_WEEKDAYS = (
    ("monday", "montag"),
    ("tuesday", "dienstag"),
    ("wednesday", "mittwoch"),
    ("thursday", "donnerstag"),
    ("friday", "freitag"),
    ("saturday", "samstag"),
    ("sunday", "sonntag"),
)
_NEAR = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1, "übermorgen": 2}
_UNITS = {"day": 1, "days": 1, "tag": 1, "tage": 1, "week": 7, "weeks": 7, "woche": 7, "wochen": 7}
_FEW = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "eine": 1, "zwei": 2, "drei": 3, "vier": 4}
_TO = frozenset({"-", "to", "until", "till", "til", "through", "bis"})
_FROM = frozenset({"from", "von", "vom", "ab", "starting"})
_FILLERS = frozenset({"on", "the", "of", "am", "den", "dem", "der", "for", "für", "and", "including"})
_NEXT, _THIS = frozenset({"next", "nächste", "nächsten"}), frozenset({"this", "diese", "diesen"})
_SIGNS = re.compile(
    r"""(?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)
    | (?P<slash>\d{1,4}/\d{1,2}(?:/\d{1,4})?)
    | (?P<dotted>\d{1,2}\.\s?\d{1,2}(?:\.(?:\s?\d{4}|\d{2})?)?(?!\d))
    | (?P<year>\d{4})(?!\d)
    | (?P<day>\d{1,3})(?:(?:st|nd|rd|th)\b)?\.?
    | (?P<dash>[-‐‑–—−]|\.{2,3}|…)
    | (?P<word>[^\W\d_]+)\.?
    | (?P<space>[\s,]+)
    | (?P<other>.)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    first_on: date
    last_on: date


class UnreadableDateError(MistakenError):
    """What was typed is no date that can be read."""

    def __init__(self, words: str) -> None:
        super().__init__(f"I cannot read “{words[:60]}” as a date. Write for example {EXAMPLES}.")


class AmbiguousDateError(MistakenError):
    """With slashes some people write the day first, and some the month."""

    def __init__(self, words: str, ways: Sequence[str]) -> None:
        super().__init__(f"“{words}” is read in two ways around the world. Write {' or '.join(ways)}.")


class EndMissingError(MistakenError):
    """Only the beginning was said."""

    def __init__(self) -> None:
        super().__init__(f"Until when? Write the last day too, such as {EXAMPLES}.")


@dataclass(frozen=True, slots=True)
class Said:
    """A day as it was said, which may leave the month or the year open."""

    day: int
    month: int | None = None
    year: int | None = None

    def in_year(self, year: int) -> date | None:
        try:
            return date(self.year or year, self.month or 0, self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class NamedWeekday:
    number: int
    is_next_week: bool = False

    def on_or_after(self, day: date) -> date:
        if self.is_next_week:
            day += timedelta(days=7 - day.weekday())
        return day + timedelta(days=(self.number - day.weekday()) % 7)


Part = date | Span | Said | NamedWeekday | None
_Sign = tuple[str, str]


def read_parts(words: str, *, today: date) -> list[Part]:
    """Return the one day that was said, or the first and the last; None is one that was left out.

    Raises UnreadableDateError, AmbiguousDateError and EndMissingError.
    """
    signs = [(str(match.lastgroup), match[0]) for match in _SIGNS.finditer(words.casefold())]
    groups: list[list[_Sign]] = [[]]
    for kind, text in signs:
        if kind == "dash" or text.rstrip(".") in _TO:
            groups.append([])
        elif kind != "space":
            groups[-1].append((kind, text.rstrip(".") if kind in ("word", "day") else text))
    # “From 3 until 14” and “3 – until 14” say the same.
    groups = [group for place, group in enumerate(groups) if group or place == 0]
    begins = bool(groups[0]) and groups[0][0][1] in _FROM
    if begins and len(groups) == 1:
        raise EndMissingError
    if len(groups) > 2 or not any(groups):
        raise UnreadableDateError(words)
    return [_read_part([sign for sign in group if sign[1] not in _FILLERS | _FROM], words, today) for group in groups]


def _read_part(signs: Sequence[_Sign], words: str, today: date) -> Part:
    if not signs:
        return None
    for read in _READERS:
        found = read(signs, today)
        if found is not None:
            return found
    raise UnreadableDateError(words)


def _read_slash(signs: Sequence[_Sign], _today: date) -> Part:
    text = next((text for kind, text in signs if kind == "slash"), None)
    if text is None:
        return None
    numbers = [int(number) for number in text.split("/")[:2]]
    ways = [
        f"{day} {_MONTHS[month - 1][0][:3].capitalize()}"
        for day, month in dict.fromkeys([(numbers[0], numbers[1]), (numbers[1], numbers[0])])
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    raise AmbiguousDateError(text, ways or ["3 Aug"])


def _read_near(signs: Sequence[_Sign], today: date) -> Part:
    if len(signs) == 1 and signs[0][1] in _NEAR:
        return today + _NEAR[signs[0][1]] * _DAY
    return None


def _read_length(signs: Sequence[_Sign], today: date) -> Part:
    """Read `2 weeks`: that long from today on."""
    if len(signs) != 2 or signs[1][1] not in _UNITS:
        return None
    number = int(signs[0][1]) if signs[0][0] == "day" else _FEW.get(signs[0][1], 0)
    return Span(today, today + (number * _UNITS[signs[1][1]] - 1) * _DAY) if number else None


def _read_week(signs: Sequence[_Sign], today: date) -> Part:
    """Read `next week`, from its Monday to its Sunday, and `this week`, which has begun."""
    if len(signs) != 2 or _UNITS.get(signs[1][1]) != 7 or signs[0][1] not in _NEXT | _THIS:
        return None
    sunday = today + (6 - today.weekday()) * _DAY
    return Span(today, sunday) if signs[0][1] in _THIS else Span(sunday + _DAY, sunday + 7 * _DAY)


def _read_weekday(signs: Sequence[_Sign], _today: date) -> Part:
    number = _named(signs[-1][1], _WEEKDAYS)
    if number is None or len(signs) > 2 or (len(signs) == 2 and signs[0][1] not in _NEXT | _THIS):
        return None
    return NamedWeekday(number, is_next_week=len(signs) == 2 and signs[0][1] in _NEXT)


def _read_iso(signs: Sequence[_Sign], _today: date) -> Part:
    if signs[-1][0] != "iso":
        return None
    year, month, day = (int(number) for number in signs[-1][1].split("-"))
    return Said(day, month, year).in_year(year)


def _read_day(signs: Sequence[_Sign], _today: date) -> Part:
    """Read a day and a month in either order, with a year or without; of `Mon 3 Aug` the weekday says no more."""
    if len(signs) > 1 and signs[0][0] == "word" and _named(signs[0][1], _WEEKDAYS) is not None:
        signs = signs[1:]
    if signs[0][0] == "dotted" and len(signs) == 1:
        day, month, *year = re.findall(r"\d+", signs[0][1])
        return Said(int(day), int(month), _whole(year[0]) if year else None)
    kinds = sorted(kind for kind, _ in signs)
    if kinds not in (["day"], ["day", "word"], ["day", "word", "year"]):
        return None
    said = dict(signs)
    month_named = _named(said["word"], _MONTHS) if "word" in said else None
    if "word" in said and month_named is None:
        return None
    number = int(re.sub(r"\D", "", said["day"]))
    return Said(number, None if month_named is None else month_named + 1, int(said["year"]) if "year" in said else None)


_READERS: tuple[Callable[[Sequence[_Sign], date], Part], ...] = (
    _read_slash,
    _read_near,
    _read_length,
    _read_week,
    _read_weekday,
    _read_iso,
    _read_day,
)


def _named(word: str, names: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the name that begins with `word`, of which three letters are enough."""
    if len(word) < 3:
        return None
    return next((place for place, each in enumerate(names) if any(name.startswith(word) for name in each)), None)


def _whole(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)
