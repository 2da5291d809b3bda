"""The pre-breach rule: a resolution opens before a date is missed, not when it is."""

from datetime import date
from enum import Enum

from rituals.check_ins import Update
from rituals.dependencies import ENDED, Dependency, DependencyStatus
from rituals.health import Health
from rituals.policy import Policy
from rituals.working_time import WorkCalendar

LAST_CALL_DAYS = 2
"""This many working days ahead, what is not delivered yet is in doubt whatever was said of it on earlier days."""

_S = DependencyStatus
_REFUSALS = frozenset({_S.REFUSED, _S.BROKEN})


class Doubt(Enum):
    """Why a date may be missed."""

    REFUSED = "the provider cannot deliver it"
    UNCOMMITTED = "nobody has promised it yet"
    PROMISED_LATE = "it is promised later than needed"
    OVERDUE = "the promised date has passed"
    UNSURE = "the provider is not confident"
    SILENT = "the provider was not heard from"
    PROVIDER_LATE = "the provider's own initiative is forecast later than needed"
    PROVIDER_RED = "the provider's own initiative asks for help"
    LAST_CALL = "it is due and not delivered yet"


def doubts(
    dependency: Dependency,
    *,
    provider_said: Update | None,
    settled_on: date | None,
    calendar: WorkCalendar,
    policy: Policy,
    today: date,
) -> tuple[Doubt, ...]:
    """Return why a resolution is due now; nothing while the date is far away or all is well.

    From `policy.lead_days` working days ahead any one doubt is enough; a refusal is enough at any time. Two working
    days ahead only a confident word of the same day holds it off, and on the eve nothing does. So whatever was
    promised, said or left unsaid: what is not delivered by its date had a resolution at least one working day before
    it, provided that the rule was asked on that working day or within the lead time before it while in doubt.

    `provider_said` is the latest update on the providing initiative. `settled_on` is the day of the last decision
    about this dependency: what was known then is no news, until the provider speaks, falls silent or time runs out.
    """
    if dependency.status in ENDED:
        return ()
    is_known = _is_known(dependency, settled_on)
    if today < window_opens_on(dependency, calendar, policy):
        return (Doubt.REFUSED,) if dependency.status in _REFUSALS and not is_known else ()
    found: list[Doubt] = []
    if not is_known:
        found += _doubts_of_the_promise(dependency, policy, today=today)
        found += _doubts_of_the_provider(dependency, provider_said)
    if _is_silent(dependency, settled_on, policy, today=today):
        found.append(Doubt.SILENT)
    if _is_last_call(dependency, settled_on, calendar, policy, today=today):
        found.append(Doubt.LAST_CALL)
    return tuple(found)


def window_opens_on(dependency: Dependency, calendar: WorkCalendar, policy: Policy) -> date:
    """Return the first day on which a doubt opens a resolution."""
    return calendar.add_working_days(dependency.needed_by, -max(policy.lead_days, LAST_CALL_DAYS))


def has_slipped_past(dependency: Dependency, provider_said: Update) -> bool:
    """Tell whether the providing initiative was to end before its deliverable is needed, and is forecast to end after.

    An initiative that was always to end later delivers this on its way, and its own end says nothing about it.
    """
    return provider_said.committed_on <= dependency.needed_by < provider_said.forecast_on


def _is_known(dependency: Dependency, settled_on: date | None) -> bool:
    return settled_on is not None and (dependency.heard_on is None or dependency.heard_on <= settled_on)


def _doubts_of_the_promise(dependency: Dependency, policy: Policy, *, today: date) -> list[Doubt]:
    found: list[Doubt] = []
    if dependency.status in _REFUSALS:
        found.append(Doubt.REFUSED)
    elif dependency.status is not _S.COMMITTED:
        found.append(Doubt.UNCOMMITTED)
    if dependency.promised_on is not None and dependency.promised_on > dependency.needed_by:
        found.append(Doubt.PROMISED_LATE)
    if dependency.promised_on is not None and dependency.promised_on < today:
        found.append(Doubt.OVERDUE)
    if dependency.confidence is not None and dependency.confidence < policy.confidence_floor:
        found.append(Doubt.UNSURE)
    return found


def _doubts_of_the_provider(dependency: Dependency, said: Update | None) -> list[Doubt]:
    if said is None:
        return []
    late = [Doubt.PROVIDER_LATE] if has_slipped_past(dependency, said) else []
    return [*late, Doubt.PROVIDER_RED] if said.health is Health.RED else late


def _is_silent(dependency: Dependency, settled_on: date | None, policy: Policy, *, today: date) -> bool:
    if dependency.status is not _S.COMMITTED:
        return False
    words = [day for day in (dependency.heard_on, settled_on) if day is not None]
    return not words or (today - max(words)).days > policy.heartbeat_calendar_days


def _is_last_call(
    dependency: Dependency, settled_on: date | None, calendar: WorkCalendar, policy: Policy, *, today: date
) -> bool:
    last_call_on = calendar.add_working_days(dependency.needed_by, -LAST_CALL_DAYS)
    if settled_on is not None and settled_on >= last_call_on:
        return False
    if today >= calendar.add_working_days(dependency.needed_by, -1):
        return True
    confirmed = (
        dependency.heard_on == today
        and dependency.confidence is not None
        and dependency.confidence >= policy.confidence_floor
    )
    return today >= last_call_on and not confirmed
