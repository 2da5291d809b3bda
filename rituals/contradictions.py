"""Contradictions: two answers, or an answer and a figure, that cannot both be right."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rituals.breaches import has_slipped_past
from rituals.check_ins import Update
from rituals.dependencies import ENDED, Dependency
from rituals.escalations import SubjectKind
from rituals.flags import FlagStatus, is_critical
from rituals.health import Health
from rituals.ids import InitiativeId, PersonId, SignalId
from rituals.pace import expected_value, is_twice_beyond_limit, misses_target
from rituals.program import Initiative, Metric, Reading
from rituals.roll_up import every_health
from rituals.second_opinions import is_far_apart, say_gap
from rituals.signals import Signal
from rituals.snapshot import Snapshot

OPINION_RULE = "second_opinion_gap"
RECONCILE_DAYS = 2
"""Working days within which the owners agree which answer changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule found: a signal without its name and hour."""

    kind: SubjectKind
    subject: str
    initiatives: tuple[InitiativeId, ...]
    owners: tuple[PersonId, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Case:
    """The snapshot together with the health of each initiative in it, derived once."""

    snapshot: Snapshot
    healths: Mapping[InitiativeId, Health]

    def green_answers(self) -> Iterator[tuple[Initiative, Update]]:
        """Return what is green, with the answer that says so."""
        for initiative, health in self.healths.items():
            update = self.snapshot.latest_update(initiative)
            if health is Health.GREEN and update is not None:
                yield self.snapshot.program.initiatives[initiative], update


def contradictions(snapshot: Snapshot) -> tuple[Signal, ...]:
    """Return every contradiction that holds at `snapshot.as_of`, each once, in the order of the rules."""
    case = Case(snapshot, every_health(snapshot))
    return tuple(
        Signal(
            id=SignalId(f"{rule}:{finding.subject}"),
            rule=rule,
            subject_kind=finding.kind,
            subject=finding.subject,
            initiatives=finding.initiatives,
            owners=tuple(dict.fromkeys(finding.owners)),
            evidence=finding.evidence,
            opened_at=snapshot.as_of,
        )
        for rule, findings in RULES.items()
        for finding in findings(case)
    )


def reconcile_by(signal: Signal, snapshot: Snapshot) -> date:
    """Return the date by which its owners agree which answer changes."""
    calendar = snapshot.program.cadence.calendar()
    return calendar.add_working_days(snapshot.date_of(signal.opened_at), RECONCILE_DAYS)


def _green_consumers_of_late_providers(case: Case) -> Iterator[Finding]:
    program = case.snapshot.program
    for dependency in program.dependencies.values():
        if dependency.status in ENDED or case.healths.get(dependency.consumer) is not Health.GREEN:
            continue
        trouble = _trouble_of_provider(dependency, case)
        if trouble is None:
            continue
        consumer = program.initiatives[dependency.consumer]
        provider = dependency.provider_initiative
        provider_owner = program.initiatives[provider].owner if provider else program.teams[dependency.provider].lead
        yield Finding(
            kind=SubjectKind.DEPENDENCY,
            subject=dependency.id,
            initiatives=(consumer.id, provider) if provider else (consumer.id,),
            owners=(consumer.owner, provider_owner),
            evidence=f"“{consumer.name}” is green and needs “{dependency.deliverable}” by "
            f"{_say(dependency.needed_by)}; {trouble}.",
        )


def _green_with_late_forecasts(case: Case) -> Iterator[Finding]:
    for initiative, update in case.green_answers():
        if update.forecast_on <= initiative.committed_on:
            continue
        yield Finding(
            kind=SubjectKind.INITIATIVE,
            subject=initiative.id,
            initiatives=(initiative.id,),
            owners=(initiative.owner,),
            evidence=f"“{initiative.name}” is green and in the same answer forecast for {_say(update.forecast_on)}, "
            f"{_days(initiative.committed_on, update.forecast_on)} after the committed date.",
        )


def _no_asks_under_critical_flags(case: Case) -> Iterator[Finding]:
    snapshot = case.snapshot
    for flag in snapshot.flags.values():
        initiative = snapshot.program.initiatives.get(flag.hits) if flag.hits else None
        update = snapshot.latest_update(initiative.id) if initiative else None
        if initiative is None or initiative.id not in case.healths or update is None:
            continue
        is_open = flag.status is FlagStatus.OPEN and is_critical(flag, snapshot.program, today=snapshot.today)
        if not is_open or update.ask or update.answered_at < flag.raised_at:
            continue
        yield Finding(
            kind=SubjectKind.FLAG,
            subject=flag.id,
            initiatives=(initiative.id,),
            owners=(initiative.owner, flag.raised_by),
            evidence=f"The answer on “{initiative.name}” of {_say(snapshot.date_of(update.answered_at))} asks for "
            f"nothing, while the critical flag {flag.id} on it waits for its own answer.",
        )


def _green_beyond_limits(case: Case) -> Iterator[Finding]:
    for initiative, metric, readings in _green_with_metrics(case):
        if metric.limit is None or not is_twice_beyond_limit(metric, readings):
            continue
        values = " and ".join(f"{reading.value:g} on {_say(reading.read_on)}" for reading in readings[-2:])
        yield _about_metric(
            initiative,
            f"“{initiative.name}” is green; its metric “{metric.name}” was beyond its limit of "
            f"{_amount(metric.limit, metric)} twice in a row: {values}.",
        )


def _green_behind_targets(case: Case) -> Iterator[Finding]:
    for initiative, metric, readings in _green_with_metrics(case):
        ends_at = expected_value(metric, readings, due_on=initiative.committed_on, today=case.snapshot.today)
        if ends_at is None or is_twice_beyond_limit(metric, readings) or not misses_target(metric, ends_at):
            continue
        comes_to = _amount(float(f"{ends_at:.4g}"), metric)
        yield _about_metric(
            initiative,
            f"“{initiative.name}” is green; its metric “{metric.name}” comes to {comes_to} on "
            f"{_say(initiative.committed_on)}, against a target of {_amount(metric.target, metric)}.",
        )


def _gaps_to_second_opinions(case: Case) -> Iterator[Finding]:
    snapshot = case.snapshot
    for opinion in snapshot.opinions:
        initiative, update = snapshot.program.initiatives.get(opinion.initiative), None
        if initiative is not None:
            update = snapshot.latest_update(initiative.id)
        if initiative is None or update is None or not is_far_apart(opinion, update, snapshot.program.policy):
            continue
        yield Finding(
            kind=SubjectKind.INITIATIVE,
            subject=initiative.id,
            initiatives=(initiative.id,),
            owners=(initiative.owner, opinion.person),
            evidence=say_gap(opinion, update, snapshot.program),
        )


RULES: Mapping[str, Callable[[Case], Iterator[Finding]]] = {
    "green_consumer_of_late_provider": _green_consumers_of_late_providers,
    "green_with_late_forecast": _green_with_late_forecasts,
    "no_ask_under_critical_flag": _no_asks_under_critical_flags,
    "green_beyond_limit": _green_beyond_limits,
    "green_behind_target": _green_behind_targets,
    OPINION_RULE: _gaps_to_second_opinions,
}
"""Features 60 to 63 and 20, in this order: between two answers, inside one answer (both kinds), against figures, and
against somebody who waits for it."""


def _trouble_of_provider(dependency: Dependency, case: Case) -> str | None:
    """Say in half a sentence what at the provider contradicts a green consumer, None if nothing does.

    The forecast of the provider's own initiative counts only where that was to end before the need: one that was
    always to end later delivers this on its way, and its own end says nothing about it.
    """
    needed_by, promised_on = dependency.needed_by, dependency.promised_on
    if promised_on and promised_on > needed_by:
        return f"it is promised for {_say(promised_on)}, {_days(needed_by, promised_on)} later"
    if dependency.provider_initiative is None:
        return None
    provider = case.snapshot.program.initiatives[dependency.provider_initiative]
    if case.healths.get(provider.id) is Health.RED:
        return f"its provider “{provider.name}” is red, asking for help"
    update = case.snapshot.latest_update(provider.id)
    if update and has_slipped_past(dependency, update):
        late = _days(needed_by, update.forecast_on)
        return f"its provider “{provider.name}” is forecast for {_say(update.forecast_on)}, {late} later"
    return None


def _green_with_metrics(case: Case) -> Iterator[tuple[Initiative, Metric, Sequence[Reading]]]:
    for initiative, _ in case.green_answers():
        if initiative.metric is not None and initiative.metric in case.snapshot.readings:
            metric = case.snapshot.program.metrics[initiative.metric]
            yield initiative, metric, case.snapshot.readings[metric.id]


def _about_metric(initiative: Initiative, evidence: str) -> Finding:
    return Finding(
        kind=SubjectKind.INITIATIVE,
        subject=initiative.id,
        initiatives=(initiative.id,),
        owners=(initiative.owner, initiative.outcome_owner or initiative.owner),
        evidence=evidence,
    )


def _say(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def _amount(value: float, metric: Metric) -> str:
    return f"{value:,.10g} {metric.unit}".strip()


def _days(start: date, end: date) -> str:
    days = (end - start).days
    return f"{days} day" if days == 1 else f"{days} days"
