"""Auditing: holds what was to be said against what became of it, so that nothing waits unseen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from rituals.announcements import AnnouncementStatus, OutboxEntry, Priority
from rituals.ids import AnnouncementKey

LATE_AFTER = timedelta(minutes=15)
UNKNOWN_AFTER = timedelta(minutes=30)
ABANDONED_AFTER = timedelta(minutes=5)
"""After its lease; any delivery that runs gives up a lost claim at once."""
JOB_BEHIND_AFTER = timedelta(minutes=15)
DELIVERY_BEHIND_AFTER = timedelta(minutes=5)
STANDSTILL_AFTER = timedelta(minutes=15)

STARTED = "started"
DELIVERY = "delivery"
REVIVED = "revived"
CLOCK_IN_DOUBT = "clock_in_doubt"
HEARTBEAT = "heartbeat"
"""What is marked beside the jobs: the last start, the last round of delivery, the last thread that had died, the last
moment at which sending paused for the clock, and the last at which all was well."""

CONFIRMED = (Priority.ESCALATION, Priority.DIGEST)
"""Whose messages are looked for in history after Slack took them. A prompt that is not there is asked again by its
reminder, and a person sees at once that an answer is missing; neither is worth a call to Slack for each."""
CONFIRM_AFTER = timedelta(minutes=2)
CONFIRM_WITHIN = timedelta(hours=1)
NOT_IN_HISTORY = "Slack took it, and its history does not hold it"

_S = AnnouncementStatus


class Kind(Enum):
    """What an administrator is told about, in one message a day for each."""

    LATE = "late"
    UNKNOWN = "unknown"
    ABANDONED = "abandoned"
    JOBS = "jobs"
    DELIVERY = "delivery"
    STANDSTILL = "standstill"
    REVIVED = "revived"


OF_MESSAGES = frozenset({Kind.LATE, Kind.UNKNOWN, Kind.ABANDONED})
"""The kinds that are about messages; the others are about the running bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEntry:
    """An announcement that has not ended. Times are UTC; `waits_for` is the unsent message that it answers or edits."""

    key: AnnouncementKey
    recipient: str
    status: AnnouncementStatus
    ready_at: datetime
    not_before: datetime
    lease_until: datetime | None
    reason: str | None
    waits_for: AnnouncementKey | None
    raised_at: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """Why an entry has not ended, and as what it is stuck; None where it need not worry anybody yet."""

    reason: str
    stuck: Kind | None = None


@dataclass(frozen=True, slots=True)
class PartFinding:
    """Something about the running bot itself: since when (UTC), and the names of what is concerned."""

    kind: Kind
    since: datetime
    names: tuple[str, ...] = ()


def account_for(entry: OpenEntry, *, running_since: datetime, now: datetime) -> Account:
    """Say why an entry has not ended yet. Nobody is blamed for the time before the bot ran."""
    waited = now - max(entry.ready_at, running_since)
    match entry.status:
        case _S.SENDING if entry.lease_until is not None and now - entry.lease_until > ABANDONED_AFTER:
            return Account("its sender is gone", Kind.ABANDONED)
        case _S.SENDING:
            return Account("it is being sent")
        case _S.UNKNOWN if waited > UNKNOWN_AFTER:
            return Account(entry.reason or "nobody has looked it up", Kind.UNKNOWN)
        case _S.UNKNOWN:
            return Account("it is looked up once it has settled")
        case _:
            return _account_for_pending(entry, waited, now=now)


def judge_parts(ticks: Mapping[str, datetime], jobs: Collection[str], *, now: datetime) -> tuple[PartFinding, ...]:
    """Return what is wrong with the running bot, by when each of its parts last finished.

    Parts are held against each other and not against `now`: after a night off all of them are equally old.
    """
    started = ticks.get(STARTED)
    finished = [ticks[job] for job in jobs if job in ticks]
    if started is None or not finished:
        return ()
    newest = max(finished)
    behind = tuple(job for job in jobs if newest - _last(ticks, job, started) > JOB_BEHIND_AFTER)
    findings = []
    if now - newest > STANDSTILL_AFTER:
        findings.append(PartFinding(Kind.STANDSTILL, newest))
    if behind:
        findings.append(PartFinding(Kind.JOBS, min(_last(ticks, job, started) for job in behind), behind))
    if newest - _last(ticks, DELIVERY, started) > DELIVERY_BEHIND_AFTER:
        findings.append(PartFinding(Kind.DELIVERY, _last(ticks, DELIVERY, started)))
    if REVIVED in ticks and now - ticks[REVIVED] < STANDSTILL_AFTER:
        findings.append(PartFinding(Kind.REVIVED, ticks[REVIVED]))
    return tuple(findings)


def once_missing(entry: OutboxEntry, *, said_again: bool, now: datetime) -> OutboxEntry:
    """Return a sent entry that history, read to its end, does not hold.

    An escalation is in doubt then: delivery looks for it once more, and says it again under the same id, once.
    Everything else, and an escalation that vanished twice, is unconfirmed and left to a person.
    """
    if entry.announcement.priority is Priority.ESCALATION and not said_again:
        return replace(entry, status=_S.UNKNOWN, not_before=now, reason=NOT_IN_HISTORY)
    return replace(entry, status=_S.UNCONFIRMED, reason=NOT_IN_HISTORY)


def _account_for_pending(entry: OpenEntry, waited: timedelta, *, now: datetime) -> Account:
    if entry.waits_for is not None:
        return Account("the message that it answers or edits is not sent yet")
    if waited > LATE_AFTER:
        return Account(entry.reason or "nothing is known to hold it back", Kind.LATE)
    if entry.not_before > now:
        return Account(entry.reason or "its time has not come")
    return Account("it is in the queue")


def _last(ticks: Mapping[str, datetime], name: str, started: datetime) -> datetime:
    return max(ticks.get(name, started), started)
