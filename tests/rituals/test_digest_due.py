from datetime import UTC, date, datetime, time, timedelta

import pytest

from rituals.calendar import Cycle
from rituals.digest_due import DueDigest, due_digests
from rituals.policy import Cadence
from rituals.program import Program
from rituals.working_time import Weekday

LAST_WEEK = datetime(2026, 1, 9, 12, tzinfo=UTC)
MONDAY_BERLIN = datetime(2026, 1, 12, 6, 30, tzinfo=UTC)
"""Half past seven on Monday in Berlin."""


def strategy(*, loaded_at: datetime | None = LAST_WEEK, **cadence) -> Program:
    return Program(name="Test", cadence=Cadence(**{"digest_zone": "Europe/Berlin", **cadence}), loaded_at=loaded_at)


def due(program=None, *, now) -> list[tuple[str, bool]]:
    return [(each.cycle.key, each.is_too_late) for each in due_digests(program or strategy(), now=now)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(MONDAY_BERLIN - timedelta(minutes=1), [], id="not a minute early"),
        pytest.param(MONDAY_BERLIN, [("2026-W03", False)], id="on Monday at half past seven"),
        pytest.param(MONDAY_BERLIN + timedelta(hours=9), [("2026-W03", False)], id="missed, but within the hours"),
        pytest.param(MONDAY_BERLIN + timedelta(days=2), [("2026-W03", True)], id="missed for too long"),
    ],
)
def test_the_digest_is_due_where_its_readers_are(now, expected):
    assert due(now=now) == expected


@pytest.mark.parametrize(
    ("loaded_at", "expected"),
    [
        pytest.param(MONDAY_BERLIN, [("2026-W03", False)], id="loaded just in time"),
        pytest.param(MONDAY_BERLIN + timedelta(minutes=1), [], id="loaded after it was due"),
        pytest.param(None, [], id="not loaded yet"),
    ],
)
def test_nothing_is_made_up_for_that_was_due_before_the_program_was_loaded(loaded_at, expected):
    assert due(strategy(loaded_at=loaded_at), now=MONDAY_BERLIN + timedelta(hours=1)) == expected


def test_a_digest_of_friday_afternoon_is_still_sent_on_monday_morning():
    fridays = strategy(digest_on=Weekday.FRIDAY, digest_at=time(16))

    assert due(fridays, now=datetime(2026, 1, 12, 8, 30, tzinfo=UTC)) == [("2026-W02", False)]


def test_a_holiday_moves_the_digest_to_the_next_working_day():
    off = strategy(holidays=frozenset({date(2026, 1, 12)}))

    found = due_digests(off, now=datetime(2026, 1, 13, 6, 30, tzinfo=UTC))

    assert found == (
        DueDigest(cycle=Cycle(2026, 3), due_at=datetime(2026, 1, 13, 6, 30, tzinfo=UTC), is_too_late=False),
    )


def test_a_week_off_has_no_digest():
    week = frozenset(date(2026, 1, 12) + timedelta(days=day) for day in range(7))

    assert due(strategy(holidays=week), now=datetime(2026, 1, 18, 12, tzinfo=UTC)) == []
