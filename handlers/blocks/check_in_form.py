"""Draws the first page of the check-in form: what is expected, and what shall happen where that cannot be.

A question about the third initiative of a form is called `forecast-2`: by place, so that nothing else is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, DividerBlock
from slack_sdk.models.views import View

from handlers.blocks.check_in_words import lines_in_form, say_number
from handlers.blocks.forms import Choice, Field, date_input, modal, number_input, radio_input, text_input
from handlers.blocks.ids import CHECK_IN_FORM
from handlers.blocks.prose import paragraph, plain, sentence, small
from handlers.blocks.words import count, say_date
from rituals.answers import Answer, Part
from rituals.commitments import LONGEST
from rituals.feasibility import Obstacle, WayOut
from rituals.ids import FormId
from rituals.program import Metric, Program
from rituals.standing import Standing

TITLE = "Your check-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One initiative on a page: its place in the form, how it stands, and what stands in the fields.

    `number` is what tells it from the others, `3 of 9`; None where it is the only one. `metric` is None, too, where
    the same metric is asked for above.
    """

    place: int
    standing: Standing
    answer: Answer
    metric: Metric | None = None
    obstacle: Obstacle | None = None
    number: str | None = None


def field_name(part: Part, place: int) -> str:
    """Return what a field is called: its block id and its action id."""
    return f"{part.value}-{place}"


def place_of(field: str) -> int:
    """Return which initiative of the form a field is about."""
    return int(field.rpartition("-")[2])


def first_page(
    form: FormId,
    questions: Sequence[Question],
    program: Program,
    *,
    gone: Sequence[str] = (),
    continued_from: str | None = None,
) -> View:
    """Draw the first page; `gone` are the names of initiatives that were taken out of it meanwhile.

    `continued_from` says when a form was opened that was closed half-way, and whose words stand in this one.
    """
    blocks: list[Block] = [plain(_say_gone(gone))] if gone else []
    if continued_from is not None:
        blocks.append(
            small(f"Continued from {continued_from}: what you typed then stands here. Nothing is stored yet.")
        )
    for question in questions:
        if question is not questions[0]:
            blocks.append(DividerBlock())
        blocks += _ask(question, program)
    return modal(CHECK_IN_FORM, TITLE, blocks, form)


def _ask(question: Question, program: Program) -> list[Block]:
    standing, answer, place = question.standing, question.answer, question.place
    committed = say_date(standing.initiative.committed_on)
    blocks: list[Block] = [
        paragraph(*lines_in_form(standing, number=question.number)),
        text_input(
            Field(
                name=field_name(Part.MUST_CHANGE, place),
                label=f"What must change to hit {committed}?",
                hint="Needed where it comes later or you are unsure.",
                optional=True,
            ),
            initial=answer.must_change,
            multiline=True,
        ),
        date_input(Field(name=field_name(Part.FORECAST, place), label="Forecast"), initial=answer.forecast_on),
    ]
    if question.obstacle is not None:
        blocks += _ways_out(question.obstacle, answer, program, place=place)
    if question.metric is not None:
        blocks.append(_metric(question.metric, answer, place=place))
    confidence = Field(name=field_name(Part.CONFIDENCE, place), label="Confidence in this forecast, 0 to 100")
    commitment = Field(name=field_name(Part.COMMITMENT, place), label="By next check-in I will …", optional=True)
    done = Field(name=field_name(Part.DONE, place), label="What did you do?", optional=True)
    blocks.append(number_input(confidence, initial=answer.confidence, minimum=0, maximum=100, decimals=False))
    blocks.append(text_input(commitment, initial=answer.commitment, max_length=LONGEST))
    blocks.append(text_input(done, initial=answer.done, multiline=True))
    return blocks


def _metric(metric: Metric, answer: Answer, *, place: int) -> Block:
    known = [f"target {say_number(metric.target, metric)}"]
    if metric.limit is not None:
        known.append(f"limit {say_number(metric.limit, metric)}")
    field = Field(
        name=field_name(Part.METRIC, place), label=f"{metric.name} ({metric.unit})", hint=", ".join(known).capitalize()
    )
    return number_input(field, initial=answer.metric_value)


def _ways_out(obstacle: Obstacle, answer: Answer, program: Program, *, place: int) -> list[Block]:
    dependency = obstacle.dependency
    provider = program.teams[dependency.provider].name
    lag = f", and {count(dependency.lag_days, 'working day')} to use it" if dependency.lag_days else ""
    earliest = say_date(obstacle.earliest_on)
    why = (
        f"This forecast cannot hold: it waits for “{dependency.deliverable}”, which {provider} promises for "
        f"{say_date(obstacle.arrives_on)}{lag}. The earliest possible date is {earliest}."
    )
    choices = (
        Choice(WayOut.MOVE.name, f"Move my forecast to {earliest}"),
        Choice(WayOut.ASK.name, f"Ask {provider} for an earlier date"),
        Choice(WayOut.RAISE.name, "Raise it for a decision now"),
    )
    field = Field(
        name=field_name(Part.WAY_OUT, place),
        label="What shall happen?",
        hint=f"Until that is settled, {earliest} is stored. Or give a date from then on above.",
        optional=True,
    )
    initial = answer.way_out.name if answer.way_out else None
    return [paragraph(sentence(why)), radio_input(field, choices, initial=initial)]


def _say_gone(names: Sequence[str]) -> str:
    quoted = ", ".join(f"“{name}”" for name in names)
    return f"No longer yours to answer: {quoted}. Nothing was stored yet; please send the rest."
