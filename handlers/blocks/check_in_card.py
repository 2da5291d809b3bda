"""Draws what is said around a check-in: the weekly card, the reminder, and the card once its window is over."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from handlers.blocks.check_in_words import fitting, lines_about
from handlers.blocks.commitment_lines import commitment_lines, room_taken
from handlers.blocks.ids import CHECK_IN_ANSWER, CHECK_IN_NO_CHANGE
from handlers.blocks.prose import Card, button, buttons, header, paragraph, plain, small
from handlers.blocks.words import count, say_moment
from rituals.check_ins import CheckIn
from rituals.program import Program
from rituals.standing import Standing


def prompt_card(
    check_in: CheckIn, standings: Sequence[Standing], program: Program, *, zone: str, may_repeat: bool
) -> Card:
    """Draw the one card of the week: every initiative of a person, the most endangered first."""
    initiatives = count(len(standings), "initiative")
    by = say_moment(check_in.closes_at, zone)
    blocks: list[Block] = [header(f"Your check-in: {initiatives}"), small(f"Please answer by {by}.")]
    blocks += commitment_lines(check_in, standings, program)
    blocks += _list(check_in, standings, program, taken=room_taken(blocks))
    pressed = [button("Answer", CHECK_IN_ANSWER, check_in.id, style="primary")]
    if may_repeat:
        pressed.append(button("No change", CHECK_IN_NO_CHANGE, check_in.id))
    blocks.append(buttons(*pressed))
    if may_repeat:
        blocks.append(small("“No change” repeats your last dates and numbers, at most twice in a row."))
    return Card(f"Your weekly check-in about {initiatives} is open until {by}.", tuple(blocks))


def reminder_card(check_in: CheckIn, *, initiatives: int, zone: str) -> Card:
    """Draw the one reminder."""
    text = (
        f"Your check-in about {count(initiatives, 'initiative')} is still open. It closes on "
        f"{say_moment(check_in.closes_at, zone)} and takes about two minutes."
    )
    return Card(text, (plain(text), buttons(button("Answer", CHECK_IN_ANSWER, check_in.id, style="primary"))))


def reminder_done_card() -> Card:
    """Draw the reminder once it has been heeded."""
    text = "This check-in is answered. Thank you."
    return Card(text, (plain(text),))


def silent_card(check_in: CheckIn, standings: Sequence[Standing], program: Program, *, zone: str) -> Card:
    """Draw the card after its window: what silence means, and that a late answer still counts."""
    closed = say_moment(check_in.closes_at, zone)
    text = (
        f"Your check-in closed on {closed} without an answer. The digest shows its initiatives as ◻️ grey, not known. "
        "A late answer still counts until your next check-in."
    )
    blocks: list[Block] = [header("Your check-in closed"), plain(text)]
    blocks += _list(check_in, standings, program)
    blocks.append(buttons(button("Answer late", CHECK_IN_ANSWER, check_in.id, style="primary")))
    return Card(text, tuple(blocks))


def _list(check_in: CheckIn, standings: Sequence[Standing], program: Program, *, taken: int = 0) -> list[Block]:
    about = (paragraph(*lines_about(each, program, reader=check_in.person)) for each in standings)
    return fitting(about, len(standings), taken=taken)
