"""What a team owes others soon: the list that one weekly question is asked about."""

from datetime import date, timedelta

from rituals.calendar import Cycle
from rituals.dependencies import Dependency, DependencyStatus
from rituals.ids import TeamId
from rituals.program import Program

HORIZON = timedelta(weeks=8)
"""How far ahead a promise is asked about."""


def give_list(team: TeamId, program: Program, *, today: date) -> tuple[Dependency, ...]:
    """Return what the team has promised within the horizon, and what it answered about in the week of `today`."""
    monday = Cycle.of(today).monday
    return tuple(
        each
        for each in program.dependencies.values()
        if each.provider == team and (_is_owed_soon(each, today=today) or _was_heard_since(each, monday))
    )


def _is_owed_soon(dependency: Dependency, *, today: date) -> bool:
    if dependency.status is not DependencyStatus.COMMITTED:
        return False
    return (dependency.promised_on or dependency.needed_by) <= today + HORIZON


def _was_heard_since(dependency: Dependency, monday: date) -> bool:
    return dependency.heard_on is not None and dependency.heard_on >= monday
