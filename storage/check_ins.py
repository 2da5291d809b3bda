"""What the check-ins read: how initiatives stand at one moment, who was asked, and how much a person was told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from datetime import datetime

from sqlalchemy import func, select

from rituals.announcements import AnnouncementStatus, Priority, Verb
from rituals.check_ins import CheckIn, Recovery, RecoveryStatus, Update
from rituals.ids import CheckInId, InitiativeId, MetricId, PersonId
from rituals.presence import answered_for_by
from rituals.program import BaselineMove, Initiative, Program, Reading
from rituals.roll_up import current_health
from rituals.snapshot import Snapshot
from rituals.standing import Standing, most_endangered_first, open_inputs, open_outputs
from storage.database import WorkspaceSession
from storage.shelf import table_of
from storage.shelves import BASELINE_MOVES, CHECK_INS, READINGS, RECOVERIES, UPDATES
from storage.snapshots import latest_updates
from storage.tables.delivery import AnnouncementRow

_NEVER_SAID = frozenset({AnnouncementStatus.CANCELLED, AnnouncementStatus.SKIPPED_LATE, AnnouncementStatus.FAILED})
_CYCLES_THAT_COUNT = 7
"""The running check-in says nothing yet; of the ended ones the last may be a month back that asked about everything."""


def find_asked(session: WorkspaceSession, cycles: Iterable[str]) -> Set[CheckInId]:
    """Return the ids of all check-ins of these cycles."""
    table = CHECK_INS.table
    query = select(table.c.id).where(table.c.workspace_id == session.workspace, table.c.cycle.in_(list(cycles)))
    return {CheckInId(row.id) for row in session.connection().execute(query)}


def find_latest(session: WorkspaceSession, person: PersonId, *, cycles: int = 1) -> tuple[CheckIn, ...]:
    """Return the person's check-ins of the latest cycles, the newest first."""
    return CHECK_INS.find(session, CHECK_INS.c.person == person, order_by=[CHECK_INS.c.cycle.desc()], limit=cycles)


def load_standings(
    session: WorkspaceSession, program: Program, initiatives: Iterable[Initiative], *, now: datetime
) -> tuple[Standing, ...]:
    """Return how the initiatives of one owner stand at `now`, the most endangered first."""
    wanted = tuple(initiatives)
    ids = [each.id for each in wanted]
    owners = {answered_for_by(each, program) for each in wanted}
    snapshot = Snapshot(
        as_of=now,
        program=program,
        check_ins=tuple(each for owner in owners for each in find_latest(session, owner, cycles=_CYCLES_THAT_COUNT)),
        updates=latest_updates(session, UPDATES.c.initiative.in_(ids)),
        readings=_readings(session, {each.metric for each in wanted if each.metric}),
        baseline_moves=_moves(session, ids),
    )
    recoveries = _recoveries(session, ids)
    return most_endangered_first(_standing(each, snapshot, recoveries[each.id]) for each in wanted)


def find_updates(session: WorkspaceSession, check_in: CheckInId) -> Mapping[InitiativeId, Update]:
    """Return the last revision of each update of a check-in."""
    found = UPDATES.find(session, UPDATES.c.check_in == check_in, order_by=[UPDATES.c.revision])
    return {each.initiative: each for each in found}


def find_replaced(session: WorkspaceSession, check_in: CheckInId) -> Mapping[InitiativeId, Update]:
    """Return what each update of a check-in said before it was changed last; nothing of those that never were."""
    newest: dict[InitiativeId, Update] = {}
    replaced: dict[InitiativeId, Update] = {}
    for update in UPDATES.find(session, UPDATES.c.check_in == check_in, order_by=[UPDATES.c.revision]):
        if update.initiative in newest:
            replaced[update.initiative] = newest[update.initiative]
        newest[update.initiative] = update
    return replaced


def count_messages(session: WorkspaceSession, recipient: str, *, since: datetime, until: datetime) -> int:
    """Return how many direct messages a Slack user was or will be sent between two instants, escalations left out."""
    table = table_of(AnnouncementRow)
    query = (
        select(func.count())
        .select_from(table)
        .where(
            table.c.workspace_id == session.workspace,
            table.c.recipient == recipient,
            table.c.verb == Verb.POST,
            table.c.priority != Priority.ESCALATION,
            table.c.status.not_in(_NEVER_SAID),
            table.c.not_before >= since,
            table.c.not_before < until,
        )
    )
    return int(session.connection().execute(query).scalar_one())


def _standing(initiative: Initiative, snapshot: Snapshot, recoveries: tuple[Recovery, ...]) -> Standing:
    program = snapshot.program
    updates = snapshot.updates.get(initiative.id, ())
    last = updates[-1] if updates else None
    readings = snapshot.readings.get(initiative.metric, ()) if initiative.metric else ()
    return Standing(
        initiative=initiative,
        health=current_health(snapshot, initiative.id),
        last=last,
        previous=updates[-2] if len(updates) > 1 else None,
        metric=program.metrics[initiative.metric] if initiative.metric else None,
        reading=readings[-1] if readings else None,
        recovery=next((each for each in recoveries if each.status is RecoveryStatus.OPEN), None),
        missed=next((each for each in recoveries if _re_opens(each, last)), None),
        inputs=open_inputs(program, initiative.id),
        outputs=open_outputs(program, initiative.id),
        moves=len(snapshot.baseline_moves.get(initiative.id, ())),
    )


def _re_opens(recovery: Recovery, last: Update | None) -> bool:
    if recovery.status is not RecoveryStatus.MISSED or recovery.asked_at is None:
        return False
    return last is None or recovery.asked_at > last.answered_at


def _readings(session: WorkspaceSession, metrics: Set[MetricId]) -> Mapping[MetricId, tuple[Reading, ...]]:
    newest: dict[MetricId, tuple[Reading, ...]] = {}
    for reading in READINGS.find(session, READINGS.c.metric.in_(metrics)):
        newest[reading.metric] = (reading,)
    return newest


def _moves(
    session: WorkspaceSession, initiatives: Iterable[InitiativeId]
) -> Mapping[InitiativeId, tuple[BaselineMove, ...]]:
    grouped: defaultdict[InitiativeId, tuple[BaselineMove, ...]] = defaultdict(tuple)
    for each in BASELINE_MOVES.find(session, BASELINE_MOVES.c.initiative.in_(list(initiatives))):
        grouped[each.initiative] = (*grouped[each.initiative], each)
    return grouped


def _recoveries(
    session: WorkspaceSession, initiatives: Iterable[InitiativeId]
) -> Mapping[InitiativeId, tuple[Recovery, ...]]:
    found = RECOVERIES.find(
        session,
        RECOVERIES.c.initiative.in_(list(initiatives)),
        RECOVERIES.c.status.in_([RecoveryStatus.OPEN, RecoveryStatus.MISSED]),
        order_by=[RECOVERIES.c.due_on.desc()],
    )
    grouped: defaultdict[InitiativeId, tuple[Recovery, ...]] = defaultdict(tuple)
    for each in found:
        grouped[each.initiative] = (*grouped[each.initiative], each)
    return grouped
