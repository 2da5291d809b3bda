"""Recovery steps: when one is asked about, whom, and when it counts as missed (feature 13)."""

from datetime import datetime

from rituals.calendar import local_instant
from rituals.check_ins import Recovery, RecoveryStatus
from rituals.errors import UserFacingError
from rituals.ids import AnnouncementKey, RecoveryId
from rituals.pausing import find_initiative_pause, is_paused
from rituals.people import Person
from rituals.presence import answered_for_by
from rituals.program import Program
from rituals.whereabouts import calendar_of, may_be_asked


class StepAnsweredError(UserFacingError):
    """The step is no longer open."""

    def __init__(self, recovery: Recovery) -> None:
        super().__init__(f"This step is already recorded as {recovery.status.value}. Nothing was changed.")


def question_key(recovery: RecoveryId) -> AnnouncementKey:
    """Return the key of the message that asks about a step."""
    return AnnouncementKey(f"recovery:{recovery}")


def whom_to_ask(recovery: Recovery, program: Program) -> Person | None:
    """Return who is asked: whoever does the step, else the initiative's owner or deputy; None if nobody can be."""
    initiative = program.initiatives.get(recovery.initiative)
    candidates = [recovery.owner, answered_for_by(initiative, program)] if initiative else []
    people = (program.people.get(each) for each in candidates)
    return next((each for each in people if each and each.active and each.slack_id), None)


def question_at(recovery: Recovery, person: Person, program: Program) -> datetime:
    """Return when a person is asked (UTC): on the step's date or the next day they work, at the check-in's hour."""
    calendar = calendar_of(person, program)
    return local_instant(calendar.next_working_day(recovery.due_on), program.cadence.check_in_at, calendar.zone)


def is_question_due(recovery: Recovery, person: Person, program: Program, *, now: datetime) -> bool:
    """Tell whether to ask now: once, from that hour on, neither at night nor on a day off nor during a pause."""
    is_waiting = recovery.status is RecoveryStatus.OPEN and recovery.asked_at is None
    is_time = is_waiting and question_at(recovery, person, program) <= now
    return is_time and may_be_asked(person, program, now=now) and not _is_paused(recovery, person, program, now=now)


def is_missed(recovery: Recovery, *, next_check_in: datetime) -> bool:
    """Tell whether a step that was asked about is still without an answer when the next check-in comes."""
    is_open = recovery.status is RecoveryStatus.OPEN
    return is_open and recovery.asked_at is not None and recovery.asked_at < next_check_in


def _is_paused(recovery: Recovery, person: Person, program: Program, *, now: datetime) -> bool:
    initiative = program.initiatives.get(recovery.initiative)
    if initiative is not None and find_initiative_pause(initiative, program, now=now) is not None:
        return True
    return is_paused(person.id, program, now=now)
