"""Prompting: who is asked when, when they are reminded, and when silence counts as one."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rituals.calendar import Cycle, Timeliness, due_instant, local_date, timeliness
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.courtesy import may_disturb, next_considerate_instant, zone_of
from rituals.errors import UserFacingError
from rituals.ids import AnnouncementKey, CheckInId, PersonId
from rituals.people import Person
from rituals.policy import Cadence
from rituals.presence import answered_for_by
from rituals.program import Initiative, Program, Stage

REMINDER_AT = 0.8
"""The share of a check-in's window, in working hours, after which who has not answered is reminded once."""

NOT_ON_SLACK = "not on Slack yet"
NOT_ASKED = "not asked: the hour had passed by more than {hours} working hours"
NOTHING_LEFT = "nothing left to answer"
GONE = "no longer here"
NOT_DELIVERED = "the prompt could not be delivered"
NO_ANSWER = "no answer within {hours} working hours"
"""Why there is no answer, as the digest says it."""

_DAY = timedelta(days=1)


class CheckInOverError(UserFacingError):
    """The check-in takes no more answers."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This check-in is over: {why}. Nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A check-in to be recorded now. Where it is open its card goes out at `send_at` (UTC)."""

    check_in: CheckIn
    send_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occasion:
    """The one instant of a cycle at which people of one zone are asked."""

    cycle: Cycle
    zone: str
    due_at: datetime
    timeliness: Timeliness


def is_checked_in_on(initiative: Initiative) -> bool:
    """Tell whether its owner is still asked about the initiative."""
    return initiative.delivered_on is None and initiative.stage is not Stage.CLOSED


def initiatives_of(program: Program, person: PersonId) -> tuple[Initiative, ...]:
    """Return what a person is asked about: their own, and what they answer for while its owner is gone."""
    return tuple(
        each
        for each in program.initiatives.values()
        if answered_for_by(each, program) == person and is_checked_in_on(each)
    )


def check_in_key(check_in: CheckInId) -> AnnouncementKey:
    """Return the key of the card that asks."""
    return AnnouncementKey(f"check_in:{check_in}")


def reminder_key(check_in: CheckInId) -> AnnouncementKey:
    """Return the key of the one reminder."""
    return AnnouncementKey(f"check_in:{check_in}:reminder")


def cycles_at(now: datetime) -> tuple[str, ...]:
    """Return the keys of all cycles that are running or just over somewhere on earth."""
    days = (now.date() + offset * _DAY for offset in (-8, -1, 0, 1))
    return tuple(dict.fromkeys(Cycle.of(day).key for day in days))


def find_prompts(
    program: Program, asked: Set[CheckInId], *, now: datetime, last_run: datetime | None
) -> tuple[Prompt, ...]:
    """Return the check-ins whose hour has come and that are not among those `asked` already.

    `last_run` is when this was last looked at, None on the first start. Only the running and the previous cycle
    count, the previous one never on a first start: nobody is flooded with what was due before the bot was there.
    """
    occasions: dict[str, tuple[_Occasion, ...]] = {}
    prompts: list[Prompt] = []
    for person in _owners(program):
        zone = zone_of(person, program.cadence)
        # Whole offices share a zone, and what is due depends on nothing else.
        if zone not in occasions:
            occasions[zone] = _occasions(zone, program, now=now, last_run=last_run)
        due = (occasion for occasion in occasions[zone] if _check_in_id(person, occasion.cycle) not in asked)
        prompts += [_prompt(person, occasion, program, now=now) for occasion in due]
    return tuple(prompts)


def next_prompt_at(person: Person, cadence: Cadence, *, after: CheckIn) -> datetime | None:
    """Return when the person is asked after that check-in (UTC); None where the whole next week is off."""
    return _due_in(Cycle.parse(after.cycle).next(), zone_of(person, cadence), cadence)


def reminder_at(check_in: CheckIn, *, zone: str, cadence: Cadence) -> datetime:
    """Return the UTC instant at which 80 % of the window has passed, in working hours where the person is."""
    calendar = cadence.calendar(zone)
    left = timedelta(hours=cadence.check_in_window_hours) * (1 - REMINDER_AT)
    window = calendar.working_hours_between(check_in.due_at, check_in.closes_at)
    return calendar.add_working_hours(check_in.due_at, max(window - left, timedelta(0)))


def is_reminder_due(check_in: CheckIn, person: Person, cadence: Cadence, *, now: datetime) -> bool:
    """Tell whether to remind now: once, inside the window, neither at night nor on a day off."""
    if check_in.status is not CheckInStatus.OPEN or check_in.reminded_at is not None:
        return False
    is_time = reminder_at(check_in, zone=zone_of(person, cadence), cadence=cadence) <= now < check_in.closes_at
    return is_time and may_disturb(person, cadence, now=now)


def is_window_over(check_in: CheckIn, *, now: datetime) -> bool:
    """Tell whether the check-in closes without an answer."""
    return check_in.status is CheckInStatus.OPEN and check_in.closes_at <= now


def closed_without_answer(check_in: CheckIn, cadence: Cadence, *, was_delivered: bool) -> CheckIn:
    """Return the check-in as it ends: silent, or skipped where its prompt never reached the person."""
    if not was_delivered:
        return replace(check_in, status=CheckInStatus.SKIPPED_LATE, silence=NOT_DELIVERED)
    silence = NO_ANSWER.format(hours=cadence.check_in_window_hours)
    return replace(check_in, status=CheckInStatus.SILENT, silence=silence)


def check_takes_answers(check_in: CheckIn, newest: CheckIn, *, now: datetime) -> None:
    """Raise CheckInOverError once the next check-in is out, or to change an answer after the window has closed.

    `newest` is the person's newest check-in. A first answer is late after the window, and better than none.
    """
    if check_in.id != newest.id:
        raise CheckInOverError("a newer one is open. Please answer that one")
    if check_in.status is CheckInStatus.ANSWERED and check_in.closes_at <= now:
        raise CheckInOverError("your answer stood when it closed. Please say what is new in the next one")


def is_late(check_in: CheckIn) -> bool:
    """Tell whether the answer came after the window had closed."""
    return check_in.answered_at is not None and check_in.answered_at > check_in.closes_at


def _owners(program: Program) -> tuple[Person, ...]:
    owners = dict.fromkeys(
        answered_for_by(each, program) for each in program.initiatives.values() if is_checked_in_on(each)
    )
    return tuple(program.people[owner] for owner in owners if program.people[owner].active)


def _due_in(cycle: Cycle, zone: str, cadence: Cadence) -> datetime | None:
    calendar = cadence.calendar(zone)
    return due_instant(cycle, weekday=cadence.check_in_on, at=cadence.check_in_at, zone=zone, calendar=calendar)


def _occasions(zone: str, program: Program, *, now: datetime, last_run: datetime | None) -> tuple[_Occasion, ...]:
    running = Cycle.of(local_date(now, zone))
    # What was due in a week before the program was loaded concerns nobody.
    first = Cycle.of(local_date(program.loaded_at, zone)) if program.loaded_at else running.previous()
    cycles = [cycle for cycle in (running.previous(), running) if cycle >= first]
    found = [_occasion(cycle, zone, program, now=now, last_run=last_run) for cycle in cycles]
    return tuple(each for each in found if each and (each.cycle == running or _was_missed(each, last_run)))


def _occasion(
    cycle: Cycle, zone: str, program: Program, *, now: datetime, last_run: datetime | None
) -> _Occasion | None:
    due_at = _due_in(cycle, zone, program.cadence)
    if due_at is None:
        return None
    catch_up = timedelta(hours=program.policy.catch_up_hours)
    how = timeliness(due_at, now=now, calendar=program.cadence.calendar(zone), catch_up=catch_up)
    if how is Timeliness.TOO_LATE and _was_nobodys_hour(due_at, program, last_run=last_run):
        morning = next_considerate_instant(now, zone=zone, cadence=program.cadence)
        # Another week's day would be one more question in that week.
        how = Timeliness.LATE_BUT_INSIDE if Cycle.of(local_date(morning, zone)) == cycle else how
    return None if how is Timeliness.EARLY else _Occasion(cycle=cycle, zone=zone, due_at=due_at, timeliness=how)


def _was_nobodys_hour(due_at: datetime, program: Program, *, last_run: datetime | None) -> bool:
    """Tell whether the bot ran at that instant: whoever was not asked then has come to that hour since, by another
    zone, another schedule or a first initiative, and missed nothing (FAULTS C6, C9).
    """
    if last_run is None or last_run < due_at:
        return False
    return program.loaded_at is not None and program.loaded_at < due_at


def _was_missed(occasion: _Occasion, last_run: datetime | None) -> bool:
    # A zone that changes at the turn of the week may bring back an hour of the old week: that one is not skipped.
    return last_run is not None and (occasion.due_at > last_run or occasion.timeliness is not Timeliness.TOO_LATE)


def _check_in_id(person: Person, cycle: Cycle) -> CheckInId:
    return CheckInId(f"{person.id}:{cycle.key}")


def _prompt(person: Person, occasion: _Occasion, program: Program, *, now: datetime) -> Prompt:
    cadence = program.cadence
    is_on_time = occasion.timeliness is Timeliness.DUE
    send_at = now if is_on_time else next_considerate_instant(now, zone=occasion.zone, cadence=cadence)
    calendar = cadence.calendar(occasion.zone)
    check_in = CheckIn(
        id=_check_in_id(person, occasion.cycle),
        person=person.id,
        cycle=occasion.cycle.key,
        due_at=occasion.due_at,
        closes_at=calendar.add_working_hours(occasion.due_at if is_on_time else send_at, cadence.check_in_window_hours),
    )
    if occasion.timeliness is Timeliness.TOO_LATE:
        silence = NOT_ASKED.format(hours=program.policy.catch_up_hours)
        check_in = replace(check_in, status=CheckInStatus.SKIPPED_LATE, silence=silence)
    elif person.slack_id is None:
        check_in = replace(check_in, status=CheckInStatus.CANCELLED, silence=NOT_ON_SLACK)
    return Prompt(check_in=check_in, send_at=send_at)
