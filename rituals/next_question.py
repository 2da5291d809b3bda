"""The next question: when somebody is asked next, behind all that holds it back."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from rituals.being_away import absences_of, last_day_of
from rituals.calendar import Cycle, local_date, local_instant
from rituals.courtesy import zone_of
from rituals.needs import next_prompt_at
from rituals.pauses import Pause
from rituals.pausing import find_initiative_pause, find_pause
from rituals.people import Person
from rituals.presence import answered_for_by
from rituals.program import Initiative, Program
from rituals.rhythms import is_due_in
from rituals.rounds import initiatives_of
from rituals.snapshot import Snapshot

STEPS_AHEAD = 60
"""So many times the next prompt is looked for again behind what holds it back: over a year away, week by week."""

_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)


def find_next(
    person: Person, program: Program, initiative: Initiative | None = None, *, now: datetime
) -> datetime | None:
    """Return when a person is asked next, about one initiative or anything (UTC); None where it is not in sight.

    That is the first prompt that no absence and no pause holds back.
    """
    if initiative is not None:
        program = replace(program, initiatives={initiative.id: initiative})
    moment = now
    for _ in range(STEPS_AHEAD):
        found = next_prompt_at(Snapshot(as_of=moment, program=program), person)
        held_until = _held_until(person, program, initiative, at=found or moment)
        if held_until is not None:
            # What is due at the very end of it is held back no more.
            moment = held_until - _TICK
        elif found is None or _is_turn(person, program, initiative, at=found):
            return found
        else:
            moment = found
    return None


def find_owner(initiative: Initiative, program: Program) -> Person | None:
    """Return who is asked about an initiative; None where its owner is not in the program any more."""
    return program.people.get(answered_for_by(initiative, program))


def find_pause_at(person: Person, program: Program, initiative: Initiative | None, *, at: datetime) -> Pause | None:
    """Return the pause that holds somebody's questions back at an instant, about one initiative or any; the longest."""
    found = [find_pause(person.id, program, now=at)]
    if initiative is not None:
        found.append(find_initiative_pause(initiative, program, now=at))
    return max((each for each in found if each is not None), key=lambda pause: pause.ends_at, default=None)


def _held_until(person: Person, program: Program, initiative: Initiative | None, *, at: datetime) -> datetime | None:
    """Return the end of the absence or the pause that holds a prompt back at an instant; None where none does."""
    zone = zone_of(person, program.cadence)
    day = local_date(at, zone)
    last_on = last_day_of(absences_of(person.id, program, today=day), day)
    ends = [local_instant(last_on + _DAY, time.min, zone)] if last_on else []
    pause = find_pause_at(person, program, initiative, at=at)
    return max([*ends, *([pause.ends_at] if pause else [])], default=None)


def _is_turn(person: Person, program: Program, initiative: Initiative | None, *, at: datetime) -> bool:
    """Tell whether something of theirs has its turn in the week of an instant."""
    cycle = Cycle.of(local_date(at, zone_of(person, program.cadence)))
    asked = [initiative] if initiative is not None else initiatives_of(program, person.id)
    return any(is_due_in(each, cycle, program) for each in asked)
