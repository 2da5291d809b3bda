"""The list of flags and the story of one: what the asker may see, and nobody else reads it."""

import pytest

from rituals.flags import FlagStatus
from storage.shelves import AUDIT
from tests.journeys.flag_kit import HELP, flag, flags_of, raise_flag, reads_all
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


@pytest.fixture
def raised(world: World) -> World:
    """Jonas has raised F-1 on Thursday and keeps the draft F-2; it is Friday."""
    world.at("2026-01-08T14:00")
    raise_flag(world)
    world.person("jonas").slash("/flag", "Salaries may leak", channel="#payments")
    world.person("jonas").close()
    world.at("2026-01-09T09:30")
    return world


def shown(world: World, who: str, words: str) -> str:
    """Return what somebody is shown in answer to the command, in their own conversation with the bot."""
    return world.person(who).slash("/flag", words).text


def test_the_list_shows_mine_first_with_who_owes_what_by_when(raised: World) -> None:
    read = shown(raised, "jonas", "list")

    assert "Yours" in read
    assert (
        "F-1 ▽ not critical: The supplier slips, 1 day ago. Paula Reyes owes the answer by Mon 12 Jan, 23:00." in read
    )
    assert "F-2 □ draft: Salaries may leak, 1 day ago. Complete it, or take it back." in read


def test_to_who_owes_the_answer_it_is_theirs_too(raised: World) -> None:
    read = shown(raised, "paula", "LIST")

    assert "Yours" in read
    assert "You owe the answer by Mon 12 Jan, 17:00." in read


def test_a_team_mate_sees_it_under_the_team_and_a_stranger_to_it_under_others(raised: World) -> None:
    assert "Your teams'\n" in shown(raised, "maya", "list")
    assert "Others\n" in shown(raised, "wei", "list")


@pytest.mark.parametrize("who", ["maya", "wei", "paula", "nadia"])
def test_a_draft_is_shown_to_nobody_else(raised: World, who: str) -> None:
    assert "Salaries" not in shown(raised, who, "list")
    assert shown(raised, who, "f-2") == shown(raised, who, "F-99").replace("F-99", "F-2")


def test_the_list_says_when_there_is_nothing(world: World) -> None:
    world.at("2026-01-08T14:00")

    assert "No flag that you can see waits for anything." in shown(world, "maya", "list")


def test_at_most_twenty_are_listed_and_the_others_counted(world: World) -> None:
    world.at("2026-01-08T14:00")
    for minute in range(23):
        world.at(f"2026-01-08T14:{minute:02}:30")
        world.person("jonas").slash("/flag", f"Risk number {minute}")
        if world.person("jonas").view is not None:
            world.person("jonas").close()

    read = shown(world, "jonas", "list")

    assert read.count("□ draft") == 20
    assert "… and 3 more that are less urgent." in read


def test_a_word_that_is_nearly_list_shows_the_list_and_stores_nothing(raised: World) -> None:
    read = shown(raised, "maya", "lsit")

    assert "I took “lsit” for /flag list, and stored nothing." in read
    assert "F-1" in read
    assert list(flags_of(raised)) == ["F-1", "F-2"]


def test_the_list_is_private_and_tells_nothing_to_the_channel(raised: World) -> None:
    before = len(raised.person("maya").messages("#payments"))

    raised.person("jonas").slash("/flag", "list", channel="#payments")

    assert len(raised.person("maya").messages("#payments")) == before


def test_the_story_of_one_flag_has_the_buttons_that_the_asker_may_press(raised: World) -> None:
    buttons = {}
    for who in ("jonas", "paula", "elena", "wei"):
        person = raised.person(who)
        reply = person.slash("/flag", "f-1")
        buttons[who] = person.buttons(reply.messages[0])
        assert "Flag F-1: Payout insights for merchants" in reply.text
        assert "Answer owed by @paula" in reply.text

    answers = ["Help", "Decide", "Accept in my name"]
    assert buttons == {"jonas": ["Take it back"], "paula": answers, "elena": answers, "wei": []}


def test_the_story_names_the_raiser_to_who_answers_and_to_nobody_else(raised: World) -> None:
    assert "Raised 1 day ago by you." in shown(raised, "jonas", "F-1")
    assert "by Jonas Weber." in shown(raised, "paula", "F-1")
    assert "Raised 1 day ago." in shown(raised, "wei", "F-1")


def test_an_answer_is_given_from_the_story(raised: World) -> None:
    paula = raised.person("paula")
    reply = paula.slash("/flag", "F1")
    paula.press("Help", reply.messages[0])
    paula.fill(HELP)

    paula.submit()

    assert flag(raised).status is FlagStatus.ANSWERED
    assert "Help is given by @paula" in shown(raised, "wei", "F-1")


def test_the_raiser_takes_a_flag_back_and_its_cards_say_so(raised: World) -> None:
    jonas, maya, paula = raised.person("jonas"), raised.person("maya"), raised.person("paula")
    reply = jonas.slash("/flag", "F-1")

    jonas.press("Take it back", reply.messages[0])
    raised.settle()

    assert flag(raised).status is FlagStatus.WITHDRAWN
    for reader, messages in ((maya, maya.messages("#payments")), (paula, paula.dm())):
        assert "It was taken back by whoever raised it." in reads_all(reader, messages)
    assert paula.buttons(paula.dm()[0]) == []
    assert "The supplier slips" not in shown(raised, "paula", "list")
    with raised.bot.services.reading() as session:
        assert AUDIT.find(session, AUDIT.c.subject == "F-1")[-1].action == "flag.withdrawn"


def test_a_flag_that_is_taken_back_is_not_reminded_of(raised: World) -> None:
    jonas = raised.person("jonas")
    jonas.press("Take it back", jonas.slash("/flag", "F-1").messages[0])

    raised.live_until("2026-01-14T12:00")

    assert "F-1" not in reads_all(raised.person("omar"), raised.person("omar").dm())


def test_nobody_takes_back_what_another_raised(raised: World) -> None:
    maya = raised.person("maya")
    payload = raised.sandbox.desk.payloads.actions_on_message(
        maya.user, maya.messages("#payments")[0], {"type": "button", "action_id": "flag.withdraw", "value": "F-1"}, {}
    )

    raised.sandbox.door.send_again(payload, kind="interactive")

    assert flag(raised).status is FlagStatus.OPEN
    assert "There is no flag “F-1” that you can see" in reads_all(maya, maya.messages("#payments"))
