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

    `last_run` is when this was last looked at (UTC), None on the first start. What was too late by then already, and
    what was due before the bot was there, is left out.
    """
    running = Cycle.of(local_date(now, program.cadence.digest_zone))
    found = (_due(cycle, program, now=now) for cycle in (running.previous(), running))
    return tuple(each for each in found if each and (not each.is_too_late or _was_missed(each, last_run)))


def _due(cycle: Cycle, program: Program, *, now: datetime) -> DueDigest | None:
    cadence = program.cadence
    due_at = digest_due_at(cycle, cadence)
    if due_at is None:
        return None
    catch_up = timedelta(hours=program.policy.catch_up_hours)
    how = timeliness(due_at, now=now, calendar=cadence.calendar(cadence.digest_zone), catch_up=catch_up)
    if how is Timeliness.EARLY:
        return None
    return DueDigest(cycle=cycle, due_at=due_at, is_too_late=how is Timeliness.TOO_LATE)


def digest_due_at(cycle: Cycle, cadence: Cadence) -> datetime | None:
    """Return the UTC instant of a week's digest, None where the whole week is off."""
    return due_instant(
        cycle,
        weekday=cadence.digest_on,
        at=cadence.digest_at,
        zone=cadence.digest_zone,
        calendar=cadence.calendar(cadence.digest_zone),
    )


def _was_missed(digest: DueDigest, last_run: datetime | None) -> bool:
    return last_run is not None and digest.due_at > last_run
