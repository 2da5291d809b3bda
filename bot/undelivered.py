"""What follows when a message did not get to where it should: another way for it, and word to an administrator."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from handlers import audit_jobs
from handlers.blocks.prose import Card
from handlers.blocks.undelivered import (
    failed_card,
    redirected_blocks,
    redirected_text,
    unconfirmed_card,
    vanished_card,
)
from rituals.announcements import Announcement, AnnouncementStatus, OutboxEntry, Verb
from rituals.audit import Change
from rituals.auditing import NOT_IN_HISTORY
from rituals.ids import AnnouncementKey
from rituals.presence import administrators
from rituals.slack_errors import SHARED
from storage import audit
from storage.database import WorkspaceSession
from storage.outbox import enqueue
from storage.outbox_care import fallback_key
from storage.programs import load_program

NOTICE = "undelivered:"


def report(session: WorkspaceSession, entry: OutboxEntry, *, now: datetime) -> None:
    """Note in the audit log that a message failed or is unconfirmed, send it another way, and tell an administrator.

    A lost edit is only noted: the message it would have changed still stands. So is the loss of a notice itself.
    """
    said = entry.announcement
    details = {"recipient": said.recipient, "reason": entry.reason}
    change = Change(actor="clock", action=f"announcement.{entry.status.value}", subject=said.key, details=details)
    audit.record(session, change, now=now)
    if said.verb is Verb.EDIT or said.key.startswith((NOTICE, audit_jobs.NOTICE)):
        return
    if entry.status is AnnouncementStatus.FAILED:
        reason = entry.reason or ""
        notices = _notices(session, said, failed_card(said, reason), now, reason=reason)
        enqueue(session, *_another_way(said, reason), *notices, now=now)
    else:
        card = vanished_card(said) if entry.reason == NOT_IN_HISTORY else unconfirmed_card(said)
        enqueue(session, *_notices(session, said, card, now), now=now)


def _another_way(said: Announcement, reason: str) -> Iterator[Announcement]:
    if said.fallback is not None:
        yield replace(
            said,
            key=fallback_key(said.key),
            recipient=said.fallback,
            text=redirected_text(said, reason),
            blocks=redirected_blocks(said, reason),
            parent=None,
            fallback=None,
        )


def _notices(
    session: WorkspaceSession, said: Announcement, card: Card, now: datetime, *, reason: str = ""
) -> Iterator[Announcement]:
    # Of a channel that is shared they were asked when it was.
    admins = () if reason == SHARED else administrators(load_program(session))
    for person in admins:
        yield Announcement(
            key=AnnouncementKey(f"{NOTICE}{said.recipient}:{now:%Y-%m-%d}:{person.id}"),
            recipient=person.slack_id or "",
            text=card.text,
            blocks=card.to_json(),
        )
