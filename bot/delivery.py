"""Delivery: says what the outbox holds, each announcement once, and finds out what became of each."""

import logging
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.budgets import Budgets
from bot.history import History, place_of
from bot.slack_writer import Place, SlackWriter
from bot.tries import Try, remember
from rituals.announcements import AnnouncementStatus, OutboxEntry, Verb
from rituals.breaker import Breaker
from rituals.delivery import (
    SETTLE,
    Accepted,
    Limited,
    LookUp,
    Missing,
    Outcome,
    after_call,
    after_look_up,
    released,
)
from rituals.ids import WorkspaceId
from storage import claims, outbox_care, quarantine
from storage.crash_points import reach
from storage.database import Database
from storage.outbox_survey import Survey, survey

LEASE_IN_TIMEOUTS = 3
"""How long a claim lasts, so that it is not taken for lost while its call may still run."""
SHORTEST_WAIT = timedelta(milliseconds=50)
"""What another process does is looked at again no sooner than this."""
BATCH = 10
"""So many messages are claimed at once at most, and after so many, what else is due is looked at."""
FRESH = timedelta(seconds=1)
"""A batch that is older is marked, and asks the database whether it still stands (docs/decisions/0008)."""

_log = logging.getLogger(__name__)


class Delivery:
    """Delivers for one workspace. Any number of processes may: who sends what is decided in the database.

    `now` is the clock (aware, UTC). `settle` is how long an unknown outcome is left alone before it is looked up.
    """

    def __init__(
        self,
        database: Database,
        workspace: WorkspaceId,
        writer: SlackWriter,
        now: Callable[[], datetime],
        budgets: Budgets,
        *,
        settle: timedelta = SETTLE,
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._writer = writer
        self._now = now
        self._budgets = budgets
        self._history = History(database, workspace, writer, now, budgets)
        self._settle = settle
        self._lease = writer.timeout * LEASE_IN_TIMEOUTS
        self._owner = secrets.token_urlsafe(9)
        self._breaker = Breaker()
        self._stopping = threading.Event()

    def deliver_due(self) -> datetime | None:
        """Say and look up all that may go now; return when something else may go (UTC, later than now), or None."""
        waits = self._look_up_due(self._survey())
        if waits.needs_care:
            waits = self._take_care()
        return self._next_instant(self._send_due(waits))

    def stop(self) -> None:
        """Let a running `deliver_due` return after the message it is at; later calls send nothing."""
        self._stopping.set()

    @property
    def trouble(self) -> str | None:
        """Why nothing is sent now, in plain words; None while it is."""
        if self._breaker.revoked is not None:
            return f"the app has to be installed again ({self._breaker.revoked})"
        return "Slack cannot be reached" if self._breaker.is_open(now=self._now()) else None

    def resume(self) -> None:
        """Try at once again what waits, because Slack is known to be back or the app was installed again."""
        self._breaker = Breaker()

    def _survey(self) -> Survey:
        now = self._now()
        with self._database.reading(self._workspace) as session:
            return survey(session, now=now, resting=tuple(self._budgets.resting(now=now)))

    def _take_care(self) -> Survey:
        with self._database.transaction(self._workspace) as session:
            outbox_care.tidy(session, now=self._now(), settle=self._settle)
        return self._survey()

    # Sending

    def _send_due(self, waits: Survey) -> Survey:
        left = BATCH
        while left > 0 and self._may_send(waits):
            batch = self._claim(left)
            if not batch:
                break
            left -= len(batch)
            waits = self._send(batch)
        return waits

    def _may_send(self, waits: Survey) -> bool:
        now = self._now()
        return not self._stopping.is_set() and any(each <= now for each in self._send_instants(waits, now=now))

    def _claim(self, most: int) -> list[tuple[OutboxEntry, Place]]:
        now = self._now()
        room = self._budgets.room(now=now)
        if not room:
            return []
        wanted = claims.Wanted(
            owner=self._owner,
            lease=self._lease,
            verbs=tuple(room),
            resting=tuple(self._budgets.resting(now=now)),
            # While Slack may be down, one message finds out.
            limit=1 if self._breaker.troubles else min(most, *room.values()),
        )
        with self._database.transaction(self._workspace) as session:
            # A standby may have become the database meanwhile.
            quarantine.begin_if_restored(session, now=now)
            return [(entry, place_of(session, entry)) for entry in claims.claim(session, wanted, now=now)]

    def _send(self, batch: list[tuple[OutboxEntry, Place]]) -> Survey:
        waits = Survey()
        tries: list[Try] = []
        marked_at = self._now()
        for entry, place in batch:
            reach("after_claim")
            after = self._send_one(entry, place)
            tries.append((entry, after))
            # What is known is written down at once where it is more than an ordinary success, or came slowly.
            slow = self._now() - marked_at > FRESH
            if slow or after.status is not AnnouncementStatus.SENT or entry is batch[-1][0]:
                waits = self._mark(tries)
                tries, marked_at = [], self._now()
        return waits

    def _send_one(self, entry: OutboxEntry, place: Place) -> OutboxEntry:
        if not self._may_still_send(entry):
            return released(entry, now=self._now())
        reach("before_post")
        self._budgets.take(entry.announcement.verb, entry.announcement.recipient, now=self._now())
        outcome = self._writer.say(entry, place)
        reach("after_post")
        self._learn(entry, outcome)
        return after_call(entry, outcome, now=self._now(), settle=self._settle)

    def _may_still_send(self, entry: OutboxEntry) -> bool:
        """Tell whether a claimed message may go, which others of its batch may have changed."""
        now = self._now()
        if self._stopping.is_set() or self._breaker.is_open(now=now):
            return False
        return self._budgets.earliest(now=now)[entry.announcement.verb] <= now and self._holds(entry)

    def _holds(self, entry: OutboxEntry) -> bool:
        # This process may have been stopped since the claim, and another may hold it now: the call must end in time.
        until = self._now() + self._writer.timeout
        if entry.lease_until is None or entry.lease_until <= until:
            return False
        claimed_at = entry.lease_until - self._lease
        if self._now() - claimed_at <= FRESH:
            return True
        with self._database.reading(self._workspace) as session:
            return claims.holds(session, entry, until=until)

    # Finding out

    def _may_look_up(self, waits: Survey) -> bool:
        now = self._now()
        if waits.look_up_at is None or waits.look_up_at > now or self._stopping.is_set():
            return False
        return self._budgets.readings.earliest(now=now) <= now and not self._breaker.is_open(now=now)

    def _look_up_due(self, waits: Survey) -> Survey:
        for _ in range(BATCH):
            if not self._may_look_up(waits):
                break
            with self._database.transaction(self._workspace) as session:
                entry = claims.claim_look_up(session, now=self._now(), lease=self._lease)
            if entry is None:
                break
            waits = self._look_up(entry)
        return waits

    def _look_up(self, entry: OutboxEntry) -> Survey:
        found: LookUp = Missing()
        # An edit made twice is an edit made once: it needs no search.
        if entry.announcement.verb is Verb.POST:
            found = self._history.find(entry)
            self._learn_from(found)
        reach("after_history")
        after = after_look_up(entry, found, now=self._now())
        if after.reason != entry.reason and after.status is AnnouncementStatus.UNKNOWN:
            _log.error("an outcome stays unknown", extra={"announcement": entry.announcement.key, "why": after.reason})
        return self._mark([(entry, after)])

    # Remembering

    def _mark(self, tries: list[Try]) -> Survey:
        for _ in tries:
            reach("before_mark")
        now = self._now()
        waits = remember(self._database, self._workspace, tries, now=now, resting=tuple(self._budgets.resting(now=now)))
        for _ in tries:
            reach("after_mark")
        return waits

    def _learn(self, entry: OutboxEntry, outcome: Outcome) -> None:
        said, now = entry.announcement, self._now()
        match outcome:
            case Accepted():
                self._budgets.accepted(said.verb, now=now)
            case Limited():
                self._budgets.limited(said.verb, said.recipient, now=now, until=now + outcome.retry_after)
            case _:
                _log.warning("not delivered", extra={"announcement": said.key, "outcome": str(outcome)})
        self._learn_from(outcome)

    def _learn_from(self, outcome: LookUp) -> None:
        before, self._breaker = self._breaker, self._breaker.after(outcome, now=self._now())
        if self._breaker.revoked and not before.revoked:
            _log.error("delivery pauses: install the app again", extra={"error": self._breaker.revoked})
        elif self._breaker.open_until and not before.open_until:
            _log.error("delivery pauses: Slack cannot be reached", extra={"outcome": str(outcome)})

    def _send_instants(self, waits: Survey, *, now: datetime) -> list[datetime]:
        resting, earliest = self._budgets.resting(now=now), self._budgets.earliest(now=now)
        closed_until = self._closed_until(now=now)
        return [
            max(each.not_before, earliest[each.verb], resting.get(each.recipient or "", now), closed_until)
            for each in waits.waiting
        ]

    def _next_instant(self, waits: Survey) -> datetime | None:
        now = self._now()
        instants = self._send_instants(waits, now=now)
        if waits.look_up_at is not None:
            may_read = self._budgets.readings.earliest(now=now)
            instants.append(max(waits.look_up_at, may_read, self._closed_until(now=now)))
        instants += [each for each in (waits.lease_end, now if waits.needs_care else None) if each is not None]
        return max(min(instants), now + SHORTEST_WAIT) if instants else None

    def _closed_until(self, *, now: datetime) -> datetime:
        return max(self._breaker.open_until or now, now)
