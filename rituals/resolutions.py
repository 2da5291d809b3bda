"""Who resolves what is in danger, who decides it, and by when; always one person and one date."""

from collections.abc import Iterator
from datetime import datetime

from rituals.dependencies import Dependency
from rituals.escalations import Escalation, SubjectKind
from rituals.ids import EscalationId, PersonId
from rituals.local_time import local_date
from rituals.people import Role
from rituals.program import Program
from rituals.whereabouts import is_away


def build_resolution(
    number: EscalationId, dependency: Dependency, why: str, *, program: Program, now: datetime
) -> Escalation:
    """Build the resolution of `dependency`: owned by the provider's lead, decided by the rule of `decider_of`.

    It is to be decided within the policy's days, but a working day before the deliverable is needed, and never in
    the past.
    """
    calendar = program.cadence.calendar()
    today = local_date(now, calendar.zone)
    in_time = calendar.add_working_days(today, program.policy.decision_days)
    eve = calendar.add_working_days(dependency.needed_by, -1)
    return Escalation(
        id=number,
        subject_kind=SubjectKind.DEPENDENCY,
        subject=dependency.id,
        why=why,
        opened_at=now,
        climbing_since=now,
        resolution_owner=present(program.teams[dependency.provider].lead, program),
        decider=decider_of(dependency, program),
        decide_by=max(today, min(in_time, eve)),
    )


def decider_of(dependency: Dependency, program: Program) -> PersonId:
    """Return who decides: the lowest manager that both sides have in common, so that no party judges itself.

    Without one the consumer's sponsor does, else a member of the steering group; whoever is away is replaced by
    their deputy. The provider's lead is the last resort, as somebody has to.
    """
    sponsor = program.initiatives[dependency.consumer].sponsor
    steering = sorted(person.id for person in program.people.values() if Role.STEERING in person.roles)
    candidates = [common_manager(dependency, program), sponsor, *steering]
    for candidate in candidates:
        if candidate is not None and program.people[present(candidate, program)].active:
            return present(candidate, program)
    return present(program.teams[dependency.provider].lead, program)


def common_manager(dependency: Dependency, program: Program) -> PersonId | None:
    """Return the lowest manager above both the provider's lead and the consumer's owner."""
    above_consumer = set(managers_of(program.initiatives[dependency.consumer].owner, program))
    above_provider = managers_of(program.teams[dependency.provider].lead, program)
    return next((manager for manager in above_provider if manager in above_consumer), None)


def managers_of(person: PersonId, program: Program) -> Iterator[PersonId]:
    """Return the managers above somebody, nearest first; ends where the chain does or would repeat itself."""
    seen = {person}
    manager = program.people[person].manager
    while manager is not None and manager not in seen:
        seen.add(manager)
        yield manager
        manager = program.people[manager].manager


def present(person: PersonId, program: Program, *, now: datetime | None = None) -> PersonId:
    """Return the person, or their deputy while they are inactive and the deputy is not.

    With `now` (UTC), somebody who is away then counts as inactive: so are messages routed. What is kept, such as who
    owns a resolution, is asked without it, as an absence takes nothing from anybody.
    """
    deputy = program.people[person].deputy
    if _is_present(person, program, now=now) or deputy is None or not _is_present(deputy, program, now=now):
        return person
    return deputy


def _is_present(person: PersonId, program: Program, *, now: datetime | None) -> bool:
    return program.people[person].active and (now is None or not is_away(person, program, now=now))
