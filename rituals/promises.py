"""How a promise is made, countered, kept or broken: one function for each thing a person can do to it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from rituals.dependencies import ENDED, NEXT, Dependency, DependencyStatus
from rituals.errors import UserFacingError
from rituals.local_time import local_date
from rituals.policy import Policy
from rituals.working_time import WorkCalendar

_S = DependencyStatus

CONFIRMED = 90
"""The confidence that a plain yes stands for."""


class StalePromiseError(UserFacingError):
    """The promise has moved on since the button was drawn."""

    def __init__(self, dependency: Dependency) -> None:
        reason = f" Recorded: {dependency.counter_reason}" if dependency.counter_reason else ""
        super().__init__(
            f"“{dependency.deliverable}” is {dependency.status.value} by now, so nothing was changed. "
            f"Its card in the channel shows what can be done next.{reason}"
        )


class DateInThePastError(UserFacingError):
    """A promise looks forward."""

    def __init__(self) -> None:
        super().__init__("That date has passed. Choose today or a later day.")


def refuse_if_ended(dependency: Dependency) -> None:
    """Raise StalePromiseError where the provider owes nothing more."""
    if dependency.status in ENDED:
        raise StalePromiseError(dependency)


def ask(dependency: Dependency, *, now: datetime) -> Dependency:
    """Put the proposal to the provider: from `now` on an answer is owed."""
    return replace(dependency, proposed_at=now)


def is_unanswered(dependency: Dependency, *, calendar: WorkCalendar, policy: Policy, today: date) -> bool:
    """Tell whether a proposal has waited for its answer for all the working days that the policy gives it."""
    if dependency.status is not _S.PROPOSED or dependency.proposed_at is None:
        return False
    asked_on = local_date(dependency.proposed_at, calendar.zone)
    return calendar.working_days_between(asked_on, today) >= policy.proposal_days


def commit(dependency: Dependency, *, today: date) -> Dependency:
    """Promise the date that the consumer needs."""
    return _promised(
        dependency,
        _S.COMMITTED,
        promised_on=dependency.needed_by,
        confidence=CONFIRMED,
        heard_on=today,
        counter_reason=None,
    )


def offer(dependency: Dependency, offered_on: date, *, reason: str, confidence: int, today: date) -> Dependency:
    """Answer with a date of the provider's own.

    A later date than needed is a counter, which the consumer accepts or not. A date that is early enough, or no later
    than the one promised already, needs no consent: it is a commitment. Raises DateInThePastError.
    """
    if offered_on < today:
        raise DateInThePastError
    said = replace(dependency, promised_on=offered_on, confidence=confidence, heard_on=today, counter_reason=reason)
    agreed_on = max(dependency.needed_by, dependency.promised_on or dependency.needed_by)
    if dependency.status is _S.COMMITTED and offered_on <= agreed_on:
        return said
    to = _S.COMMITTED if offered_on <= dependency.needed_by else _S.COUNTERED
    return _promised(said, to)


def accept_offer(dependency: Dependency) -> Dependency:
    """Agree, as the consumer, to the countered date: from now on it is the date needed."""
    if dependency.status is not _S.COUNTERED or dependency.promised_on is None:
        raise StalePromiseError(dependency)
    return _moved(dependency, _S.COMMITTED, needed_by=dependency.promised_on)


def keep_date(dependency: Dependency, *, now: datetime) -> Dependency:
    """Ask again, as the consumer, for the date needed; the offer and its reason stay for the provider to see."""
    if dependency.status is not _S.COUNTERED:
        raise StalePromiseError(dependency)
    return ask(_moved(dependency, _S.PROPOSED), now=now)


def refuse(dependency: Dependency, *, reason: str, today: date) -> Dependency:
    """Say that it cannot be done: a proposal is refused, a promise broken."""
    to = _S.BROKEN if dependency.status is _S.COMMITTED else _S.REFUSED
    return _moved(dependency, to, counter_reason=reason, promised_on=None, confidence=None, heard_on=today)


def still_good(dependency: Dependency, *, today: date) -> Dependency:
    """Confirm a promise without changing it."""
    if dependency.status is not _S.COMMITTED:
        raise StalePromiseError(dependency)
    return replace(dependency, confidence=CONFIRMED, heard_on=today)


def deliver(dependency: Dependency, *, today: date) -> Dependency:
    """Hand it over; the consumer still has to accept it."""
    return _moved(dependency, _S.DELIVERED, heard_on=today)


def accept_delivery(dependency: Dependency) -> Dependency:
    """Agree, as the consumer, that the delivery passes its acceptance test."""
    return _moved(dependency, _S.ACCEPTED)


def send_back(dependency: Dependency) -> Dependency:
    """Return a delivery, as the consumer: it is owed again, and what the provider said of it no longer holds."""
    if dependency.status is not _S.DELIVERED:
        raise StalePromiseError(dependency)
    return _moved(dependency, _S.COMMITTED, confidence=None, heard_on=None)


def settle_on(dependency: Dependency, agreed_on: date, *, today: date) -> Dependency:
    """Apply a decision about the date, whatever was said before: it is promised and needed on that day."""
    refuse_if_ended(dependency)
    agreed = replace(dependency, promised_on=agreed_on, needed_by=agreed_on, confidence=CONFIRMED, heard_on=today)
    if dependency.status is _S.COMMITTED:
        return agreed
    return _moved(_moved(agreed, _S.PROPOSED) if dependency.status is _S.REFUSED else agreed, _S.COMMITTED)


def ask_again(dependency: Dependency, *, now: datetime) -> Dependency:
    """Apply a decision to stand by the date: what nobody promises is proposed once more, a promise holds."""
    refuse_if_ended(dependency)
    if dependency.status is _S.COMMITTED:
        return dependency
    if dependency.status is _S.PROPOSED:
        return ask(dependency, now=now)
    return ask(_moved(dependency, _S.PROPOSED), now=now)


def withdraw(dependency: Dependency) -> Dependency:
    """Give the deliverable up: nobody owes it any more."""
    return _moved(dependency, _S.WITHDRAWN)


def _promised(dependency: Dependency, to: DependencyStatus, **changes: Any) -> Dependency:
    # The table lets a delivery go back to committed, but only the consumer sends it back.
    if dependency.status is _S.DELIVERED:
        raise StalePromiseError(dependency)
    return _moved(dependency, to, **changes)


def _moved(dependency: Dependency, to: DependencyStatus, **changes: Any) -> Dependency:
    if to not in NEXT[dependency.status]:
        raise StalePromiseError(dependency)
    return replace(dependency, status=to, **changes)
