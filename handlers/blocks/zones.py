"""Draws the notice about people whose time zone nobody tells."""

from collections.abc import Sequence

from handlers.blocks.prose import Card, plain
from handlers.blocks.words import count, short
from rituals.people import Person

NAMES = 20
"""So many are named; of more only their number is told."""


def unknown_zones_card(people: Sequence[Person], zone: str) -> Card:
    """Draw who is asked by the program's own zone because Slack tells none, and what can be done."""
    names = ", ".join(short(each.name) for each in people[:NAMES])
    more = f" and {count(len(people) - NAMES, 'more person', 'more people')}" if len(people) > NAMES else ""
    text = (
        f"Slack does not tell the time zone of {names}{more}. When to ask them I take from the program's own, {zone}. "
        "Each can set theirs in Slack under Preferences, Language & region; I look again within the hour."
    )
    return Card(text, (plain(text),))
