"""Reds: what asks for help, since when, and whether leadership has answered (feature 72)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rituals.flags import FlagAnswerKind
from rituals.health import Health
from rituals.ids import InitiativeId
from rituals.roll_up import live_initiatives
from rituals.snapshot import Snapshot
from rituals.subjects import Subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Red:
    """An initiative that asks for help. `age` is in working days; `is_settled` by a decision or an accepted risk."""

    initiative: InitiativeId
    since: date
    age: int
    is_settled: bool
    ask: str | None


@dataclass(frozen=True, slots=True)
class RedRatio:
    """How many reds there are, how many for longer than the policy allows, and how many of those nobody settled."""

    total: int
    old: int
    unsettled: int


def find_reds(snapshot: Snapshot, subjects: Subjects) -> tuple[Red, ...]:
    """Return the initiatives whose owner's last word is red, in the order of the program file."""
    settled = _settlements(snapshot, subjects)
    calendar = snapshot.program.cadence.calendar()
    reds = []
    for initiative in live_initiatives(snapshot.program):
        since = red_since(snapshot, initiative.id)
        update = snapshot.latest_update(initiative.id)
        if since is None or update is None:
            continue
        reds.append(
            Red(
                initiative=initiative.id,
                since=snapshot.date_of(since),
                age=calendar.working_days_between(snapshot.date_of(since), snapshot.today),
                is_settled=any(moment >= since for moment in settled.get(initiative.id, ())),
                ask=update.ask,
            )
        )
    return tuple(reds)


def red_ratio(reds: tuple[Red, ...], snapshot: Snapshot) -> RedRatio:
    """Return the share of the old reds that reporting led nowhere with."""
    old = [red for red in reds if red.age > snapshot.program.policy.undecided_red_days]
    return RedRatio(total=len(reds), old=len(old), unsettled=sum(not red.is_settled for red in old))


def red_since(snapshot: Snapshot, initiative: InitiativeId) -> datetime | None:
    """Return when (UTC) the owner first said red without having said anything better since; None if it is not red.

    Falling silent does not end a red: it lasts until the owner says otherwise.
    """
    since = None
    for update in reversed(snapshot.updates.get(initiative, ())):
        if update.health is not Health.RED:
            break
        since = update.answered_at
    return since


def _settlements(snapshot: Snapshot, subjects: Subjects) -> Mapping[InitiativeId | None, list[datetime]]:
    """Return when something was decided about each initiative, or its risk accepted by name."""
    moments: defaultdict[InitiativeId | None, list[datetime]] = defaultdict(list)
    for decision in snapshot.decisions:
        trade_off = snapshot.trade_offs.get(decision.trade_off)
        if trade_off is not None:
            about = subjects.find_initiative(trade_off.subject_kind, trade_off.subject)
            moments[about].append(decision.decided_at)
    for flag in snapshot.flags.values():
        if flag.answer_kind is FlagAnswerKind.ACCEPT and flag.answered_at is not None:
            moments[flag.hits].append(flag.answered_at)
    return moments
