"""Presence: who stands in for somebody who is gone, and who is told that a place is empty."""

from datetime import datetime, timedelta
from itertools import chain

from rituals.ids import PersonId
from rituals.people import Person, Role
from rituals.program import Initiative, Program
from rituals.resolutions import managers_of

FRESH = timedelta(hours=24)
"""How old Slack's word on somebody may be when something is sent to them; then Slack is asked again (FAULTS E1)."""

CLOCKS_APART = timedelta(seconds=30)


def is_fresh(seen_at: datetime | None, *, now: datetime) -> bool:
    """Tell whether Slack spoke of somebody lately enough, by a clock that may have been set back."""
    return seen_at is not None and abs(now - seen_at) <= FRESH


def is_old_news(told_at: datetime | None, seen_at: datetime | None) -> bool:
    """Tell whether an event tells what was so before something newer became known. Both are UTC.

    Slack's clock, by which it tells, may stand a little from ours.
    """
    return told_at is not None and seen_at is not None and told_at < seen_at - CLOCKS_APART


def find_stand_in(person: PersonId, program: Program, *preferred: PersonId | None) -> PersonId | None:
    """Return who takes over from somebody who is gone, None where nobody can be reached.

    That is their deputy, else the first of `preferred`, else the nearest manager, else an administrator.
    """
    candidates = chain(
        (program.people[person].deputy, *preferred),
        managers_of(person, program),
        (each.id for each in administrators(program)),
    )
    return next((each for each in candidates if each is not None and is_reachable(program.people[each])), None)


def is_reachable(person: Person) -> bool:
    """Tell whether somebody is here and known to Slack."""
    return person.active and person.slack_id is not None


def administrators(program: Program) -> tuple[Person, ...]:
    """Return who is told what somebody has to mend: the administrators, or without one the steering group."""
    reachable = [each for each in program.people.values() if is_reachable(each)]
    for role in (Role.ADMIN, Role.STEERING):
        found = tuple(each for each in reachable if role in each.roles)
        if found:
            return found
    return ()


def answered_for_by(initiative: Initiative, program: Program) -> PersonId:
    """Return who answers for an initiative: its owner, or once the owner is gone whoever stands in for them."""
    owner = program.people.get(initiative.owner)
    if owner is None or owner.active:
        return initiative.owner
    return find_stand_in(owner.id, program, initiative.sponsor) or owner.id
