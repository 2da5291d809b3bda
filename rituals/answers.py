"""Answers: what an owner typed about one initiative, and what stands in the form before anything is typed."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Self

from rituals.check_ins import CauseClass, CommitmentOutcome, Recovery
from rituals.feasibility import WayOut
from rituals.health import Health
from rituals.ids import CheckInId, PersonId
from rituals.standing import Standing

_WEEK = timedelta(weeks=1)


class Part(Enum):
    """The questions of the form, in their order."""

    MUST_CHANGE = "must_change"
    FORECAST = "forecast"
    METRIC = "metric"
    CONFIDENCE = "confidence"
    COMMITMENT = "commitment"
    DONE = "done"
    WAY_OUT = "way_out"
    CAUSE_CLASS = "cause_class"
    CAUSE = "cause"
    CONDITION = "condition"
    ACTION = "action"
    DOER = "doer"
    DUE = "due"
    ASK = "ask"
    HEALTH = "health"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A path back to the baseline: if `condition` then `action`, done by `doer` on `due_on`."""

    condition: str
    action: str
    doer: PersonId
    due_on: date

    @classmethod
    def of(cls, recovery: Recovery) -> Self:
        """Return what a recovery promises, without how it went."""
        return cls(condition=recovery.condition, action=recovery.action, doer=recovery.owner, due_on=recovery.due_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """Why an initiative is off its baseline, and its path back: if `condition` then `action`, or an `ask` for help."""

    cause_class: CauseClass | None = None
    cause: str | None = None
    condition: str | None = None
    action: str | None = None
    doer: PersonId | None = None
    due_on: date | None = None
    ask: str | None = None
    health: Health | None = None
    """What the owner would call it instead of what is derived."""
    override: str | None = None
    """Why the derived health is wrong."""

    @property
    def step(self) -> Step | None:
        """Return the path back, None while it is not complete."""
        if self.condition is None or self.action is None or self.doer is None or self.due_on is None:
            return None
        return Step(condition=self.condition, action=self.action, doer=self.doer, due_on=self.due_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was typed about one initiative; what is None was left empty."""

    must_change: str | None = None
    forecast_on: date | None = None
    metric_value: float | None = None
    confidence: float | None = None
    commitment: str | None = None
    done: str | None = None
    way_out: WayOut | None = None
    deviation: Deviation = Deviation()


def prefilled(standing: Standing, *, today: date, check_in: CheckInId | None = None) -> Answer:
    """Return the answer that stands in the form before anything is typed: the last one, as far as it still holds.

    `check_in` is the one being answered, None for the next one: what was said in it already stands as it was.
    """
    last = standing.last
    forecast_on = last.forecast_on if last else standing.initiative.committed_on
    return Answer(
        must_change=last.must_change or None if last else None,
        # A date gone by is no forecast: the owner gives a new one.
        forecast_on=forecast_on if forecast_on >= today else None,
        metric_value=standing.reading.value if standing.reading else None,
        confidence=last.confidence if last else None,
        commitment=_prefilled_commitment(standing, check_in),
        done=last.done if last and last.check_in == check_in else None,
        deviation=_prefilled_deviation(standing, today=today),
    )


def with_defaults(deviation: Deviation, *, forecast_on: date, owner: PersonId, today: date) -> Deviation:
    """Return the deviation as the second page shows it: the owner takes the step, a week before the forecast."""
    return replace(
        deviation,
        doer=deviation.doer or owner,
        due_on=deviation.due_on or max(forecast_on - _WEEK, today),
    )


def _prefilled_commitment(standing: Standing, check_in: CheckInId | None) -> str | None:
    """Return what was said in this check-in already, else what was moved from the one before."""
    is_said = standing.last is not None and standing.last.check_in == check_in
    if is_said and standing.last is not None and standing.last.commitment:
        return standing.last.commitment
    before = standing.previous if is_said else standing.last
    return before.commitment if before and before.outcome is CommitmentOutcome.MOVED else None


def _prefilled_deviation(standing: Standing, *, today: date) -> Deviation:
    last, recovery = standing.last, standing.recovery
    if last is None:
        return Deviation()
    told = Deviation(cause_class=last.cause_class, cause=last.cause, ask=last.ask)
    if recovery is None or recovery.due_on < today:
        return told
    return replace(
        told,
        condition=recovery.condition,
        action=recovery.action,
        doer=recovery.owner,
        due_on=recovery.due_on,
    )
