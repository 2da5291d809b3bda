"""Draws the form in which a trade-off is decided: the choice and the reason, and below them the options' words."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.escalation_cards import Resolution, draw_outlook, say_option_effects
from handlers.blocks.forms import Choice, Field, date_input, modal, radio_input, text_input
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import bold, paragraph, plain, sentence
from handlers.blocks.words import say_date
from rituals.decisions import TradeOff, TradeOffOption
from rituals.ids import FormId
from rituals.program import Program

LATER_ON = "later_on"
CHOSEN = "chosen"
REASON = "reason"
SUMMARY_LIMIT = 300
REASON_LIMIT = 1_000


def summary_field(number: int) -> str:
    """Return the field that holds the words of an option."""
    return f"summary_{number}"


def decision_form(
    trade_off: TradeOff, options: Sequence[TradeOffOption], resolution: Resolution, program: Program, form: FormId
) -> View:
    """Draw the form; the later date that the provider named stands in it, if there is one."""
    dependency, outlook = resolution.dependency, resolution.outlook
    needed = f", needed by {say_date(dependency.needed_by)}"
    sight = say_line_of_sight(program, program.initiatives[dependency.consumer])
    blocks: list[Block] = [
        paragraph(sentence(bold(trade_off.question)), sentence(dependency.deliverable, needed), sentence(sight)),
        draw_outlook(outlook, program),
        radio_input(Field(name=CHOSEN, label="Your choice"), [_choice(option, program) for option in options]),
        date_input(
            Field(name=LATER_ON, label="The new date, if you choose time", optional=True),
            initial=None if outlook.is_assumed else outlook.delivered_on,
        ),
        text_input(
            Field(name=REASON, label="Why", hint="It stands on the card in every channel."),
            multiline=True,
            max_length=REASON_LIMIT,
        ),
        plain("The options as every card will show them. Change their words if you like."),
        *(block for option in options for block in _option(option, program)),
    ]
    return modal(ids.DECISION_FORM, f"Decide {trade_off.escalation}", blocks, form, submit="Decide")


def _option(option: TradeOffOption, program: Program) -> list[Block]:
    label = f"Option {option.number}: {option.kind.value}"
    words = text_input(
        Field(name=summary_field(option.number), label=label, optional=True),
        initial=option.summary,
        max_length=SUMMARY_LIMIT,
    )
    return [words, paragraph(sentence("Effect: ", say_option_effects(option, program)))]


def _choice(option: TradeOffOption, program: Program) -> Choice:
    return Choice(
        value=str(option.number),
        label=f"Option {option.number}: {option.kind.value}",
        description=f"{option.summary} ({say_option_effects(option, program)})",
    )
