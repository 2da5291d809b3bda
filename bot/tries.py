"""Writes down what became of each try, and what follows from it."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime

from bot import undelivered
from rituals.announcements import AnnouncementStatus, OutboxEntry
from rituals.delivery import released
from rituals.ids import WorkspaceId
from rituals.slack_errors import NO_THREAD
from storage import claims, direct_messages, outbox_care
from storage.database import Database, WorkspaceSession
from storage.outbox_survey import Survey, survey

Try = tuple[OutboxEntry, OutboxEntry]
"""An entry as it was claimed, and as it stands now."""

_log = logging.getLogger(__name__)


def remember(
    database: Database, workspace: WorkspaceId, tries: Sequence[Try], *, now: datetime, resting: Collection[str]
) -> Survey:
    """Save what became of the tries, and return what waits now. Those that were accepted are saved together."""
    sent = [each for each in tries if each[1].status is AnnouncementStatus.SENT]
    others = [each for each in tries if each[1].status is not AnnouncementStatus.SENT]
    if sent:
        with database.transaction(workspace) as session:
            if not claims.save_sent(session, [after for _, after in sent]):
                session.rollback()
                others = list(tries)
            else:
                _remember_sent(session, sent, now=now)
                if not others:
                    return survey(session, now=now, resting=resting)
    for before, after in others:
        with database.transaction(workspace) as session:
            _remember_one(session, before, after, now=now)
    with database.reading(workspace) as session:
        return survey(session, now=now, resting=resting)


def _remember_sent(session: WorkspaceSession, sent: Sequence[Try], *, now: datetime) -> None:
    said = [after for _, after in sent]
    direct = {each.announcement.recipient: each.channel for each in said if each.announcement.is_direct}
    direct_messages.remember(session, {who: channel for who, channel in direct.items() if channel is not None})
    for before, after in sent:
        if before.status is AnnouncementStatus.UNKNOWN:
            outbox_care.show_as_stored(session, after, now=now)


def _remember_one(session: WorkspaceSession, before: OutboxEntry, after: OutboxEntry, *, now: datetime) -> None:
    if after.status is AnnouncementStatus.FAILED and after.reason in NO_THREAD:
        after = _waiting_for_parent(session, before, after, now=now)
    if not claims.save(session, before, after):
        _log.warning("a try was settled elsewhere", extra={"announcement": after.announcement.key})
    elif after.status is AnnouncementStatus.SENT:
        _remember_sent(session, [(before, after)], now=now)
    elif after.status in (AnnouncementStatus.FAILED, AnnouncementStatus.UNCONFIRMED):
        undelivered.report(session, after, now=now)
        outbox_care.settle_followers(session)


def _waiting_for_parent(
    session: WorkspaceSession, before: OutboxEntry, after: OutboxEntry, *, now: datetime
) -> OutboxEntry:
    if outbox_care.restore_parent(session, before, now=now):
        return released(before, now=now)
    return after
