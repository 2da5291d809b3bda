"""Draws the second page of the check-in form: what the bot concluded, and why it is so and what leads back."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers.blocks.check_in_form import TITLE, field_name
from handlers.blocks.check_in_words import say_reasons
from handlers.blocks.forms import Choice, Field, date_input, modal, select_input, text_input, user_input
from handlers.blocks.ids import CHECK_IN_DEVIATION_FORM
from handlers.blocks.prose import bold, paragraph, sentence
from handlers.blocks.words import HEALTH_SHORT
from rituals.answers import Deviation, Part
from rituals.asks import find_helper
from rituals.check_ins import CauseClass
from rituals.conclusions import Conclusion
from rituals.health import Health
from rituals.ids import FormId
from rituals.program import Program

_CAUSES = tuple(Choice(each.name, each.value.capitalize()) for each in CauseClass)
_HEALTHS = tuple(Choice(each.name, HEALTH_SHORT[each]) for each in (Health.GREEN, Health.AMBER, Health.RED))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationQuestion:
    """One initiative off its baseline: its place in the form, what was concluded, and what stands in the fields."""

    place: int
    conclusion: Conclusion
    deviation: Deviation


def second_page(form: FormId, questions: Sequence[DeviationQuestion], program: Program) -> View:
    """Draw the second page."""
    blocks: list[Block] = []
    for number, question in enumerate(questions, start=1):
        blocks += _ask(question, program, number=f"{number} of {len(questions)} · " if len(questions) > 1 else "")
    return modal(CHECK_IN_DEVIATION_FORM, TITLE, blocks, form)


def _ask(question: DeviationQuestion, program: Program, *, number: str) -> list[Block]:
    conclusion, deviation, place = question.conclusion, question.deviation, question.place
    initiative = conclusion.standing.initiative
    doer = program.people[deviation.doer].slack_id if deviation.doer else None

    def field(part: Part, label: str, *, hint: str | None = None, optional: bool = False) -> Field:
        return Field(name=field_name(part, place), label=label, hint=hint, optional=optional)

    cause_class = deviation.cause_class.name if deviation.cause_class else None
    health = deviation.health.name if deviation.health else None
    helper = find_helper(program, initiative)
    goes_to = program.people[helper].name if helper else "the digest"
    ask_hint = f"It goes to {goes_to}."
    return [
        paragraph(
            sentence(number, bold(initiative.name), f": {say_reasons(conclusion, program)}."),
            sentence(f"{HEALTH_SHORT[Health.AMBER]} with a step, {HEALTH_SHORT[Health.RED]} without."),
        ),
        select_input(field(Part.CAUSE_CLASS, "Kind of cause"), _CAUSES, initial=cause_class),
        text_input(field(Part.CAUSE, "Cause"), initial=deviation.cause),
        text_input(
            field(Part.CONDITION, "Recovery: if …", optional=True),
            initial=deviation.condition,
        ),
        text_input(field(Part.ACTION, "… then …", optional=True), initial=deviation.action),
        user_input(field(Part.DOER, "Done by", optional=True), initial=doer),
        date_input(
            field(Part.DUE, "On", optional=True),
            initial=deviation.due_on,
        ),
        text_input(
            field(Part.ASK, "Or: no path yet, I ask for …", hint=ask_hint, optional=True), initial=deviation.ask
        ),
        select_input(field(Part.HEALTH, "Another colour?", optional=True), _HEALTHS, initial=health),
        text_input(
            field(Part.OVERRIDE, "Why that colour?", optional=True),
            initial=deviation.override,
        ),
    ]
