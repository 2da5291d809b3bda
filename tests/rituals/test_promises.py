"""The lifecycle of a promise: what each thing that a person can do makes of it, and where it is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from rituals.dependencies import Dependency, DependencyStatus
from rituals.policy import Policy
from rituals.promises import (
    DateInThePastError,
    StalePromiseError,
    accept_delivery,
    accept_offer,
    ask_again,
    commit,
    deliver,
    is_unanswered,
    keep_date,
    offer,
    refuse,
    refuse_if_ended,
    send_back,
    settle_on,
    still_good,
    withdraw,
)
from rituals.working_time import WorkCalendar
from tests.rituals.dependency_kit import NEEDED, NOW, TODAY, dependency

S = DependencyStatus
LATER = date(2026, 3, 2)
Act = Callable[[Dependency], Dependency]

ACTS: dict[str, Act] = {
    "commit": lambda each: commit(each, today=TODAY),
    "offer later": lambda each: offer(each, LATER, reason="late", confidence=60, today=TODAY),
    "offer in time": lambda each: offer(each, NEEDED, reason="sure", confidence=60, today=TODAY),
    "accept offer": lambda each: accept_offer(each),
    "keep date": lambda each: keep_date(each, now=NOW),
    "refuse": lambda each: refuse(each, reason="no people", today=TODAY),
    "still good": lambda each: still_good(each, today=TODAY),
    "deliver": lambda each: deliver(each, today=TODAY),
    "accept delivery": lambda each: accept_delivery(each),
    "send back": lambda each: send_back(each),
    "settle": lambda each: settle_on(each, LATER, today=TODAY),
    "ask again": lambda each: ask_again(each, now=NOW),
    "withdraw": lambda each: withdraw(each),
}

LEADS_TO: dict[str, dict[DependencyStatus, DependencyStatus]] = {
    "commit": {S.PROPOSED: S.COMMITTED, S.COUNTERED: S.COMMITTED, S.BROKEN: S.COMMITTED},
    "offer later": {S.PROPOSED: S.COUNTERED, S.COMMITTED: S.COUNTERED},
    "offer in time": {
        S.PROPOSED: S.COMMITTED,
        S.COUNTERED: S.COMMITTED,
        S.COMMITTED: S.COMMITTED,
        S.BROKEN: S.COMMITTED,
    },
    "accept offer": {S.COUNTERED: S.COMMITTED},
    "keep date": {S.COUNTERED: S.PROPOSED},
    "refuse": {S.PROPOSED: S.REFUSED, S.COUNTERED: S.REFUSED, S.COMMITTED: S.BROKEN},
    "still good": {S.COMMITTED: S.COMMITTED},
    "deliver": {S.COMMITTED: S.DELIVERED, S.BROKEN: S.DELIVERED},
    "accept delivery": {S.DELIVERED: S.ACCEPTED},
    "send back": {S.DELIVERED: S.COMMITTED},
    "settle": {
        S.PROPOSED: S.COMMITTED,
        S.COUNTERED: S.COMMITTED,
        S.COMMITTED: S.COMMITTED,
        S.REFUSED: S.COMMITTED,
        S.BROKEN: S.COMMITTED,
    },
    "ask again": {
        S.PROPOSED: S.PROPOSED,
        S.COUNTERED: S.PROPOSED,
        S.COMMITTED: S.COMMITTED,
        S.REFUSED: S.PROPOSED,
        S.BROKEN: S.PROPOSED,
    },
    "withdraw": dict.fromkeys([S.PROPOSED, S.COUNTERED, S.COMMITTED, S.REFUSED, S.BROKEN], S.WITHDRAWN),
}
"""Everything that is not in this table is refused."""


@pytest.mark.parametrize("status", S, ids=lambda status: status.value)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_leads_where_the_table_says_or_is_refused(act: str, status: DependencyStatus) -> None:
    before = dependency(status=status)
    expected = LEADS_TO[act].get(status)

    if expected is None:
        with pytest.raises(StalePromiseError, match=f"is {status.value} by now"):
            ACTS[act](before)
    else:
        assert ACTS[act](before).status is expected


def test_a_commitment_is_to_the_date_needed_and_forgets_what_was_offered() -> None:
    before = dependency(status=S.PROPOSED, promised_on=LATER, counter_reason="late", confidence=None, heard_on=None)

    promised = commit(before, today=TODAY)

    said = (promised.promised_on, promised.confidence, promised.heard_on, promised.counter_reason)
    assert said == (NEEDED, 90, TODAY, None)


@pytest.mark.parametrize(
    ("promised_on", "offered_on", "expected"),
    [
        pytest.param(NEEDED, date(2026, 2, 9), S.COMMITTED, id="earlier than needed: no consent is called for"),
        pytest.param(LATER, LATER, S.COMMITTED, id="what stands already, less sure"),
        pytest.param(LATER, date(2026, 2, 25), S.COMMITTED, id="earlier than what stands"),
        pytest.param(NEEDED, date(2026, 2, 17), S.COUNTERED, id="a day later than needed"),
        pytest.param(None, date(2026, 2, 17), S.COUNTERED, id="loaded as committed without a date"),
    ],
)
def test_only_a_date_later_than_agreed_needs_the_consumers_consent(
    promised_on: date | None, offered_on: date, expected: DependencyStatus
) -> None:
    before = dependency(promised_on=promised_on)

    offered = offer(before, offered_on, reason="late", confidence=40, today=TODAY)

    assert (offered.status, offered.promised_on, offered.confidence) == (expected, offered_on, 40)
    assert (offered.heard_on, offered.counter_reason) == (TODAY, "late")


def test_a_date_in_the_past_cannot_be_promised() -> None:
    with pytest.raises(DateInThePastError):
        offer(dependency(), date(2026, 1, 11), reason="late", confidence=40, today=TODAY)


def test_accepting_an_offer_makes_it_the_date_needed() -> None:
    agreed = accept_offer(dependency(status=S.COUNTERED, promised_on=LATER))

    assert (agreed.needed_by, agreed.promised_on) == (LATER, LATER)


def test_an_offer_without_a_date_cannot_be_accepted() -> None:
    with pytest.raises(StalePromiseError):
        accept_offer(dependency(status=S.COUNTERED, promised_on=None))


def test_keeping_the_date_starts_the_clock_of_the_answer_again_and_keeps_the_offer_in_sight() -> None:
    kept = keep_date(dependency(status=S.COUNTERED, promised_on=LATER, counter_reason="late"), now=NOW)

    assert (kept.proposed_at, kept.needed_by, kept.promised_on, kept.counter_reason) == (NOW, NEEDED, LATER, "late")


def test_what_is_sent_back_takes_the_providers_word_with_it() -> None:
    returned = send_back(dependency(status=S.DELIVERED))

    assert (returned.heard_on, returned.confidence) == (None, None)


def test_a_refusal_leaves_no_date_to_count_on() -> None:
    refused = refuse(dependency(), reason="no people", today=TODAY)

    assert (refused.promised_on, refused.confidence, refused.counter_reason) == (None, None, "no people")


@pytest.mark.parametrize("status", [S.DELIVERED, S.ACCEPTED, S.WITHDRAWN], ids=lambda status: status.value)
def test_nothing_more_can_be_said_about_what_has_ended(status: DependencyStatus) -> None:
    with pytest.raises(StalePromiseError):
        refuse_if_ended(dependency(status=status))


def test_an_open_promise_can_be_talked_about() -> None:
    refuse_if_ended(dependency(status=S.BROKEN))


@pytest.mark.parametrize(
    ("status", "asked_at", "today", "expected"),
    [
        pytest.param(S.PROPOSED, datetime(2026, 1, 12, 10, tzinfo=UTC), date(2026, 1, 14), False, id="two days"),
        pytest.param(S.PROPOSED, datetime(2026, 1, 12, 10, tzinfo=UTC), date(2026, 1, 15), True, id="three days"),
        pytest.param(S.PROPOSED, datetime(2026, 1, 15, 10, tzinfo=UTC), date(2026, 1, 19), False, id="over a weekend"),
        pytest.param(S.PROPOSED, datetime(2026, 1, 15, 10, tzinfo=UTC), date(2026, 1, 20), True, id="after a weekend"),
        pytest.param(
            S.PROPOSED,
            datetime(2026, 1, 15, 23, 30, tzinfo=UTC),
            date(2026, 1, 20),
            False,
            id="asked on the 16th there",
        ),
        pytest.param(S.PROPOSED, None, date(2026, 1, 20), False, id="never asked"),
        pytest.param(S.COUNTERED, datetime(2026, 1, 12, 10, tzinfo=UTC), date(2026, 1, 20), False, id="answered"),
    ],
)
def test_a_proposal_is_unanswered_after_three_working_days(
    status: DependencyStatus, asked_at: datetime | None, today: date, expected: bool
) -> None:
    proposed = dependency(status=status, proposed_at=asked_at)

    waited = is_unanswered(proposed, calendar=WorkCalendar(zone="Europe/Berlin"), policy=Policy(), today=today)

    assert waited is expected


@pytest.mark.parametrize(
    ("reason", "ending"),
    [("The supplier is late", "Recorded: The supplier is late"), (None, "shows what can be done next.")],
    ids=["with a reason", "without one"],
)
def test_b9_whoever_comes_second_reads_what_was_recorded(reason, ending):
    assert str(StalePromiseError(dependency(counter_reason=reason))).endswith(ending)
