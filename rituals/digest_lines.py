"""Digest lines: what leadership has to decide, answer or know, each under the initiative it is about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rituals.check_ins import CheckIn, CheckInStatus, Update
from rituals.contradictions import RULES, reconcile_by
from rituals.decisions import TradeOff, TradeOffStatus
from rituals.dispositions import overdue_dispositions
from rituals.escalations import Escalation
from rituals.flags import Flag, FlagStatus, is_critical
from rituals.good_catches import caught_at, lead_days
from rituals.ids import EscalationId, InitiativeId, PersonId
from rituals.presence import answered_for_by
from rituals.reds import Red
from rituals.rhythms import newest_about
from rituals.roll_up import live_initiatives, newest_first
from rituals.rounds import is_checked_in_on
from rituals.signals import Signal
from rituals.snapshot import Snapshot
from rituals.subjects import Subjects

PATIENCE = timedelta(days=1)
"""An open check-in counts as unanswered once it was due this long ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to tell. `initiative` is the one it is told under; None where its subject is no longer there."""

    initiative: InitiativeId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine(Line):
    """A decision that is due; `escalation` is what the *Decide* button opens, None where there is none."""

    question: str
    decider: PersonId
    decide_by: date
    is_overdue: bool
    escalation: EscalationId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLine(Line):
    """A red that nobody has settled and nobody is asked to decide about."""

    red: Red
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLine(Line):
    """An open flag. `age` is in working days since it was raised, `answer_by` a date."""

    flag: Flag
    age: int
    answer_by: date
    is_overdue: bool
    is_critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionLine(Line):
    """An answered flag of which nobody has said in time what became of it; `age` is in working days since then."""

    flag: Flag
    age: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionLine(Line):
    """A contradiction that still holds, to be settled by its owners."""

    signal: Signal
    reconcile_by: date
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceLine(Line):
    """An initiative on which nothing was said when it was due, and why; None while an answer may still come."""

    asked_on: date | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchLine(Line):
    """A good catch: a flag raised `lead_days` working days before its impact, which led to action (feature 30).

    `raised_by` is who raised it, where they want to be named.
    """

    flag: Flag
    lead_days: int
    raised_by: PersonId | None = None


def decision_lines(snapshot: Snapshot, subjects: Subjects) -> tuple[DecisionLine, ...]:
    """Return the decisions to be taken, the earliest first: open trade-offs, and escalations that have none yet."""
    asked = [each for each in snapshot.trade_offs.values() if each.status is TradeOffStatus.OPEN]
    covered = {trade_off.escalation for trade_off in asked}
    bare = [each for each in snapshot.escalations if each.id not in covered]
    due: list[tuple[TradeOff | Escalation, str, EscalationId | None]] = [
        *((each, each.question, each.escalation) for each in asked),
        *((each, each.why, each.id) for each in bare),
    ]
    lines = [
        DecisionLine(
            initiative=subjects.find_initiative(each.subject_kind, each.subject),
            question=question,
            decider=each.decider,
            decide_by=each.decide_by,
            is_overdue=each.decide_by < snapshot.today,
            escalation=escalation,
        )
        for each, question, escalation in due
    ]
    return tuple(sorted(lines, key=lambda line: line.decide_by))


def unanswered_lines(
    snapshot: Snapshot, reds: Iterable[Red], decisions: Iterable[DecisionLine]
) -> tuple[RedLine | FlagLine, ...]:
    """Return what waits for an answer: reds and critical flags first, of each the overdue, then the oldest."""
    being_decided = {line.initiative for line in decisions}
    red_lines = (
        RedLine(initiative=red.initiative, red=red, is_overdue=red.age > snapshot.program.policy.flag_answer_days)
        for red in reds
        if not red.is_settled and red.initiative not in being_decided
    )
    lines: list[RedLine | FlagLine] = [*red_lines, *_flag_lines(snapshot)]
    return tuple(sorted(lines, key=lambda line: (not _is_grave(line), not line.is_overdue, -_age(line))))


def disposition_lines(snapshot: Snapshot) -> tuple[DispositionLine, ...]:
    """Return the answered flags of which it is overdue to say what became of them, the longest overdue first."""
    calendar = snapshot.program.cadence.calendar()
    return tuple(
        DispositionLine(
            initiative=flag.hits,
            flag=flag,
            age=calendar.working_days_between(snapshot.date_of(flag.disposition_by or snapshot.as_of), snapshot.today),
        )
        for flag in overdue_dispositions(snapshot.flags.values(), now=snapshot.as_of)
    )


def contradiction_lines(snapshot: Snapshot) -> tuple[ContradictionLine, ...]:
    """Return the contradictions that are open, the oldest first."""
    found = sorted(
        (signal for signal in snapshot.signals if signal.rule in RULES), key=lambda each: (each.opened_at, each.id)
    )
    return tuple(
        ContradictionLine(
            initiative=signal.initiatives[0],
            signal=signal,
            reconcile_by=reconcile_by(signal, snapshot),
            is_overdue=reconcile_by(signal, snapshot) < snapshot.today,
        )
        for signal in found
    )


def silence_lines(snapshot: Snapshot) -> tuple[SilenceLine, ...]:
    """Return the initiatives on which the last check-in that is over, or a day old, brought no answer."""
    asked = newest_first(check_in for check_in in snapshot.check_ins if _is_ripe(check_in, snapshot))
    found = []
    for initiative in live_initiatives(snapshot.program):
        owner = answered_for_by(initiative, snapshot.program)
        check_in = newest_about(initiative, asked.get(owner, ()), snapshot.program)
        if check_in is None or check_in.status is CheckInStatus.ANSWERED or not is_checked_in_on(initiative):
            continue
        if not _is_answered(check_in, snapshot.latest_update(initiative.id)):
            was_asked = check_in.status is not CheckInStatus.CANCELLED
            asked_on = snapshot.date_of(check_in.due_at) if was_asked else None
            found.append(SilenceLine(initiative=initiative.id, asked_on=asked_on, why=check_in.silence))
    return tuple(found)


def catch_lines(snapshot: Snapshot, *, since: datetime | None) -> tuple[CatchLine, ...]:
    """Return the early flags that led to action, known since `since` (UTC), the longest lead time first.

    Without `since` it is all that the snapshot remembers. Each is told once; of whoever agreed the name is told.
    """
    calendar = snapshot.program.cadence.calendar()
    found = []
    for flag in snapshot.flags.values():
        at = caught_at(flag, as_of=snapshot.as_of)
        if at is None or (since and at <= since):
            continue
        days = lead_days(flag, raised_on=snapshot.date_of(flag.raised_at), calendar=calendar)
        if days >= snapshot.program.policy.lead_days:
            name = flag.raised_by if flag.may_be_named else None
            found.append(CatchLine(initiative=flag.hits, flag=flag, lead_days=days, raised_by=name))
    return tuple(sorted(found, key=lambda line: -line.lead_days))


def _is_grave(line: RedLine | FlagLine) -> bool:
    return isinstance(line, RedLine) or line.is_critical


def _age(line: RedLine | FlagLine) -> int:
    return line.red.age if isinstance(line, RedLine) else line.age


def _flag_lines(snapshot: Snapshot) -> Iterator[FlagLine]:
    calendar = snapshot.program.cadence.calendar()
    for flag in snapshot.flags.values():
        if flag.status is not FlagStatus.OPEN or flag.answer_by is None:
            continue
        yield FlagLine(
            initiative=flag.hits,
            flag=flag,
            age=calendar.working_days_between(snapshot.date_of(flag.raised_at), snapshot.today),
            answer_by=snapshot.date_of(flag.answer_by),
            is_overdue=flag.answer_by < snapshot.as_of,
            is_critical=is_critical(flag, snapshot.program, today=snapshot.today),
        )


def _is_ripe(check_in: CheckIn, snapshot: Snapshot) -> bool:
    """Tell whether a check-in should have an answer by now."""
    return check_in.status is not CheckInStatus.OPEN or snapshot.as_of - check_in.due_at > PATIENCE


def _is_answered(check_in: CheckIn, update: Update | None) -> bool:
    """Tell whether there is an answer since: the owner's, or for one who was away that of whoever was asked instead."""
    if update is None:
        return False
    is_by_another = check_in.status is CheckInStatus.CANCELLED and update.check_in.endswith(f":{check_in.cycle}")
    return is_by_another or update.answered_at >= check_in.due_at
