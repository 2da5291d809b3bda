"""Reads everything that rules look at, at one instant."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from rituals.calendar import Cycle
from rituals.check_ins import CheckIn, CheckInStatus, RecoveryStatus, Update
from rituals.decisions import TradeOffStatus
from rituals.escalations import EscalationStatus
from rituals.flags import FlagStatus
from rituals.ids import InitiativeId
from rituals.policy import Rhythm
from rituals.program import Program
from rituals.rhythms import rhythm_of
from rituals.signals import SignalStatus
from rituals.snapshot import Snapshot
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import (
    BASELINE_MOVES,
    CHECK_INS,
    DECISIONS,
    ESCALATIONS,
    FLAGS,
    READINGS,
    RECOVERIES,
    SECOND_OPINIONS,
    SIGNALS,
    TRADE_OFFS,
    UPDATES,
)

UPDATE_LOOK_BACK = timedelta(days=70)
"""How far back updates are read, and the answers to flags and the decisions that followed from them: ten cycles."""
MONTH = timedelta(weeks=6)
"""The longest time for which the question of once a month is the last one, with its window."""

K = TypeVar("K")
V = TypeVar("V")


def load_snapshot(session: WorkspaceSession, *, now: datetime) -> Snapshot:
    """Return everything that counts at `now` (UTC)."""
    since = now - UPDATE_LOOK_BACK
    program = load_program(session)
    decisions = DECISIONS.find(session, DECISIONS.c.decided_at > since)
    decided = [decision.trade_off for decision in decisions]
    return Snapshot(
        as_of=now,
        program=program,
        check_ins=_check_ins(session, program, now=now),
        updates=latest_updates(session, UPDATES.c.answered_at > since),
        recoveries=RECOVERIES.find(session, RECOVERIES.c.status == RecoveryStatus.OPEN),
        readings=_grouped(READINGS.find(session), lambda reading: reading.metric),
        baseline_moves=_grouped(BASELINE_MOVES.find(session), lambda move: move.initiative),
        flags=_by_id(
            FLAGS.find(
                session,
                (FLAGS.c.status == FlagStatus.OPEN)
                | ((FLAGS.c.status == FlagStatus.ANSWERED) & (FLAGS.c.answered_at > since)),
            )
        ),
        escalations=ESCALATIONS.find(session, ESCALATIONS.c.status != EscalationStatus.RESOLVED),
        trade_offs=_by_id(
            TRADE_OFFS.find(session, (TRADE_OFFS.c.status == TradeOffStatus.OPEN) | TRADE_OFFS.c.id.in_(decided))
        ),
        decisions=decisions,
        signals=SIGNALS.find(session, SIGNALS.c.status == SignalStatus.OPEN),
        opinions=SECOND_OPINIONS.find(
            session,
            SECOND_OPINIONS.c.answered_at > since,
            order_by=[SECOND_OPINIONS.c.answered_at, SECOND_OPINIONS.c.initiative],
        ),
    )


def _check_ins(session: WorkspaceSession, program: Program, *, now: datetime) -> tuple[CheckIn, ...]:
    recent = [Cycle.of((now - before).date()).key for before in (timedelta(days=7), timedelta(0))]
    wanted = CHECK_INS.c.cycle.in_(recent)
    if any(rhythm_of(each, program) is Rhythm.MONTHLY for each in program.initiatives.values()):
        # Who is asked once a month, and was silent, is so until the next time.
        since = Cycle.of((now - MONTH).date()).key
        wanted |= (CHECK_INS.c.status == CheckInStatus.SILENT) & (CHECK_INS.c.cycle >= since)
    return CHECK_INS.find(session, wanted)


def latest_updates(session: WorkspaceSession, *conditions: Any) -> Mapping[InitiativeId, tuple[Update, ...]]:
    """Return the updates that meet the conditions by initiative: the last revision of each check-in, newest last."""
    found = UPDATES.find(session, *conditions, order_by=[UPDATES.c.answered_at, UPDATES.c.revision])
    newest = {(update.initiative, update.check_in): update for update in found}
    return _grouped(newest.values(), lambda update: update.initiative)


def _grouped(values: Iterable[V], key: Callable[[V], K]) -> Mapping[K, tuple[V, ...]]:
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return {name: tuple(group) for name, group in groups.items()}


def _by_id(records: Iterable[Any]) -> dict[Any, Any]:
    return {record.id: record for record in records}
