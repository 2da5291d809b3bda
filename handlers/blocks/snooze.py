"""Draws how a check-in is put off: the menu under its card, and until when it is."""

from collections.abc import Mapping
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, Option, PlainTextObject, StaticSelectElement

from handlers.blocks.ids import CHECK_IN_SNOOZE
from handlers.blocks.prose import Card, small
from handlers.blocks.words import say_moment
from rituals.check_ins import CheckIn
from rituals.snoozes import Snooze

_LABELS: Mapping[Snooze, str] = {
    Snooze.HOUR: "In 1 hour",
    Snooze.TOMORROW: "Tomorrow morning",
    Snooze.MONDAY: "Monday morning",
}


def with_snooze(card: Card, check_in: CheckIn, ends: Mapping[Snooze, datetime], *, zone: str) -> Card:
    """Add to a card until when it is put off, and what it may be put off to."""
    until = check_in.snoozed_until
    text = card.text if until is None else f"Snoozed until {say_moment(until, zone)}. {card.text}"
    return Card(text, (*card.blocks, *snooze_menu(check_in, ends, zone=zone)))


def snooze_menu(check_in: CheckIn, ends: Mapping[Snooze, datetime], *, zone: str) -> tuple[Block, ...]:
    """Draw until when a check-in is put off, and the menu while there is something to choose."""
    blocks: list[Block] = []
    if check_in.snoozed_until is not None:
        moment = say_moment(check_in.snoozed_until, zone)
        blocks.append(small(f"💤 Snoozed until {moment}. You can answer at any time before."))
    if ends:
        options = [_option(snooze, check_in) for snooze in ends]
        label = PlainTextObject(text="Remind me later")
        menu = StaticSelectElement(action_id=CHECK_IN_SNOOZE, placeholder=label, options=options)
        # Another block id each time, so that the menu does not show the last choice for the next.
        blocks.append(ActionsBlock(elements=[menu], block_id=f"snooze:{check_in.snoozes}"))
    return tuple(blocks)


def _option(snooze: Snooze, check_in: CheckIn) -> Option:
    # No hour: it counts from when it is chosen, which may be a day after it was drawn.
    return Option(value=f"{snooze.value}:{check_in.id}", text=PlainTextObject(text=_LABELS[snooze]))
