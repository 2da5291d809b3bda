"""The next question: when somebody is asked next, behind all that holds it back."""

from dataclasses import replace
from datetime import datetime

from rituals.calendar import Cycle, local_date
from rituals.courtesy import zone_of
from rituals.pauses import Pause
from rituals.pausing import find_initiative_pause, find_pause
from rituals.people import Person
from rituals.presence import answered_for_by
from rituals.program import Initiative, Program
from rituals.rounds import next_asked_at

WEEKS_AHEAD = 60
"""So far the next question is looked for behind what holds it back: over a year away."""


def find_next(
    person: Person, program: Program, initiative: Initiative | None = None, *, now: datetime
) -> datetime | None:
    """Return when a person is asked next, about one initiative or anything (UTC); None where it is not in sight.

    That is the first prompt that no absence and no pause holds back.
    """
    if initiative is not None:
        program = replace(program, initiatives={initiative.id: initiative})
    running = Cycle.of(local_date(now, zone_of(person, program.cadence)))
    return next_asked_at(person, program, first=running, after=now, weeks=WEEKS_AHEAD)


def find_owner(initiative: Initiative, program: Program) -> Person | None:
    """Return who is asked about an initiative; None where its owner is not in the program any more."""
    return program.people.get(answered_for_by(initiative, program))


def find_pause_at(person: Person, program: Program, initiative: Initiative | None, *, at: datetime) -> Pause | None:
    """Return the pause that holds somebody's questions back at an instant, about one initiative or any; the longest."""
    found = [find_pause(person.id, program, now=at)]
    if initiative is not None:
        found.append(find_initiative_pause(initiative, program, now=at))
    return max((each for each in found if each is not None), key=lambda pause: pause.ends_at, default=None)
