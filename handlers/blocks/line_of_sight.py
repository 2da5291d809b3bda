"""Says the line of sight: the way from an initiative up to the top goal, and what is at stake."""

from handlers.blocks.words import say_money, short
from rituals.ids import PersonId
from rituals.line_of_sight import line_of_sight
from rituals.program import Initiative, Program


def say_line_of_sight(program: Program, initiative: Initiative, *, reader: PersonId | None = None) -> str:
    """`Maria → Instant payouts → Faster money → Growth, $4 M at stake`; it begins with “you” for the owner."""
    sight = line_of_sight(program, initiative, reader=reader)
    way = " → ".join((short(sight.owner or "you"), *(short(step) for step in sight.steps)))
    return f"{way}, {say_money(sight.value_at_stake, sight.currency)} at stake" if sight.value_at_stake else way
