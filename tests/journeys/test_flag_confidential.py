"""A risk told to one person in confidence, and answered to somebody whom nobody knows."""

import pytest

from sandbox.desk import Submission
from sandbox.records import View
from storage.shelves import AUDIT, CONFIDENTIAL_FLAGS, FLAGS, FORMS
from tests.journeys.flag_kit import reads_all
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

WHAT = "The figures in the pilot report are made up"
NO_SUCH = "Nothing fits that number and code."


@pytest.fixture
def thursday(world: World) -> World:
    world.at("2026-01-08T14:00")
    return world


def tell(world: World, *, by: str = "wei", to: str = "Frank Adeyemi", what: str = WHAT) -> Submission:
    """Tell somebody something in confidence."""
    person = world.person(by)
    person.slash("/flag", "confidential")
    person.fill({"Who is to know?": to, "What could happen?": what})
    submission = person.submit()
    world.settle()
    return submission


def command_of(world: World, submission: Submission, by: str = "wei") -> str:
    """Return what the reporter is told to type to read the answer, without the command itself."""
    assert submission.view is not None
    read = world.person(by).reads(submission.view)
    [line] = [line for line in read.split("\n") if "/flag C-" in line]
    return line.partition("/flag ")[2].strip()


def test_the_form_says_who_reads_it_and_offers_those_who_can_be_told(thursday: World) -> None:
    frank = thursday.person("frank")

    reply = frank.slash("/flag", "confidential")

    assert reply.view is not None
    read = frank.reads(reply.view)
    assert "Only the person you choose reads this." in read
    offered = str(reply.view.content)
    assert all(name in offered for name in ("Elena Marsh", "Nadia Kowalska", "Paula Reyes"))
    # Neither the reporter nor somebody who only owns an initiative.
    assert "Frank Adeyemi" not in offered
    assert "Wei Ling Chua" not in offered


def test_the_recipient_alone_is_told_and_the_notification_says_nothing_of_it(thursday: World) -> None:
    tell(thursday)

    frank = thursday.person("frank")
    [told] = frank.dm()
    assert WHAT in frank.reads(told)
    assert WHAT not in told.text
    assert frank.buttons(told) == ["Answer"]
    for name in ("wei", "elena", "nadia", "grace"):
        assert WHAT not in reads_all(thursday.person(name), thursday.person(name).everything())


def test_the_reporter_is_shown_a_code_once_and_reads_the_answer_with_it(thursday: World) -> None:
    command = command_of(thursday, tell(thursday))
    wei, frank = thursday.person("wei"), thursday.person("frank")
    before = wei.slash("/flag", command).text
    frank.press("Answer")
    frank.fill({"What do you answer?": "I have it looked into by the auditors"})

    submission = frank.submit()
    thursday.settle()

    assert "Frank Adeyemi has your message and has not answered yet." in before
    assert submission.closed
    assert "I have it looked into by the auditors" in wei.slash("/flag", command.lower()).text
    assert "Your answer: I have it looked into" in reads_all(frank, frank.dm())
    assert frank.buttons(frank.dm()[0]) == []


def test_a_wrong_code_and_a_number_that_is_not_there_are_told_the_same(thursday: World) -> None:
    number, code = command_of(thursday, tell(thursday)).split()
    wei = thursday.person("wei")

    told = [wei.slash("/flag", each).text for each in (number, f"{number} plum-river-42", f"C-AAAAA {code}")]

    assert all(NO_SUCH in each for each in told)
    assert len(set(told)) == 1


def test_before_it_has_arrived_the_code_says_so(thursday: World) -> None:
    wei = thursday.person("wei")
    wei.slash("/flag", "confidential")
    wei.fill({"Who is to know?": "Frank Adeyemi", "What could happen?": WHAT})
    command = command_of(thursday, wei.submit())

    assert "your message is on its way to Frank Adeyemi" in wei.slash("/flag", command).text


def test_what_follows_the_word_stands_in_the_form_and_becomes_no_draft(thursday: World) -> None:
    wei = thursday.person("wei")

    reply = wei.slash("/flag", f"confidental: {WHAT}")

    assert reply.view is not None
    assert f"What could happen?: {WHAT}" in wei.reads(reply.view)
    with thursday.bot.services.reading() as session:
        assert FLAGS.find(session) == ()
        assert FORMS.find(session) == ()


def test_the_form_that_is_sent_twice_tells_once_and_shows_the_same_code(thursday: World) -> None:
    wei = thursday.person("wei")
    wei.slash("/flag", "confidential")
    wei.fill({"Who is to know?": "Frank Adeyemi", "What could happen?": WHAT})
    payload = thursday.sandbox.desk.payloads.submission(wei.user, wei.modal)

    first = thursday.sandbox.door.send_again(payload, kind="interactive")
    second = thursday.sandbox.door.send_again(payload, kind="interactive")
    thursday.settle()

    assert first.ack is not None
    assert second.ack is not None
    assert first.ack.body == second.ack.body
    assert len(thursday.person("frank").dm()) == 1
    with thursday.bot.services.reading() as session:
        assert len(CONFIDENTIAL_FLAGS.find(session)) == 1


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        pytest.param("confidential.recipient", {"selected_option": {"value": "grace"}}, "Choose one", id="a stranger"),
        pytest.param("confidential.recipient", {"selected_option": {"value": "wei"}}, "Choose one", id="oneself"),
        pytest.param("confidential.what", {"value": "   "}, "Say in a sentence", id="nothing"),
    ],
)
def test_what_was_not_offered_is_refused(thursday: World, field: str, value: object, complaint: str) -> None:
    wei = thursday.person("wei")
    wei.slash("/flag", "confidential")
    wei.fill({"Who is to know?": "Frank Adeyemi", "What could happen?": WHAT})
    payload = thursday.sandbox.desk.payloads.submission(wei.user, wei.modal)
    payload["view"]["state"]["values"][field][field] |= value

    delivery = thursday.sandbox.door.send_again(payload, kind="interactive")

    assert delivery.ack is not None
    assert complaint in str(delivery.ack.body["errors"])
    with thursday.bot.services.reading() as session:
        assert CONFIDENTIAL_FLAGS.find(session) == ()


def test_a_form_with_a_made_up_seed_is_taken_for_an_old_one(thursday: World) -> None:
    wei = thursday.person("wei")
    wei.slash("/flag", "confidential")
    wei.fill({"Who is to know?": "Frank Adeyemi", "What could happen?": WHAT})
    payload = thursday.sandbox.desk.payloads.submission(wei.user, wei.modal)
    payload["view"]["private_metadata"] = "x"

    delivery = thursday.sandbox.door.send_again(payload, kind="interactive")

    assert delivery.ack is not None
    assert "older message" in str(delivery.ack.body)


def test_only_the_recipient_answers_and_only_once(thursday: World) -> None:
    number, _ = command_of(thursday, tell(thursday)).split()
    frank, nadia = thursday.person("frank"), thursday.person("nadia")
    [told] = frank.dm()
    action = {"type": "button", "action_id": "confidential.answer", "value": number}
    # Nadia is Frank's deputy, and administers the program.
    payload = thursday.sandbox.desk.payloads.actions_on_message(nadia.user, told, action, {})
    thursday.sandbox.door.send_again(payload, kind="interactive")
    frank.press("Answer")
    frank.fill({"What do you answer?": "I look into it"})
    frank.submit()

    reply = frank.press("Answer", told)

    assert nadia.view is None
    assert frank.view is None
    assert f"You have answered {number} already" in reply.text


def test_the_audit_log_knows_that_something_was_told_and_not_by_whom(thursday: World) -> None:
    number, _ = command_of(thursday, tell(thursday)).split()

    with thursday.bot.services.reading() as session:
        entries = AUDIT.find(session, AUDIT.c.subject == number)
    assert [(each.actor, each.action) for each in entries] == [("confidential", "confidential.told")]


def test_the_code_is_shown_and_then_gone(thursday: World) -> None:
    submission = tell(thursday)

    wei = thursday.person("wei")
    assert isinstance(submission.view, View)
    assert "It is shown this once" in wei.reads(submission.view)
    wei.close()
    assert wei.view is None
    assert wei.dm() == []
