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


def due_digests(program: Program, *, now: datetime) -> tuple[DueDigest, ...]:
    """Return the digests of this week and the one before whose hour has come, the earlier first.

    What was due before the program was loaded is left out, so that nobody misses it.
    """
    if program.loaded_at is None:
        return ()
    cadence = program.cadence
    calendar, catch_up = cadence.calendar(cadence.digest_zone), timedelta(hours=program.policy.catch_up_hours)
    running = Cycle.of(local_date(now, cadence.digest_zone))
    found = []
    for cycle in (running.previous(), running):
        due_at = digest_due_at(cycle, cadence)
        if due_at is None or not program.loaded_at <= due_at <= now:
            continue
        how = timeliness(due_at, now=now, calendar=calendar, catch_up=catch_up)
        found.append(DueDigest(cycle=cycle, due_at=due_at, is_too_late=how is Timeliness.TOO_LATE))
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
