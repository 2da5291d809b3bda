"""Finds contradictions at each tick: tells both owners of a new one once, and clears what is true no longer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.blocks.contradiction_cards import draw_contradictions
from handlers.services import Services
from rituals.announcements import Announcement, Priority
from rituals.audit import Change
from rituals.calendar import Cycle
from rituals.contradictions import RULES, contradictions, reconcile_by
from rituals.ids import AnnouncementKey, CheckInId, PersonId, SignalId
from rituals.resolutions import present
from rituals.signals import Signal, SignalStatus
from rituals.snapshot import Snapshot
from rituals.whereabouts import next_considerate
from storage import audit, inbox, outbox
from storage.database import WorkspaceSession
from storage.shelves import SIGNALS
from storage.snapshots import load_snapshot


def find_contradictions(services: Services) -> None:
    """Compare all answers: open what contradicts itself now, keep its evidence up to date, clear the rest."""
    now = services.now()
    with services.transaction() as session:
        snapshot = load_snapshot(session, now=now)
        found = contradictions(snapshot)
        known = {signal.id: signal for signal in snapshot.signals if signal.rule in RULES}
        _clear(session, known, found, now=now)
        _keep_up_to_date(session, known, found)
        opened = [signal for signal in found if signal.id not in known]
        for signal in opened:
            SIGNALS.save(session, signal)
        audit.record(session, *(_change(signal, "signal.opened") for signal in opened), now=now)
        _announce(session, [signal for signal in opened if _is_news(session, signal, now=now)], snapshot, now=now)


def _clear(
    session: WorkspaceSession, known: Mapping[SignalId, Signal], found: Sequence[Signal], *, now: datetime
) -> None:
    still_true = {signal.id for signal in found}
    cleared = [signal for signal in known.values() if signal.id not in still_true]
    for signal in cleared:
        SIGNALS.save(session, replace(signal, status=SignalStatus.CLEARED))
    audit.record(session, *(_change(signal, "signal.cleared") for signal in cleared), now=now)


def _keep_up_to_date(session: WorkspaceSession, known: Mapping[SignalId, Signal], found: Sequence[Signal]) -> None:
    """Save the newest dates and owners of what is open, without telling anybody again."""
    for signal in found:
        if signal.id in known:
            current = replace(signal, opened_at=known[signal.id].opened_at)
            if current != known[signal.id]:
                SIGNALS.save(session, current)


def _is_news(session: WorkspaceSession, signal: Signal, *, now: datetime) -> bool:
    """Tell whether it was not told yet this week: what opens and clears to and fro is no news each time."""
    return inbox.is_first(session, f"{signal.id}:{Cycle.of(now.date()).key}", now=now)


def _announce(session: WorkspaceSession, news: Sequence[Signal], snapshot: Snapshot, *, now: datetime) -> None:
    """Tell each owner of all that is new in one message, neither at night nor on a day off."""
    by_owner: defaultdict[PersonId, list[Signal]] = defaultdict(list)
    for signal in news:
        for owner in dict.fromkeys(present(owner, snapshot.program, now=now) for owner in signal.owners):
            by_owner[owner].append(signal)
    outbox.enqueue(
        session,
        *(
            _message(owner, signals, snapshot, now=now)
            for owner, signals in by_owner.items()
            if snapshot.program.people[owner].slack_id
        ),
        now=now,
    )


def _message(owner: PersonId, signals: Sequence[Signal], snapshot: Snapshot, *, now: datetime) -> Announcement:
    program, reader = snapshot.program, snapshot.program.people[owner]
    card = draw_contradictions(
        signals,
        program,
        reader=owner,
        check_in=_find_check_in(snapshot, owner),
        settle_by=reconcile_by(signals[0], snapshot),
    )
    return Announcement(
        key=AnnouncementKey(f"contradiction:{signals[0].id}:{Cycle.of(now.date()).key}:{owner}"),
        recipient=reader.slack_id or "",
        text=card.text,
        blocks=card.to_json(),
        priority=Priority.PROMPT,
        due_at=next_considerate(reader, program, now=now),
    )


def _find_check_in(snapshot: Snapshot, person: PersonId) -> CheckInId | None:
    """Return the newest check-in of a person, in which answers can be changed."""
    asked = [check_in for check_in in snapshot.check_ins if check_in.person == person]
    return max(asked, key=lambda check_in: check_in.due_at).id if asked else None


def _change(signal: Signal, action: str) -> Change:
    details = {"rule": signal.rule, "initiatives": list(signal.initiatives)}
    return Change(actor="clock", action=action, subject=signal.id, details=details)
