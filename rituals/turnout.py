"""Turnout: who answered in a cycle, and why the others did not, as the programme office reads it on the day it ends."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rituals.calendar import Cycle, Timeliness, local_date, timeliness
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.courtesy import zone_of
from rituals.ids import CheckInId, PersonId
from rituals.local_time import local_time
from rituals.people import Person
from rituals.presence import answered_for_by
from rituals.program import Program
from rituals.prompting import GONE, NOT_DELIVERED, NOTHING_LEFT
from rituals.rounds import Round, build_round, is_checked_in_on
from rituals.whereabouts import due_in, usual_hour

_WEEK_OFF = "has the week off"
_NO_REASON = "no answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One person without an answer, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """The answers of one cycle. `missing` is in the order of the reasons and then of the names: it is no ranking."""

    cycle: str
    answered: int
    missing: tuple[Missing, ...]

    @property
    def total(self) -> int:
        return self.answered + len(self.missing)


def due_turnouts(program: Program, *, now: datetime) -> tuple[tuple[Cycle, bool], ...]:
    """Return the cycles whose window is over where the program is, each with whether that was too long ago to tell.

    What was asked before the program was loaded concerns nobody.
    """
    calendar, catch_up = program.cadence.calendar(), timedelta(hours=program.policy.catch_up_hours)
    running = Cycle.of(local_date(now, calendar.zone))
    found = []
    for cycle in (running.previous(), running):
        asked_at = usual_hour(cycle, program, calendar)
        if asked_at is None or program.loaded_at is None or asked_at < program.loaded_at:
            continue
        due_at = calendar.add_working_hours(asked_at, program.cadence.check_in_window_hours)
        how = timeliness(due_at, now=now, calendar=calendar, catch_up=catch_up)
        if how is not Timeliness.EARLY:
            found.append((cycle, how is Timeliness.TOO_LATE))
    return tuple(found)


def build_turnout(
    program: Program, cycle: Cycle, check_ins: Iterable[CheckIn], refusals: Mapping[CheckInId, str]
) -> Turnout:
    """Return who answered in a cycle; `refusals` say why a card could not be delivered, in words."""
    known = {each.person: each for each in check_ins}
    round_ = build_round(program, cycle)
    missing = list(_gone(program, cycle))
    answered = 0
    for person in dict.fromkeys([*round_.asked, *round_.excused, *known]):
        check_in = known.get(person)
        if check_in is not None and check_in.status is CheckInStatus.ANSWERED:
            answered += 1
        elif not _is_over_for(check_in, person, round_):
            found = program.people[person]
            why = _say_why(check_in, found, cycle, round_, program, refusals)
            missing.append(Missing(name=found.name, why=why))
    in_order = sorted(missing, key=lambda each: (each.why, each.name))
    return Turnout(cycle=cycle.key, answered=answered, missing=tuple(in_order))


def _is_over_for(check_in: CheckIn | None, person: PersonId, round_: Round) -> bool:
    """Tell whether nothing was left to ask somebody about, so that no answer is missing."""
    if check_in is None or check_in.status is not CheckInStatus.CANCELLED:
        return False
    return check_in.silence in (NOTHING_LEFT, GONE) and person not in round_.asked


def _gone(program: Program, cycle: Cycle) -> Iterator[Missing]:
    """Return the owners who are not here any more, with who is asked in their place."""
    heirs: dict[PersonId, PersonId] = {}
    for initiative in program.initiatives.values():
        owner = program.people.get(initiative.owner)
        if owner is not None and not owner.active and is_checked_in_on(initiative):
            heirs[owner.id] = answered_for_by(initiative, program)
    for owner_id, heir in heirs.items():
        asked = f"{program.people[heir].name} is asked instead" if heir != owner_id else "nobody is asked instead"
        yield Missing(name=program.people[owner_id].name, why=f"{GONE}, {asked}")


def _say_why(
    check_in: CheckIn | None,
    person: Person,
    cycle: Cycle,
    round_: Round,
    program: Program,
    refusals: Mapping[CheckInId, str],
) -> str:
    zone = zone_of(person, program.cadence)
    if check_in is None:
        due_at = due_in(person, cycle, program)
        return f"is asked on {_say_moment(due_at, zone)}" if due_at else _WEEK_OFF
    if check_in.revision:
        return "answered in part"
    if check_in.status is CheckInStatus.OPEN:
        return f"has time until {_say_moment(check_in.closes_at, zone)}"
    if check_in.silence == NOT_DELIVERED and check_in.id in refusals:
        return f"{NOT_DELIVERED}: {refusals[check_in.id]}"
    why = (check_in.silence or _NO_REASON).removeprefix("owner ")
    others = [program.people[other].name for other in _asked_for(person.id, round_)]
    return f"{why}, {' and '.join(others)} asked instead" if others else why


def _asked_for(owner: PersonId, round_: Round) -> list[PersonId]:
    """Return who is asked about what is an owner's."""
    if owner not in round_.excused:
        return []
    return [person for person, asked in round_.asked.items() if any(each.owner == owner for each in asked)]


def _say_moment(moment: datetime, zone: str) -> str:
    day, at = local_date(moment, zone), local_time(moment, zone)
    return f"{day:%a} {day.day} {day:%b}, {at:%H:%M}, their time"
