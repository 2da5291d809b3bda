"""The words of the command: case, mentions, teams, and what is suggested for a wrong word."""

import pytest

from rituals.commands import (
    Mention,
    NobodyNamedError,
    Order,
    PauseOrder,
    UnknownWordError,
    Verb,
    read_order,
    read_pause,
    suggest,
)
from rituals.ids import SlackUserId
from rituals.pauses import PauseScope

V, S = Verb, PauseScope
MAYA = Mention(SlackUserId("U0MAYA"), "maya")


@pytest.mark.parametrize(
    ("words", "order"),
    [
        pytest.param("", Order(verb=V.MENU), id="nothing"),
        pytest.param("  ", Order(verb=V.MENU), id="blanks"),
        pytest.param("help", Order(verb=V.HELP), id="help"),
        pytest.param("AWAY 3–14 Aug", Order(verb=V.AWAY, rest="3–14 Aug"), id="upper case"),
        pytest.param("away me today", Order(verb=V.AWAY, rest="today"), id="me"),
        pytest.param("away me", Order(verb=V.AWAY), id="me alone"),
        pytest.param("away <@U0MAYA|maya> 3 Aug", Order(verb=V.AWAY, who=MAYA, rest="3 Aug"), id="for somebody"),
        pytest.param("why <@U0MAYA|maya>", Order(verb=V.WHY, who=MAYA), id="why somebody"),
        pytest.param(
            "why <@U0MAYA>", Order(verb=V.WHY, who=Mention(SlackUserId("U0MAYA"), "U0MAYA")), id="without a name"
        ),
        pytest.param(
            "why @maya", Order(verb=V.WHY, who=Mention(None, "maya")), id="a mention that Slack left as typed"
        ),
        pytest.param("why instant payouts", Order(verb=V.WHY, rest="instant payouts"), id="why an initiative"),
        pytest.param("back", Order(verb=V.BACK), id="back"),
        pytest.param("away 3 Aug <@U0MAYA|maya>", Order(verb=V.AWAY, who=MAYA, rest="3 Aug"), id="mentioned last"),
    ],
)
def test_the_first_word_says_what_and_a_mention_says_about_whom(words: str, order: Order):
    assert read_order(words, "/drumbeat") == order


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("awya", "away", id="letters swapped"),
        pytest.param("Pauze", "pause", id="a wrong letter"),
        pytest.param("hlep", "help", id="help"),
        pytest.param("wy", "why", id="a letter missing"),
        pytest.param("vacation", "away", id="another word for it"),
        pytest.param("unpause", "resume", id="the opposite"),
        pytest.param("?", "help", id="a question mark"),
        pytest.param("xyzzy", None, id="like nothing"),
    ],
)
def test_a_wrong_word_gets_a_suggestion(word: str, meant: str | None):
    assert suggest(word) == meant


@pytest.mark.parametrize(
    ("word", "said"),
    [
        pytest.param("awya 3 Aug", "I do not know “awya”. Did you mean “away”?", id="near"),
        pytest.param("xyzzy", "I do not know “xyzzy”. This is what I know:", id="far"),
        pytest.param("x" * 99, f"I do not know “{'x' * 40}”. This is what I know:", id="long"),
    ],
)
def test_an_unknown_word_is_refused_with_the_way_out(word: str, said: str):
    with pytest.raises(UnknownWordError) as refused:
        read_order(word, "/beat")

    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("words", "pause"),
    [
        pytest.param(
            "pause until 2 Mar", PauseOrder(scope=S.PERSON, dates="until 2 Mar"), id="me unless told otherwise"
        ),
        pytest.param("pause me until 2 Mar", PauseOrder(scope=S.PERSON, dates="until 2 Mar"), id="me"),
        pytest.param("pause Me", PauseOrder(scope=S.PERSON), id="without an end"),
        pytest.param("pause all until 2 Jan", PauseOrder(scope=S.PROGRAM, dates="until 2 Jan"), id="all"),
        pytest.param(
            "pause team Launch and Operations until Friday",
            PauseOrder(scope=S.TEAM, dates="Launch and Operations until Friday"),
            id="a team of several words",
        ),
        pytest.param("pause team payments", PauseOrder(scope=S.TEAM, dates="payments"), id="a team without an end"),
        pytest.param(
            "pause <@U0MAYA|maya> for 2 weeks", PauseOrder(scope=S.PERSON, who=MAYA, dates="for 2 weeks"), id="a person"
        ),
        pytest.param("resume team payments", PauseOrder(scope=S.TEAM, dates="payments"), id="go on"),
        pytest.param("resume", PauseOrder(scope=S.PERSON), id="go on with me"),
    ],
)
def test_a_pause_is_for_me_a_team_a_person_or_all(words: str, pause: PauseOrder):
    assert read_pause(read_order(words, "/drumbeat")) == pause


def test_a_team_without_a_name_is_asked_for():
    with pytest.raises(NobodyNamedError, match=r"Which team\? Write for example “/beat pause team payments"):
        read_pause(read_order("pause team", "/beat"))
