"""Hostile text in everything the bot can draw (FAULTS G1 to G4): within Slack's limits, and calling nobody."""

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.blocks.words import clean
from tests.faults.hostile_cards import draw_everything
from tests.faults.hostile_kit import HAND_MADE, LONGEST_INPUT, faults_of, mentions_of
from tests.faults.hostile_program import MENTIONABLE
from tests.faults.hostile_world import hostile, rotated

ONE_CARD_EACH = 40
"""So many of the hostile strings go into one drawing of everything, each into several of its places."""

anything = (
    st.text() | st.text(alphabet="<>@!#&|*_~`:^\\/ \n\u0301\u200d\u202e👨🏳") | st.sampled_from(list(HAND_MADE.values()))
)
long_text = st.builds(lambda text, times: text[:50] * times, anything, st.integers(1, LONGEST_INPUT))
several_texts = st.lists(anything | long_text, min_size=1, max_size=8)


@given(text=anything)
def test_g4_text_is_stored_composed_and_without_what_cannot_be_seen(text: str) -> None:
    stored = clean(text)

    assert stored == clean(stored)
    assert unicodedata.is_normalized("NFC", stored)
    assert not any(unicodedata.category(each) in {"Cc", "Cs"} for each in stored if each not in "\n\t")
    assert not set(stored) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\r")


def test_g1_to_g4_nothing_that_is_drawn_of_hostile_text_is_refused_or_calls_anybody() -> None:
    for texts in rotated(hostile(), ONE_CARD_EACH):
        assert wrong_with(texts) == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=several_texts)
def test_g1_to_g4_nothing_that_is_drawn_of_any_text_is_refused_or_calls_anybody(texts: list[str]) -> None:
    assert wrong_with(texts) == []


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=several_texts)
def test_g3_ten_thousand_drawings_keep_slacks_limits(texts: list[str]) -> None:
    assert wrong_with(texts) == []


def wrong_with(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Return what Slack would refuse, and mentions of whom the program does not name, with what they stand in."""
    drawn = list(draw_everything(texts))
    refused = [(what, fault) for what, sent in drawn for fault in faults_of(sent)]
    return refused + [(what, each) for what, sent in drawn for each in mentions_of(sent) if each not in MENTIONABLE]
