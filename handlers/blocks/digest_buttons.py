"""Draws the buttons of digest lines: each finishes the line it stands beside, or asks about it."""

from slack_sdk.models.blocks import ButtonElement

from handlers.blocks import ids
from handlers.blocks.prose import button
from rituals.digest_lines import (
    ContradictionLine,
    DecisionLine,
    DispositionLine,
    FlagLine,
    Line,
    RedLine,
    SilenceLine,
)
from rituals.ids import InitiativeId


def draw_button(line: Line) -> ButtonElement | None:
    """Draw the one button that stands beside a line, None where there is nothing to press."""
    match line:
        case DecisionLine() if line.escalation is not None:
            return button("Decide", ids.ESCALATION_DECIDE, line.escalation, style="primary")
        case RedLine():
            return draw_offer_help(line.red.initiative)
        case FlagLine():
            return button("Help", ids.FLAG_HELP, line.flag.id)
        case DispositionLine():
            return button("What became of it?", ids.FLAG_SETTLE, line.flag.id)
        case ContradictionLine() | SilenceLine() if line.initiative is not None:
            return draw_ask_owner(line.initiative)
        case _:
            return None


def draw_offer_help(initiative: InitiativeId) -> ButtonElement:
    """Draw the button that offers the owner help."""
    return button("Offer help", ids.DIGEST_OFFER_HELP, initiative)


def draw_ask_owner(initiative: InitiativeId) -> ButtonElement:
    """Draw the button that asks the owner something."""
    return button("Ask owner", ids.DIGEST_ASK_OWNER, initiative)
