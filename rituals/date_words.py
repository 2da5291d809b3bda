"""Dates as people type them: `3–14 Aug`, `until Friday`, `24 Dec – 2 Jan`, `3.8.–14.8.`, `next week`, `for 2 weeks`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from rituals.date_signs import (
    EndMissingError,
    NamedWeekday,
    Part,
    Said,
    Span,
    UnreadableDateError,
    read_parts,
)
from rituals.errors import MistakenError

LONGEST = timedelta(days=366)
"""So far ahead and so long a span of dates may reach; more is a slip of the pen."""
LATELY = timedelta(days=60)
"""A day that is over for no longer is not taken for next year's, nor a beginning before that for this year's."""
YEARS_AHEAD = 5


class BackwardsError(MistakenError):
    """The last day comes before the first."""

    def __init__(self, span: Span) -> None:
        super().__init__(f"{_say(span.last_on)} comes before {_say(span.first_on)}. Write the first day first.")


class OverError(MistakenError):
    """All of it is over."""

    def __init__(self, day: date, next_year: date | None = None) -> None:
        way_out = f" If you mean the next one, write {_say(next_year)}." if next_year else ""
        super().__init__(f"{_say(day)} is over. Choose today or a later day.{way_out}")


class TooLongError(MistakenError):
    """More than a year."""

    def __init__(self, span: Span) -> None:
        super().__init__(
            f"{_say(span.last_on)} is more than a year off. Write at most a year; you can say it again then."
        )


def read_span(words: str, *, today: date, lone_day_is_end: bool = False) -> Span:
    """Return the days that somebody means; raises the errors of this file, all of which say the way out.

    Without a year it is the nearest such day that is not over. A single day is that day alone, or, with
    `lone_day_is_end`, everything from today to it.
    """
    parts = read_parts(words, today=today)
    if len(parts) == 1:
        span = _resolve_one(parts[0], words, today=today)
        if lone_day_is_end and not isinstance(parts[0], Span):
            span = Span(min(today, span.first_on), span.last_on)
    else:
        span = _resolve_two(parts[0], parts[1], words, today=today)
    return check_span(span, today=today)


def check_span(span: Span, *, today: date) -> Span:
    """Return the days as they are; raises BackwardsError, OverError and TooLongError."""
    if span.last_on < span.first_on:
        raise BackwardsError(span)
    if span.last_on < today:
        raise OverError(span.last_on)
    if span.last_on - span.first_on > LONGEST or span.first_on - today > LONGEST:
        raise TooLongError(span)
    return span


def _resolve_one(part: Part, words: str, *, today: date) -> Span:
    if isinstance(part, Span):
        return part
    day = _first_after(part, today, words, today=today)
    return Span(day, day)


def _resolve_two(first: Part, last: Part, words: str, *, today: date) -> Span:
    if last is None:
        raise EndMissingError
    if isinstance(last, Span):
        last = last.last_on
    if isinstance(first, Said) and first.year is None and not isinstance(last, NamedWeekday):
        end = Said(last.day, last.month, last.year)
        return _nearest(*_completed(first, end, words), words, today=today)
    if first is None:
        return Span(today, _first_after(last, today, words, today=today))
    first_on = first.first_on if isinstance(first, Span) else _first_after(first, today, words, today=today)
    if isinstance(last, Said) and last.year is None:
        start = Said(first_on.day, first_on.month, first_on.year)
        return _nearest(*_completed(start, last, words), words, today=today)
    return Span(first_on, _first_after(last, first_on, words, today=today))


def _first_after(part: Part, day: date, words: str, *, today: date) -> date:
    """Return the date that a part stands for, counted from `day` where it is a weekday; raises where it is none."""
    match part:
        case date():
            return part
        case NamedWeekday():
            return part.on_or_after(day)
        case Said(month=int()):
            return _nearest(part, part, words, today=today).last_on
        case _:
            raise UnreadableDateError(words)


def _completed(first: Said, last: Said, words: str) -> tuple[Said, Said]:
    """Return both days with a month each: of `3–14 Aug` and `3 Aug – 14` the month is said once."""
    if first.month is None:
        first = replace(first, month=last.month, year=last.year)
    elif last.month is None:
        last = replace(last, month=first.month, year=first.year)
    if first.month is None or last.month is None:
        raise UnreadableDateError(words)
    return first, last


def _nearest(first: Said, last: Said, words: str, *, today: date) -> Span:
    """Return the nearest days of that name of which the last is not over."""
    spans = list(_spans(first, last, today.year))
    if not spans:
        raise UnreadableDateError(words)
    over = [span for span in spans if span.last_on < today]
    ahead = [span for span in spans if span.last_on >= today]
    if not ahead:
        return over[-1]
    # From Christmas to New Year nobody needs to write the year.
    if over and today - over[-1].last_on <= LATELY and over[-1].first_on.year == over[-1].last_on.year:
        raise OverError(over[-1].last_on, ahead[0].last_on)
    return next((span for span in ahead if today - span.first_on <= LATELY), ahead[0])


def _spans(first: Said, last: Said, year: int) -> Iterator[Span]:
    is_backwards = first.month == last.month and last.day < first.day
    for first_on in _years(first, year - 1):
        # Within one month nobody means the next year's.
        following = (each for each in _years(last, first_on.year) if each >= first_on or is_backwards)
        last_on = next(following, None)
        if last_on is not None and (first.year or last.year is None or last_on.year - first_on.year <= 1):
            yield Span(first_on, last_on)


def _years(said: Said, year: int) -> Iterator[date]:
    """Return the dates of that name from a year on: 29 February is not in every year."""
    years = [said.year] if said.year else range(year, year + YEARS_AHEAD + 1)
    return (day for day in map(said.in_year, years) if day is not None)


def _say(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"
