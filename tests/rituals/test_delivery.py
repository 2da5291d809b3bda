"""What Slack's replies mean for a message: the whole table, and what never may happen whatever Slack replies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.announcements import NEXT, Announcement, AnnouncementStatus, OutboxEntry, Priority
from rituals.delivery import (
    BLIND_TRIES,
    CLOCK_SKEW,
    LONGEST_BACKOFF,
    LONGEST_LEASE,
    LONGEST_LOOK_UP_PAUSE,
    SETTLE,
    UNLISTED,
    Accepted,
    Doubtful,
    Limited,
    LookUp,
    Missing,
    Outcome,
    Refused,
    Revoked,
    Unreachable,
    after_call,
    after_look_up,
    backoff,
    in_doubt,
    is_beyond_any_lease,
    is_beyond_any_look_up,
    read_retry_after,
    released,
    search_from,
    trouble_of,
)
from rituals.ids import AnnouncementKey

NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
S = AnnouncementStatus

TROUBLES = st.one_of(
    st.builds(Refused, st.sampled_from(["is_archived", "missing_scope"])),
    st.builds(Limited, st.timedeltas(timedelta(seconds=1), timedelta(minutes=15))),
    st.builds(Unreachable, st.just("no connection")),
    st.builds(Revoked, st.just("token_revoked")),
    st.builds(Doubtful, st.sampled_from(["HTTP 503", "fatal_error", UNLISTED + "new_code"])),
)
ACCEPTED = st.just(Accepted("C1", "1.000001"))
OUTCOMES = ACCEPTED | TROUBLES
LOOK_UPS = ACCEPTED | st.just(Missing()) | TROUBLES


def entry(
    status: AnnouncementStatus = S.SENDING,
    *,
    recipient: str = "C1",
    priority: Priority = Priority.PROMPT,
    attempts: int = 1,
    reason: str | None = None,
    enqueued_at: datetime = NOW,
    due_at: datetime | None = None,
) -> OutboxEntry:
    said = Announcement(key=AnnouncementKey("k"), recipient=recipient, text="Hello.", priority=priority, due_at=due_at)
    return OutboxEntry(
        announcement=said,
        status=status,
        nonce="n",
        attempts=attempts,
        enqueued_at=enqueued_at,
        not_before=NOW,
        reason=reason,
        lease_until=NOW + timedelta(seconds=30),
        lease_owner="me",
    )


@pytest.mark.parametrize(
    ("outcome", "status", "waits"),
    [
        pytest.param(Accepted("C1", "1.000001"), S.SENT, timedelta(0), id="ok"),
        pytest.param(Limited(timedelta(seconds=40)), S.PENDING, timedelta(seconds=40), id="429"),
        pytest.param(Unreachable("refused"), S.PENDING, timedelta(seconds=2), id="no connection"),
        pytest.param(Revoked("token_revoked"), S.PENDING, timedelta(0), id="token revoked"),
        pytest.param(Refused("is_archived"), S.FAILED, timedelta(0), id="typed refusal"),
        pytest.param(Doubtful("HTTP 503"), S.UNKNOWN, SETTLE, id="anything else"),
    ],
)
def test_each_reply_to_a_post_leads_to_one_status(outcome: Outcome, status: AnnouncementStatus, waits: timedelta):
    after = after_call(entry(), outcome, now=NOW)

    assert (after.status, after.not_before) == (status, NOW + waits)


@given(OUTCOMES, st.integers(1, 200))
def test_after_any_reply_a_claim_is_over_and_the_step_is_one_of_the_table(outcome: Outcome, attempts: int):
    after = after_call(entry(attempts=attempts), outcome, now=NOW)

    assert after.status in NEXT[S.SENDING]
    assert after.lease_until is None
    assert after.lease_owner is None


@given(OUTCOMES)
def test_only_what_certainly_did_nothing_may_be_sent_again_without_a_look(outcome: Outcome):
    after = after_call(entry(), outcome, now=NOW)

    may_go_again = after.status is S.PENDING
    assert may_go_again == isinstance(outcome, Limited | Unreachable | Revoked)


@given(LOOK_UPS, st.sampled_from(["C1", "G1", "U1", "W1", "D1"]), st.sampled_from(Priority), st.integers(1, 9))
def test_after_any_look_up_the_step_is_one_of_the_table(found: LookUp, recipient: str, priority: Priority, tries: int):
    before = entry(S.UNKNOWN, recipient=recipient, priority=priority, attempts=tries)

    after = after_look_up(before, found, now=NOW)

    assert after.status in NEXT[S.UNKNOWN] | {S.UNKNOWN}
    assert after.status is not S.UNKNOWN or after.not_before > NOW


@given(LOOK_UPS)
def test_a_direct_message_is_never_sent_again_unless_history_shows_that_it_is_missing(found: LookUp):
    after = after_look_up(entry(S.UNKNOWN, recipient="U1", priority=Priority.ESCALATION), found, now=NOW)

    assert (after.status is S.PENDING) == (found == Missing())


@pytest.mark.parametrize(
    ("priority", "attempts", "status"),
    [
        pytest.param(Priority.ESCALATION, 1, S.PENDING, id="a double beats silence"),
        pytest.param(Priority.ESCALATION, BLIND_TRIES, S.UNCONFIRMED, id="but not for ever"),
        pytest.param(Priority.DIGEST, 1, S.UNCONFIRMED, id="a digest is held"),
        pytest.param(Priority.PROMPT, 1, S.UNCONFIRMED, id="a prompt is held"),
    ],
)
def test_in_a_channel_whose_history_is_closed_only_an_escalation_goes_again(
    priority: Priority, attempts: int, status: AnnouncementStatus
):
    before = entry(S.UNKNOWN, priority=priority, attempts=attempts)

    after = after_look_up(before, Refused("missing_scope"), now=NOW)

    assert after.status is status


def test_found_in_history_means_sent_where_it_was_found():
    after = after_look_up(entry(S.UNKNOWN, reason="HTTP 503"), Accepted("D9", "1.000002"), now=NOW)

    assert (after.status, after.channel, after.ts, after.sent_at, after.reason) == (S.SENT, "D9", "1.000002", NOW, None)


def test_an_undocumented_error_is_a_refusal_once_history_shows_that_nothing_was_done():
    doubtful = after_call(entry(), trouble_of("brand_new_code"), now=NOW)

    after = after_look_up(doubtful, Missing(), now=NOW + SETTLE)

    assert (doubtful.status, after.status, after.reason) == (S.UNKNOWN, S.FAILED, "brand_new_code")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param("ratelimited", Limited(timedelta(seconds=30)), id="rate limit in the body"),
        pytest.param("token_expired", Revoked("token_expired"), id="token"),
        pytest.param("missing_scope", Revoked("missing_scope"), id="scope"),
        pytest.param("team_added_to_org", Unreachable("team_added_to_org"), id="migration"),
        pytest.param("not_in_channel", Refused("not_in_channel"), id="refusal"),
        pytest.param(
            "restricted_action_read_only_channel",
            Refused("restricted_action_read_only_channel"),
            id="any channel rule",
        ),
        pytest.param("internal_error", Doubtful("internal_error"), id="may have succeeded"),
        pytest.param("brand_new_code", Doubtful(UNLISTED + "brand_new_code"), id="undocumented"),
    ],
)
def test_each_error_code_has_one_meaning(error: str, expected: Outcome):
    assert trouble_of(error) == expected


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        pytest.param("1", 1, id="one"),
        pytest.param("45", 45, id="a figure"),
        pytest.param(None, 30, id="missing"),
        pytest.param("", 30, id="empty"),
        pytest.param("soon", 30, id="words"),
        pytest.param("-5", 30, id="negative"),
        pytest.param("0", 30, id="zero"),
        pytest.param("1.5", 30, id="fraction"),
        pytest.param("٣", 30, id="digits of another script"),
        pytest.param("901", 900, id="more than 15 min"),
        pytest.param("9" * 5_000, 900, id="huge"),
    ],
)
def test_a2_any_retry_after_is_a_sensible_wait(header: str | None, seconds: int):
    assert read_retry_after(header) == timedelta(seconds=seconds)


@given(st.text())
def test_a2_no_retry_after_raises_or_waits_longer_than_fifteen_minutes(header: str):
    assert timedelta(seconds=1) <= read_retry_after(header) <= timedelta(minutes=15)


@given(st.integers(1, 10_000))
def test_the_pause_between_tries_grows_to_its_limit(attempts: int):
    assert backoff(attempts) <= backoff(attempts + 1) <= LONGEST_BACKOFF


@pytest.mark.parametrize(
    ("waited", "trouble", "pause"),
    [
        pytest.param(timedelta(seconds=5), Doubtful("HTTP 500"), timedelta(minutes=1), id="a minute at least"),
        pytest.param(timedelta(minutes=4), Revoked("token_revoked"), timedelta(minutes=4), id="as long again"),
        pytest.param(timedelta(days=1), Unreachable("dns"), LONGEST_LOOK_UP_PAUSE, id="never longer"),
        pytest.param(timedelta(0), Limited(timedelta(minutes=9)), timedelta(minutes=9), id="Slack asks for longer"),
        pytest.param(timedelta(0), Refused("user_disabled"), timedelta(minutes=1), id="a person's history is closed"),
    ],
)
def test_a10_while_history_is_unreadable_the_pauses_grow(waited: timedelta, trouble: LookUp, pause: timedelta):
    before = entry(S.UNKNOWN, recipient="U1", enqueued_at=NOW - waited)

    after = after_look_up(before, trouble, now=NOW)

    assert (after.status, after.not_before - NOW) == (S.UNKNOWN, pause)


def test_a_claim_given_up_before_the_call_waits_no_longer():
    after = released(entry(reason="rate limited"), now=NOW)

    assert (after.status, after.not_before, after.lease_until, after.reason) == (S.PENDING, NOW, None, "rate limited")


def test_a_claim_given_up_before_the_call_counts_as_no_try():
    assert released(entry(attempts=3), now=NOW).attempts == 2


@pytest.mark.parametrize(
    ("ends_in", "beyond"),
    [
        pytest.param(timedelta(minutes=3), False, id="thrice the longest timeout"),
        pytest.param(LONGEST_LEASE, False, id="the longest"),
        pytest.param(LONGEST_LEASE + timedelta(seconds=1), True, id="longer than any"),
    ],
)
def test_c8_a_lease_by_a_clock_that_was_ahead_is_told_from_others(ends_in: timedelta, beyond: bool):
    assert is_beyond_any_lease(NOW + ends_in, now=NOW) is beyond


def test_c8_a_look_up_put_off_by_a_clock_that_was_ahead_is_told_from_others():
    assert not is_beyond_any_look_up(NOW + LONGEST_LOOK_UP_PAUSE, now=NOW)
    assert is_beyond_any_look_up(NOW + timedelta(hours=1), now=NOW)


def test_nothing_is_done_about_a_doubt_before_it_has_settled():
    after = in_doubt(entry(), "reset", now=NOW, settle=timedelta(seconds=10))

    assert (after.status, after.not_before) == (S.UNKNOWN, NOW + timedelta(seconds=10))


@pytest.mark.parametrize(
    ("due_at", "since"),
    [
        pytest.param(None, NOW, id="enqueued"),
        pytest.param(NOW - timedelta(hours=1), NOW, id="due before it was enqueued"),
        pytest.param(NOW + timedelta(days=6), NOW + timedelta(days=6), id="enqueued long before it was due"),
    ],
)
def test_history_is_searched_from_a_little_before_the_first_try(due_at: datetime | None, since: datetime):
    assert search_from(entry(due_at=due_at)) == since - CLOCK_SKEW


@pytest.mark.parametrize(
    ("recipient", "direct"), [("U1", True), ("W1", True), ("D1", True), ("C1", False), ("G1", False)]
)
def test_a_direct_message_is_told_by_its_recipient(recipient: str, direct: bool):
    assert replace(entry().announcement, recipient=recipient).is_direct is direct
