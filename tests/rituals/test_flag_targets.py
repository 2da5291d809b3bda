"""Which initiative a flag hits: guessed from the channel and the person, and found by words."""

from datetime import date

import pytest

from rituals.flag_targets import find_targets, search_targets
from rituals.ids import InitiativeId, PersonId
from rituals.program import Stage
from tests.rituals.flag_kit import initiative, program

PAYOUTS = initiative("payouts", committed_on=date(2026, 3, 1))
INSIGHTS = initiative("insights", owner="maya", outcome_owner=PersonId("jonas"), committed_on=date(2026, 2, 1))
LEDGER = initiative("ledger-api", team="ledger", owner="omar", committed_on=date(2026, 1, 20))
CLOSED = initiative("old", stage=Stage.CLOSED)
ALL = program(PAYOUTS, INSIGHTS, LEDGER, CLOSED)


@pytest.mark.parametrize(
    ("who", "raised_in", "guess"),
    [
        pytest.param("jonas", "C0PAYMENTS", "payouts", id="of the channel's team, what one owns, before its outcome"),
        pytest.param("jonas", "C0LEDGER", "ledger-api", id="the channel counts more than what one owns"),
        pytest.param("elena", "C0PAYMENTS", "insights", id="none of one's own: the channel's nearest date"),
        pytest.param("maya", "D0MAYA", "insights", id="elsewhere: what one owns"),
        pytest.param("maya", None, "insights", id="nowhere: what one owns"),
        pytest.param("elena", "C0RANDOM", None, id="nothing points to one"),
    ],
)
def test_the_initiative_is_guessed_from_the_channel_and_the_person(who, raised_in, guess):
    assert find_targets(ALL, ALL.people[PersonId(who)], raised_in=raised_in).guess == guess


@pytest.mark.parametrize(
    ("about", "guess"),
    [
        pytest.param("ledger-api", "ledger-api", id="what the thread is about, before channel and person"),
        pytest.param("old", "payouts", id="not what is closed"),
        pytest.param("gone", "payouts", id="not what left the program"),
    ],
)
def test_the_thread_counts_more_than_the_channel(about, guess):
    jonas = ALL.people[PersonId("jonas")]

    assert find_targets(ALL, jonas, raised_in="C0PAYMENTS", about=InitiativeId(about)).guess == guess


def test_the_own_teams_initiatives_come_before_the_others():
    targets = find_targets(ALL, ALL.people[PersonId("jonas")], raised_in=None)

    assert [each.id for each in targets.own_teams] == ["payouts", "insights"]
    assert [each.id for each in targets.others] == ["ledger-api"]


def test_a_lead_sees_the_whole_team_as_theirs():
    targets = find_targets(ALL, ALL.people[PersonId("omar")], raised_in=None)

    assert [each.id for each in targets.own_teams] == ["ledger-api"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("", ["payouts", "insights", "ledger-api"], id="nothing typed: all, the likeliest first"),
        pytest.param("LEDGER", ["ledger-api"], id="in any case"),
        pytest.param("api ledger", ["ledger-api"], id="words in any order"),
        pytest.param("pay", ["payouts"], id="a part of a word"),
        pytest.param("old", [], id="closed ones are not hit"),
    ],
)
def test_initiatives_are_found_by_words(words, found):
    targets = find_targets(ALL, ALL.people[PersonId("jonas")], raised_in=None)

    assert [each.id for each in search_targets(targets, words)] == found
