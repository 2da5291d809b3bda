"""Applies a change to a promise, whoever makes it: saved, audited, shown on every card, and followed up."""

from datetime import datetime

from handlers.blocks.escalation_words import say_doubts
from handlers.blocks.words import say_date
from handlers.dependency_doubts import doubts_about
from handlers.dependency_posts import show_change, with_dependency
from handlers.escalations import end_resolution, open_resolution, redraw_about
from rituals.audit import Change
from rituals.breaches import Doubt
from rituals.dependencies import Dependency, DependencyStatus
from rituals.errors import NotFoundError
from rituals.ids import DependencyId
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_dependency
from rituals.program import Program
from storage import audit
from storage.database import WorkspaceSession
from storage.shelves import DEPENDENCIES

_S = DependencyStatus


def take_dependency(
    session: WorkspaceSession, dependency: DependencyId, action: Action, *, actor: Person, program: Program
) -> Dependency:
    """Return the dependency for `actor` to act on, locked until the transaction ends.

    Raises NotFoundError, in the same words for what does not exist and for what the actor may not do.
    """
    taken = DEPENDENCIES.lock(session, dependency)
    is_current = taken.id in program.dependencies
    if not is_current or not can(action, relations_to_dependency(actor, taken, program)):
        raise NotFoundError(DEPENDENCIES.noun, dependency)
    return taken


def apply_change(
    session: WorkspaceSession, before: Dependency, after: Dependency, *, program: Program, now: datetime
) -> Program:
    """Save a changed dependency and bring its cards up to date; return the program as it is then."""
    DEPENDENCIES.save(session, after)
    current = with_dependency(program, after)
    show_change(session, before, after, program=current, now=now)
    return current


def apply_and_follow_up(
    session: WorkspaceSession, before: Dependency, after: Dependency, *, by: str, program: Program, now: datetime
) -> None:
    """Apply a change, and open, end or redraw the resolution as the promise now stands."""
    current = apply_change(session, before, after, program=program, now=now)
    if after.status in {_S.REFUSED, _S.BROKEN}:
        open_resolution(session, after, say_doubts([Doubt.REFUSED], after), program=current, now=now)
    outcome = _outcome(session, before, after, program=current, now=now)
    if outcome is not None:
        end_resolution(session, after, outcome, by=by, program=current, now=now)
    else:
        redraw_about(session, after, program=current, now=now)
    audit.record(session, change_of(before, after, by=by), now=now)


def change_of(before: Dependency, after: Dependency, *, by: str) -> Change:
    """Return the audit entry for a changed dependency."""
    details = {
        "from": before.status.value,
        "needed_by": after.needed_by.isoformat(),
        "promised_on": after.promised_on.isoformat() if after.promised_on else None,
        "confidence": after.confidence,
    }
    said = after.status.value if after.status is not before.status else "heard"
    return Change(actor=by, action=f"dependency.{said}", subject=after.id, details=details)


def _outcome(
    session: WorkspaceSession, before: Dependency, after: Dependency, *, program: Program, now: datetime
) -> str | None:
    """Return how the resolution ended by itself, None while it has not."""
    match after.status:
        case DependencyStatus.DELIVERED | DependencyStatus.ACCEPTED:
            return "delivered"
        case DependencyStatus.WITHDRAWN:
            return "no longer needed"
        case DependencyStatus.COMMITTED if before.status is not after.status:
            in_doubt = doubts_about(session, [after], program=program, now=now)[after.id]
            return None if in_doubt else f"promised for {say_date(after.promised_on or after.needed_by)}"
        case _:
            return None
