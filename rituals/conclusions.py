"""Conclusions: what follows from an answer, and what of it is stored."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from rituals.answers import Answer
from rituals.check_ins import CheckIn, Update
from rituals.feasibility import Obstacle, find_obstacle
from rituals.health import Health, OffBaseline, derive_health, off_baseline
from rituals.ids import InitiativeId
from rituals.program import Program
from rituals.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What follows from an answer about one initiative. `forecast_on` is stored: it is never a date that cannot be."""

    standing: Standing
    answer: Answer
    forecast_on: date
    confidence: int
    obstacle: Obstacle | None
    reasons: tuple[OffBaseline, ...]
    derived: Health
    health: Health

    @property
    def initiative(self) -> InitiativeId:
        return self.standing.initiative.id

    @property
    def is_off_baseline(self) -> bool:
        return bool(self.reasons)

    @property
    def needs_way_out(self) -> bool:
        """Whether the owner must still choose what to do about an input that comes too late."""
        return self.obstacle is not None and self.answer.way_out is None


def conclude(answer: Answer, standing: Standing, program: Program, *, today: date) -> Conclusion:
    """Return what follows from an answer whose first page is in order; a date that cannot be gives way."""
    if answer.forecast_on is None or answer.confidence is None:
        message = f"the answer about {standing.initiative.id} lacks its forecast or its confidence"
        raise ValueError(message)
    obstacle = find_obstacle(answer.forecast_on, standing.inputs, calendar=program.cadence.calendar(), today=today)
    forecast_on = obstacle.earliest_on if obstacle else answer.forecast_on
    reasons = off_baseline(
        forecast_on=forecast_on,
        committed_on=standing.initiative.committed_on,
        confidence=answer.confidence,
        metric=standing.metric,
        metric_value=answer.metric_value,
        policy=program.policy,
    )
    deviation = answer.deviation
    derived = derive_health(reasons, has_recovery=deviation.step is not None)
    claimed = deviation.health if reasons and deviation.override else None
    return Conclusion(
        standing=standing,
        answer=answer,
        forecast_on=forecast_on,
        confidence=int(answer.confidence),
        obstacle=obstacle,
        reasons=reasons,
        derived=derived,
        health=claimed or derived,
    )


def build_update(conclusion: Conclusion, check_in: CheckIn, *, repeats: int, now: datetime) -> Update:
    """Return the update that is stored with the check-in's revision."""
    answer = conclusion.answer
    update = Update(
        check_in=check_in.id,
        initiative=conclusion.initiative,
        revision=check_in.revision,
        person=check_in.person,
        answered_at=now,
        must_change=answer.must_change or "",
        forecast_on=conclusion.forecast_on,
        committed_on=conclusion.standing.initiative.committed_on,
        confidence=conclusion.confidence,
        health=conclusion.health,
        derived_health=conclusion.derived,
        metric_value=answer.metric_value,
        done=answer.done,
        commitment=answer.commitment,
        repeats=repeats,
    )
    if not conclusion.is_off_baseline:
        return update
    deviation = answer.deviation
    return replace(
        update,
        override_reason=deviation.override if conclusion.health is not conclusion.derived else None,
        cause_class=deviation.cause_class,
        cause=deviation.cause,
        ask=deviation.ask,
    )
