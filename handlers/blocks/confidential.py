"""Draws everything about a confidential flag: for its reporter, and for the one person who was told."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers.blocks.flag_answer_form import ANSWER_LIMIT, SHOWN_LIMIT
from handlers.blocks.forms import TYPED_LIMIT, Choice, Field, modal, notice, select_input, text_input
from handlers.blocks.ids import (
    CONFIDENTIAL_ANSWER,
    CONFIDENTIAL_ANSWER_FORM,
    CONFIDENTIAL_ANSWER_TEXT,
    CONFIDENTIAL_FORM,
    CONFIDENTIAL_RECIPIENT,
    CONFIDENTIAL_WHAT,
)
from handlers.blocks.prose import Card, bold, button, buttons, header, italic, paragraph, plain, say, sentence, small
from handlers.blocks.words import clip
from rituals.confidential_flags import ConfidentialFlag
from rituals.ids import FormId
from rituals.people import Person

NO_SUCH = "Nothing fits that number and code. Both were shown to you once, when you told it."
_NOBODY_KNOWS = (
    "Only the person you choose reads this. Nobody else does, and nobody is told who wrote it: neither that person, "
    "nor any list, log or export. So say yourself in the text what you want them to know of you."
)


def draw_confidential_form(seed: str, who: Sequence[Person], *, what: str | None) -> View:
    """Draw the form; it stands for nothing that is stored."""
    blocks: list[Block] = [
        plain(_NOBODY_KNOWS),
        select_input(
            Field(name=CONFIDENTIAL_RECIPIENT, label="Who is to know?"),
            [Choice(each.id, each.name) for each in who],
        ),
        text_input(Field(name=CONFIDENTIAL_WHAT, label="What could happen?"), initial=what or None, multiline=True),
    ]
    return modal(CONFIDENTIAL_FORM, "In confidence", blocks, FormId(seed), submit="Tell them")


def draw_told(flag: ConfidentialFlag, recipient: Person, code: str, *, flag_command: str) -> View:
    """Show the reporter the code, once."""
    command = f"{flag_command} {flag.id} {code}"
    blocks: list[Block] = [
        paragraph(
            sentence(f"{recipient.name} is told, by direct message from me."),
            sentence("Your code: ", bold(code)),
            sentence("To read the answer, type: ", bold(command)),
        ),
        small("Write it down now. It is shown this once, and I cannot find it again: I do not know who you are."),
    ]
    return notice("Told in confidence", blocks)


def draw_confidence(flag: ConfidentialFlag) -> Card:
    """Draw the direct message to whoever was told; the notification says nothing of what it is about."""
    asked = f"Somebody told you something in confidence ({flag.id})."
    blocks: list[Block] = [
        header(f"In confidence: {flag.id}"),
        say("Somebody in your program tells you this. I do not know who, and nobody else was told."),
        paragraph(sentence(bold(clip(flag.what, TYPED_LIMIT)))),
    ]
    if flag.answer is None:
        return Card(
            f"{asked} Please answer it.",
            (
                *blocks,
                say("They can read your answer, and nobody else can. Please give one, if only what happens next."),
                buttons(button("Answer", CONFIDENTIAL_ANSWER, flag.id, style="primary")),
            ),
        )
    answered = paragraph(sentence("Your answer: ", italic(clip(flag.answer, ANSWER_LIMIT))))
    return Card(f"{asked} You have answered it.", (*blocks, answered))


def draw_confidential_answer_form(form: FormId, flag: ConfidentialFlag) -> View:
    """Draw the form in which whoever was told answers."""
    blocks: list[Block] = [
        paragraph(sentence(bold(f"{flag.id}: "), clip(flag.what, SHOWN_LIMIT))),
        text_input(
            Field(
                name=CONFIDENTIAL_ANSWER_TEXT,
                label="What do you answer?",
                hint="Whoever told you can read it with their code. Nobody else can.",
            ),
            multiline=True,
            max_length=ANSWER_LIMIT,
        ),
    ]
    return modal(CONFIDENTIAL_ANSWER_FORM, "Answer in confidence", blocks, form, submit="Answer")


def draw_answer_for_reporter(flag: ConfidentialFlag, recipient: Person, *, has_arrived: bool) -> Card:
    """Draw what the right code shows."""
    if flag.answer is not None:
        text = f"{flag.id}: {recipient.name} has answered."
        return Card(text, (say(text), paragraph(sentence(bold(clip(flag.answer, ANSWER_LIMIT))))))
    if not recipient.active:
        text = f"{flag.id}: {recipient.name} is not here any more and has not answered. Please tell somebody else."
    elif has_arrived:
        text = f"{flag.id}: {recipient.name} has your message and has not answered yet. Look again in a day or two."
    else:
        text = f"{flag.id}: your message is on its way to {recipient.name}. Look again later."
    return Card(text, (plain(text),))


def draw_no_such() -> Card:
    """Draw what any other code shows, whether or not there is such a number."""
    return Card(NO_SUCH, (plain(NO_SUCH),))
