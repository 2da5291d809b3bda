"""Occasions: whose hour has come in which cycle, and how late it is for asking."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rituals.calendar import Cycle, Timeliness, WorkCalendar, local_date, timeliness
from rituals.courtesy import considerate_instant
from rituals.ids import CheckInId
from rituals.people import Person
from rituals.program import Program
from rituals.whereabouts import due_in, usual_calendar_of, usual_hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The one instant of a cycle at which a person is asked, if there is something to ask. `due_at` is UTC."""

    person: Person
    cycle: Cycle
    due_at: datetime
    timeliness: Timeliness


def check_in_id(person: Person, cycle: Cycle) -> CheckInId:
    """Return the id of a person's check-in in a cycle: the key that lets nobody be asked twice."""
    return CheckInId(f"{person.id}:{cycle.key}")


def find_occasions(
    program: Program, asked: Set[CheckInId], *, now: datetime, last_run: datetime | None
) -> Mapping[Cycle, Sequence[Occasion]]:
    """Return whose hour has come, in the order of the people, of those who have no check-in of that cycle yet."""
    look = _Look(program, now, last_run)
    absent = {each.person for each in program.absences}
    found: defaultdict[Cycle, list[Occasion]] = defaultdict(list)
    for person in program.people.values():
        if not person.active:
            continue
        calendar = usual_calendar_of(person, program)
        for cycle in look.cycles_of(calendar.zone):
            if check_in_id(person, cycle) in asked:
                continue
            due_at = due_in(person, cycle, program) if person.id in absent else usual_hour(cycle, program, calendar)
            how = look.timeliness_of(due_at, cycle, calendar) if due_at else None
            if due_at is not None and how is not None:
                found[cycle].append(Occasion(person=person, cycle=cycle, due_at=due_at, timeliness=how))
    return found


@dataclass(slots=True)
class _Look:
    """One look at the clock. Whole offices share their days, and what is due depends on nothing else."""

    program: Program
    now: datetime
    last_run: datetime | None
    _cycles: dict[str, tuple[Cycle, ...]] = field(default_factory=dict)
    _known: dict[tuple[datetime, Cycle, WorkCalendar], Timeliness | None] = field(default_factory=dict)

    def cycles_of(self, zone: str) -> tuple[Cycle, ...]:
        """Return the previous and the running cycle of a zone, none before the program was loaded."""
        if zone not in self._cycles:
            running = Cycle.of(local_date(self.now, zone))
            # What was due in a week before the program was loaded concerns nobody.
            loaded_at = self.program.loaded_at
            first = Cycle.of(local_date(loaded_at, zone)) if loaded_at else running.previous()
            self._cycles[zone] = tuple(each for each in (running.previous(), running) if each >= first)
        return self._cycles[zone]

    def timeliness_of(self, due_at: datetime, cycle: Cycle, calendar: WorkCalendar) -> Timeliness | None:
        """Return how late it is for what was due; None where it is too early, or nobody missed it."""
        key = (due_at, cycle, calendar)
        if key not in self._known:
            self._known[key] = self._judge(due_at, cycle, calendar)
        return self._known[key]

    def _judge(self, due_at: datetime, cycle: Cycle, calendar: WorkCalendar) -> Timeliness | None:
        catch_up = timedelta(hours=self.program.policy.catch_up_hours)
        how = timeliness(due_at, now=self.now, calendar=calendar, catch_up=catch_up)
        if how is Timeliness.TOO_LATE and self._was_nobodys_hour(due_at):
            morning = considerate_instant(self.now, calendar=calendar, cadence=self.program.cadence)
            # Another week's day would be one more question in that week.
            how = Timeliness.LATE_BUT_INSIDE if Cycle.of(local_date(morning, calendar.zone)) == cycle else how
        is_running = cycle == Cycle.of(local_date(self.now, calendar.zone))
        is_due = how is not Timeliness.EARLY and (is_running or self._was_missed(due_at, how))
        return how if is_due else None

    def _was_nobodys_hour(self, due_at: datetime) -> bool:
        """Tell whether the bot ran at that instant: whoever was not asked then has come to that hour since, by another
        zone, another schedule or a first initiative, and missed nothing (FAULTS C6, C9).
        """
        if self.last_run is None or self.last_run < due_at:
            return False
        return self.program.loaded_at is not None and self.program.loaded_at < due_at

    def _was_missed(self, due_at: datetime, how: Timeliness) -> bool:
        # A zone that changes at the turn of the week may bring back an hour of the old week: that one is not skipped.
        return self.last_run is not None and (due_at > self.last_run or how is not Timeliness.TOO_LATE)
