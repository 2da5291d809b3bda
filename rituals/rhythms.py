"""Rhythms: in which cycles an initiative is checked in on, and how long a cycle of its own lasts."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from rituals.calendar import Cycle
from rituals.check_ins import CheckIn
from rituals.policy import Cadence, Rhythm
from rituals.program import Initiative, Program

FIRST_MONDAY = date(2026, 1, 5)
"""Every second week is counted from here and not from new year: after a year of 53 weeks it stays every second one."""
CYCLE_OF: Mapping[Rhythm, timedelta] = {
    Rhythm.WEEKLY: timedelta(weeks=1),
    Rhythm.FORTNIGHTLY: timedelta(weeks=2),
    Rhythm.MONTHLY: timedelta(days=31),
}
_FORTNIGHT = 2


def rhythm_of(initiative: Initiative, program: Program) -> Rhythm:
    """Return how often an initiative is checked in on: its own rhythm, else its team's, else the program's."""
    if initiative.check_in_every is not None:
        return initiative.check_in_every
    team = program.teams.get(initiative.team)
    return (team.check_in_every if team else None) or program.cadence.check_in_every


def cycle_of(initiative: Initiative, program: Program) -> timedelta:
    """Return how long one cycle of the initiative lasts: what is older than its policy's share of it is stale."""
    return CYCLE_OF[rhythm_of(initiative, program)]


def rhythms_of(cycle: Cycle, cadence: Cadence) -> frozenset[Rhythm]:
    """Return the rhythms whose turn comes in a cycle; a month's is the one that holds its first check-in weekday."""
    found = {Rhythm.WEEKLY}
    if (cycle.monday - FIRST_MONDAY).days // 7 % _FORTNIGHT == 0:
        found.add(Rhythm.FORTNIGHTLY)
    if cycle.day(cadence.check_in_on).day <= 7:
        found.add(Rhythm.MONTHLY)
    return frozenset(found)


def is_due_in(initiative: Initiative, cycle: Cycle, program: Program) -> bool:
    """Tell whether the initiative is checked in on in a cycle."""
    return rhythm_of(initiative, program) in rhythms_of(cycle, program.cadence)


def newest_about(initiative: Initiative, newest_first: Iterable[CheckIn], program: Program) -> CheckIn | None:
    """Return the first check-in of one person in whose cycle the initiative's turn came."""
    rhythm = rhythm_of(initiative, program)
    for check_in in newest_first:
        if rhythm is Rhythm.WEEKLY or rhythm in rhythms_of(Cycle.parse(check_in.cycle), program.cadence):
            return check_in
    return None
