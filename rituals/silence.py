"""Silence: what a check-in without an answer leads to, step by step, and who hears of it (features 7, 17, 18)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from rituals.calendar import WorkCalendar
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.ids import AnnouncementKey, CheckInId, PersonId
from rituals.local_time import local_date, local_instant
from rituals.pausing import is_paused
from rituals.people import Person
from rituals.presence import is_reachable
from rituals.program import Initiative, Program
from rituals.prompting import reminder_at
from rituals.resolutions import managers_of
from rituals.whereabouts import calendar_of, is_away, may_be_asked, usual_calendar_of

_DAY = timedelta(days=1)


class SilenceRung(Enum):
    """The steps of the ladder. Each is taken once for a check-in, in the order in which its hours come."""

    REMINDER = "reminder"
    """At four fifths of the window, to the person."""
    MORNING = "next morning"
    """On the next morning that the person works."""
    DEPUTY = "deputy"
    """Once the window has closed, to the deputy, or to the manager of who has none."""
    SPONSOR = "sponsor"
    """Later, to the sponsors of what was asked about."""


TO_THE_PERSON = frozenset({SilenceRung.REMINDER, SilenceRung.MORNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step up the ladder; `number` is what `CheckIn.rung` becomes, `at` is when it is due (UTC)."""

    rung: SilenceRung
    number: int
    at: datetime


def morning_key(check_in: CheckInId) -> AnnouncementKey:
    """Return the key of the reminder on the next morning."""
    return AnnouncementKey(f"check_in:{check_in}:reminder:morning")


def snoozed_key(check_in: CheckIn) -> AnnouncementKey:
    """Return the key of the reminder that ends a snooze."""
    return AnnouncementKey(f"check_in:{check_in.id}:snoozed:{check_in.snoozes}")


def silence_key(cycle: str, rung: SilenceRung, person: PersonId) -> AnnouncementKey:
    """Return the key of the one message of a cycle that tells a deputy or a sponsor what was not answered."""
    return AnnouncementKey(f"silence:{cycle}:{rung.value}:{person}")


def steps_of(check_in: CheckIn, person: Person, program: Program) -> tuple[Step, ...]:
    """Return the ladder of a check-in, in the order in which its steps come due."""
    usual = usual_calendar_of(person, program)
    first = reminder_at(check_in, calendar=calendar_of(person, program), cadence=program.cadence)
    to_deputy, to_sponsor = program.policy.silence_hours
    hours = {
        SilenceRung.REMINDER: first,
        SilenceRung.MORNING: _next_morning(check_in.reminded_at or first, calendar_of(person, program), program),
        SilenceRung.DEPUTY: usual.add_working_hours(check_in.closes_at, to_deputy),
        SilenceRung.SPONSOR: usual.add_working_hours(check_in.closes_at, to_sponsor),
    }
    # The reminder is always the first: it comes inside the window.
    ordered = sorted(hours, key=lambda rung: (rung is not SilenceRung.REMINDER, hours[rung]))
    return tuple(Step(rung=rung, number=number, at=hours[rung]) for number, rung in enumerate(ordered, start=1))


def due_step(check_in: CheckIn, person: Person, program: Program, *, now: datetime) -> Step | None:
    """Return the step that a check-in without an answer has come to and not taken; None where there is none.

    Nothing climbs while the person is away or paused, and nobody is reminded at night or before their snooze ends.
    """
    if check_in.status not in (CheckInStatus.OPEN, CheckInStatus.SILENT):
        return None
    is_open = check_in.status is CheckInStatus.OPEN
    if is_open and now >= check_in.closes_at:
        return None
    for step in steps_of(check_in, person, program):
        if step.number <= check_in.rung or (step.rung is SilenceRung.REMINDER and not is_open):
            continue
        if step.at > now:
            return None
        return step if _may_climb(check_in, step, person, program, now=now) else None
    return None


def is_snooze_over(check_in: CheckIn, person: Person, program: Program, *, now: datetime) -> bool:
    """Tell whether to remind now because the person asked to be reminded now."""
    if check_in.status is not CheckInStatus.OPEN or check_in.snoozed_until is None or check_in.snoozed_until > now:
        return False
    return may_be_asked(person, program, now=now) and not is_paused(person.id, program, now=now)


def rungs_taken(check_in: CheckIn, person: Person, program: Program) -> frozenset[SilenceRung]:
    """Return the steps that a check-in has climbed."""
    return frozenset(step.rung for step in steps_of(check_in, person, program) if step.number <= check_in.rung)


def find_hearers(
    check_in: CheckIn,
    initiatives: Collection[Initiative],
    program: Program,
    *,
    rung: SilenceRung,
    now: datetime,
) -> tuple[PersonId, ...]:
    """Return who is told at a step: one person in place of the deputy, or every sponsor who was not told as such."""
    person = check_in.person
    in_charge = (program.people[person].deputy, *managers_of(person, program))
    nearest = next((each for each in in_charge if each is not None and _hears(each, program, now=now)), None)
    if rung is SilenceRung.DEPUTY:
        return () if nearest is None else (nearest,)
    sponsors = dict.fromkeys(each.sponsor for each in initiatives)
    others = (each for each in sponsors if each is not None and each not in (person, nearest))
    return tuple(each for each in others if _hears(each, program, now=now))


def next_open(calendar: WorkCalendar, *, now: datetime) -> datetime:
    """Return `now` in working hours, else when the next ones begin (UTC)."""
    moment = timedelta(seconds=1)
    return calendar.add_working_hours(now, moment) - moment


def _may_climb(check_in: CheckIn, step: Step, person: Person, program: Program, *, now: datetime) -> bool:
    if is_away(person.id, program, now=now) or is_paused(person.id, program, now=now):
        return False
    if step.rung not in TO_THE_PERSON:
        return True
    is_snoozed = check_in.snoozed_until is not None and check_in.snoozed_until > now
    return not is_snoozed and may_be_asked(person, program, now=now)


def _next_morning(after: datetime, calendar: WorkCalendar, program: Program) -> datetime:
    day = calendar.next_working_day(local_date(after, calendar.zone) + _DAY)
    return local_instant(day, program.cadence.check_in_at, calendar.zone)


def _hears(person: PersonId, program: Program, *, now: datetime) -> bool:
    if not is_reachable(program.people[person]) or is_away(person, program, now=now):
        return False
    return not is_paused(person, program, now=now)
