"""A model of the outbox in memory: what `storage/outbox*.py` and `storage/claims.py` mean, without a database.

The simulation lets it be used by several senders; the state machine of tests/storage holds the real functions to it.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from rituals.announcements import NEXT, Announcement, AnnouncementStatus, OutboxEntry, Priority, Verb
from rituals.delivery import LEASE_RAN_OUT, in_doubt
from rituals.ids import AnnouncementKey

S = AnnouncementStatus
TERMINAL = frozenset({S.SENT, S.FAILED, S.CANCELLED, S.SKIPPED_LATE, S.UNCONFIRMED})
NEVER_SENT = frozenset({S.FAILED, S.CANCELLED, S.SKIPPED_LATE})
KEPT = ("status", "not_before", "lease_until", "lease_owner", "channel", "ts", "reason", "sent_at")
"""What saving the outcome of a try may change; what was said meanwhile of where it goes stands."""


class ImpossibleStepError(AssertionError):
    """A status was reached that its table of lifecycles does not allow."""


class ModelOutbox:
    """Each method is one transaction. All times are aware and UTC; `now` is the clock of whoever calls."""

    def __init__(self) -> None:
        self.entries: dict[AnnouncementKey, OutboxEntry] = {}
        self._waiting: dict[AnnouncementKey, OutboxEntry] = {}
        self._edits: dict[AnnouncementKey, list[AnnouncementKey]] = {}

    def waiting(self, *statuses: AnnouncementStatus) -> list[OutboxEntry]:
        """Return those that have not come to an end."""
        return [each for each in self._waiting.values() if not statuses or each.status in statuses]

    def enqueue(self, *announcements: Announcement, now: datetime) -> None:
        for place, said in enumerate(announcements):
            if said.key in self.entries:
                continue
            entry = OutboxEntry(
                announcement=said,
                status=S.PENDING,
                nonce=f"nonce of {said.key}",
                attempts=0,
                enqueued_at=now + timedelta(microseconds=place),
                not_before=max(now, said.due_at or now),
            )
            self.entries[said.key] = self._waiting[said.key] = entry
            if said.target is not None:
                self._edits.setdefault(said.target, []).append(said.key)

    def revise(self, target: AnnouncementKey, *, text: str, now: datetime) -> None:
        original = self.entries.get(target)
        if original is None:
            return
        if original.status is S.PENDING and original.attempts == 0:
            self._say(original, text=text)
            return
        edits = self._edits.get(target, [])
        for each in [self.entries[key] for key in edits]:
            if each.status is S.PENDING:
                self._put(each, status=S.CANCELLED, reason="superseded")
        edit = Announcement(
            key=AnnouncementKey(f"{target}:edit:{len(edits) + 1}"),
            recipient=original.announcement.recipient,
            text=text,
            verb=Verb.EDIT,
            target=target,
        )
        self.enqueue(edit, now=now)

    def cancel(self, key: AnnouncementKey, *, reason: str) -> bool:
        entry = self._waiting.get(key)
        if entry is None or entry.status is not S.PENDING:
            return False
        self._put(entry, status=S.CANCELLED, reason=reason)
        return True

    def claim(
        self,
        *,
        owner: str,
        now: datetime,
        lease: timedelta,
        verbs: Collection[Verb] = tuple(Verb),
        resting: Collection[str] = (),
    ) -> OutboxEntry | None:
        under_way = {each.announcement.recipient for each in self._waiting.values() if each.status is S.SENDING}
        ready = [
            each
            for each in self._waiting.values()
            if each.status is S.PENDING
            and each.not_before <= now
            and each.announcement.verb in verbs
            and each.announcement.recipient not in under_way
            and each.announcement.recipient not in resting
            and self._is_sendable(each, now=now)
        ]
        if not ready:
            return None
        first = min(ready, key=_urgency)
        return self._put(
            first, status=S.SENDING, attempts=first.attempts + 1, lease_until=now + lease, lease_owner=owner
        )

    def claim_look_up(self, *, now: datetime, lease: timedelta) -> OutboxEntry | None:
        settled = [each for each in self._waiting.values() if each.status is S.UNKNOWN and each.not_before <= now]
        if not settled:
            return None
        first = min(settled, key=lambda each: (each.announcement.priority, each.not_before, each.announcement.key))
        return self._put(first, not_before=now + lease)

    def holds(self, claimed: OutboxEntry, *, until: datetime) -> bool:
        here = self.entries[claimed.announcement.key]
        is_same = (here.status, here.attempts) == (claimed.status, claimed.attempts)
        return is_same and here.lease_until is not None and here.lease_until > until

    def save(self, before: OutboxEntry, after: OutboxEntry) -> bool:
        here = self.entries[before.announcement.key]
        stands = {before.status} | ({S.SENDING, S.UNKNOWN} if after.status is S.SENT else set())
        if here.status not in stands or here.attempts != before.attempts:
            return False
        here = self._put(here, **{name: getattr(after, name) for name in KEPT})
        if here.status is S.PENDING and here.announcement.verb is Verb.EDIT and self._has_newer_edit(here):
            self._put(here, status=S.CANCELLED, reason="superseded")
        return True

    def tidy(self, *, now: datetime, settle: timedelta) -> None:
        for each in self.waiting(S.SENDING):
            if each.lease_until is not None and each.lease_until <= now:
                lost = in_doubt(each, LEASE_RAN_OUT, now=now, settle=settle)
                self._put(each, **{name: getattr(lost, name) for name in KEPT})
        for each in self.waiting(S.PENDING):
            if each.announcement.expires_at is not None and each.announcement.expires_at <= now:
                self._put(each, status=S.SKIPPED_LATE, reason="too late")
        self.settle_followers()

    def settle_followers(self) -> None:
        for column in ("parent", "target"):
            leaders = {getattr(each.announcement, column): None for each in self.waiting(S.PENDING)}
            for key in leaders:
                leader = self.entries.get(key) if key else None
                if leader is not None and leader.status in NEVER_SENT:
                    self._let_go_of(column, leader)

    def restore_parent(self, key: AnnouncementKey, *, now: datetime) -> bool:
        reply = self.entries[key]
        parent = self.entries.get(reply.announcement.parent or AnnouncementKey(""))
        if parent is None or parent.announcement.key.endswith(":again"):
            return False
        again = replace(parent.announcement, key=AnnouncementKey(f"{parent.announcement.key}:again"), expires_at=None)
        self.enqueue(again, now=now)
        self._follow("parent", parent.announcement.key, again)
        self._say(self.entries[key], parent=again.key)
        return True

    def next_instant(self) -> datetime | None:
        """Return when time alone lets something more be done; None where it never does."""
        instants = [
            each.lease_until if each.status is S.SENDING and each.lease_until else each.not_before
            for each in self._waiting.values()
            if each.status is not S.PENDING or self._leader_is_sent(each)
        ]
        return min(instants, default=None)

    def _is_sendable(self, entry: OutboxEntry, *, now: datetime) -> bool:
        said = entry.announcement
        if said.expires_at is not None and said.expires_at <= now:
            return False
        return self._leader_is_sent(entry) and not (said.target and self._is_edit_in_doubt(said.target))

    def _leader_is_sent(self, entry: OutboxEntry) -> bool:
        leaders = (entry.announcement.parent, entry.announcement.target)
        return all(key is None or (key in self.entries and self.entries[key].status is S.SENT) for key in leaders)

    def _is_edit_in_doubt(self, target: AnnouncementKey) -> bool:
        return any(each.announcement.target == target for each in self.waiting(S.UNKNOWN))

    def _has_newer_edit(self, edit: OutboxEntry) -> bool:
        pending = [each for each in self.waiting(S.PENDING) if each.announcement.target == edit.announcement.target]
        return len(pending) > 1

    def _let_go_of(self, column: str, leader: OutboxEntry) -> None:
        key = leader.announcement.key
        fallback = self.entries.get(AnnouncementKey(f"{key}:fallback"))
        if fallback is not None:
            self._follow(column, key, fallback.announcement)
            return
        for each in self._followers(column, key):
            self._put(each, status=S.CANCELLED, reason=f"{column} was never sent")

    def _follow(self, column: str, key: AnnouncementKey, other: Announcement) -> None:
        for each in self._followers(column, key):
            self._say(each, **{column: other.key, "recipient": other.recipient})

    def _followers(self, column: str, key: AnnouncementKey) -> Iterator[OutboxEntry]:
        return (each for each in self.waiting(S.PENDING) if getattr(each.announcement, column) == key)

    def _say(self, entry: OutboxEntry, **changes: Any) -> OutboxEntry:
        return self._put(entry, announcement=replace(entry.announcement, **changes))

    def _put(self, before: OutboxEntry, **changes: Any) -> OutboxEntry:
        after = replace(before, **changes)
        key = after.announcement.key
        if after.status is not before.status and after.status not in NEXT[before.status]:
            raise ImpossibleStepError(f"{key}: {before.status.value} became {after.status.value}")
        self.entries[key] = after
        if after.status in TERMINAL:
            self._waiting.pop(key, None)
        else:
            self._waiting[key] = after
        return after


def _urgency(entry: OutboxEntry) -> tuple[Priority, datetime, datetime, str]:
    return entry.announcement.priority, entry.not_before, entry.enqueued_at, entry.announcement.key
