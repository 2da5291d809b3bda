"""Recovery steps as they are promised and as they end."""

from dataclasses import replace
from datetime import datetime

from handlers.blocks.recovery import answered_card
from handlers.cards import edit
from rituals.answers import Step
from rituals.audit import Change
from rituals.check_ins import Recovery, RecoveryStatus
from rituals.ids import CheckInId, InitiativeId, RecoveryId
from rituals.program import Program
from rituals.recoveries import StepAnsweredError, question_key
from storage import audit
from storage.counters import next_id
from storage.database import WorkspaceSession
from storage.shelves import RECOVERIES


def promise_step(
    session: WorkspaceSession,
    step: Step,
    *,
    check_in: CheckInId,
    initiative: InitiativeId,
    actor: str,
    now: datetime,
) -> Recovery:
    """Record a step that leads back to the baseline."""
    recovery = Recovery(
        id=RecoveryId(next_id(session, "S")),
        check_in=check_in,
        initiative=initiative,
        condition=step.condition,
        action=step.action,
        owner=step.doer,
        due_on=step.due_on,
    )
    RECOVERIES.save(session, recovery)
    details = {"initiative": initiative, "owner": step.doer, "due_on": step.due_on.isoformat()}
    change = Change(actor=actor, action="recovery.promised", subject=recovery.id, details=details)
    audit.record(session, change, now=now)
    return recovery


def end_step(
    session: WorkspaceSession,
    recovery: Recovery,
    status: RecoveryStatus,
    *,
    actor: str,
    program: Program,
    successor: Recovery | None = None,
    now: datetime,
) -> None:
    """Record how an open step ended and show it where it was asked about; raises StepAnsweredError."""
    locked = RECOVERIES.lock(session, recovery.id)
    if locked.status is not RecoveryStatus.OPEN:
        raise StepAnsweredError(locked)
    ended = replace(locked, status=status)
    RECOVERIES.save(session, ended)
    details = {"initiative": recovery.initiative, "successor": successor.id if successor else None}
    change = Change(actor=actor, action=f"recovery.{status.value}", subject=recovery.id, details=details)
    audit.record(session, change, now=now)
    edit(session, question_key(recovery.id), answered_card(ended, program, successor=successor), now=now)
