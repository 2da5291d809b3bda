"""Sends the weekly digest: one snapshot, one parent message and its thread for each who reads it."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.blocks.digest import draw_parent, draw_skipped
from handlers.blocks.digest_thread import Reply, draw_replies
from handlers.blocks.prose import Card
from handlers.cards import leader_of
from handlers.services import Services
from rituals.announcements import Announcement, Priority
from rituals.audit import Change
from rituals.calendar import Cycle
from rituals.digest_building import build_digest
from rituals.digest_due import DueDigest, due_digests
from rituals.digests import Digest, ToldDigest
from rituals.ids import AnnouncementKey
from rituals.people import Role
from rituals.program import Program
from storage import audit, inbox, outbox
from storage.database import WorkspaceSession
from storage.digests import DIGESTS, find_last_told, is_told
from storage.programs import load_program
from storage.snapshots import load_snapshot

_log = logging.getLogger(__name__)

IN_ORDER = timedelta(milliseconds=1)
"""Replies are due one after the other, so that the thread keeps the order of the goals."""


def send_digest(services: Services) -> None:
    """Send the digest that is due, once a week; one that was missed for too long is recorded as skipped."""
    now = services.now()
    with services.transaction() as session:
        program = load_program(session)
        for due in due_digests(program, now=now):
            if is_told(session, due.cycle):
                continue
            if due.is_too_late:
                _skip(session, due, program, now=now)
            else:
                _send(session, due.cycle, now=now)


def _send(session: WorkspaceSession, cycle: Cycle, *, now: datetime) -> None:
    snapshot = load_snapshot(session, now=now)
    digest = build_digest(snapshot, find_last_told(session))
    # The key decides, not the look before: two may reach this line together.
    if not DIGESTS.insert_once(session, ToldDigest(cycle=cycle.key, as_of=now, facts=digest.facts)):
        return
    readers = readers_of(snapshot.program)
    details = {"readers": len(readers), "changed": digest.changed, "unchanged": digest.unchanged}
    audit.record(session, Change(actor="clock", action="digest.sent", subject=cycle.key, details=details), now=now)
    if not readers:
        _log.warning("the digest has no channel and no reader", extra={"cycle": cycle.key})
        return
    announcements = _announcements(cycle, digest, snapshot.program, readers, now=now)
    outbox.enqueue(session, *announcements, now=now)


def _skip(session: WorkspaceSession, due: DueDigest, program: Program, *, now: datetime) -> None:
    """Leave a trace of a digest that comes too late to be worth reading: a message that is never sent."""
    if not inbox.is_first(session, f"digest:{due.cycle.key}:skipped", now=now):
        return
    card = draw_skipped(due.due_at, program)
    for reader in readers_of(program):
        message = _message(_parent_key(due.cycle, reader), reader, card, expires_at=due.due_at)
        outbox.enqueue(session, message, now=now)
    details = {"due_at": due.due_at.isoformat()}
    audit.record(
        session, Change(actor="clock", action="digest.skipped", subject=due.cycle.key, details=details), now=now
    )
    _log.warning("the digest was skipped as too late", extra={"cycle": due.cycle.key})


def readers_of(program: Program) -> tuple[str, ...]:
    """Return where the digest goes: the digest channel, or else each member of the steering group."""
    channel = program.cadence.digest_channel_id or program.cadence.digest_channel
    if channel:
        return (channel,)
    steering = (person for person in program.people.values() if Role.STEERING in person.roles and person.active)
    return tuple(person.slack_id for person in steering if person.slack_id)


def _announcements(
    cycle: Cycle, digest: Digest, program: Program, readers: tuple[str, ...], *, now: datetime
) -> Iterator[Announcement]:
    parent, replies = draw_parent(digest, program), draw_replies(digest, program)
    # As when the bot was down: what could not be sent for so long is not worth reading any more.
    calendar = program.cadence.calendar(program.cadence.digest_zone)
    expires_at = calendar.add_working_hours(now, program.policy.catch_up_hours)
    for reader in readers:
        # Of those who read it alone, each has a digest of their own.
        fallback = None if reader.startswith(("U", "W")) else leader_of(program)
        yield _message(_parent_key(cycle, reader), reader, parent, expires_at=expires_at, fallback=fallback)
        for place, reply in enumerate(replies, start=1):
            yield _message(
                _reply_key(cycle, reader, reply),
                reader,
                reply.card,
                parent=_parent_key(cycle, reader),
                due_at=now + place * IN_ORDER,
            )


def _message(
    key: str,
    reader: str,
    card: Card,
    *,
    parent: str | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    fallback: str | None = None,
) -> Announcement:
    return Announcement(
        key=AnnouncementKey(key),
        recipient=reader,
        text=card.text,
        blocks=card.to_json(),
        priority=Priority.DIGEST,
        parent=AnnouncementKey(parent) if parent else None,
        due_at=due_at,
        expires_at=expires_at,
        fallback=fallback,
    )


def _parent_key(cycle: Cycle, reader: str) -> str:
    return f"digest:{cycle.key}:{reader}"


def _reply_key(cycle: Cycle, reader: str, reply: Reply) -> str:
    return f"{_parent_key(cycle, reader)}:goal:{reply.goal or ''}:{reply.number}"
