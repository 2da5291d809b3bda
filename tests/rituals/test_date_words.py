"""Dates as people type them, on Thursday 8 January 2026 unless the table says another day."""

from datetime import date

import pytest

from rituals.date_signs import AmbiguousDateError, EndMissingError, Span, UnreadableDateError
from rituals.date_words import BackwardsError, OverError, TooLongError, read_span
from rituals.errors import UserFacingError

THURSDAY = date(2026, 1, 8)


def days(first: str, last: str | None = None) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("3–14 Aug", days("2026-08-03", "2026-08-14")),
        ("3-14 august", days("2026-08-03", "2026-08-14")),
        ("3 — 14 Aug.", days("2026-08-03", "2026-08-14")),
        ("3 Aug - 14", days("2026-08-03", "2026-08-14")),
        ("3 Aug to 14 Aug", days("2026-08-03", "2026-08-14")),
        ("from Aug 3 until August 14th", days("2026-08-03", "2026-08-14")),
        ("3rd to 14th of Aug", days("2026-08-03", "2026-08-14")),
        ("Mon 3 Aug – Fri 14 Aug", days("2026-08-03", "2026-08-14")),
        ("3.8.–14.8.", days("2026-08-03", "2026-08-14")),
        ("3. bis 14. August", days("2026-08-03", "2026-08-14")),
        ("1.–5.8.26", days("2026-08-01", "2026-08-05")),
        ("vom 1.3. bis 5. März 2026", days("2026-03-01", "2026-03-05")),
        ("2026-08-03 to 2026-08-14", days("2026-08-03", "2026-08-14")),
        ("2026-08-03 – 14 Aug", days("2026-08-03", "2026-08-14")),
        ("3 Aug until Friday", days("2026-08-03", "2026-08-07")),
        ("24 Dec – 2 Jan", days("2026-12-24", "2027-01-02")),
        ("24 Dec 2026 – 2 Jan", days("2026-12-24", "2027-01-02")),
        ("24 Dec – 2 Jan 2027", days("2026-12-24", "2027-01-02")),
        ("1 Sep – 31 Aug", days("2026-09-01", "2027-08-31")),
        ("today", days("2026-01-08")),
        ("Tomorrow", days("2026-01-09")),
        ("heute bis morgen", days("2026-01-08", "2026-01-09")),
        ("until Friday", days("2026-01-08", "2026-01-09")),
        ("until Thursday", days("2026-01-08")),
        ("today - 14", days("2026-01-08", "2026-01-14")),
        ("until 2 Mar", days("2026-01-08", "2026-03-02")),
        ("until next week", days("2026-01-08", "2026-01-18")),
        ("monday to fri", days("2026-01-12", "2026-01-16")),
        ("next Friday", days("2026-01-16")),
        ("this Friday", days("2026-01-09")),
        ("next week", days("2026-01-12", "2026-01-18")),
        ("next week until 20 Jan", days("2026-01-12", "2026-01-20")),
        ("this week", days("2026-01-08", "2026-01-11")),
        ("for 2 weeks", days("2026-01-08", "2026-01-21")),
        ("two weeks", days("2026-01-08", "2026-01-21")),
        ("1 day", days("2026-01-08")),
        ("3 Aug", days("2026-08-03")),
        ("August 3, 2026", days("2026-08-03")),
        ("3aug", days("2026-08-03")),
        ("5 Nov", days("2026-11-05")),
        ("5 Jan 2027", days("2027-01-05")),
        ("1–9 Jan", days("2026-01-01", "2026-01-09")),
    ],
)
def test_what_people_type_is_read(words: str, span: Span):
    assert read_span(words, today=THURSDAY) == span


@pytest.mark.parametrize(
    ("today", "words", "span"),
    [
        pytest.param("2026-12-28", "24 Dec – 2 Jan", days("2026-12-24", "2027-01-02"), id="in the middle of it"),
        pytest.param("2027-01-01", "24 Dec – 2 Jan", days("2026-12-24", "2027-01-02"), id="after New Year"),
        pytest.param("2026-12-28", "2 Jan", days("2027-01-02"), id="the next year's"),
        pytest.param("2027-06-01", "29 Feb", days("2028-02-29"), id="in the next leap year"),
        pytest.param("2026-12-31", "until Friday", days("2026-12-31", "2027-01-01"), id="New Year's Eve"),
    ],
)
def test_the_year_is_the_nearest_that_is_not_over(today: str, words: str, span: Span):
    assert read_span(words, today=date.fromisoformat(today)) == span


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        ("3/8", AmbiguousDateError, "Write 3 Aug or 8 Mar."),
        ("3/8 - 4/8", AmbiguousDateError, "“3/8” is read in two ways"),
        ("13/8", AmbiguousDateError, "Write 13 Aug."),
        ("99/99", AmbiguousDateError, "Write 3 Aug."),
        (
            "5 Jan",
            OverError,
            "Mon 5 Jan 2026 is over. Choose today or a later day. If you mean the next one, write Tue 5",
        ),
        ("1 Jan 2025", OverError, "Wed 1 Jan 2025 is over. Choose today or a later day."),
        ("until 2025-01-01", BackwardsError, "comes before Thu 8 Jan 2026"),
        ("14–3 Aug", BackwardsError, "Mon 3 Aug 2026 comes before Fri 14 Aug 2026. Write the first day first."),
        ("3 Aug 2028", TooLongError, "Thu 3 Aug 2028 is more than a year off."),
        ("today to 2027-06-01", TooLongError, "more than a year off"),
        ("29 Feb", TooLongError, "Tue 29 Feb 2028"),
        ("from 3 Aug", EndMissingError, "Until when?"),
        ("3 Aug to the", EndMissingError, "Until when?"),
        ("31 Jun", UnreadableDateError, "I cannot read “31 Jun” as a date"),
        ("2026-02-30", UnreadableDateError, "“3–14 Aug”, “until Friday”"),
        ("until 14", UnreadableDateError, "as a date"),
        ("14", UnreadableDateError, "as a date"),
        ("3 - 14", UnreadableDateError, "as a date"),
        ("3 - Friday", UnreadableDateError, "as a date"),
        ("1 - 2 - 3 Aug", UnreadableDateError, "as a date"),
        ("3 Blah", UnreadableDateError, "as a date"),
        ("3 Au", UnreadableDateError, "as a date"),
        ("some week", UnreadableDateError, "as a date"),
        ("blah weeks", UnreadableDateError, "as a date"),
        ("last Friday", UnreadableDateError, "as a date"),
        ("1 day Friday", UnreadableDateError, "as a date"),
        ("🚀", UnreadableDateError, "as a date"),
        ("99999", UnreadableDateError, "as a date"),
        ("the", UnreadableDateError, "as a date"),
        ("", UnreadableDateError, "as a date"),
        ("x" * 999, UnreadableDateError, "x" * 60),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_way_out(words: str, error: type[UserFacingError], says: str):
    with pytest.raises(error) as refused:
        read_span(words, today=THURSDAY)

    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("2 Mar", days("2026-01-08", "2026-03-02")),
        ("until 2 Mar", days("2026-01-08", "2026-03-02")),
        ("Friday", days("2026-01-08", "2026-01-09")),
        ("next week", days("2026-01-12", "2026-01-18")),
        ("3–14 Aug", days("2026-08-03", "2026-08-14")),
    ],
)
def test_where_an_end_is_asked_for_a_day_alone_is_the_end(words: str, span: Span):
    assert read_span(words, today=THURSDAY, lone_day_is_end=True) == span
