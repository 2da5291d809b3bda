"""A9 and promise 4: what counts as stuck, and what is behind."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rituals.announcements import Announcement, AnnouncementStatus, OutboxEntry, Priority
from rituals.auditing import (
    DELIVERY,
    NOT_IN_HISTORY,
    REVIVED,
    STARTED,
    Account,
    Kind,
    OpenEntry,
    PartFinding,
    account_for,
    judge_parts,
    once_missing,
)
from rituals.ids import AnnouncementKey

S = AnnouncementStatus
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def ago(minutes: float) -> datetime:
    return NOW - MINUTE * minutes


def entry(status: AnnouncementStatus, *, minutes: float, **more: Any) -> OpenEntry:
    given: dict[str, Any] = {
        "not_before": ago(minutes),
        "lease_until": None,
        "reason": None,
        "waits_for": None,
        "raised_at": None,
    }
    return OpenEntry(
        key=AnnouncementKey("card"), recipient="C1", status=status, ready_at=ago(minutes), **(given | more)
    )


@pytest.mark.parametrize(
    ("waiting", "account"),
    [
        pytest.param(entry(S.PENDING, minutes=15), Account("it is in the queue"), id="in the queue"),
        pytest.param(
            entry(S.PENDING, minutes=16),
            Account("nothing is known to hold it back", Kind.LATE),
            id="late, nobody knows why",
        ),
        pytest.param(
            entry(S.PENDING, minutes=16, reason="token_revoked"),
            Account("token_revoked", Kind.LATE),
            id="late, and why",
        ),
        pytest.param(
            entry(S.PENDING, minutes=16, not_before=NOW + MINUTE, reason="rate limited"),
            Account("rate limited", Kind.LATE),
            id="put off again and again",
        ),
        pytest.param(
            entry(S.PENDING, minutes=5, not_before=NOW + MINUTE, reason="rate limited"),
            Account("rate limited"),
            id="put off",
        ),
        pytest.param(entry(S.PENDING, minutes=-5), Account("its time has not come"), id="its time has not come"),
        pytest.param(
            entry(S.PENDING, minutes=600, waits_for=AnnouncementKey("parent")),
            Account("the message that it answers or edits is not sent yet"),
            id="a reply waits for its parent, which is told of itself",
        ),
        pytest.param(entry(S.SENDING, minutes=90, lease_until=NOW + MINUTE), Account("it is being sent"), id="sending"),
        pytest.param(
            entry(S.SENDING, minutes=90, lease_until=ago(5)), Account("it is being sent"), id="a lease just over"
        ),
        pytest.param(
            entry(S.SENDING, minutes=90, lease_until=ago(6)),
            Account("its sender is gone", Kind.ABANDONED),
            id="a lease long over",
        ),
        pytest.param(
            entry(S.UNKNOWN, minutes=30), Account("it is looked up once it has settled"), id="an unknown outcome"
        ),
        pytest.param(
            entry(S.UNKNOWN, minutes=31, reason="history cannot be read: missing_scope"),
            Account("history cannot be read: missing_scope", Kind.UNKNOWN),
            id="unknown for long",
        ),
        pytest.param(
            entry(S.UNKNOWN, minutes=31), Account("nobody has looked it up", Kind.UNKNOWN), id="unknown, not looked up"
        ),
    ],
)
def test_a9_every_open_entry_waits_for_a_stated_reason_or_is_stuck(waiting: OpenEntry, account: Account):
    assert account_for(waiting, running_since=ago(10_000), now=NOW) == account


def test_a9_nothing_is_late_for_the_time_before_the_bot_ran():
    assert account_for(entry(S.PENDING, minutes=600), running_since=ago(15), now=NOW).stuck is None
    assert account_for(entry(S.PENDING, minutes=600), running_since=ago(16), now=NOW).stuck is Kind.LATE


@pytest.mark.parametrize(
    ("ticks", "findings"),
    [
        pytest.param({}, (), id="never started"),
        pytest.param({"a": 60.0, "b": 1.0}, (), id="no engine was started here"),
        pytest.param({STARTED: 60.0}, (), id="no job has finished yet"),
        pytest.param({STARTED: 60.0, "a": 1.0, "b": 1.0, DELIVERY: 1.0}, (), id="all is well"),
        pytest.param(
            {STARTED: 600.0, "a": 500.0, "b": 500.0, DELIVERY: 500.0}, ((Kind.STANDSTILL, 500.0, ()),), id="stood still"
        ),
        pytest.param({STARTED: 60.0, "a": 1.0, "b": 17.0, DELIVERY: 1.0}, ((Kind.JOBS, 17.0, ("b",)),), id="one fails"),
        pytest.param({STARTED: 60.0, "a": 1.0, DELIVERY: 1.0}, ((Kind.JOBS, 60.0, ("b",)),), id="one never finished"),
        pytest.param({STARTED: 10.0, "a": 1.0, "b": 17.0, DELIVERY: 1.0}, (), id="only just started"),
        pytest.param({STARTED: 60.0, "a": 1.0, "b": 1.0, DELIVERY: 7.0}, ((Kind.DELIVERY, 7.0, ()),), id="no delivery"),
        pytest.param(
            {STARTED: 60.0, "a": 1.0, "b": 1.0, DELIVERY: 1.0, REVIVED: 2.0},
            ((Kind.REVIVED, 2.0, ()),),
            id="a thread died",
        ),
        pytest.param({STARTED: 60.0, "a": 1.0, "b": 1.0, DELIVERY: 1.0, REVIVED: 16.0}, (), id="long ago"),
    ],
)
def test_c13_parts_are_held_against_each_other(
    ticks: dict[str, float], findings: tuple[tuple[Kind, float, tuple[str, ...]], ...]
):
    judged = judge_parts({name: ago(minutes) for name, minutes in ticks.items()}, ("a", "b"), now=NOW)

    assert judged == tuple(PartFinding(kind, ago(minutes), names) for kind, minutes, names in findings)


@pytest.mark.parametrize(
    ("priority", "said_again", "status"),
    [
        pytest.param(Priority.ESCALATION, False, S.UNKNOWN, id="an escalation is looked for once more"),
        pytest.param(Priority.ESCALATION, True, S.UNCONFIRMED, id="but said again once only"),
        pytest.param(Priority.DIGEST, False, S.UNCONFIRMED, id="a digest is left to a person"),
    ],
)
def test_a9_what_vanished(priority: Priority, said_again: bool, status: AnnouncementStatus):
    said = Announcement(key=AnnouncementKey("card"), recipient="C1", text="A card.", priority=priority)
    sent = OutboxEntry(
        announcement=said, status=S.SENT, nonce="n", attempts=1, enqueued_at=ago(9), not_before=ago(9), sent_at=ago(8)
    )

    after = once_missing(sent, said_again=said_again, now=NOW)

    assert (after.status, after.reason) == (status, NOT_IN_HISTORY)
