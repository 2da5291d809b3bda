"""When the digest is due, and what becomes of one that was missed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rituals.calendar import Cycle, Timeliness, due_instant, local_date, timeliness
from rituals.policy import Cadence
from rituals.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDigest:
    """The digest of a week whose hour has come; `due_at` is UTC. One that `is_too_late` is not worth sending."""

    cycle: Cycle
    due_at: datetime
    is_too_late: bool


def due_digests(program: Program, *, last_run: datetime | None, now: datetime) -> tuple[DueDigest, ...]:
    """Return the digests of this week and the one before whose hour has come, the earlier first.

    `last_run` is when this was last looked at (UTC), None on the first start. What was due before the bot was there
    was not missed, and what is too late is told of once.
    """
    cadence, policy = program.cadence, program.policy
    calendar, catch_up = cadence.calendar(cadence.digest_zone), timedelta(hours=policy.catch_up_hours)
    running = Cycle.of(local_date(now, cadence.digest_zone))
    found = []
    for cycle in (running.previous(), running):
        due_at = digest_due_at(cycle, cadence)
        if due_at is None:
            continue
        how = timeliness(due_at, now=now, calendar=calendar, catch_up=catch_up)
        was_missed = last_run is not None and last_run < due_at
        if how is Timeliness.DUE or (how is Timeliness.LATE_BUT_INSIDE and last_run is not None):
            found.append(DueDigest(cycle=cycle, due_at=due_at, is_too_late=False))
        elif how is Timeliness.TOO_LATE and was_missed:
            found.append(DueDigest(cycle=cycle, due_at=due_at, is_too_late=True))
    return tuple(found)


def digest_due_at(cycle: Cycle, cadence: Cadence) -> datetime | None:
    """Return the UTC instant of a week's digest, None where the whole week is off."""
    return due_instant(
        cycle,
        weekday=cadence.digest_on,
        at=cadence.digest_at,
        zone=cadence.digest_zone,
        calendar=cadence.calendar(cadence.digest_zone),
    )
