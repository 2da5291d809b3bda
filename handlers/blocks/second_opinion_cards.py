"""Draws the question for a second opinion, which tells nothing of the owner's answer, and both once it is given."""

from datetime import date

from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.forms import Field, modal, number_input, text_input
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import Card, bold, button, buttons, header, paragraph, plain, sentence, small
from handlers.blocks.words import HEALTH, say_date, say_moment, short
from rituals.check_ins import Update
from rituals.commitments import update_id
from rituals.dependencies import Dependency
from rituals.ids import FormId
from rituals.program import Initiative, Program
from rituals.second_opinions import SecondOpinion, gap_between

QUICK = {
    ids.SECOND_OPINION_10: 10,
    ids.SECOND_OPINION_30: 30,
    ids.SECOND_OPINION_50: 50,
    ids.SECOND_OPINION_70: 70,
    ids.SECOND_OPINION_90: 90,
}
"""What each of the quick buttons says."""
CONFIDENCE = "confidence"
REASON = "reason"
REASON_LIMIT = 300


def question_card(
    opinion: SecondOpinion, dependency: Dependency, program: Program, *, ready_on: date, zone: str
) -> Card:
    """Ask somebody who waits for an initiative how sure they are, in one tap."""
    initiative, waiting = program.initiatives[opinion.initiative], program.initiatives[dependency.consumer]
    value = update_id(opinion.check_in, opinion.initiative)
    asked = f"“{short(initiative.name)}” is to be ready on {say_date(ready_on)}."
    need = f"From it you need “{short(dependency.deliverable)}” by {say_date(dependency.needed_by)}."
    quick = (button(f"{sure} %", action_id, value) for action_id, sure in QUICK.items())
    return Card(
        f"{asked} How sure are you that it will be?",
        (
            header(f"How sure are you? {initiative.name}"),
            paragraph(
                sentence(bold(f"{asked} How sure are you that it will be?")),
                sentence(need),
                sentence(say_line_of_sight(program, waiting, reader=opinion.person)),
            ),
            buttons(*quick, button("Other number …", ids.SECOND_OPINION_OTHER, value)),
            small(
                "You are asked before you see what its owner says; both stand here once you have answered. "
                f"It closes by itself on {say_moment(opinion.closes_at, zone)}."
            ),
        ),
    )


def answered_card(opinion: SecondOpinion, update: Update, program: Program) -> Card:
    """Draw both answers side by side, and what follows."""
    initiative = program.initiatives[opinion.initiative]
    gap = gap_between(opinion, update) or 0
    both = f"You: {opinion.confidence} of 100. Its owner: {update.confidence} of 100, {HEALTH[update.health]}."
    follows = (
        f"That is {gap} points apart. Both of you are asked within minutes to settle what makes the difference."
        if gap >= program.policy.opinion_gap
        else "That is close enough: nothing else follows. Thank you."
    )
    name = bold(short(initiative.name))
    ready = f" is forecast for {say_date(update.forecast_on)}."
    block = paragraph(sentence(name, ready), sentence(both), sentence(follows))
    return Card(f"{initiative.name}: {both} {follows}", (block,))


def closed_card(initiative: Initiative) -> Card:
    """Draw the question once its time is over."""
    text = f"The question how sure you are of {short(initiative.name)} has closed. Nothing is missing."
    return Card(text, (plain(text),))


def number_form(form: FormId, initiative: Initiative, *, ready_on: date) -> View:
    """Ask for any number, and for the reason."""
    reason = Field(name=REASON, label="What makes you say so?", hint="Its owner reads this.", optional=True)
    return modal(
        ids.SECOND_OPINION_FORM,
        "How sure are you?",
        [
            paragraph(sentence(bold(short(initiative.name)), f" is to be ready on {say_date(ready_on)}.")),
            number_input(
                Field(name=CONFIDENCE, label="How sure are you, 0 to 100"), minimum=0, maximum=100, decimals=False
            ),
            text_input(reason, max_length=REASON_LIMIT),
        ],
        form,
    )
