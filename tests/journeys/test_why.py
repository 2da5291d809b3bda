"""`/drumbeat why`: when the next message comes, or why none does, for any person and initiative (feature 21)."""

from dataclasses import replace
from datetime import date, time

import pytest

from rituals.ids import InitiativeId
from rituals.policy import Rhythm
from storage.shelves import INITIATIVES
from tests.journeys.check_in_kit import MAYAS_HOUR, answer, ask, green, program, settled
from tests.journeys.command_kit import THURSDAY, drumbeat, said
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


@pytest.fixture
def thursday(world: World) -> World:
    world.at(THURSDAY)
    return world


def test_why_is_about_me(thursday: World) -> None:
    assert said(thursday, "maya", "why").splitlines() == [
        "When I ask you",
        "• Your hour has not come yet.",
        "• Next question: Thu 8 Jan, 09:30, about 1 initiative.",
    ]


def test_of_another_the_time_is_told_in_both_zones(thursday: World) -> None:
    assert said(thursday, "maya", "why @sofia").splitlines() == [
        "When I ask Sofia Marino",
        "• Sofia Marino's hour has not come yet.",
        "• Next question: Thu 8 Jan, 08:30 (their time 09:30), about 2 initiatives.",
    ]


def test_on_another_day_where_they_are_the_day_is_told_too(thursday: World) -> None:
    thursday.load(replace(program(thursday), cadence=replace(program(thursday).cadence, check_in_at=time(19, 30))))

    assert "Fri 9 Jan, 01:30 (their time Thu 8 Jan, 19:30)" in said(thursday, "sofia", "why @ben")


@pytest.mark.parametrize("words", ["why instant payouts", "why instant-payouts", "why INSTANT", "why payouts instant"])
def test_an_initiative_is_named_by_its_id_or_words_of_its_name(thursday: World, words: str) -> None:
    read = said(thursday, "maya", words)

    assert read.startswith("Instant payouts, which I ask you about")
    assert "Next question: Thu 8 Jan, 09:30." in read


def test_of_several_initiatives_one_is_chosen(thursday: World) -> None:
    maya = thursday.person("maya")
    reply = drumbeat(thursday, "maya", "why payout", channel="#payments")

    chosen = maya.press("This one", reply.messages[0], near="Payout insights")

    assert "Several initiatives are like “payout”. Which one do you mean?" in reply.text
    assert chosen.text.startswith("Payout insights for merchants, which I ask Jonas Weber about")


def test_a_person_is_named_by_their_name_too(thursday: World) -> None:
    assert said(thursday, "maya", "why Sofia Marino") == said(thursday, "maya", "why sofia")


@pytest.mark.parametrize("words", ["why nothing of the kind", "why @stan"])
def test_what_is_not_there_is_not_found(thursday: World, words: str) -> None:
    assert "that you can see. It may have been closed or moved." in said(thursday, "maya", words)


def test_an_open_check_in_and_an_answered_one_are_told(thursday: World) -> None:
    ask(thursday, MAYAS_HOUR)
    waiting = said(thursday, "jonas", "why @maya")
    settled(thursday, answer(thursday.person("maya"), green(0)))

    answered = said(thursday, "jonas", "why @maya")

    assert "I have asked Maya Okafor, and the check-in is open until Fri 9 Jan, " in waiting
    assert "Maya Okafor answered on Thu 8 Jan, 10:30 (their time 09:30), so I ask nothing more this week." in answered
    assert "Next question: Thu 15 Jan, 10:30 (their time 09:30), about 1 initiative." in answered


def test_of_who_is_away_others_are_told_only_that_and_who_stands_in(thursday: World) -> None:
    said(thursday, "maya", "away until 20 Jan")

    own, others = said(thursday, "maya", "why"), said(thursday, "jonas", "why @maya")

    assert "You are away until Tue 20 Jan 2026." in own
    assert others.splitlines() == [
        "When I ask Maya Okafor",
        "• Maya Okafor is away.",
        "• Jonas Weber stands in and is asked in the meantime.",
        "• Next question: Thu 22 Jan, 10:30 (their time 09:30), about 1 initiative.",
    ]


def test_what_slack_refused_is_told_with_its_reason(thursday: World) -> None:
    thursday.sandbox.faults.add("chat.postMessage", "error:restricted_action", times=100)

    ask(thursday, MAYAS_HOUR)

    assert "I asked you and could not reach you: Slack says “restricted_action”." in said(thursday, "maya", "why")


def test_a_delivered_initiative_is_asked_about_no_more(thursday: World) -> None:
    with thursday.bot.services.transaction() as session:
        payouts = INITIATIVES.get(session, "instant-payouts")
        INITIATIVES.save(session, replace(payouts, delivered_on=date(2026, 1, 5)))

    assert "was delivered on Mon 5 Jan 2026, so I ask nothing about it." in said(
        thursday, "jonas", "why instant-payouts"
    )
    assert "There is nothing to ask Maya Okafor: they own nothing that is under way." in said(
        thursday, "jonas", "why @maya"
    )


def test_an_initiative_of_another_rhythm_says_when_its_turn_comes(thursday: World) -> None:
    loaded = program(thursday)
    monthly = replace(loaded.initiatives[InitiativeId("instant-payouts")], check_in_every=Rhythm.MONTHLY)
    thursday.load(replace(loaded, initiatives={**loaded.initiatives, monthly.id: monthly}))

    read = said(thursday, "maya", "why instant-payouts")

    assert "Next question: Thu 5 Feb, 09:30." in read
    assert "“Instant payouts” is asked about once a month; its next turn is in the week of Mon 2 Feb 2026." in read
