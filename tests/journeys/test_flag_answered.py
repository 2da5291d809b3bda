"""The answer a flag is owed: asked for, given once, told to everybody it concerns, and reminded of."""

from typing import Any

import pytest

from rituals.flags import FlagAnswerKind, FlagStatus
from tests.journeys.flag_kit import HELP, flag, raise_flag, reads_all
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


@pytest.fixture
def raised(world: World) -> World:
    """A world in which Jonas has raised F-1 on Thursday morning, and Paula owes the answer by Monday evening."""
    world.at("2026-01-08T14:00")
    raise_flag(world)
    return world


@pytest.mark.parametrize(
    ("button", "fields", "kind", "shown"),
    [
        pytest.param(
            "Help", HELP, FlagAnswerKind.HELP, ["Help is given by @paula", "From Paula, by Fri 16 Jan 2026."], id="help"
        ),
        pytest.param(
            "Decide",
            {"What is decided?": "We buy from two", "Why?": "One may slip"},
            FlagAnswerKind.DECIDE,
            ["It is decided by @paula", "We buy from two", "Because: One may slip"],
            id="decide",
        ),
        pytest.param(
            "Accept in my name",
            {"Why is the risk acceptable?": "A week is bearable"},
            FlagAnswerKind.ACCEPT,
            ["The risk is accepted by @paula", "A week is bearable", "Accepted in the name of Paula Reyes."],
            id="accept",
        ),
    ],
)
def test_the_answer_reaches_the_card_its_thread_the_raiser_and_the_leader(
    raised: World, button: str, fields: dict[str, Any], kind: FlagAnswerKind, shown: list[str]
) -> None:
    paula, jonas, maya = raised.person("paula"), raised.person("jonas"), raised.person("maya")
    paula.press(button)
    paula.fill(fields)

    submission = paula.submit()
    raised.settle()

    assert submission.closed
    assert (flag(raised).status, flag(raised).answer_kind) == (FlagStatus.ANSWERED, kind)
    [card] = maya.messages("#payments")
    for reader, place in ((maya, [card]), (maya, maya.thread(card)[1:]), (jonas, jonas.dm()[1:]), (paula, paula.dm())):
        read = reads_all(reader, place)
        assert [words for words in shown if words not in read] == []
    assert paula.buttons(paula.dm()[0]) == ["What became of it?"]


def test_accepting_says_beforehand_that_it_is_in_ones_name(raised: World) -> None:
    paula = raised.person("paula")

    reply = paula.press("Accept in my name")

    assert reply.view is not None
    assert "in your name: accepted by Paula Reyes" in paula.reads(reply.view)


def test_a_second_answer_is_told_of_the_first_and_changes_nothing(raised: World) -> None:
    paula, omar = raised.person("paula"), raised.person("omar")
    paula.press("Help")
    paula.fill(HELP)
    payload = raised.sandbox.desk.payloads.actions_on_message(
        omar.user, paula.dm()[0], {"type": "button", "action_id": "flag.decide", "value": "F-1"}, {}
    )
    raised.sandbox.door.send_again(payload, kind="interactive")
    paula.submit()
    omar.fill({"What is decided?": "We stop", "Why?": "Enough"})

    submission = omar.submit()

    assert submission.view is not None
    assert "already answered by Paula Reyes on 8 Jan 2026" in omar.reads(submission.view)
    assert flag(raised).answered_by == "paula"


def test_an_old_button_tells_of_the_answer(raised: World) -> None:
    paula = raised.person("paula")
    before = paula.dm()[0]
    paula.press("Help")
    paula.fill(HELP)
    paula.submit()

    reply = paula.press("Decide", before)

    assert "already answered by Paula Reyes" in reply.text
    assert paula.view is None


def test_the_leader_is_reminded_once_at_half_time(raised: World) -> None:
    raised.live_until("2026-01-12T12:00")

    paula = raised.person("paula")
    reminders = [message for message in paula.dm() if "Half of the time for this answer" in paula.reads(message)]
    assert len(reminders) == 1
    assert paula.buttons(reminders[0]) == ["Help", "Decide", "Accept in my name"]


def test_the_manager_is_told_once_when_the_answer_is_overdue_and_never_at_night(raised: World) -> None:
    omar = raised.person("omar")
    raised.live_until("2026-01-13T06:30")
    at_night = reads_all(omar, omar.dm())
    raised.live_until("2026-01-14T12:00")

    told = [omar.reads(message) for message in omar.dm() if "F-1" in omar.reads(message)]

    # It was due at ten in the evening in London, where Omar is.
    assert "F-1" not in at_night
    assert len(told) == 1
    assert "has waited for its answer since Mon 12 Jan, 22:00" in told[0]


def test_reminders_come_once_after_a_week_off(raised: World) -> None:
    raised.at("2026-01-19T15:00")

    raised.tick()
    raised.tick()

    paula, omar = raised.person("paula"), raised.person("omar")
    assert len([message for message in paula.dm() if "Half of the time" in paula.reads(message)]) == 1
    assert len([message for message in omar.dm() if "has waited" in omar.reads(message)]) == 1


def test_an_answered_flag_is_not_reminded_of_and_its_reminder_loses_its_buttons(raised: World) -> None:
    paula, omar = raised.person("paula"), raised.person("omar")
    raised.live_until("2026-01-12T12:00")
    [reminder] = [message for message in paula.dm() if "Half of the time" in paula.reads(message)]
    paula.press("Help", reminder)
    paula.fill(HELP)
    paula.submit()

    raised.live_until("2026-01-14T12:00")

    assert paula.buttons(reminder) == []
    assert "F-1" not in reads_all(omar, omar.dm())
