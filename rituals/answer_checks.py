"""Answer checks: what is wrong with an answer, as the person reads it beside the field."""

from collections.abc import Mapping
from datetime import date
from math import isfinite

from rituals.answers import Answer, Deviation, Part, prefilled
from rituals.conclusions import Conclusion, conclude
from rituals.program import Program
from rituals.standing import Standing

NO_CHANGES_IN_A_ROW = 2
"""How often an owner may say "no change" before numbers are asked for again (feature 16)."""

Problems = Mapping[Part, str]
"""A full sentence for each field that cannot be taken as it is."""


def check(answer: Answer, standing: Standing, *, today: date) -> Problems:
    """Return what is wrong with the first page."""
    problems: dict[Part, str] = {}
    if answer.forecast_on is None:
        problems[Part.FORECAST] = "Please give a date."
    elif answer.forecast_on < today:
        problems[Part.FORECAST] = "This date has passed. Please give the date you now expect."
    if answer.confidence is None or not 0 <= answer.confidence <= 100 or answer.confidence % 1:
        problems[Part.CONFIDENCE] = "Please give a whole number from 0 to 100."
    if standing.metric is not None and (answer.metric_value is None or not isfinite(answer.metric_value)):
        problems[Part.METRIC] = "Please give a number."
    return problems


def check_explained(conclusion: Conclusion) -> Problems:
    """Return what the first page lacks once it is known to be off the baseline."""
    if conclusion.is_off_baseline and not conclusion.answer.must_change:
        return {Part.MUST_CHANGE: "This is off the baseline: please say what must change to hit the date after all."}
    return {}


def check_deviation(deviation: Deviation, *, today: date) -> Problems:
    """Return what is wrong with the second page: why it is off, and the path back or what is asked for."""
    problems: dict[Part, str] = {}
    if deviation.cause_class is None:
        problems[Part.CAUSE_CLASS] = "Please choose what kind of cause it is."
    if deviation.cause is None:
        problems[Part.CAUSE] = "Please say why it is off the baseline."
    if deviation.health is not None and deviation.override is None:
        problems[Part.OVERRIDE] = "Please say why the health should be another than the derived one."
    if deviation.override is not None and deviation.health is None:
        problems[Part.HEALTH] = "Please choose the health that you mean."
    if deviation.condition or deviation.action:
        return problems | check_recovery(deviation, today=today)
    if deviation.ask is None:
        problems[Part.ASK] = "Please give a recovery step above, or say here what you ask for."
    return problems


def may_repeat(standing: Standing, program: Program, *, today: date) -> bool:
    """Tell whether "no change" is a whole answer: the form as it is prefilled, at most twice in a row.

    It is not where the health on show would not come out again: after silence, a missed step, a moved date, a worse
    reading, or a promise that makes the forecast impossible.
    """
    if standing.last is None or standing.last.repeats >= NO_CHANGES_IN_A_ROW or standing.missed is not None:
        return False
    answer = prefilled(standing, today=today)
    if check(answer, standing, today=today):
        return False
    conclusion = conclude(answer, standing, program, today=today)
    if conclusion.obstacle is not None or check_explained(conclusion):
        return False
    if conclusion.is_off_baseline and check_deviation(answer.deviation, today=today):
        return False
    return conclusion.health is standing.health


def check_recovery(deviation: Deviation, *, today: date) -> dict[Part, str]:
    """Return what the step back to the baseline lacks."""
    problems: dict[Part, str] = {}
    if deviation.condition is None:
        problems[Part.CONDITION] = "Please say when the step is taken: if which date comes or which event happens."
    if deviation.action is None:
        problems[Part.ACTION] = "Please say what is done then."
    if deviation.doer is None:
        problems[Part.DOER] = "Please choose somebody in the program who takes the step."
    if deviation.due_on is None:
        problems[Part.DUE] = "Please give the date by which the step is done."
    elif deviation.due_on < today:
        problems[Part.DUE] = "This date has passed. Please give one to come."
    return problems
