"""Feasibility: a forecast cannot lie before the inputs it waits for have arrived (feature 36)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from rituals.calendar import WorkCalendar
from rituals.dependencies import ENDED, Dependency, DependencyStatus


class WayOut(Enum):
    """What an owner can do about an input that comes too late for the forecast."""

    MOVE = "move my forecast"
    ASK = "ask for an earlier date"
    RAISE = "raise it for a decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """The input that makes a forecast impossible; `earliest_on` is the first date that it allows."""

    dependency: Dependency
    arrives_on: date
    earliest_on: date


def is_awaited(dependency: Dependency) -> bool:
    """Tell whether the provider still owes the deliverable and has promised a date for it."""
    is_open = dependency.status not in ENDED | {DependencyStatus.REFUSED}
    return is_open and dependency.promised_on is not None


def find_obstacle(
    forecast_on: date, inputs: Iterable[Dependency], *, calendar: WorkCalendar, today: date
) -> Obstacle | None:
    """Return the latest of the awaited inputs if the forecast lies before it can be used, None if it does not."""
    obstacles = [_obstacle(each, calendar=calendar, today=today) for each in inputs if is_awaited(each)]
    latest = max(obstacles, key=lambda obstacle: obstacle.earliest_on, default=None)
    return latest if latest is not None and forecast_on < latest.earliest_on else None


def wanted_from_provider(forecast_on: date, dependency: Dependency, *, calendar: WorkCalendar) -> date:
    """Return the date by which the provider would have to deliver for the forecast to hold."""
    if dependency.lag_days == 0:
        return forecast_on
    # The forecast may lie on a day off; what it needs is there on the working day before.
    reached = forecast_on if calendar.is_working_day(forecast_on) else calendar.add_working_days(forecast_on, -1)
    return calendar.add_working_days(reached, -dependency.lag_days)


def _obstacle(dependency: Dependency, *, calendar: WorkCalendar, today: date) -> Obstacle:
    # What was promised for a day gone by and has not come cannot come before today.
    arrives_on = max(dependency.promised_on or today, today)
    return Obstacle(
        dependency=dependency,
        arrives_on=arrives_on,
        earliest_on=calendar.add_working_days(arrives_on, dependency.lag_days),
    )
