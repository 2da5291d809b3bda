"""Builds the digest from one snapshot and from what was told before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rituals.digest_lines import (
    CatchLine,
    ContradictionLine,
    DecisionLine,
    DispositionLine,
    FlagLine,
    Line,
    RedLine,
    SilenceLine,
    catch_lines,
    contradiction_lines,
    decision_lines,
    disposition_lines,
    silence_lines,
    unanswered_lines,
)
from rituals.digests import MOST_LINES, Digest, Entry, Fact, Headline, Risk, Section, ToldDigest, Topic
from rituals.flags import FlagStatus, is_critical
from rituals.ids import EscalationId, GoalId, InitiativeId
from rituals.program import Initiative
from rituals.reds import Red, find_reds, red_ratio
from rituals.roll_up import WORST_FIRST, every_health, live_initiatives, roll_up, value_at_stake_of
from rituals.snapshot import Snapshot
from rituals.subjects import Subjects

FIXED_LINES = 3
"""The title, the reds without an answer, and how much changed: they are always there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """All that was found to be told, by what it is."""

    decisions: tuple[DecisionLine, ...]
    unanswered: tuple[RedLine | FlagLine | DispositionLine, ...]
    contradictions: tuple[ContradictionLine, ...]
    silences: tuple[SilenceLine, ...]
    catches: tuple[CatchLine, ...]

    def by_initiative(self, facts: Mapping[InitiativeId, Fact]) -> Mapping[InitiativeId | None, tuple[Line, ...]]:
        """Group the lines by their initiative; those about none that is told of come under None."""
        groups: defaultdict[InitiativeId | None, list[Line]] = defaultdict(list)
        for line in (*self.decisions, *self.unanswered, *self.contradictions, *self.silences, *self.catches):
            groups[line.initiative if line.initiative in facts else None].append(line)
        return {initiative: tuple(group) for initiative, group in groups.items()}


def build_digest(snapshot: Snapshot, previous: ToldDigest | None) -> Digest:
    """Build the digest of a snapshot: the same for everybody who reads it, so that nobody sees another colour."""
    since = previous.as_of if previous else None
    subjects = Subjects(snapshot)
    reds = find_reds(snapshot, subjects)
    lines = _find_lines(snapshot, subjects, reds, since)
    facts = _facts(snapshot, subjects)
    placed = lines.by_initiative(facts)
    entries = _entries(snapshot, facts, placed, previous)
    changed = sum(entry.is_changed for entry in entries)
    risk = _risk(snapshot, reds, facts)
    topics = _topics(lines, entries)
    summaries = sum(map(bool, (risk.initiatives, lines.silences, lines.catches)))
    shown = _fit(topics, room=MOST_LINES - FIXED_LINES - summaries)
    return Digest(
        as_of=snapshot.as_of,
        since=since,
        reds=red_ratio(reds, snapshot),
        headlines={topic: tuple(found[: shown[topic]]) for topic, found in topics.items()},
        hidden={topic: len(found) - shown[topic] for topic, found in topics.items()},
        risk=risk,
        silences=lines.silences,
        catches=lines.catches,
        sections=_sections(snapshot, entries, facts, placed.get(None, ())),
        changed=changed,
        unchanged=len(facts) - changed,
        facts=facts,
    )


def _find_lines(snapshot: Snapshot, subjects: Subjects, reds: Iterable[Red], since: datetime | None) -> _Lines:
    decisions = decision_lines(snapshot, subjects)
    return _Lines(
        decisions=decisions,
        unanswered=(*unanswered_lines(snapshot, reds, decisions), *disposition_lines(snapshot)),
        contradictions=contradiction_lines(snapshot),
        silences=silence_lines(snapshot),
        catches=catch_lines(snapshot, since=since),
    )


def _topics(lines: _Lines, entries: Iterable[Entry]) -> Mapping[Topic, Sequence[Headline]]:
    return {
        Topic.DECISIONS: lines.decisions,
        Topic.UNANSWERED: lines.unanswered,
        Topic.CONTRADICTIONS: lines.contradictions,
        Topic.MOVES: [entry for entry in entries if entry.is_moved],
    }


def _facts(snapshot: Snapshot, subjects: Subjects) -> Mapping[InitiativeId, Fact]:
    escalations: defaultdict[InitiativeId | None, list[EscalationId]] = defaultdict(list)
    for escalation in snapshot.escalations:
        escalations[subjects.find_initiative(escalation.subject_kind, escalation.subject)].append(escalation.id)
    facts = {}
    for initiative, health in every_health(snapshot).items():
        update = snapshot.latest_update(initiative)
        facts[initiative] = Fact(
            health=health,
            committed_on=snapshot.program.initiatives[initiative].committed_on,
            forecast_on=update.forecast_on if update else None,
            escalations=tuple(sorted(escalations[initiative])),
        )
    return facts


def _entries(
    snapshot: Snapshot,
    facts: Mapping[InitiativeId, Fact],
    lines: Mapping[InitiativeId | None, tuple[Line, ...]],
    previous: ToldDigest | None,
) -> tuple[Entry, ...]:
    """Return what changed or needs something, worst first, otherwise in the order of the program file."""
    recoveries = {
        each.initiative: each for each in sorted(snapshot.recoveries, key=lambda each: each.due_on, reverse=True)
    }
    before = previous.facts if previous else {}
    entries = (
        Entry(
            initiative=snapshot.program.initiatives[initiative],
            fact=fact,
            before=before.get(initiative),
            update=snapshot.latest_update(initiative),
            recovery=recoveries.get(initiative),
            moves=snapshot.baseline_moves.get(initiative, ()),
            lines=lines.get(initiative, ()),
        )
        for initiative, fact in facts.items()
        if fact != before.get(initiative) or initiative in lines
    )
    return tuple(sorted(entries, key=lambda entry: WORST_FIRST.index(entry.fact.health)))


def _fit(topics: Mapping[Topic, Sequence[Headline]], *, room: int) -> Mapping[Topic, int]:
    """Return how many headlines of each topic find room: one of each first, the rest in order.

    Where not all of them do, one line is kept to say how many are left out.
    """
    if sum(map(len, topics.values())) > room:
        room -= 1
    shown = {topic: min(1, len(found)) for topic, found in topics.items()}
    for topic, found in topics.items():
        shown[topic] += min(len(found) - shown[topic], room - sum(shown.values()))
    return shown


def _risk(snapshot: Snapshot, reds: Iterable[Red], facts: Mapping[InitiativeId, Fact]) -> Risk:
    asking = {red.initiative for red in reds}
    flagged = {
        flag.hits
        for flag in snapshot.flags.values()
        if flag.status is FlagStatus.OPEN and is_critical(flag, snapshot.program, today=snapshot.today)
    }
    endangered = [each for each, fact in facts.items() if fact.escalations or each in asking or each in flagged]
    return Risk(
        initiatives=len(endangered),
        value=value_at_stake_of(snapshot.program, endangered),
        of_value=value_at_stake_of(snapshot.program, facts),
    )


def _sections(
    snapshot: Snapshot, entries: Iterable[Entry], facts: Mapping[InitiativeId, Fact], loose_lines: tuple[Line, ...]
) -> tuple[Section, ...]:
    """Return one section for each top goal in the order of the program file, and one for the loose lines if any."""
    healths = {initiative: fact.health for initiative, fact in facts.items()}
    members: defaultdict[GoalId, list[Initiative]] = defaultdict(list)
    for initiative in live_initiatives(snapshot.program):
        members[snapshot.program.top_goal_of(initiative).id].append(initiative)
    told: defaultdict[GoalId, list[Entry]] = defaultdict(list)
    for entry in entries:
        told[snapshot.program.top_goal_of(entry.initiative).id].append(entry)
    sections = [
        Section(
            goal=goal,
            roll_up=roll_up(members[goal.id], healths),
            entries=tuple(told[goal.id]),
            unchanged=len(members[goal.id]) - sum(entry.is_changed for entry in told[goal.id]),
        )
        for goal in snapshot.program.goals.values()
        if goal.parent is None
    ]
    if loose_lines:
        sections.append(Section(goal=None, roll_up=roll_up((), {}), entries=(), unchanged=0, loose_lines=loose_lines))
    return tuple(sections)
