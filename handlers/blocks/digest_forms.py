"""Draws the form in which a reader of the digest writes to an owner, and what both of them see of it."""

from enum import Enum

from slack_sdk.models.views import View

from handlers.blocks.forms import Field, modal, text_input
from handlers.blocks.ids import DIGEST_MESSAGE_FORM, DIGEST_MESSAGE_TEXT
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import Card, bold, italic, paragraph, person, sentence
from rituals.ids import FormId
from rituals.people import Person
from rituals.program import Initiative, Program

TEXT_LIMIT = 1_000


class Purpose(Enum):
    """What the reader of a digest writes to an owner for."""

    HELP = "help"
    QUESTION = "question"


_TITLES = {Purpose.HELP: "Offer help", Purpose.QUESTION: "Ask the owner"}
_LABELS = {Purpose.HELP: "What help do you offer, from when?", Purpose.QUESTION: "What do you want to know?"}
_DOES = {Purpose.HELP: "offers help on", Purpose.QUESTION: "asks about"}


def draw_message_form(form: FormId, initiative: Initiative, purpose: Purpose) -> View:
    """Draw the form with its one field."""
    told = sentence(
        bold(initiative.name), ": the owner gets your text by direct message, with your name. You get a copy."
    )
    field = Field(name=DIGEST_MESSAGE_TEXT, label=_LABELS[purpose])
    blocks = [paragraph(told), text_input(field, multiline=True, max_length=TEXT_LIMIT)]
    return modal(DIGEST_MESSAGE_FORM, _TITLES[purpose], blocks, form)


def draw_note(
    text: str, purpose: Purpose, initiative: Initiative, program: Program, *, sender: Person, reader: Person
) -> Card:
    """Draw the direct message to the owner."""
    lines = [
        sentence(person(sender), f" {_DOES[purpose]} ", bold(initiative.name), ":"),
        sentence(italic(text)),
        sentence(say_line_of_sight(program, initiative, reader=reader.id)),
        sentence("Please answer ", person(sender), " directly; what changes the plan belongs into your next check-in."),
    ]
    return Card(f"{sender.name} {_DOES[purpose]} {initiative.name}.", (paragraph(*lines),))


def draw_note_receipt(text: str, initiative: Initiative, program: Program, *, owner: Person) -> Card:
    """Draw the copy for the sender: what was passed on, to whom, and what happens next."""
    lines = [
        sentence("Passed on to ", person(owner), " about ", bold(initiative.name), ":"),
        sentence(italic(text)),
        sentence("The answer comes to you directly, and what changes stands in the next digest."),
        sentence(say_line_of_sight(program, initiative)),
    ]
    return Card(f"Your text about {initiative.name} was passed on to {owner.name}.", (paragraph(*lines),))
