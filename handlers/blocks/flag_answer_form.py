"""Draws the three small forms with which a leader answers a flag, and words what was answered."""

from datetime import date

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers.blocks.forms import Field, date_input, modal, text_input
from handlers.blocks.ids import (
    FLAG_ANSWER_FORM,
    FLAG_ANSWER_ON,
    FLAG_ANSWER_TEXT,
    FLAG_ANSWER_WHO,
    FLAG_ANSWER_WHY,
)
from handlers.blocks.prose import bold, italic, paragraph, sentence
from handlers.blocks.words import clip, say_date
from rituals.flags import Flag, FlagAnswerKind
from rituals.ids import FormId
from rituals.people import Person

TITLES = {
    FlagAnswerKind.HELP: "Help with this risk",
    FlagAnswerKind.DECIDE: "Decide about this risk",
    FlagAnswerKind.ACCEPT: "Accept this risk",
}
ANSWER_LIMIT = 1_000
SHOWN_LIMIT = 500


def draw_answer_form(form: FormId, flag: Flag, kind: FlagAnswerKind, leader: Person) -> View:
    """Draw the form for one kind of answer."""
    lines = [sentence(bold(f"Flag {flag.id}: "), clip(flag.what, SHOWN_LIMIT))]
    if flag.help_wanted:
        lines.append(sentence("Help wanted: ", italic(clip(flag.help_wanted, SHOWN_LIMIT))))
    blocks: list[Block] = [paragraph(*lines), *_fields(kind, leader)]
    return modal(FLAG_ANSWER_FORM, TITLES[kind], blocks, form, submit="Answer")


def say_help(what: str, who: str, on: date) -> str:
    """Word the help that is given."""
    return f"{what}\nFrom {who}, by {say_date(on)}."


def say_decision(what: str, why: str) -> str:
    """Word the decision."""
    return f"{what}\nBecause: {why}"


def say_acceptance(why: str, leader: Person) -> str:
    """Word the acceptance, with the name it is given in."""
    return f"{why}\nAccepted in the name of {leader.name}."


def _fields(kind: FlagAnswerKind, leader: Person) -> list[Block]:
    match kind:
        case FlagAnswerKind.HELP:
            return [
                _text(FLAG_ANSWER_TEXT, "What help do you give?"),
                text_input(Field(name=FLAG_ANSWER_WHO, label="Who gives it?"), initial=leader.name, max_length=200),
                date_input(Field(name=FLAG_ANSWER_ON, label="By when?")),
            ]
        case FlagAnswerKind.DECIDE:
            return [_text(FLAG_ANSWER_TEXT, "What is decided?"), _text(FLAG_ANSWER_WHY, "Why?")]
        case FlagAnswerKind.ACCEPT:
            hint = f"It will stand in your name: accepted by {leader.name}."
            return [_text(FLAG_ANSWER_TEXT, "Why is the risk acceptable?", hint=hint)]


def _text(name: str, label: str, *, hint: str | None = None) -> Block:
    return text_input(Field(name=name, label=label, hint=hint), multiline=True, max_length=ANSWER_LIMIT)
