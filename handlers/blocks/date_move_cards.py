"""Draws what is said of a committed date that is to be moved: the question, its end, and the line for the team."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, Option, PlainTextObject, StaticSelectElement

from handlers.blocks.check_in_words import WAITING_LIMIT
from handlers.blocks.date_move_words import say_moved
from handlers.blocks.forms import MENU_LIMIT, OPTION_LIMIT
from handlers.blocks.ids import DATE_MOVE_APPROVE, DATE_MOVE_ASK, DATE_MOVE_CHOOSE, DATE_MOVE_REFUSE
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import (
    Card,
    bold,
    button,
    buttons,
    header,
    italic,
    paragraph,
    person,
    say,
    sentence,
    small,
)
from handlers.blocks.words import clip, say_date, short
from rituals.date_moves import DateMove, DateMoveStatus
from rituals.dependencies import Dependency
from rituals.program import Initiative, Program
from rituals.standing import Standing

_QUOTED = 300


def question_card(move: DateMove, standing: Standing, program: Program) -> Card:
    """Ask whoever approves: what moves by how much, why, and who waits."""
    initiative, asker = standing.initiative, program.people[move.asked_by]
    lines = [
        sentence(person(asker), " asks to move ", bold(short(initiative.name)), f" {_say_step(move)}."),
        sentence("Why: ", italic(clip(move.reason, _QUOTED))),
        sentence(_say_so_far(standing.moves, initiative)),
    ]
    if standing.last is not None:
        forecast = f"Last forecast: {say_date(standing.last.forecast_on)}, confidence {standing.last.confidence}."
        lines.append(sentence(forecast))
    lines.append(sentence(_say_waiting(standing, program)))
    lines.append(sentence(say_line_of_sight(program, initiative)))
    return Card(
        f"{asker.name} asks to move the committed date of {initiative.name} {_say_step(move)}. Do you approve?",
        (
            header(f"Move a date? {initiative.name}"),
            paragraph(*lines),
            buttons(
                button("Approve", DATE_MOVE_APPROVE, move.id, style="primary"),
                button("Refuse …", DATE_MOVE_REFUSE, move.id),
            ),
            small(f"{move.id} · Until you answer, {say_date(move.from_on)} stays committed."),
        ),
    )


def ended_card(move: DateMove, initiative: Initiative, program: Program, *, moves: int) -> Card:
    """Draw the question once it is over, and what its owner is told then."""
    text = _say_end(move, initiative, program, moves=moves)
    lines = [sentence(bold(short(initiative.name)), f" · {move.id}, {_say_step(move)}"), sentence(text)]
    if move.answer:
        lines.append(sentence("Because: ", italic(clip(move.answer, _QUOTED))))
    return Card(f"{initiative.name}: {text}", (paragraph(*lines),))


def team_card(move: DateMove, initiative: Initiative, program: Program, *, moves: int) -> Card:
    """Draw the one line for the team's channel."""
    approver = program.people[move.answered_by or move.approver].name
    text = f"is committed for {say_date(move.to_on)} now ({say_moved(moves, initiative)}), approved by {approver}."
    block = say(bold(short(initiative.name)), f" {text} Why: ", italic(clip(move.reason, _QUOTED)))
    return Card(f"{initiative.name} {text}", (block,))


def ways_to_ask(late: Sequence[Initiative]) -> list[Block]:
    """Draw the way to another date for each initiative that is forecast later than it is committed."""
    if not late:
        return []
    if len(late) == 1:
        return [buttons(button("Ask to move the date", DATE_MOVE_ASK, late[0].id))]
    menu = StaticSelectElement(
        action_id=DATE_MOVE_CHOOSE,
        placeholder=PlainTextObject(text="Ask to move a date …"),
        options=[
            Option(value=each.id, text=PlainTextObject(text=clip(each.name, OPTION_LIMIT)))
            for each in late[:MENU_LIMIT]
        ],
    )
    return [ActionsBlock(elements=[menu])]


def _say_step(move: DateMove) -> str:
    return f"from {say_date(move.from_on)} to {say_date(move.to_on)} ({(move.to_on - move.from_on).days:+d} d)"


def _say_so_far(moves: int, initiative: Initiative) -> str:
    baseline = f"Baseline {say_date(initiative.baseline_on)}"
    return f"{baseline}, {say_moved(moves, initiative)} so far." if moves else f"{baseline}, never moved so far."


def _say_waiting(standing: Standing, program: Program) -> str:
    if not standing.outputs:
        return "Nobody has asked for a delivery of it."
    named = [_say_need(each, program) for each in standing.outputs[:WAITING_LIMIT]]
    more = len(standing.outputs) - len(named)
    return f"Waiting on it: {'; '.join(named)}{f'; and {more} more' if more else ''}."


def _say_need(dependency: Dependency, program: Program) -> str:
    consumer, deliverable = program.initiatives[dependency.consumer].name, short(dependency.deliverable)
    return f"{short(consumer)} needs “{deliverable}” by {say_date(dependency.needed_by)}"


def _say_end(move: DateMove, initiative: Initiative, program: Program, *, moves: int) -> str:
    by = program.people[move.answered_by].name if move.answered_by else None
    committed = say_date(initiative.committed_on)
    match move.status:
        case DateMoveStatus.APPROVED:
            return f"Approved by {by}: {say_date(move.to_on)} is committed now, {say_moved(moves, initiative)}."
        case DateMoveStatus.REFUSED:
            return f"Refused by {by}: {committed} stays committed."
        case DateMoveStatus.WITHDRAWN if initiative.committed_on != move.from_on:
            return (
                f"It was to move {say_date(move.from_on)}, and meanwhile {committed} is committed. "
                "Nothing was changed; its owner may ask again."
            )
        case DateMoveStatus.WITHDRAWN:
            return "Its owner has asked for another date instead. Nothing was changed."
        case DateMoveStatus.ASKED:
            return "It waits for an answer."
