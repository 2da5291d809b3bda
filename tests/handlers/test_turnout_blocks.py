"""The list for the programme office: one line where nobody is missing, and no line lost where many are."""

import json

import pytest

from handlers.blocks.turnout import turnout_cards
from rituals.turnout import Missing, Turnout


def test_with_nobody_missing_it_is_one_line():
    [card] = turnout_cards(Turnout(cycle="2026-W03", answered=18, missing=()))

    assert card.text == "Check-ins of week 2026-W03: 18 of 18 answered. Nobody is missing."
    assert len(card.blocks) == 1


@pytest.mark.parametrize("number", [1, 40, 3_000])
def test_however_many_are_missing_no_line_is_lost_and_every_message_is_small(number: int):
    missing = tuple(
        Missing(name=f"Person {place:04}", why="no answer within 15 working hours") for place in range(number)
    )

    cards = turnout_cards(Turnout(cycle="2026-W03", answered=1, missing=missing))

    said = "".join(card.to_json() for card in cards)
    assert all(f"Person {place:04}" in said for place in range(number))
    assert max(len(card.blocks) for card in cards) <= 45
    assert max(len(card.to_json()) for card in cards) <= 10_000
    assert all(json.loads(card.to_json()) for card in cards)
    assert cards[0].text == f"Check-ins of week 2026-W03: 1 of {number + 1} answered."


def test_names_are_never_read_as_links_or_mentions():
    [card] = turnout_cards(
        Turnout(cycle="2026-W03", answered=0, missing=(Missing(name="<!here> *x*", why="no answer"),))
    )

    [line] = [block for block in json.loads(card.to_json()) if block["type"] == "rich_text"]
    assert line["elements"][0]["elements"][0]["elements"][0]["text"] == "<!here> *x*"
