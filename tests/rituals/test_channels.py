"""What is known of a channel: news of a sharing always counts, word of its end only if it is newer."""

from datetime import UTC, datetime, timedelta

import pytest

from rituals.channels import FRESH, KnownChannel, NotSharedError, allow, seen
from rituals.ids import ChannelId, PersonId

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
EARLIER, LATER = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)
CHANNEL = ChannelId("C0PAYMENTS")
NADIA = PersonId("nadia")
OURS = KnownChannel(id=CHANNEL, seen_at=NOW)
SHARED = KnownChannel(id=CHANNEL, seen_at=NOW, shared_at=NOW)
ALLOWED = KnownChannel(id=CHANNEL, seen_at=NOW, shared_at=NOW, allowed_by=NADIA)


@pytest.mark.parametrize(
    ("known", "is_shared", "at", "expected"),
    [
        pytest.param(None, False, NOW, OURS, id="first seen"),
        pytest.param(None, True, NOW, SHARED, id="first seen shared"),
        pytest.param(OURS, False, LATER, KnownChannel(id=CHANNEL, seen_at=LATER), id="still ours"),
        pytest.param(OURS, False, EARLIER, OURS, id="an older look"),
        pytest.param(OURS, True, EARLIER, KnownChannel(id=CHANNEL, seen_at=NOW, shared_at=EARLIER), id="late news"),
        pytest.param(SHARED, False, EARLIER, SHARED, id="an older look does not undo the news"),
        pytest.param(ALLOWED, False, LATER, KnownChannel(id=CHANNEL, seen_at=LATER), id="the yes ends with it"),
        pytest.param(
            ALLOWED,
            True,
            LATER,
            KnownChannel(id=CHANNEL, seen_at=LATER, shared_at=NOW, allowed_by=NADIA),
            id="the yes holds meanwhile",
        ),
    ],
)
def test_takes_over_what_slack_says(known: KnownChannel | None, is_shared: bool, at: datetime, expected: KnownChannel):
    assert seen(known, CHANNEL, is_shared=is_shared, at=at) == expected


def test_news_of_another_company_ends_the_permission_and_asks_once():
    again = KnownChannel(id=CHANNEL, seen_at=LATER, shared_at=LATER)

    assert seen(ALLOWED, CHANNEL, is_shared=True, at=LATER, is_news=True) == again
    assert seen(SHARED, CHANNEL, is_shared=True, at=LATER, is_news=True) == KnownChannel(
        id=CHANNEL, seen_at=LATER, shared_at=NOW
    )


def test_only_what_is_shared_and_not_allowed_takes_no_messages():
    assert [each.takes_messages for each in (OURS, SHARED, ALLOWED)] == [True, False, True]


@pytest.mark.parametrize(
    ("now", "is_fresh"),
    [
        pytest.param(NOW + FRESH, True, id="at the bound"),
        pytest.param(NOW + FRESH + timedelta(seconds=1), False, id="beyond it"),
        pytest.param(NOW - timedelta(days=1), False, id="the clock was set back"),
    ],
)
def test_is_asked_about_again_after_a_quarter_of_an_hour(now: datetime, is_fresh: bool):
    assert OURS.is_fresh(now=now) is is_fresh


def test_an_administrator_says_yes_or_no_while_it_is_shared():
    assert allow(SHARED, by=NADIA) == ALLOWED
    assert allow(ALLOWED, by=None) == SHARED
    with pytest.raises(NotSharedError):
        allow(OURS, by=NADIA)
