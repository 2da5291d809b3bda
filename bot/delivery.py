"""Delivery: says what the outbox holds, each announcement once, and finds out what became of each."""

import logging
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import undelivered
from bot.budgets import Budgets
from bot.crash_points import reach
from bot.history import History, place_of
from bot.slack_writer import Place, SlackWriter
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
from rituals.slack_errors import NO_THREAD
from storage import claims, direct_messages, outbox_care
from storage.database import Database, WorkspaceSession

LEASE_IN_TIMEOUTS = 3
"""How long a claim lasts, so that it is not taken for lost while its call may still run."""
SHORTEST_WAIT = timedelta(milliseconds=50)
"""What another process does is looked at again no sooner than this."""

BATCH = 10
"""After so many messages, what else is due is looked at: an endless stream of them must not keep it waiting."""

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
        """Say and look up all that may go now; return when something else may (UTC, later than now), or None."""
        self._work_off(self._look_up_next)
        with self._database.transaction(self._workspace) as session:
            outbox_care.tidy(session, now=self._now(), settle=self._settle)
        self._work_off(self._send_next)
        return self._next_instant()

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

    def _work_off(self, find_work: Callable[[], bool]) -> None:
        for _ in range(BATCH):
            if self._stopping.is_set() or not find_work():
                return

    # Sending

    def _send_next(self) -> bool:
        entry = self._claim()
        if entry is None:
            return False
        reach("after_claim")
        place = self._place_if_held(entry)
        if place is None:
            self._save(entry, released(entry, now=self._now()))
            return True
        reach("before_post")
        outcome = self._writer.say(entry, place)
        reach("after_post")
        self._learn(entry, outcome)
        reach("before_mark")
        self._save(entry, after_call(entry, outcome, now=self._now(), settle=self._settle))
        reach("after_mark")
        return True

    def _claim(self) -> OutboxEntry | None:
        now = self._now()
        verbs = [verb for verb, earliest in self._budgets.earliest(now=now).items() if earliest <= now]
        if not verbs or self._breaker.is_open(now=now):
            return None
        with self._database.transaction(self._workspace) as session:
            entry = claims.claim_next(
                session,
                owner=self._owner,
                now=now,
                lease=self._lease,
                verbs=verbs,
                resting=tuple(self._budgets.resting(now=now)),
            )
        if entry is not None:
            self._budgets.take(entry.announcement.verb, entry.announcement.recipient, now=now)
        return entry

    def _place_if_held(self, entry: OutboxEntry) -> Place | None:
        # This process may have been stopped since the claim, and another may hold it now: the call must end in time.
        with self._database.reading(self._workspace) as session:
            if not claims.holds(session, entry, until=self._now() + self._writer.timeout):
                return None
            return place_of(session, entry)

    # Finding out

    def _look_up_next(self) -> bool:
        now = self._now()
        if self._budgets.readings.earliest(now=now) > now or self._breaker.is_open(now=now):
            return False
        with self._database.transaction(self._workspace) as session:
            entry = claims.claim_look_up(session, now=now, lease=self._lease)
        if entry is None:
            return False
        found: LookUp = Missing()
        # An edit made twice is an edit made once: it needs no search.
        if entry.announcement.verb is Verb.POST:
            found = self._history.find(entry)
            self._learn_from(found)
        reach("after_history")
        after = after_look_up(entry, found, now=self._now())
        if after.reason != entry.reason and after.status is AnnouncementStatus.UNKNOWN:
            _log.error("an outcome stays unknown", extra={"announcement": entry.announcement.key, "why": after.reason})
        self._save(entry, after)
        return True

    # Remembering

    def _save(self, before: OutboxEntry, after: OutboxEntry) -> None:
        now = self._now()
        with self._database.transaction(self._workspace) as session:
            if after.status is AnnouncementStatus.FAILED and after.reason in NO_THREAD:
                after = _waiting_for_parent(session, before, after, now=now)
            if not claims.save(session, before, after):
                _log.warning("a try was settled elsewhere", extra={"announcement": after.announcement.key})
                return
            if after.status is AnnouncementStatus.SENT and after.channel is not None and after.announcement.is_direct:
                direct_messages.remember(session, after.announcement.recipient, after.channel)
            if after.status in (AnnouncementStatus.FAILED, AnnouncementStatus.UNCONFIRMED):
                undelivered.report(session, after, now=now)
                outbox_care.settle_followers(session)

    def _learn(self, entry: OutboxEntry, outcome: Outcome) -> None:
        said = entry.announcement
        match outcome:
            case Accepted():
                self._budgets.accepted(said.verb)
            case Limited():
                self._budgets.limited(said.verb, said.recipient, until=self._now() + outcome.retry_after)
            case _:
                _log.warning("not delivered", extra={"announcement": said.key, "outcome": str(outcome)})
        self._learn_from(outcome)

    def _learn_from(self, outcome: LookUp) -> None:
        before, self._breaker = self._breaker, self._breaker.after(outcome, now=self._now())
        if self._breaker.revoked and not before.revoked:
            _log.error("delivery pauses: install the app again", extra={"error": self._breaker.revoked})
        elif self._breaker.open_until and not before.open_until:
            _log.error("delivery pauses: Slack cannot be reached", extra={"outcome": str(outcome)})

    def _next_instant(self) -> datetime | None:
        now = self._now()
        resting, earliest = self._budgets.resting(now=now), self._budgets.earliest(now=now)
        with self._database.reading(self._workspace) as session:
            waiting = claims.find_waiting(session, now=now, resting=tuple(resting))
            look_up = claims.find_next_look_up(session)
            lease_end = claims.find_next_lease_end(session)
        instants = [
            max(each.not_before, earliest[each.verb], resting.get(each.recipient or "", now)) for each in waiting
        ]
        if look_up is not None:
            instants.append(max(look_up, self._budgets.readings.earliest(now=now)))
        if self._breaker.is_open(now=now) and self._breaker.open_until is not None:
            instants = [max(each, self._breaker.open_until) for each in instants]
        if lease_end is not None:
            instants.append(lease_end)
        return max(min(instants), now + SHORTEST_WAIT) if instants else None


def _waiting_for_parent(
    session: WorkspaceSession, before: OutboxEntry, after: OutboxEntry, *, now: datetime
) -> OutboxEntry:
    if outbox_care.restore_parent(session, before, now=now):
        return released(before, now=now)
    return after
