"""The self-test of the flag command: what administrators are told, and when they are told no more."""

from dataclasses import replace

import pytest

from bot.cli.doctor_database import check_work
from handlers.command_jobs import begin_command_test, watch_command
from storage import inbox
from tests.journeys.flag_kit import reads_all
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

ASK = "Please type /flag once"
DOUBT = "No /flag has reached me within two working days."
PASSED = "/flag reaches me. Nothing is to be done."


@pytest.fixture
def started(world: World) -> World:
    """A world in which the bot was started on Thursday morning."""
    world.at("2026-01-08T10:00")
    begin_command_test(world.bot.services)
    world.tick()
    world.settle()
    return world


def told(world: World) -> list[str]:
    """Return what Nadia of the programme office is told about the command."""
    nadia = world.person("nadia")
    return [nadia.reads(each) for each in nadia.dm() if "/flag" in nadia.reads(each) and not each.ephemeral_to]


def test_the_administrators_are_asked_once_to_type_the_command(started: World) -> None:
    begin_command_test(started.bot.services)
    started.live_until("2026-01-09T12:00")

    [ask] = told(started)
    assert ASK in ask
    assert "FLAG_COMMAND" in ask
    assert "type /flag" not in reads_all(started.person("elena"), started.person("elena").dm())


def test_the_first_command_passes_it_and_the_message_says_so(started: World) -> None:
    started.person("nadia").slash("/flag")

    started.live_until("2026-01-14T12:00")

    assert told(started) == [PASSED]


def test_a_warning_comes_once_when_no_command_arrived_within_two_working_days(started: World) -> None:
    started.live_until("2026-01-12T09:30")
    before = len(told(started))
    started.live_until("2026-01-20T12:00")

    assert before == 1
    assert [DOUBT in each for each in told(started)] == [False, True]


def test_a_late_command_takes_the_warning_back(started: World) -> None:
    started.live_until("2026-01-13T12:00")

    started.person("jonas").slash("/flag")
    started.tick()
    started.settle()

    assert told(started) == [PASSED, PASSED]


def test_what_is_told_in_confidence_does_not_count_as_it_leaves_no_trace(started: World) -> None:
    started.person("wei").slash("/flag", "confidential")

    started.tick()
    started.settle()

    assert ASK in told(started)[0]


def test_where_commands_have_arrived_before_nobody_is_asked(world: World) -> None:
    world.at("2026-01-08T10:00")
    world.person("jonas").slash("/flag", "The supplier slips", channel="#payments")

    begin_command_test(world.bot.services)
    world.live_until("2026-01-14T12:00")

    assert told(world) == []


def test_commands_that_an_older_release_noted_without_their_name_count(world: World) -> None:
    world.at("2026-01-08T10:00")
    with world.bot.services.transaction() as session:
        inbox.is_first(session, "command:some-trigger", now=world.bot.services.now())

    begin_command_test(world.bot.services)
    world.live_until("2026-01-14T12:00")

    assert told(world) == []


def test_another_name_is_tested_anew(started: World) -> None:
    started.person("nadia").slash("/flag")
    renamed = replace(started.bot.services, flag_command="/risk")

    begin_command_test(renamed)
    watch_command(renamed)
    started.settle()

    nadia = started.person("nadia")
    assert "Please type /risk once" in reads_all(nadia, nadia.dm())


def test_nobody_is_asked_at_night(world: World) -> None:
    world.at("2026-01-08T22:00")
    begin_command_test(world.bot.services)

    world.tick()
    world.settle()

    assert told(world) == []


def test_the_doctor_tells_whether_this_command_has_arrived(started: World) -> None:
    now, workspace = started.bot.services.now(), started.bot.services.workspace
    started.person("nadia").slash("/flag")

    found = {
        name: [
            each
            for each in check_work(started.database, workspace, {"FLAG_COMMAND": name}, now=now)
            if each.subject == "command"
        ]
        for name in ("/flag", "/risk")
    }

    assert "/flag last reached the bot on 2026-01-08" in found["/flag"][0].words
    assert "no /risk is noted here" in found["/risk"][0].words
