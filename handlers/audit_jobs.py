"""Tells the administrators what is stuck: each thing once, and all of one kind in one message a day."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from handlers import cards
from handlers.blocks.prose import Card
from handlers.blocks.stuck import part_card, stuck_card
from handlers.services import Services
from rituals.auditing import ABANDONED_AFTER, OF_MESSAGES, STARTED, Kind, OpenEntry, account_for, judge_parts
from rituals.ids import AnnouncementKey, PersonId
from rituals.people import Role
from rituals.program import Program
from storage.database import WorkspaceSession
from storage.outbox import find_entry
from storage.outbox_audit import find_open, mark_raised
from storage.programs import load_program
from storage.ticks import last_finished

_log = logging.getLogger(__name__)

NOTICE = "audit:"
"""How the keys of these notices begin."""

Stuck = Sequence[tuple[OpenEntry, str]]
"""Entries that are stuck, each with the reason why."""


def audit_outbox(services: Services, *, jobs: Collection[str]) -> None:
    """Hold every due announcement against what became of it, and each job against when it last finished."""
    now = services.now()
    with services.reading() as session:
        stuck = find_stuck(session, now=now)
        findings = judge_parts(last_finished(session), jobs, now=now)
    news = {kind: entries for kind, entries in stuck.items() if any(not entry.raised_at for entry, _ in entries)}
    if not news and not findings:
        return
    with services.transaction() as session:
        program = load_program(session)
        for finding in findings:
            _tell(session, finding.kind, part_card(finding), program, now=now)
        for kind, entries in news.items():
            _raise(session, kind, entries, program, now=now)


def find_stuck(session: WorkspaceSession, *, now: datetime) -> Mapping[Kind, Stuck]:
    """Return what is stuck, by kind. Where no engine was ever started nobody delivers, and nothing is late."""
    running_since = last_finished(session).get(STARTED)
    if running_since is None:
        return {}
    stuck: dict[Kind, list[tuple[OpenEntry, str]]] = {}
    for entry in find_open(session, ready_before=now - ABANDONED_AFTER):
        if entry.key.startswith(NOTICE):
            # What is said about what is stuck is stuck with it.
            continue
        account = account_for(entry, running_since=running_since, now=now)
        if account.stuck is not None:
            stuck.setdefault(account.stuck, []).append((entry, account.reason))
    return stuck


def _raise(session: WorkspaceSession, kind: Kind, entries: Stuck, program: Program, *, now: datetime) -> None:
    reasons = [(entry.recipient, reason) for entry, reason in entries]
    card = stuck_card(kind, reasons, oldest=min(entry.ready_at for entry, _ in entries))
    _log.error("messages are stuck", extra={"kind": kind.value, "messages": len(entries)})
    _tell(session, kind, card, program, now=now)
    mark_raised(session, [entry.key for entry, _ in entries], now=now)


def _tell(session: WorkspaceSession, kind: Kind, card: Card, program: Program, *, now: datetime) -> None:
    """Tell every administrator once a day; what more is found on that day is put into the same message."""
    for admin, slack_id in _admins(program):
        key = AnnouncementKey(f"{NOTICE}{kind.value}:{now:%Y-%m-%d}:{admin}")
        if find_entry(session, key) is None:
            cards.post(session, key, slack_id, card, now=now)
        elif kind in OF_MESSAGES:
            cards.edit(session, key, card, now=now)


def _admins(program: Program) -> Iterator[tuple[PersonId, str]]:
    for person in program.people.values():
        if person.active and person.slack_id is not None and Role.ADMIN in person.roles:
            yield person.id, person.slack_id
