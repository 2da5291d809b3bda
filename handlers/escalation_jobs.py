"""What the clock does about resolutions: opens them before a date is missed, and lets them climb while unanswered."""

from collections.abc import Sequence
from datetime import datetime, time

from handlers.blocks.escalation_words import say_doubts
from handlers.dependency_doubts import doubts_about
from handlers.escalation_posts import announce_rung, load_resolution, show
from handlers.escalations import end_resolution, open_resolution
from handlers.services import Services
from rituals.audit import Change
from rituals.backlog import ration
from rituals.dependencies import ENDED, Dependency
from rituals.escalations import Escalation, EscalationStatus, SubjectKind
from rituals.ids import DependencyId
from rituals.ladder import climb, resolve, rungs_up_to
from rituals.local_time import local_date, local_instant
from rituals.program import Program
from storage import audit
from storage.database import WorkspaceSession
from storage.escalations import find_all_open, find_opened_since
from storage.programs import load_program
from storage.shelves import DEPENDENCIES, ESCALATIONS


def open_resolutions(services: Services) -> None:
    """Open a resolution, in working hours, for every dependency that may miss its date and has none open.

    Of what was missed before the bot looked, a few a day.
    """
    now = services.now()
    with services.transaction() as session:
        program = load_program(session)
        if not program.cadence.calendar().is_open(now):
            return
        being_resolved = {escalation.subject for escalation in find_all_open(session, SubjectKind.DEPENDENCY)}
        owed = [each for each in program.dependencies.values() if each.id not in being_resolved]
        found = doubts_about(session, owed, program=program, now=now)
        due = [each for each in owed if found[each.id]]
        # Whoever changed in the meantime is looked at again by the next tick.
        unchanged = [each for each in due if DEPENDENCIES.lock(session, each.id) == each]
        for dependency in _rationed(session, unchanged, program, now=now):
            why = say_doubts(found[dependency.id], dependency)
            open_resolution(session, dependency, why, program=program, now=now)


def climb_ladders(services: Services) -> None:
    """Let every escalation climb as far as its hours have come, and end those whose subject has ended."""
    now = services.now()
    with services.transaction() as session:
        program = load_program(session)
        seen = find_all_open(session, SubjectKind.DEPENDENCY)
        due = [each for each in seen if _has_news(each, program, now=now)]
        # Somebody may have acknowledged one in the meantime: the row, once locked, decides (FAULTS C12).
        for escalation in [ESCALATIONS.lock(session, each.id) for each in due]:
            if _has_news(escalation, program, now=now):
                _move_on(session, escalation, program, now=now)


def _rationed(
    session: WorkspaceSession, due: Sequence[Dependency], program: Program, *, now: datetime
) -> tuple[Dependency, ...]:
    today = local_date(now, program.cadence.zone)
    since = local_instant(today, time.min, program.cadence.zone)
    opened = find_opened_since(session, SubjectKind.DEPENDENCY, since)
    known = [program.dependencies[each] for each in map(DependencyId, opened) if each in program.dependencies]
    return ration(due, known, program=program, today=today)


def _has_news(escalation: Escalation, program: Program, *, now: datetime) -> bool:
    if escalation.status is EscalationStatus.RESOLVED:
        return False
    dependency = program.dependencies.get(DependencyId(escalation.subject))
    return dependency is None or dependency.status in ENDED or _climbed(escalation, program, now=now) != escalation


def _move_on(session: WorkspaceSession, escalation: Escalation, program: Program, *, now: datetime) -> None:
    dependency = program.dependencies.get(DependencyId(escalation.subject))
    if dependency is None:
        _end_unseen(session, escalation, now=now)
    elif dependency.status in ENDED:
        end_resolution(session, dependency, dependency.status.value, by="clock", program=program, now=now)
    else:
        _climb(session, escalation, dependency, program=program, now=now)


def _climb(
    session: WorkspaceSession, before: Escalation, dependency: Dependency, *, program: Program, now: datetime
) -> None:
    after = _climbed(before, program, now=now)
    ESCALATIONS.save(session, after)
    resolution = load_resolution(session, after, dependency, program=program, now=now)
    show(session, resolution, program=program, now=now)
    for rung in rungs_up_to(after.rung):
        announce_rung(session, resolution, rung, program=program, now=now)
    details = {"rung": after.rung.value, "since": after.climbing_since.isoformat()}
    audit.record(
        session, Change(actor="clock", action="escalation.climbed", subject=after.id, details=details), now=now
    )


def _climbed(escalation: Escalation, program: Program, *, now: datetime) -> Escalation:
    return climb(escalation, calendar=program.cadence.calendar(), policy=program.policy, now=now)


def _end_unseen(session: WorkspaceSession, escalation: Escalation, *, now: datetime) -> None:
    ended = resolve(escalation, "no longer in the program", now=now)
    ESCALATIONS.save(session, ended)
    audit.record(session, Change(actor="clock", action="escalation.resolved", subject=ended.id), now=now)
