"""What a person is told when something does not work."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import text

from sandbox.door import COMMAND, INTERACTION
from tests.journeys.flag_kit import raise_flag, reads_all
from tests.world import World


@pytest.fixture
def thursday(world: World) -> World:
    world.at("2026-01-08T09:30")
    return world


def test_an_error_inside_a_form_is_told_on_top_of_it(thursday: World) -> None:
    jonas = thursday.person("jonas")
    jonas.slash("/flag", channel="#payments")
    thursday.sandbox.change_user("jonas", is_restricted=True)
    thursday.bot.sync_directory()

    view = jonas.fill({"When would it hit, at the earliest?": "2026-02-13"})

    assert len(jonas.views) == 2
    assert view is not None
    assert "I do not find you among them" in jonas.reads(view)


def test_an_error_inside_a_form_that_comes_too_late_for_a_modal_comes_by_direct_message(thursday: World) -> None:
    jonas = thursday.person("jonas")
    jonas.slash("/flag", channel="#payments")
    assert jonas.view is not None
    action = {"type": "datepicker", "action_id": "flag.impact_on", "selected_date": "2026-02-13"}
    payload = thursday.sandbox.desk.payloads.actions_on_view(jonas.user, jonas.view, action)
    payload["view"]["private_metadata"] = "tampered"
    thursday.sandbox.clock.advance(timedelta(seconds=4))

    thursday.sandbox.door.send_again(payload, kind=INTERACTION)
    thursday.settle()

    assert "There is no form “tampered” that you can see" in reads_all(jonas, jonas.dm())


def test_what_broke_is_logged_once_with_its_traceback_and_apologised_for(
    thursday: World, caplog: pytest.LogCaptureFixture
) -> None:
    jonas = thursday.person("jonas")
    with thursday.database.writing_engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_log RENAME TO audit_away"))

    with caplog.at_level(logging.ERROR):
        reply = jonas.slash("/flag", "Salaries leak", channel="#payments")

    [record] = caplog.records
    assert "I am sorry" in reply.text
    assert record.exc_info is not None
    assert "Salaries leak" not in caplog.text


def test_words_of_a_payload_come_back_inert(thursday: World) -> None:
    raise_flag(thursday)
    paula = thursday.person("paula")
    action = {"type": "button", "action_id": "flag.help", "value": "<!channel>"}
    payload = thursday.sandbox.desk.payloads.actions_on_message(paula.user, paula.dm()[0], action, {})

    thursday.sandbox.door.send_again(payload, kind=INTERACTION)

    told = paula.dm()[-1]
    assert told.text.startswith("There is no flag “&lt;!channel&gt;”")
    assert "There is no flag “<!channel>”" in paula.reads(told)


def test_answers_go_to_slack_and_nowhere_else(thursday: World) -> None:
    raise_flag(thursday)
    paula = thursday.person("paula")
    action = {"type": "button", "action_id": "flag.help", "value": "F-99"}
    payload = thursday.sandbox.desk.payloads.actions_on_message(paula.user, paula.dm()[0], action, {})
    # The port is closed: whoever called it would be heard to fail.
    payload["response_url"] = "http://127.0.0.1:9/actions"

    delivery = thursday.sandbox.door.send_again(payload, kind=INTERACTION)

    assert delivery.error is None
    assert [entry.method for entry in thursday.sandbox.journal.calls("chat.postEphemeral")] == ["chat.postEphemeral"]
    assert "There is no flag “F-99”" in paula.reads(paula.dm()[-1])


def test_a_command_that_is_refused_is_answered_in_private(thursday: World) -> None:
    jonas = thursday.person("jonas")
    channel = thursday.sandbox.workspace.get_channel("#payments")
    payload = thursday.sandbox.desk.payloads.command(jonas.user, channel, "/flag", "It slips")

    delivery = thursday.sandbox.door.send_again({**payload, "user_id": "U0NOBODY"}, kind=COMMAND)

    assert delivery.ack is not None
    assert delivery.ack.body["response_type"] == "ephemeral"
