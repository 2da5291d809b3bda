"""A9 and promise 4: what Slack took is looked for, and nothing waits unseen."""

from datetime import timedelta
from typing import Any

import pytest

from bot.budgets import LONG_AGO
from rituals.announcements import AnnouncementStatus, Priority
from rituals.auditing import STARTED
from rituals.ids import AnnouncementKey
from storage.outbox_audit import find_open
from storage.ticks import mark_finished
from tests.faults.clock_kit import HOUR, MINUTE, ON_SQLITE, Machine
from tests.faults.post_office import ADA, POST, PostOffice, say
from tests.figures import Figures

S = AnnouncementStatus
HISTORY = "conversations.history"
WITHIN = 15 * MINUTE
"""A message that vanished is noticed by then (FAULTS A9)."""


class Running(Machine):
    """A bot that delivers and confirms every minute, and ticks every five."""

    ticked_at = LONG_AGO
    failing: frozenset[str] = frozenset()
    """The jobs that are meant to fail."""

    def work(self) -> None:
        self.bot.confirmation.confirm_posts()
        if self.clock.now() - self.ticked_at >= 5 * MINUTE:
            self.ticked_at = self.clock.now()
            assert set(self.bot.tick()) <= self.failing
        self.deliver()

    def live(self, span: timedelta) -> None:
        self.let_pass(span, self.work)

    def start(self) -> None:
        with self.bot.services.transaction() as session:
            mark_finished(session, [STARTED], now=self.clock.now())
        self.work()


@pytest.fixture
def machine(office: PostOffice) -> Running:
    machine = Running(office)
    machine.start()
    return machine


def escalation(key: str, recipient: str = "C0PAYMENTS", **more: Any) -> Any:
    return say(key, recipient, priority=Priority.ESCALATION, **more)


def seen(office: PostOffice, key: str, channel: str = "C0PAYMENTS") -> int:
    """Count the messages that say this announcement and that a person can see."""
    timeline = office.sandbox.workspace.timeline(channel)  # type: ignore[arg-type]  # an id as a plain string
    return len([message for message in timeline.everything() if message.text == f"This is {key}."])


def told(office: PostOffice, words: str) -> int:
    """Count the messages to the administrator in which these words stand."""
    return len([each for each in office.sandbox.person("ada").dm() if words in each.text])


def test_a9_an_escalation_that_slack_took_and_lost_is_said_again_once_and_arrives(office: PostOffice, machine: Running):
    office.sandbox.faults.add(POST, "swallowed")
    machine.enqueue(escalation("card"))
    machine.deliver()
    assert (office.status("card"), seen(office, "card")) == (S.SENT, 0)

    machine.live(WITHIN)

    assert (office.status("card"), seen(office, "card")) == (S.SENT, 1)
    assert len(office.calls(POST)) == 2
    assert office.entry("card").confirmed_at is not None


@ON_SQLITE
def test_a9_an_escalation_that_is_lost_twice_is_unconfirmed_and_an_administrator_is_told_once(
    office: PostOffice, machine: Running
):
    office.sandbox.faults.add(POST, "swallowed", channel="C0PAYMENTS", times=9)
    machine.enqueue(escalation("card"))
    machine.deliver()

    machine.live(WITHIN)

    assert (office.status("card"), seen(office, "card")) == (S.UNCONFIRMED, 0)
    assert len(office.calls(POST, channel="C0PAYMENTS")) == 2
    assert told(office, "it is not there") == 1


def test_a9_a_digest_that_slack_took_and_lost_is_unconfirmed_within_a_quarter_of_an_hour(
    office: PostOffice, machine: Running
):
    office.sandbox.faults.add(POST, "swallowed")
    machine.enqueue(say("digest", "C0LEADERS", priority=Priority.DIGEST))
    machine.deliver()

    machine.live(WITHIN)

    assert (office.status("digest"), seen(office, "digest", "C0LEADERS")) == (S.UNCONFIRMED, 0)
    assert len(office.calls(POST, channel="C0LEADERS")) == 1
    assert told(office, "it is not there") == 1


@ON_SQLITE
def test_a9_what_arrived_is_confirmed_with_one_call_for_a_channel_and_never_said_again(
    office: PostOffice, machine: Running
):
    machine.enqueue(*(escalation(str(number)) for number in range(12)), escalation("direct", ADA))
    office.run(machine.bot.delivery)

    machine.live(WITHIN)

    assert len(office.calls(HISTORY)) == 2
    assert len(office.calls(POST)) == 13
    assert all(entry.confirmed_at is not None for entry in office.entries())


@pytest.mark.soak
@ON_SQLITE
def test_a9_replies_are_looked_for_in_their_threads_within_the_budget(
    office: PostOffice, machine: Running, figures: Figures
):
    machine.enqueue(*(escalation(f"parent {number}") for number in range(25)))
    machine.enqueue(
        *(escalation(f"reply {number}", parent=AnnouncementKey(f"parent {number}")) for number in range(25))
    )
    office.run(machine.bot.delivery)
    office.clock.advance(3 * MINUTE)

    machine.bot.confirmation.confirm_posts()
    at_once = len(office.calls("conversations.replies")) + len(office.calls(HISTORY))
    machine.live(WITHIN - 3 * MINUTE)

    figures.reach("A9", f"25 messages and 25 threads confirmed in 15 minutes, {at_once} calls in the first")
    assert at_once <= 15
    assert all(entry.confirmed_at is not None for entry in office.entries())


@ON_SQLITE
def test_a9_a_prompt_is_not_looked_for(office: PostOffice, machine: Running):
    machine.enqueue(say("prompt", ADA, priority=Priority.PROMPT), say("answer", ADA, priority=Priority.ANSWER))
    office.run(machine.bot.delivery)

    machine.live(WITHIN)

    assert office.calls(HISTORY) == []


@ON_SQLITE
def test_a9_where_history_may_not_be_read_slacks_word_is_believed(office: PostOffice, machine: Running):
    office.sandbox.faults.add(HISTORY, "error:missing_scope", times=99)
    machine.enqueue(escalation("card"))
    machine.deliver()

    machine.live(WITHIN)

    assert (office.status("card"), len(office.calls(POST))) == (S.SENT, 1)
    assert len(office.calls(HISTORY)) <= WITHIN / (2 * MINUTE)
    assert told(office, "not there") == 0


def test_a9_every_entry_that_has_not_ended_is_accounted_for(office: PostOffice, machine: Running):
    office.enqueue(*(say(status.value) for status in S))
    with office.database.writing_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE announcements SET status = key WHERE key <> 'x'")
    office.clock.advance(MINUTE)

    with office.database.reading(office.workspace) as session:
        found = {entry.status for entry in find_open(session, ready_before=office.clock.now())}

    assert found == {S.PENDING, S.SENDING, S.UNKNOWN}


@ON_SQLITE
def test_a9_messages_that_are_late_are_told_of_once_and_all_in_one_message_a_day(office: PostOffice, machine: Running):
    revoked = office.sandbox.faults.add(POST, "error:token_revoked", times=10**9)
    machine.enqueue(say("first"))
    machine.live(20 * MINUTE)
    machine.enqueue(say("second", "C0PLATFORM"))
    machine.live(20 * MINUTE)
    raised = {str(entry.announcement.key): entry.raised_at for entry in office.entries()}
    office.sandbox.faults.rules.remove(revoked)
    machine.bot.delivery.resume()

    machine.live(5 * MINUTE)

    assert raised["first"] is not None
    assert raised["second"] is not None
    assert told(office, "still in the queue: 2 messages") == 1
    assert told(office, "Due for more than 15 minutes") == 1
    assert (office.copies("first"), office.copies("second")) == (1, 1)


@ON_SQLITE
def test_a10_an_outcome_that_stays_unknown_is_told_of_once(office: PostOffice, machine: Running):
    office.sandbox.faults.add(POST, "rst_after", channel="C0PAYMENTS")
    office.sandbox.faults.add(HISTORY, "500_before", times=10**9)
    machine.enqueue(say("card"))
    machine.deliver()

    machine.live(40 * MINUTE)

    assert office.status("card") is S.UNKNOWN
    assert told(office, "it has not been known whether Slack took 1 message") == 1
    assert len(office.calls(POST, channel="C0PAYMENTS")) == 1


@ON_SQLITE
def test_c13_where_nothing_is_delivered_the_administrator_hears_of_it(office: PostOffice, machine: Running):
    machine.enqueue(say("card"))
    office.claim_and_die(now=machine.clock.now())

    machine.let_pass(10 * MINUTE, machine.bot.tick)

    audits = {entry.announcement.key.split(":")[1] for entry in office.entries() if ":" in entry.announcement.key}
    assert audits == {"abandoned", "delivery"}
    machine.live(10 * MINUTE)
    assert told(office, "Nothing has been delivered since") == 1
    assert told(office, "The sender vanished") == 1
    assert office.copies("card") == 1


@ON_SQLITE
def test_c13_a_job_that_fails_for_a_quarter_of_an_hour_is_named_to_the_administrator_once_a_day(
    office: PostOffice, machine: Running
):
    with office.database.writing_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE flags RENAME TO mislaid")

    machine.failing = frozenset({"remind_flag_answers", "remind_dispositions", "find_contradictions"})
    machine.live(25 * MINUTE)

    with office.database.writing_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE mislaid RENAME TO flags")
    assert told(office, "fails again and again: remind_flag_answers, remind_dispositions, find_contradictions") == 1


@ON_SQLITE
def test_c13_after_a_standstill_the_administrator_hears_how_long_it_lasted(office: PostOffice, machine: Running):
    machine.live(2 * MINUTE)

    office.clock.advance(3 * HOUR)
    machine.start()
    machine.live(5 * MINUTE)

    assert told(office, "The bot stood still") == 1
    assert told(office, "minutes ago") == 0


@ON_SQLITE
def test_a9_without_an_engine_nobody_delivers_and_nothing_is_late(office: PostOffice):
    machine = Running(office)
    machine.enqueue(say("card"))
    machine.let_pass(20 * MINUTE)
    machine.bot.tick()

    assert [entry.announcement.key for entry in office.entries()] == ["card"]
