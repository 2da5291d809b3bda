"""Pauses, always with an end: for oneself, for a team, for everybody (feature 87)."""

from datetime import UTC, datetime

import pytest

from rituals.pauses import PauseScope
from sandbox.door import INTERACTION
from tests.journeys.command_kit import THURSDAY, dms, drumbeat, pauses, said
from tests.journeys.test_drumbeat_command import audited
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


@pytest.fixture
def thursday(world: World) -> World:
    world.at(THURSDAY)
    return world


def test_the_receipt_says_what_is_held_until_when_and_what_is_not(thursday: World) -> None:
    read = said(thursday, "maya", "pause me until 2 Mar")

    assert read.splitlines() == [
        "Paused: your check-ins until the end of Mon 2 Mar 2026.",
        "• Held: check-ins about 1 initiative, with their reminders.",
        "• Not held: escalations, flags, and answers that somebody waits for.",
        "• It ends by itself; nothing that was due meanwhile is made up for.",
        "[ Go on now ]",
    ]
    [pause] = pauses(thursday)
    assert (pause.id, pause.scope, pause.subject, pause.asked_by) == ("P-1", PauseScope.PERSON, "maya", "maya")
    assert pause.ends_at == datetime(2026, 3, 3, tzinfo=UTC)
    assert [(each.actor, each.subject) for each in audited(thursday, "pause.asked")] == [("maya", "P-1")]


@pytest.mark.parametrize(
    ("who", "words", "says", "scope", "subject"),
    [
        ("maya", "pause until Friday", "your check-ins until the end of Fri 9 Jan", PauseScope.PERSON, "maya"),
        ("maya", "pause Friday", "your check-ins until the end of Fri 9 Jan", PauseScope.PERSON, "maya"),
        ("maya", "pause me next week", "from Mon 12 Jan 2026 until the end of Sun 18", PauseScope.PERSON, "maya"),
        ("nadia", "pause @maya for 2 weeks", "Maya Okafor's check-ins until", PauseScope.PERSON, "maya"),
        ("maya", "pause team payments until Friday", "check-ins of team Payments until", PauseScope.TEAM, "payments"),
        ("jonas", "pause team #payments 2 Mar", "check-ins of team Payments until", PauseScope.TEAM, "payments"),
        ("nadia", "pause team Launch and Operations until Friday", "Launch and Operations", PauseScope.TEAM, "launch"),
        ("nadia", "pause all until 2 Jan 2027", "at most 92 days", None, None),
        ("nadia", "pause all until 2 Feb", "everybody's check-ins until the end of Mon 2 Feb", PauseScope.PROGRAM, ""),
    ],
)
def test_a_pause_is_asked_for_by_those_it_is_up_to(
    thursday: World, who: str, words: str, says: str, scope: PauseScope | None, subject: str | None
) -> None:
    assert says in said(thursday, who, words)
    assert [(each.scope, each.subject) for each in pauses(thursday)] == ([(scope, subject)] if scope else [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("pause me", "A pause always has an end: write for example “/drumbeat pause me until Friday”"),
        ("pause team payments", "“/drumbeat pause team payments until Friday”"),
        ("pause team", "Which team?"),
        ("pause me 3/4", "Write 3 Apr or 4 Mar."),
        ("pause me for 20 weeks", "A pause lasts at most 92 days."),
        ("resume", "That is not paused, and nothing was changed."),
    ],
)
def test_what_is_missing_or_too_much_is_asked_for(thursday: World, words: str, says: str) -> None:
    assert says in said(thursday, "maya", words)
    assert pauses(thursday) == []
    assert audited(thursday, "refused./drumbeat") == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("pause team ledger until Friday", "There is no team “ledger” that you can see."),
        ("pause team nothing until Friday", "There is no team “nothing” that you can see."),
        ("resume team ledger", "There is no team “ledger” that you can see."),
        ("pause all until Friday", "Only an administrator can do that for everybody. Ask Nadia Kowalska."),
    ],
)
def test_others_cannot_and_it_is_audited(thursday: World, words: str, says: str) -> None:
    assert says in said(thursday, "maya", words)
    assert pauses(thursday) == []
    assert len(audited(thursday, "refused./drumbeat")) == 1


def test_a_pause_of_everybody_is_told_to_nobody_and_seen_by_whoever_asks_why(thursday: World) -> None:
    said(thursday, "nadia", "pause all until 2 Feb")

    assert "Everything is paused until Tue 3 Feb, 00:00." in said(thursday, "nadia", "why @maya")
    assert "Next question: Thu 5 Feb, 09:30, about 1 initiative." in said(thursday, "maya", "why")
    assert dms(thursday, "maya") == []


def test_another_pause_of_the_same_takes_its_place(thursday: World) -> None:
    said(thursday, "maya", "pause me until Friday")
    said(thursday, "maya", "pause me until 2 Mar")

    assert [each.id for each in pauses(thursday)] == ["P-2"]


def test_resume_lets_it_go_on_and_says_when_the_next_question_comes(thursday: World) -> None:
    said(thursday, "maya", "pause me until 2 Mar")

    read = said(thursday, "maya", "resume")

    assert read == (
        "It goes on: your check-ins. What was paused until the end of Mon 2 Mar 2026 is no longer. "
        "The next check-in comes Thu 8 Jan, 09:30."
    )
    assert pauses(thursday) == []
    assert [(each.actor, each.subject) for each in audited(thursday, "pause.lifted")] == [("maya", "P-1")]


def test_the_button_lets_it_go_on_once(thursday: World) -> None:
    nadia = thursday.person("nadia")
    reply = drumbeat(thursday, "nadia", "pause all until 2 Feb", channel="#payments")

    first = nadia.press("Go on now", reply.messages[0])
    again = nadia.press("Go on now", reply.messages[0])

    assert "It goes on: everybody's check-ins." in first.text
    assert "That is not paused" in again.text
    assert pauses(thursday) == []


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("nadia", "pause all until 2 Feb"),
        ("maya", "pause me until Friday"),
        ("sofia", "pause team ledger until Friday"),
    ],
)
def test_f4_anothers_pause_cannot_be_lifted_by_its_button(thursday: World, who: str, words: str) -> None:
    reply = drumbeat(thursday, who, words)
    grace = thursday.person("grace")
    payload = thursday.sandbox.desk.payloads.actions_on_message(
        grace.user, reply.messages[0], {"type": "button", "action_id": "pause.lift", "value": "P-1"}, {}
    )

    thursday.sandbox.door.send_again(payload, kind=INTERACTION)

    assert len(pauses(thursday)) == 1
    assert [each.actor for each in audited(thursday, "refused.pause.lift")] == ["grace"]
