"""Prompting: who is asked when, when four fifths of their time are over, and when no answer counts as silence."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rituals.calendar import Cycle, Timeliness, WorkCalendar, local_date
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.courtesy import considerate_instant, zone_of
from rituals.errors import UserFacingError
from rituals.ids import AnnouncementKey, CheckInId
from rituals.occasions import Occasion, check_in_id, find_occasions
from rituals.pausing import find_pause, say_pause
from rituals.people import Person
from rituals.policy import Cadence
from rituals.program import Initiative, Program
from rituals.rounds import Round, asked_about, build_round, next_asked_at
from rituals.whereabouts import away_until, calendar_of, due_in, say_away

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


def check_in_key(check_in: CheckInId) -> AnnouncementKey:
    """Return the key of the card that asks."""
    return AnnouncementKey(f"check_in:{check_in}")


def reminder_key(check_in: CheckInId) -> AnnouncementKey:
    """Return the key of the one reminder."""
    return AnnouncementKey(f"check_in:{check_in}:reminder")


def initiatives_asked(program: Program, check_in: CheckIn) -> tuple[Initiative, ...]:
    """Return what a check-in asks about: what is due of the person's own, and of those they stand in for."""
    return asked_about(program, check_in.person, Cycle.parse(check_in.cycle))


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
    prompts: list[Prompt] = []
    for cycle, occasions in find_occasions(program, asked, now=now, last_run=last_run).items():
        round_ = build_round(program, cycle)
        concerned = round_.asked.keys() | round_.excused.keys()
        prompts += [_prompt(each, round_, program, now=now) for each in occasions if each.person.id in concerned]
    return tuple(prompts)


def next_prompt_at(person: Person, program: Program, *, after: CheckIn) -> datetime | None:
    """Return when the person is asked after that check-in (UTC); None where nothing of theirs comes in sight."""
    return next_asked_at(person, program, first=Cycle.parse(after.cycle).next(), after=after.due_at)


def reminder_at(check_in: CheckIn, *, calendar: WorkCalendar, cadence: Cadence) -> datetime:
    """Return the UTC instant at which 80 % of the window has passed, in working hours of the person's calendar."""
    left = timedelta(hours=cadence.check_in_window_hours) * (1 - REMINDER_AT)
    window = calendar.working_hours_between(check_in.due_at, check_in.closes_at)
    return calendar.add_working_hours(check_in.due_at, max(window - left, timedelta(0)))


def is_window_over(check_in: CheckIn, *, now: datetime) -> bool:
    """Tell whether the check-in closes without an answer."""
    return check_in.status is CheckInStatus.OPEN and check_in.closes_at <= now


def closed_without_answer(check_in: CheckIn, cadence: Cadence, *, was_delivered: bool) -> CheckIn:
    """Return the check-in as it ends: silent, or skipped where its prompt never reached the person.

    Where `excuse_of` finds one, it ends cancelled with that reason instead, and nobody is called silent.
    """
    if not was_delivered:
        return replace(check_in, status=CheckInStatus.SKIPPED_LATE, silence=NOT_DELIVERED)
    silence = NO_ANSWER.format(hours=cadence.check_in_window_hours)
    return replace(check_in, status=CheckInStatus.SILENT, silence=silence)


def excuse_of(check_in: CheckIn, program: Program) -> str | None:
    """Return why a person who was asked is not called silent when the window closes: a pause, or an absence."""
    person, at = program.people[check_in.person], check_in.closes_at
    zone = zone_of(person, program.cadence)
    pause = find_pause(person.id, program, now=at)
    if pause is not None:
        return say_pause(pause, zone)
    last_on = away_until(person.id, program, day=local_date(at, zone))
    return None if last_on is None else say_away(last_on)


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


def _prompt(occasion: Occasion, round_: Round, program: Program, *, now: datetime) -> Prompt:
    person, calendar = occasion.person, calendar_of(occasion.person, program)
    is_on_time = occasion.timeliness is Timeliness.DUE
    send_at = now if is_on_time else considerate_instant(now, calendar=calendar, cadence=program.cadence)
    check_in = CheckIn(
        id=check_in_id(person, occasion.cycle),
        person=person.id,
        cycle=occasion.cycle.key,
        due_at=occasion.due_at,
        closes_at=_closes_at(occasion, calendar, program, begins_at=occasion.due_at if is_on_time else send_at),
    )
    if person.id not in round_.asked:
        check_in = replace(check_in, status=CheckInStatus.CANCELLED, silence=round_.excused[person.id])
    elif occasion.timeliness is Timeliness.TOO_LATE:
        silence = NOT_ASKED.format(hours=program.policy.catch_up_hours)
        check_in = replace(check_in, status=CheckInStatus.SKIPPED_LATE, silence=silence)
    elif person.slack_id is None:
        check_in = replace(check_in, status=CheckInStatus.CANCELLED, silence=NOT_ON_SLACK)
    return Prompt(check_in=check_in, send_at=send_at)


def _closes_at(occasion: Occasion, calendar: WorkCalendar, program: Program, *, begins_at: datetime) -> datetime:
    """Return when the window ends: after its working hours, but before the next week's question comes."""
    closes_at = calendar.add_working_hours(begins_at, program.cadence.check_in_window_hours)
    next_at = due_in(occasion.person, occasion.cycle.next(), program)
    return closes_at if next_at is None or next_at <= begins_at else min(closes_at, next_at)
