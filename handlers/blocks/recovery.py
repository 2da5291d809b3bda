"""Draws the question whether a recovery step was done, its answers, and the form for another step."""

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers.blocks.check_in_words import say_step
from handlers.blocks.forms import Field, date_input, modal, text_input, user_input
from handlers.blocks.ids import RECOVERY_CHANGED, RECOVERY_DONE, RECOVERY_FORM, RECOVERY_NOT_DONE
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import Card, bold, button, buttons, header, paragraph, sentence
from handlers.blocks.words import say_date
from rituals.answers import Part
from rituals.check_ins import Recovery, RecoveryStatus
from rituals.ids import FormId, PersonId
from rituals.program import Program


def question_card(recovery: Recovery, program: Program, *, reader: PersonId) -> Card:
    """Ask on its date whether the step was done."""
    initiative = program.initiatives[recovery.initiative]
    return Card(
        f"A recovery step of {initiative.name} is due: {say_step(recovery)}. Was it done?",
        (
            header(f"Was it done? {initiative.name}"),
            paragraph(
                sentence("Promised: ", bold(say_step(recovery))),
                sentence(say_line_of_sight(program, initiative, reader=reader)),
            ),
            buttons(
                button("Done", RECOVERY_DONE, recovery.id, style="primary"),
                button("Not done", RECOVERY_NOT_DONE, recovery.id),
                button("Changed …", RECOVERY_CHANGED, recovery.id),
            ),
        ),
    )


def answered_card(recovery: Recovery, program: Program, *, successor: Recovery | None = None) -> Card:
    """Draw the question once it is answered: what is stored and what happens next."""
    initiative = program.initiatives[recovery.initiative]
    says = {
        RecoveryStatus.DONE: "Recorded as done, thank you. The next check-in shows whether it helped.",
        RecoveryStatus.MISSED: "Recorded as not done. The deviation is open again, and the next check-in of "
        f"{program.people[initiative.owner].name} asks for a new path.",
        RecoveryStatus.CHANGED: "Recorded as replaced.",
        RecoveryStatus.OPEN: "Still open.",
    }[recovery.status]
    if successor is not None:
        says = (
            f"Recorded as changed: {say_step(successor)}. I ask {program.people[successor.owner].name} about it then."
        )
    block = paragraph(sentence(bold(initiative.name), f" · {say_step(recovery)}"), sentence(says))
    return Card(f"{initiative.name}: {says}", (block,))


def change_form(form: FormId, recovery: Recovery, program: Program) -> View:
    """Ask for the step that takes the place of one that changed."""
    doer = program.people[recovery.owner].slack_id
    blocks: list[Block] = [
        paragraph(sentence(f"Until now, due {say_date(recovery.due_on)}: {say_step(recovery)}.")),
        text_input(Field(name=Part.CONDITION.value, label="If …"), initial=recovery.condition),
        text_input(Field(name=Part.ACTION.value, label="… then …"), initial=recovery.action),
        user_input(Field(name=Part.DOER.value, label="Done by"), initial=doer),
        date_input(Field(name=Part.DUE.value, label="On", hint="I ask then whether it was done.")),
    ]
    return modal(RECOVERY_FORM, "Another step", blocks, form)
