"""The backlog: what was missed before the bot looked is brought up a little each day, so that nobody is flooded."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from rituals.dependencies import Dependency
from rituals.ids import TeamId
from rituals.program import Program

MISSED_A_DAY = 2
"""How many resolutions of dependencies that are past their date a team gets in one day, as provider or consumer."""


def ration(
    due: Iterable[Dependency], opened_today: Iterable[Dependency], *, program: Program, today: date
) -> tuple[Dependency, ...]:
    """Return those whose resolutions open now: all that can still come in time, and of the missed ones a few.

    What was missed last comes first, as most can still be done about it; the rest follows on the next days.
    `opened_today` are the dependencies whose resolutions opened on this day so far.
    """
    counted = Counter(team for each in opened_today if each.needed_by < today for team in _teams_of(each, program))
    in_time: list[Dependency] = []
    missed: list[Dependency] = []
    for dependency in due:
        (missed if dependency.needed_by < today else in_time).append(dependency)
    taken = []
    for dependency in sorted(missed, key=lambda each: (each.needed_by, each.id), reverse=True):
        teams = _teams_of(dependency, program)
        if all(counted[team] < MISSED_A_DAY for team in teams):
            counted.update(teams)
            taken.append(dependency)
    return (*in_time, *taken)


def _teams_of(dependency: Dependency, program: Program) -> frozenset[TeamId]:
    return frozenset({dependency.provider, program.initiatives[dependency.consumer].team})
