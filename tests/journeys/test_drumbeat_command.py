"""`/drumbeat`: the menu, the help, a wrong word, and that nobody else sees any of it."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from rituals.audit import AuditEntry
from sandbox.door import COMMAND, INTERACTION
from storage.shelves import AUDIT
from tests.journeys.check_in_kit import MAYAS_HOUR, answer, ask, green, program, settled
from tests.journeys.command_kit import THURSDAY, absences, days, drumbeat, said
from tests.journeys.flag_kit import fill, flags_of
from tests.journeys.test_home import without
from tests.places import EXAMPLES
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

REFUSED = "I do not find you among them"


@pytest.fixture
def thursday(world: World) -> World:
    world.at(THURSDAY)
    return world


def audited(world: World, action: str) -> list[AuditEntry]:
    with world.bot.services.reading() as session:
        return list(AUDIT.find(session, AUDIT.c.action == action))


def test_the_menu_says_what_needs_me_and_when_i_am_asked_next(thursday: World) -> None:
    ask(thursday, MAYAS_HOUR)

    reply = drumbeat(thursday, "maya", channel="#payments")

    assert reply.text.startswith("## Needs you\nCheck-in to answer, by Fri 9 Jan 2026: Instant payouts\n[ Answer ]")
    assert "Your next check-in comes Thu 15 Jan, 09:30, about 1 initiative." in reply.text
    assert thursday.person("maya").buttons(reply.messages[0]) == [
        "Answer",
        "Raise a flag",
        "I am away …",
        "Why no message?",
        "Help",
    ]


def test_a_check_in_is_answered_from_the_menu(thursday: World) -> None:
    ask(thursday, MAYAS_HOUR)
    maya = thursday.person("maya")
    reply = drumbeat(thursday, "maya", channel="#payments")

    maya.press("Answer", reply.messages[0])
    maya.fill(green(0))
    settled(thursday, maya.submit())

    assert "Nothing waits for you." in said(thursday, "maya", channel="#payments")


def test_a_flag_is_raised_from_the_menu_with_the_channel_it_was_opened_in(thursday: World) -> None:
    jonas = thursday.person("jonas")
    reply = drumbeat(thursday, "jonas", channel="#payments")

    opened = jonas.press("Raise a flag", reply.messages[0])

    assert opened.view is not None
    assert "Which initiative would it hit?: Payout insights for merchants" in jonas.reads(opened.view)
    fill(jonas, **{"What could happen?": "It slips"})
    assert jonas.submit().closed
    assert list(flags_of(thursday)) == ["F-1"]


def test_the_menus_other_buttons_answer_in_private(thursday: World) -> None:
    jonas = thursday.person("jonas")
    reply = drumbeat(thursday, "jonas", channel="#payments")

    help_told = jonas.press("Help", reply.messages[0])
    why_told = jonas.press("Why no message?", reply.messages[0])

    assert "/drumbeat back: you are here again" in help_told.text
    assert "Next question: Thu 8 Jan, 09:30, about 1 initiative." in why_told.text
    assert thursday.person("maya").messages("#payments") == []


@pytest.mark.parametrize("button", ["menu.help", "menu.why", "menu.away", "menu.flag"])
def test_b14_a_press_in_the_menu_that_comes_again_is_answered_once(thursday: World, button: str) -> None:
    jonas = thursday.person("jonas")
    reply = drumbeat(thursday, "jonas", channel="#payments")
    payload = thursday.sandbox.desk.payloads.actions_on_message(
        jonas.user, reply.messages[0], {"type": "button", "action_id": button, "value": "menu"}, {}
    )

    for _ in range(3):
        thursday.sandbox.door.send_again(payload, kind=INTERACTION)

    answers = len(jonas.messages("#payments")) - len(reply.messages)
    forms = 0 if jonas.view is None else 1
    assert answers + forms == 1


def test_who_owns_nothing_and_needs_nothing_is_told_so(thursday: World) -> None:
    read = said(thursday, "elena")

    assert "Nothing waits for you." in read
    assert "You are not asked for check-ins, as you own nothing that is under way." in read


def test_help_is_at_most_eight_short_lines(thursday: World) -> None:
    lines = said(thursday, "maya", "HELP").splitlines()

    assert len(lines) <= 8
    assert max(len(line) for line in lines) <= 110


def test_a_wrong_word_gets_a_suggestion_and_changes_nothing(thursday: World) -> None:
    assert said(thursday, "maya", "awya today") == "I do not know “awya”. Did you mean “away”?"
    assert absences(thursday) == []
    assert audited(thursday, "refused./drumbeat") == []


def test_a_word_that_is_like_nothing_gets_the_help(thursday: World) -> None:
    read = said(thursday, "maya", "xyzzy")

    assert read.startswith("I do not know “xyzzy”. This is what I know:")
    assert "/drumbeat away 3–14 Aug" in read


def test_a_repeated_request_has_its_effect_once(thursday: World) -> None:
    maya, channel = thursday.person("maya"), thursday.sandbox.workspace.get_channel("#payments")
    payload = thursday.sandbox.desk.payloads.command(maya.user, channel, "/drumbeat", "away today")

    first = thursday.sandbox.door.send_again(payload, kind=COMMAND)
    again = thursday.sandbox.door.send_again(payload, kind=COMMAND, attempt=2, reason="http_timeout")

    assert first.ack is not None
    assert again.ack is not None
    assert "Noted: you are away on Thu 8 Jan 2026" in first.ack.body["text"]
    assert not again.ack.body
    assert len(audited(thursday, "absence.noted")) == 1


def test_nothing_of_it_is_seen_by_others(thursday: World) -> None:
    for words in ("", "away 12–16 Jan", "why @jonas", "why instant payouts", "back"):
        drumbeat(thursday, "maya", words, channel="#payments")
    thursday.settle()

    assert thursday.person("jonas").messages("#payments") == []


@pytest.mark.parametrize("change", [{"is_restricted": True}, {"deleted": True}], ids=["guest", "deactivated"])
@pytest.mark.parametrize("words", ["", "help", "why instant payouts", "away today", "pause me until Friday"])
def test_e3_a_guest_and_somebody_who_left_are_refused(thursday: World, change: dict[str, bool], words: str) -> None:
    maya, channel = thursday.person("maya"), thursday.sandbox.workspace.get_channel("#payments")
    payload = thursday.sandbox.desk.payloads.command(maya.user, channel, "/drumbeat", words)
    thursday.sandbox.change_user("maya", **change)
    thursday.bot.sync_directory()

    delivery = thursday.sandbox.door.send_again(payload, kind=COMMAND)

    assert delivery.ack is not None
    assert REFUSED in delivery.ack.body["text"]
    assert "payouts" not in str(delivery.ack.body)


def test_f3_the_same_id_from_another_workspace_is_nobody(thursday: World) -> None:
    maya, channel = thursday.person("maya"), thursday.sandbox.workspace.get_channel("#payments")
    payload = thursday.sandbox.desk.payloads.command(maya.user, channel, "/drumbeat", "away today")

    delivery = thursday.sandbox.door.send_again({**payload, "team_id": "T0ELSEWHERE"}, kind=COMMAND)

    assert delivery.ack is not None
    assert REFUSED in delivery.ack.body["text"]
    assert days(thursday) == []


def test_who_is_not_in_the_program_is_refused_and_it_is_audited(thursday: World) -> None:
    thursday.load(replace(program(thursday), people=without(program(thursday), "wei")))

    assert REFUSED in said(thursday, "wei", "why @maya")
    assert [each.actor for each in audited(thursday, "refused./drumbeat")] == ["stranger"]


def test_before_a_program_is_loaded_everybody_is_told_so(database_url: str) -> None:
    workspace = yaml.safe_load(Path(EXAMPLES / "fintech_workspace.yaml").read_text())
    with World.open(workspace, database_url=database_url) as world:
        assert "No program is loaded yet" in said(world, "maya", "why")


def test_an_answered_check_in_is_no_need_any_more(thursday: World) -> None:
    ask(thursday, MAYAS_HOUR)
    settled(thursday, answer(thursday.person("maya"), green(0)))

    assert "Nothing waits for you." in said(thursday, "maya")
