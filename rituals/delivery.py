"""Delivery: what each of Slack's replies means for a message, so that none is lost and none doubled."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rituals.announcements import AnnouncementStatus, OutboxEntry, Priority
from rituals.slack_errors import DOUBTFUL, MIGRATING, RATE_LIMITED, REFUSED, RESTRICTED, REVOKED

SETTLE = timedelta(seconds=120)
"""How long an unknown outcome is left alone before history is asked: Slack may apply a call that it has cut off."""
DEFAULT_RETRY_AFTER = timedelta(seconds=30)
LONGEST_RETRY_AFTER = timedelta(minutes=15)
FIRST_BACKOFF = timedelta(seconds=2)
LONGEST_BACKOFF = timedelta(minutes=5)
SHORTEST_LOOK_UP_PAUSE = timedelta(minutes=1)
LONGEST_LOOK_UP_PAUSE = timedelta(minutes=15)
LONGEST_LEASE = timedelta(minutes=5)
"""No claim lasts longer: one that seems to was made by a clock that was ahead (FAULTS C8)."""
LONGEST_LOOK_UP_WAIT = LONGEST_LOOK_UP_PAUSE + LONGEST_LEASE
"""No look-up is put off for longer."""
CLOCK_SKEW = timedelta(minutes=10)
"""How far Slack's clock, which numbers the messages, may stand from ours."""
BLIND_TRIES = 5
"""How often an escalation is sent at most where no history can tell whether it arrived."""
UNLISTED = "unlisted error: "
UNREADABLE = "history cannot be read: "
LEASE_RAN_OUT = "the sender was gone before it told the outcome"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Slack has the message there."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A clear no that will stay one; nothing was done."""

    error: str


@dataclass(frozen=True, slots=True)
class Limited:
    """Too much at once; nothing was done."""

    retry_after: timedelta


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The call never began; nothing was done."""

    reason: str


@dataclass(frozen=True, slots=True)
class Revoked:
    """The installation no longer holds; nothing was done."""

    error: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Anything else: the call may have taken effect."""

    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """History was read to its end and does not hold the message."""


Trouble = Refused | Limited | Unreachable | Revoked | Doubtful
"""Every answer but the one that was hoped for."""
Outcome = Accepted | Trouble
LookUp = Accepted | Missing | Trouble
"""What came of a search in history; `Accepted` is where the message was found."""


def trouble_of(error: str) -> Trouble:
    """Return what an error code of Slack means for the call that got it."""
    if error in RATE_LIMITED:
        return Limited(DEFAULT_RETRY_AFTER)
    if error in REVOKED:
        return Revoked(error)
    if error in MIGRATING:
        return Unreachable(error)
    if error in REFUSED or error.startswith(RESTRICTED):
        return Refused(error)
    return Doubtful(error if error in DOUBTFUL else UNLISTED + error)


def read_retry_after(header: str | None) -> timedelta:
    """Return how long a `Retry-After` header (seconds) asks to wait; 30 s if it is no such figure, 15 min at most."""
    if header is None or not (header.isascii() and header.isdigit()) or not header.strip("0"):
        return DEFAULT_RETRY_AFTER
    if len(header) > len(str(LONGEST_RETRY_AFTER.seconds)):
        return LONGEST_RETRY_AFTER
    return min(timedelta(seconds=int(header)), LONGEST_RETRY_AFTER)


def after_call(entry: OutboxEntry, outcome: Outcome, *, now: datetime, settle: timedelta = SETTLE) -> OutboxEntry:
    """Return a claimed entry as it stands once Slack has answered."""
    match outcome:
        case Accepted():
            return _sent(entry, outcome, now=now)
        case Limited():
            return _pending(entry, now + outcome.retry_after, "rate limited")
        case Unreachable():
            return _pending(entry, now + backoff(entry.attempts), outcome.reason)
        case Revoked():
            return _pending(entry, now, outcome.error)
        case Refused():
            return replace(_freed(entry), status=AnnouncementStatus.FAILED, reason=outcome.error)
        case _:
            return in_doubt(entry, outcome.reason, now=now, settle=settle)


def in_doubt(entry: OutboxEntry, reason: str, *, now: datetime, settle: timedelta = SETTLE) -> OutboxEntry:
    """Return an entry whose message may or may not be in Slack; nothing is done about it before it has settled."""
    return replace(_freed(entry), status=AnnouncementStatus.UNKNOWN, not_before=now + settle, reason=reason)


def released(entry: OutboxEntry, *, now: datetime) -> OutboxEntry:
    """Return a claimed entry that was given up before any call was made: it counts as no try."""
    return replace(_pending(entry, now, entry.reason), attempts=entry.attempts - 1)


def is_beyond_any_lease(lease_until: datetime, *, now: datetime) -> bool:
    """Tell whether a lease ends later than any that was given by a clock that is right."""
    return lease_until > now + LONGEST_LEASE


def is_beyond_any_look_up(not_before: datetime, *, now: datetime) -> bool:
    """Tell whether a look-up is put off for longer than any clock that is right would put it off."""
    return not_before > now + LONGEST_LOOK_UP_WAIT


def after_look_up(entry: OutboxEntry, found: LookUp, *, now: datetime) -> OutboxEntry:
    """Return an entry of unknown outcome as it stands once history was asked for it.

    A code that Slack does not document counts as a refusal once history shows that nothing was done.
    """
    match found:
        case Accepted():
            return _sent(entry, found, now=now)
        case Missing():
            return _not_there(entry, now=now)
        case Refused() if not entry.announcement.is_direct:
            return _never_to_be_known(entry, found.error, now=now)
        case _:
            return _still_unknown(entry, found, now=now)


def search_from(entry: OutboxEntry) -> datetime:
    """Return the instant (UTC, by Slack's clock) before which history cannot hold the message."""
    due_at = entry.announcement.due_at
    earliest = entry.enqueued_at if due_at is None else max(entry.enqueued_at, due_at)
    return min(earliest, entry.search_from or earliest) - CLOCK_SKEW


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after the given number of tries that never began: 2 s, doubling to 5 min."""
    doublings = min(attempts - 1, 20)
    return min(FIRST_BACKOFF * (1 << doublings), LONGEST_BACKOFF)


def _sent(entry: OutboxEntry, accepted: Accepted, *, now: datetime) -> OutboxEntry:
    return replace(
        _freed(entry),
        status=AnnouncementStatus.SENT,
        channel=accepted.channel,
        ts=accepted.ts,
        sent_at=now,
        reason=None,
    )


def _pending(entry: OutboxEntry, not_before: datetime, reason: str | None) -> OutboxEntry:
    return replace(_freed(entry), status=AnnouncementStatus.PENDING, not_before=not_before, reason=reason)


def _not_there(entry: OutboxEntry, *, now: datetime) -> OutboxEntry:
    if entry.reason is not None and entry.reason.startswith(UNLISTED):
        return replace(entry, status=AnnouncementStatus.FAILED, reason=entry.reason.removeprefix(UNLISTED))
    return _pending(entry, now, entry.reason)


def _never_to_be_known(entry: OutboxEntry, error: str, *, now: datetime) -> OutboxEntry:
    # Without the optional scope a channel's history stays closed: a doubled escalation beats a silent one, while
    # anything else is held for a person to look at.
    reason = UNREADABLE + error
    if entry.announcement.priority is Priority.ESCALATION and entry.attempts < BLIND_TRIES:
        return _pending(entry, now, reason)
    return replace(entry, status=AnnouncementStatus.UNCONFIRMED, reason=reason)


def _still_unknown(entry: OutboxEntry, trouble: Trouble, *, now: datetime) -> OutboxEntry:
    # It waits as long again as it has waited, so that the pauses grow.
    waited = now - entry.enqueued_at
    pause = min(max(waited, SHORTEST_LOOK_UP_PAUSE), LONGEST_LOOK_UP_PAUSE)
    match trouble:
        case Limited():
            reason, pause = "rate limited", max(pause, trouble.retry_after)
        case Refused() | Revoked():
            reason = trouble.error
        case _:
            reason = trouble.reason
    return replace(entry, not_before=now + pause, reason=UNREADABLE + reason)


def _freed(entry: OutboxEntry) -> OutboxEntry:
    return replace(entry, lease_until=None, lease_owner=None)
