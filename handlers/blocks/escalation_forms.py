"""Draws the form with which somebody takes an escalation up: the next step and its date."""

from datetime import date

from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.forms import Field, date_input, modal, text_input
from handlers.blocks.prose import bold, paragraph, sentence
from handlers.blocks.words import say_date
from rituals.dependencies import Dependency
from rituals.escalations import Escalation
from rituals.ids import FormId

STEP = "step"
STEP_ON = "step_on"
STEP_LIMIT = 500


def acknowledge_form(escalation: Escalation, dependency: Dependency, form: FormId, *, today: date) -> View:
    """Draw the form; the date that stands in it to begin with is today."""
    what_it_does = "The climb stops until that date. If it passes without an end, the climb begins again."
    return modal(
        ids.ESCALATION_ACKNOWLEDGE_FORM,
        f"Acknowledge {escalation.id}",
        [
            paragraph(sentence(bold(dependency.deliverable)), sentence(what_it_does)),
            text_input(Field(name=STEP, label="The next step"), multiline=True, max_length=STEP_LIMIT),
            date_input(
                Field(
                    name=STEP_ON,
                    label="Done by",
                    hint=f"At the latest on {say_date(escalation.decide_by)}, when the decision is due.",
                ),
                initial=today,
            ),
        ],
        form,
        submit="Acknowledge",
    )
