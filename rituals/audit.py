"""Audit entries: who changed what, when, and from which message; each one seals the one before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

GENESIS = "0" * 64
"""What the first entry of a workspace is chained to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of state. `actor` is a person's id, or `clock` where a job did it; `details` is plain JSON data."""

    actor: str
    action: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A change as it stands in the log; `number` counts from 1 within a workspace, `at` is UTC."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]
    previous_hash: str
    hash: str


def seal(change: Change, *, number: int, at: datetime, previous_hash: str) -> AuditEntry:
    """Chain `change` to the entry before it by the SHA-256 of both."""
    content = [number, at.isoformat(), change.actor, change.action, change.subject, dict(change.details), previous_hash]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, default=str)
    return AuditEntry(
        number=number,
        at=at,
        actor=change.actor,
        action=change.action,
        subject=change.subject,
        details=change.details,
        previous_hash=previous_hash,
        hash=hashlib.sha256(text.encode()).hexdigest(),
    )


def first_broken(entries: tuple[AuditEntry, ...]) -> int | None:
    """Return the number of the first entry that was changed, moved or whose predecessor is gone; None if all hold."""
    previous = GENESIS
    for expected, entry in enumerate(entries, start=1):
        change = Change(actor=entry.actor, action=entry.action, subject=entry.subject, details=entry.details)
        if entry != seal(change, number=expected, at=entry.at, previous_hash=previous):
            return entry.number
        previous = entry.hash
    return None
