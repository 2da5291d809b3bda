"""A1 to A16: whatever Slack does to a call, the message is there once, or it is known why it is not."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.budgets import Budgets
from bot.delivery import Delivery
from bot.history import History
from bot.slack_transport import Json, SlackTransport
from bot.slack_writer import PAGE_SIZE
from rituals.announcements import AnnouncementStatus, OutboxEntry, Priority, Verb
from rituals.delivery import LookUp, Missing, Trouble, trouble_of
from rituals.ids import AnnouncementKey
from sandbox.records import ChannelId, UserId
from storage import outbox
from storage.outbox_survey import Survey
from tests.faults.post_office import ADA, HOUR, LEADERS, MARIA, PAYMENTS, PLATFORM, POST, PostOffice, say

S = AnnouncementStatus
HISTORY = "conversations.history"
FOREVER = 10**9


def test_a1_a_429_holds_its_channel_and_no_other(office: PostOffice):
    office.sandbox.faults.add(POST, "429", channel=PAYMENTS, retry_after="30")
    office.enqueue(say("held"), say("next"), say("free", PLATFORM))
    began = office.clock.now()

    office.run()

    held = [call.at - began for call in office.calls(channel=PAYMENTS)]
    assert held[0] == timedelta(0)
    assert min(held[1:]) >= timedelta(seconds=30)
    assert office.calls(channel=PLATFORM)[0].at - began < timedelta(seconds=5)
    assert [office.copies(key) for key in ("held", "next", "free")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("header", "waits"),
    [
        pytest.param(None, timedelta(seconds=30), id="missing"),
        pytest.param("a while", timedelta(seconds=30), id="garbage"),
        pytest.param("-1", timedelta(seconds=30), id="negative"),
        pytest.param("99999999999999999999", timedelta(minutes=15), id="huge"),
    ],
)
def test_a2_a_senseless_retry_after_is_survived(office: PostOffice, header: str | None, waits: timedelta):
    office.sandbox.faults.add(POST, "429", retry_after=header)
    office.enqueue(say("card"))

    office.run()

    first, second = office.calls()
    assert second.at - first.at == waits
    assert office.copies("card") == 1


BEFORE_ACCEPT = ["500_before", "rst_before", "hang_before"]
AFTER_ACCEPT = ["500_after", "fatal_after", "hang_after", "truncated", "cut_body", "html", "no_ok"]


@pytest.mark.parametrize("kind", BEFORE_ACCEPT)
def test_a4_an_error_before_accept_is_looked_up_and_sent_once(office: PostOffice, kind: str):
    office.sandbox.faults.add(POST, kind)
    office.enqueue(say("card"))

    office.run()

    assert (office.copies("card"), office.status("card"), len(office.calls(HISTORY))) == (1, S.SENT, 1)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://127.0.0.1:1/api/", id="connection refused"),
        pytest.param("http://slack.invalid/api/", id="dns"),
        pytest.param("https://127.0.0.1:{port}/api/", id="tls"),
    ],
)
def test_a4_what_never_connected_needs_no_look_up(office: PostOffice, address: str):
    office.enqueue(say("card"))
    office.delivery(office.transport(address.format(port=office.sandbox.port))).deliver_due()
    without_connection = office.status("card")

    office.run()

    assert without_connection is S.PENDING
    assert (office.copies("card"), office.calls(HISTORY)) == (1, [])


@pytest.mark.parametrize("recipient", [pytest.param(PAYMENTS, id="channel"), pytest.param(MARIA, id="direct message")])
@pytest.mark.parametrize("kind", AFTER_ACCEPT)
def test_a5_a7_an_error_after_accept_is_looked_up_and_adopted(office: PostOffice, kind: str, recipient: str):
    office.sandbox.faults.add(POST, kind)
    office.enqueue(say("card", recipient))
    delivery = office.delivery()
    delivery.deliver_due()
    in_doubt = office.status("card")

    office.run(delivery)

    assert (in_doubt, office.status("card")) == (S.UNKNOWN, S.SENT)
    assert (office.copies("card"), len(office.calls())) == (1, 1)
    assert office.message("card").text == "This is card."


@pytest.mark.parametrize("error", ["internal_error", "request_timeout", "service_unavailable"])
def test_a5_an_error_that_may_have_succeeded_is_looked_up(office: PostOffice, error: str):
    office.sandbox.faults.add(POST, f"error:{error}")
    office.enqueue(say("card"))

    office.run()

    assert (office.copies("card"), len(office.calls(HISTORY))) == (1, 1)


def test_a5_a_message_far_back_in_history_is_found(office: PostOffice):
    office.sandbox.faults.add(POST, "500_after")
    office.enqueue(say("card"))
    delivery = office.delivery()
    delivery.deliver_due()
    for number in range(2 * PAGE_SIZE + 1):
        office.sandbox.workspace.post(ChannelId(PAYMENTS), UserId(MARIA), f"Chatter {number}.")

    office.run(delivery)

    assert (office.copies("card"), office.status("card"), len(office.calls(HISTORY))) == (1, S.SENT, 3)


@pytest.mark.parametrize("recipient", [pytest.param(PAYMENTS, id="channel"), pytest.param(MARIA, id="direct message")])
def test_a5_a_reply_in_a_thread_is_looked_up_in_its_thread(office: PostOffice, recipient: str):
    office.sandbox.faults.add(POST, "500_after", nth=2)
    office.enqueue(say("card", recipient), say("reply", recipient, parent="card"))

    office.run()

    assert [office.copies(key) for key in ("card", "reply")] == [1, 1]
    assert (office.status("reply"), len(office.calls("conversations.replies"))) == (S.SENT, 1)


class NeverAgain(Delivery):
    """Leaves an unknown outcome alone; a negative control."""

    def _may_look_up(self, waits: Survey) -> bool:
        return False


def test_a4_control_never_sending_again_what_is_in_doubt_loses(office: PostOffice):
    """Must lose, or the harness is blind."""
    office.sandbox.faults.add(POST, "500_before")
    office.enqueue(say("card"))

    office.run(office.delivery(kind=NeverAgain), step=timedelta(minutes=1))

    assert (office.copies("card"), office.status("card")) == (0, S.UNKNOWN)


class FindsNothing(History):
    """Has never seen any message; a negative control."""

    def find(self, entry: OutboxEntry) -> LookUp:
        return Missing()


def test_a5_control_sending_again_without_a_look_doubles(office: PostOffice):
    """Must double, or the harness is blind."""
    office.sandbox.faults.add(POST, "500_after")
    office.enqueue(say("card"))
    delivery = office.delivery()
    delivery._history = FindsNothing(office.database, office.workspace, office.writer(), office.clock.now, Budgets())

    office.run(delivery)

    assert (office.copies("card"), office.status("card")) == (2, S.SENT)


def test_a6_connection_reset_after_accept_is_posted_once(office: PostOffice):
    office.sandbox.faults.add(POST, "rst_after")
    office.enqueue(say("card"))

    office.run()

    assert (len(office.calls()), office.copies("card"), office.status("card")) == (1, 1, S.SENT)


class SdkTransport(SlackTransport):
    """Calls as Slack's own client does when it is not told otherwise."""

    def call(self, method: str, token: str, arguments: Mapping[str, Any]) -> Json | Trouble:
        client = WebClient(token, base_url=self.base_url, timeout=1)
        try:
            answer = client.api_call(method, json=dict(arguments))
        except SlackApiError as error:
            return trouble_of(error.response["error"])
        assert isinstance(answer.data, dict)
        return dict(answer.data)


def test_a6_control_the_sdks_own_retries_double(office: PostOffice):
    """Must double, or the harness is blind."""
    office.sandbox.faults.add(POST, "rst_after")
    office.enqueue(say("card"))

    office.run(office.delivery(SdkTransport(office.sandbox.api_url, timeout=timedelta(seconds=1))))

    assert office.copies("card") == 2


def test_a8_a_call_that_slack_applies_a_minute_late_is_sent_once(office: PostOffice):
    office.sandbox.faults.add(POST, "late_accept", seconds=60)
    office.enqueue(say("card"))

    office.run()

    assert (office.copies("card"), office.status("card")) == (1, S.SENT)


def test_a8_control_a_settle_window_that_is_too_short_doubles(office: PostOffice):
    """Must double, or the harness is blind."""
    office.sandbox.faults.add(POST, "late_accept", seconds=60)
    office.enqueue(say("card"))

    office.run(office.delivery(settle=timedelta(seconds=10)))
    office.clock.advance(HOUR)

    assert office.copies("card") == 2


@pytest.mark.parametrize("kind", ["500_before", "429", "error:missing_scope"])
def test_a10_while_history_is_unreadable_nothing_is_sent_again(
    office: PostOffice, kind: str, caplog: pytest.LogCaptureFixture
):
    office.sandbox.faults.add(POST, "500_after")
    closed = office.sandbox.faults.add(HISTORY, kind, times=FOREVER)
    office.enqueue(say("card", MARIA))
    delivery = office.delivery()

    office.run(delivery, within=HOUR)

    alerts = [record for record in caplog.records if record.getMessage() == "an outcome stays unknown"]
    assert (office.status("card"), len(office.calls()), len(alerts)) == (S.UNKNOWN, 1, 1)
    closed.times = 0
    office.run(delivery, within=HOUR)
    assert (office.status("card"), office.copies("card")) == (S.SENT, 1)


@pytest.mark.parametrize(
    ("priority", "copies", "status"),
    [
        pytest.param(Priority.ESCALATION, 2, S.SENT, id="an escalation rather twice than not at all"),
        pytest.param(Priority.DIGEST, 1, S.UNCONFIRMED, id="a digest is held"),
    ],
)
def test_a10_without_the_scope_to_read_a_channel(
    office: PostOffice, priority: Priority, copies: int, status: AnnouncementStatus
):
    office.sandbox.faults.add(POST, "500_after", channel=PAYMENTS)
    office.sandbox.faults.add(HISTORY, "error:missing_scope", times=FOREVER)
    office.enqueue(say("card", priority=priority))

    office.run()

    assert (office.copies("card"), office.status("card")) == (copies, status)
    told = [each for each in office.sandbox.accepted if "not known whether it arrived" in each.text]
    assert len(told) == (status is S.UNCONFIRMED)


REFUSALS = [
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "restricted_action",
    "restricted_action_read_only_channel",
    "invalid_blocks",
    "msg_blocks_too_long",
    "metadata_too_large",
]


@pytest.mark.parametrize("error", REFUSALS)
def test_a11_a_refusal_is_not_repeated_goes_another_way_once_and_the_admin_is_told_once(office: PostOffice, error: str):
    office.sandbox.faults.add(POST, f"error:{error}", channel=PAYMENTS, times=FOREVER)
    office.enqueue(say("one", fallback=LEADERS), say("two", fallback=LEADERS))

    office.run()

    assert [(office.entry(key).status, office.entry(key).reason) for key in ("one", "two")] == [(S.FAILED, error)] * 2
    assert len(office.calls(channel=PAYMENTS)) == 2
    redirected = [each for each in office.sandbox.accepted if each.channel == LEADERS]
    assert [each.text.endswith(f"This is {key}.") for each, key in zip(redirected, ("one", "two"), strict=True)]
    first_line = office.message("one:fallback").blocks[0]["elements"][0]["elements"]
    assert {"type": "channel", "channel_id": PAYMENTS} in first_line
    assert len(office.calls(channel=ADA)) == 1


def test_a11_a_fallback_that_is_refused_too_ends_there(office: PostOffice):
    for channel in ("payments", "leaders"):
        office.sandbox.archive_channel(channel)
    office.enqueue(say("card", fallback=LEADERS))

    office.run()

    assert [len(office.calls(channel=channel)) for channel in (PAYMENTS, LEADERS, ADA)] == [1, 1, 2]
    assert office.status("card:fallback") is S.FAILED


def test_a11_what_a_person_cannot_get_goes_another_way_as_it_was_drawn(office: PostOffice):
    office.sandbox.faults.add(POST, "error:user_disabled", channel=MARIA)
    office.enqueue(say("card", MARIA, blocks=json.dumps([{"type": "divider"}]), fallback=LEADERS))

    office.run()

    first, second = office.message("card:fallback").blocks
    assert {"type": "user", "user_id": MARIA} in first["elements"][0]["elements"]
    assert second["type"] == "divider"


def test_a11_an_admin_who_cannot_be_reached_is_no_endless_loop(office: PostOffice):
    office.sandbox.faults.add(POST, "error:user_disabled", channel=ADA, times=FOREVER)
    office.sandbox.archive_channel("payments")
    office.enqueue(say("card"))

    office.run()

    assert len(office.calls(channel=ADA)) == 1


def test_a12_replies_wait_for_a_parent_in_doubt_and_keep_their_order(office: PostOffice):
    office.sandbox.faults.add(POST, "500_after")
    replies = [say(f"reply {number}", parent="digest", priority=Priority.DIGEST) for number in range(1, 12)]
    office.enqueue(say("digest", priority=Priority.DIGEST), *replies)

    office.run()

    assert office.posted() == ["This is digest.", *(f"This is reply {number}." for number in range(1, 12))]
    threads = {each.thread_ts for each in office.sandbox.accepted}
    assert threads == {None, office.entry("digest").ts}


def test_a12_a_deleted_parent_is_said_once_more_and_no_reply_is_an_orphan(office: PostOffice):
    office.enqueue(say("digest"))
    office.run()
    office.sandbox.workspace.delete(office.message("digest"))

    office.enqueue(say("reply 1", parent="digest"), say("reply 2", parent="digest"))
    office.run()

    assert office.copies("digest") == 2
    again = office.entry("digest:again").ts
    replies = [each for each in office.sandbox.accepted if "reply" in each.text]
    assert [(each.text, each.thread_ts) for each in replies] == [
        ("This is reply 1.", again),
        ("This is reply 2.", again),
    ]


def test_a12_a_parent_that_is_deleted_again_and_again_is_not_said_for_ever(office: PostOffice):
    office.enqueue(say("digest"))
    office.run()
    office.sandbox.workspace.delete(office.message("digest"))
    office.enqueue(say("reply 1", parent="digest"))
    office.run()
    for key in ("reply 1", "digest:again"):
        office.sandbox.workspace.delete(office.message(key))

    office.enqueue(say("reply 2", parent="digest"))
    office.run()

    assert office.copies("digest") == 2
    assert (office.status("reply 2"), office.copies("reply 2")) == (S.FAILED, 0)


@pytest.mark.parametrize("error", ["token_revoked", "invalid_auth", "account_inactive", "token_expired"])
def test_a13_a_lost_installation_pauses_everything_with_one_alert(
    office: PostOffice, error: str, caplog: pytest.LogCaptureFixture
):
    office.sandbox.refuse_token(error)
    keys = [f"card {number}" for number in range(5)]
    office.enqueue(*(say(key, MARIA) for key in keys))
    delivery = office.delivery()

    office.run(delivery, within=HOUR)

    assert {office.status(key) for key in keys} == {S.PENDING}
    assert len(office.calls()) <= 13
    assert len([record for record in caplog.records if "install the app again" in record.getMessage()]) == 1
    office.sandbox.refuse_token(None)
    delivery.resume()
    office.run(delivery, within=timedelta(minutes=1))
    assert [office.copies(key) for key in keys] == [1] * 5


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"])
def test_a14_an_edit_of_a_vanished_message_fails_and_nothing_else_happens(office: PostOffice, error: str):
    office.enqueue(say("card"))
    office.run()
    office.sandbox.faults.add("chat.update", f"error:{error}")
    with office.database.transaction(office.workspace) as session:
        outbox.revise(session, AnnouncementKey("card"), text="New.", blocks="[]", now=office.clock.now())

    office.run()

    edit = office.entry("card:edit:1")
    assert (edit.status, edit.reason, edit.announcement.verb) == (S.FAILED, error, Verb.EDIT)
    assert len(office.calls()) == 1


def test_a14_an_edit_in_doubt_is_made_again_without_a_look(office: PostOffice):
    office.enqueue(say("card"))
    office.run()
    office.sandbox.faults.add("chat.update", "rst_after")
    with office.database.transaction(office.workspace) as session:
        outbox.revise(session, AnnouncementKey("card"), text="New.", blocks="[]", now=office.clock.now())

    office.run()

    assert (office.message("card").text, office.status("card:edit:1"), office.calls(HISTORY)) == ("New.", S.SENT, [])
    assert len(office.calls("chat.update")) == 2


def test_a15_a_message_that_cannot_be_read_fails_alone(office: PostOffice):
    office.enqueue(say("poison", blocks="{"), say("card"))

    office.run()

    assert (office.status("poison"), office.copies("card")) == (S.FAILED, 1)


@pytest.mark.parametrize("kind", ["500_before", "rst_before"])
def test_a16_slack_down_for_two_hours_is_probed_gently_and_then_all_go_once_by_priority(office: PostOffice, kind: str):
    outage = office.sandbox.faults.add("*", kind, times=FOREVER)
    digests = [say(f"digest {number}", PLATFORM, priority=Priority.DIGEST) for number in range(10)]
    prompts = [say(f"prompt {number}", MARIA) for number in range(10)]
    escalations = [say(f"escalation {number}", priority=Priority.ESCALATION) for number in range(10)]
    everything = digests + prompts + escalations
    office.enqueue(*everything)
    delivery = office.delivery()

    office.run(delivery, within=2 * HOUR)

    asked = [call.at for call in office.sandbox.requests]
    assert max(sum(at <= other < at + timedelta(minutes=1) for other in asked) for at in asked) <= 10
    outage.times = 0
    back = office.clock.now()
    office.run(delivery, within=timedelta(minutes=15))
    assert [office.copies(said.key) for said in everything] == [1] * 30
    assert max(each.at for each in office.sandbox.accepted) - back <= timedelta(minutes=15)
    places = [
        office.posted().index(f"This is {kind} {number}.") for kind in ("escalation", "digest") for number in (0, 9)
    ]
    assert sum(places[:2]) < sum(places[2:])


def test_the_metadata_is_an_opaque_id_and_nothing_else(office: PostOffice):
    office.enqueue(say("card"))

    office.run()

    assert office.message("card").metadata == {
        "event_type": "drumbeat_announcement",
        "event_payload": {"k": office.entry("card").nonce},
    }
    (call,) = office.calls()
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) == (False, False)


def test_g1_the_words_of_a_message_never_mention_or_link(office: PostOffice):
    office.enqueue(say("card", text="<!channel> a & b <https://evil.example|payroll>"))

    office.run()

    assert office.message("card").text == "&lt;!channel&gt; a &amp; b &lt;https://evil.example|payroll&gt;"
