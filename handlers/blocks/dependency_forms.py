"""Draws the forms with which a provider offers another date or says no."""

from datetime import date

from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.forms import Field, date_input, modal, number_input, text_input
from handlers.blocks.prose import bold, paragraph, sentence
from handlers.blocks.words import say_date
from rituals.dependencies import Dependency
from rituals.ids import FormId
from rituals.program import Program

OFFERED_ON = "offered_on"
REASON = "reason"
CONFIDENCE = "confidence"
SURE_BY_DEFAULT = 80
REASON_LIMIT = 500


def counter_form(dependency: Dependency, program: Program, form: FormId, *, today: date) -> View:
    """Draw the form for another date; the date that stands, or today if it has passed, is in it to begin with."""
    standing = max(dependency.promised_on or dependency.needed_by, today)
    consumer = program.initiatives[dependency.consumer]
    needed = f"{consumer.name} needs it by {say_date(dependency.needed_by)}."
    return modal(
        ids.DEPENDENCY_COUNTER_FORM,
        "Another date",
        [
            paragraph(sentence(bold(dependency.deliverable)), sentence(needed)),
            date_input(Field(name=OFFERED_ON, label="The date you can promise"), initial=standing),
            text_input(
                Field(name=REASON, label="What makes it that date", hint="The consumer's team reads this."),
                multiline=True,
                max_length=REASON_LIMIT,
            ),
            number_input(
                Field(name=CONFIDENCE, label="How sure are you, 0 to 100"),
                initial=SURE_BY_DEFAULT,
                minimum=0,
                maximum=100,
                decimals=False,
            ),
        ],
        form,
        submit="Offer this date",
    )


def refusal_form(dependency: Dependency, program: Program, form: FormId) -> View:
    """Draw the form that says no."""
    consumer = program.initiatives[dependency.consumer]
    next_step = f"A no opens a joint resolution at once, in your channel and in that of {consumer.name}."
    return modal(
        ids.DEPENDENCY_REFUSAL_FORM,
        "It cannot be done",
        [
            paragraph(sentence(bold(dependency.deliverable)), sentence(next_step)),
            text_input(
                Field(name=REASON, label="What stands in the way", hint="Both teams read this."),
                multiline=True,
                max_length=REASON_LIMIT,
            ),
        ],
        form,
        submit="Say no",
    )
