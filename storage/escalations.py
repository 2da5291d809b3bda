"""Escalations as kept: which are open, which climb, and when the last one about a subject was decided."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from rituals.escalations import Escalation, EscalationStatus, SubjectKind
from rituals.ids import DependencyId, EscalationId
from storage.database import WorkspaceSession
from storage.shelf import table_of
from storage.shelves import DECISIONS, ESCALATIONS, TRADE_OFFS
from storage.tables.delivery import AnnouncementRow


def find_open(session: WorkspaceSession, kind: SubjectKind, subject: str) -> Escalation | None:
    """Return the open or acknowledged escalation about a subject."""
    c = ESCALATIONS.c
    return ESCALATIONS.find_one(
        session, c.subject_kind == kind, c.subject == subject, c.status != EscalationStatus.RESOLVED
    )


def find_all_open(session: WorkspaceSession, kind: SubjectKind) -> tuple[Escalation, ...]:
    """Return the open and acknowledged escalations of one kind, oldest first."""
    c = ESCALATIONS.c
    conditions = (c.subject_kind == kind, c.status != EscalationStatus.RESOLVED)
    return ESCALATIONS.find(session, *conditions, order_by=[c.opened_at, c.id])


def find_opened_since(session: WorkspaceSession, kind: SubjectKind, since: datetime) -> tuple[str, ...]:
    """Return the subjects of all escalations of one kind that opened at `since` (UTC) or later, ended or not."""
    c = ESCALATIONS.c
    return tuple(each.subject for each in ESCALATIONS.find(session, c.subject_kind == kind, c.opened_at >= since))


def card_key(escalation: EscalationId, channel: str) -> str:
    """Return the key under which the card of an escalation stands in a channel."""
    return f"escalation:{escalation}:card:{channel}"


def channels_with_card(session: WorkspaceSession, escalation: EscalationId) -> tuple[str, ...]:
    """Return the channels that hold the card, whoever is affected by now."""
    c = table_of(AnnouncementRow).c
    query = (
        select(c.recipient)
        .where(c.workspace_id == session.workspace, c.key == card_key(escalation, "") + c.recipient)
        .order_by(c.recipient)
    )
    return tuple(session.connection().execute(query).scalars())


def last_decisions(session: WorkspaceSession) -> Mapping[DependencyId, datetime]:
    """Return when the last decision about each dependency was taken (UTC)."""
    decisions, trade_offs = DECISIONS.table, TRADE_OFFS.table
    query = (
        select(trade_offs.c.subject, func.max(decisions.c.decided_at).label("decided_at"))
        .join_from(
            decisions,
            trade_offs,
            (decisions.c.workspace_id == trade_offs.c.workspace_id) & (decisions.c.trade_off == trade_offs.c.id),
        )
        .where(decisions.c.workspace_id == session.workspace, trade_offs.c.subject_kind == SubjectKind.DEPENDENCY)
        .group_by(trade_offs.c.subject)
    )
    return {DependencyId(row.subject): row.decided_at for row in session.connection().execute(query)}
