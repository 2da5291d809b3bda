"""Rounds: who is asked about what in one cycle, and which owners are not, with the reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from rituals.calendar import Cycle, local_date
from rituals.courtesy import zone_of
from rituals.ids import PersonId
from rituals.pauses import Pause
from rituals.pausing import find_initiative_pause, find_pause, say_pause
from rituals.people import Person
from rituals.presence import answered_for_by, is_reachable
from rituals.program import Initiative, Program, Stage
from rituals.rhythms import rhythm_of, rhythms_of
from rituals.whereabouts import away_until, due_in, is_away_in, say_away, usual_calendar_of, usual_hour

WEEKS_AHEAD = 9
"""How many weeks the next prompt is looked for: the longest company holiday, or a month, and a few weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One cycle: what each person is asked about, and why owners are not who have something to be asked about."""

    asked: Mapping[PersonId, tuple[Initiative, ...]]
    excused: Mapping[PersonId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """What becomes of one owner in one cycle. `due_at` is UTC, None where the whole week is off."""

    due_at: datetime | None
    is_away: bool = False
    pause: Pause | None = None


def is_checked_in_on(initiative: Initiative) -> bool:
    """Tell whether its owner is still asked about the initiative."""
    return initiative.delivered_on is None and initiative.stage is not Stage.CLOSED


def initiatives_of(program: Program, person: PersonId) -> tuple[Initiative, ...]:
    """Return what a person answers for in the long run: their own, and that of owners who are gone."""
    return tuple(
        each
        for each in program.initiatives.values()
        if answered_for_by(each, program) == person and is_checked_in_on(each)
    )


def build_round(program: Program, cycle: Cycle) -> Round:
    """Return whom the cycle asks about what, and the owners it does not ask."""
    return _round(program, cycle, program.initiatives.values())


def asked_about(program: Program, person: PersonId, cycle: Cycle) -> tuple[Initiative, ...]:
    """Return what a person is asked about in one cycle: what is due of theirs, and of those they stand in for."""
    absent = {each.person for each in program.absences}
    possible = (
        each
        for each in program.initiatives.values()
        if each.owner == person or each.owner in absent or not _is_active(each.owner, program)
    )
    return _round(program, cycle, possible).asked.get(person, ())


def next_asked_at(
    person: Person, program: Program, *, first: Cycle, after: datetime, weeks: int = WEEKS_AHEAD
) -> datetime | None:
    """Return when a person is asked next after an instant (UTC), from the cycle `first` on; None where not in sight."""
    cycle = first
    for _ in range(weeks):
        due_at = due_in(person, cycle, program)
        if due_at is not None and due_at > after and asked_about(program, person.id, cycle):
            return due_at
        cycle = cycle.next()
    return None


def _round(program: Program, cycle: Cycle, initiatives: Iterable[Initiative]) -> Round:
    due_rhythms = rhythms_of(cycle, program.cadence)
    asked: defaultdict[PersonId, list[Initiative]] = defaultdict(list)
    excused: dict[PersonId, str] = {}
    turns: dict[PersonId, _Turn] = {}
    absent = {each.person for each in program.absences}
    for initiative in initiatives:
        if not is_checked_in_on(initiative) or rhythm_of(initiative, program) not in due_rhythms:
            continue
        owner = answered_for_by(initiative, program)
        if owner not in program.people or not program.people[owner].active:
            continue
        if owner not in turns:
            turns[owner] = _turn(program.people[owner], cycle, program, is_absent=owner in absent)
        answers, why = _whom_to_ask(initiative, owner, turns[owner], cycle, program)
        if answers is not None:
            asked[answers].append(initiative)
        if why is not None:
            excused[owner] = why
    left = {owner: why for owner, why in excused.items() if owner not in asked}
    return Round(asked={person: tuple(found) for person, found in asked.items()}, excused=left)


def _turn(owner: Person, cycle: Cycle, program: Program, *, is_absent: bool) -> _Turn:
    if not program.absences and not program.pauses:
        # When is not asked for here; that somebody has the week off shows by having no hour.
        return _Turn(due_at=None)
    due_at = (
        due_in(owner, cycle, program) if is_absent else usual_hour(cycle, program, usual_calendar_of(owner, program))
    )
    if due_at is None:
        return _Turn(due_at=None)
    pause = find_pause(owner.id, program, now=due_at)
    return _Turn(due_at=due_at, is_away=is_absent and is_away_in(owner, cycle, program), pause=pause)


def _whom_to_ask(
    initiative: Initiative, owner: PersonId, turn: _Turn, cycle: Cycle, program: Program
) -> tuple[PersonId | None, str | None]:
    """Return who is asked about an initiative, None for nobody, and why its owner is not."""
    if turn.due_at is None:
        return owner, None
    zone = zone_of(program.people[owner], program.cadence)
    pause = turn.pause or find_initiative_pause(initiative, program, now=turn.due_at)
    if pause is not None:
        return None, say_pause(pause, zone)
    if not turn.is_away:
        return owner, None
    day = local_date(turn.due_at, zone)
    why = say_away(away_until(owner, program, day=day) or day)
    here = (each for each in _stand_ins(initiative, owner, program) if _is_here(each, cycle, program))
    return next(here, None), why


def _stand_ins(initiative: Initiative, owner: PersonId, program: Program) -> Iterator[PersonId]:
    """Return who may be asked for an owner who is away: the deputy before the sponsor, and nobody further off."""
    for person in (program.people[owner].deputy, initiative.sponsor):
        if person is not None and person != owner:
            yield person


def _is_here(person: PersonId, cycle: Cycle, program: Program) -> bool:
    found = program.people[person]
    due_at = due_in(found, cycle, program)
    if due_at is None or not is_reachable(found) or is_away_in(found, cycle, program):
        return False
    return find_pause(person, program, now=due_at) is None


def _is_active(person: PersonId, program: Program) -> bool:
    return person in program.people and program.people[person].active
