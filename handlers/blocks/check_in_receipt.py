"""Draws what a check-in came to: the receipt, the call for help, and the question which of two answers counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from slack_sdk.models.blocks import Block, RichTextSectionElement
from slack_sdk.models.views import View

from handlers.blocks.check_in_words import SHOWN_LIMIT, fitting, say_number, say_step, short
from handlers.blocks.commitment_lines import commitment_lines, room_taken
from handlers.blocks.date_move_cards import ways_to_ask
from handlers.blocks.date_move_words import say_moved
from handlers.blocks.forms import modal
from handlers.blocks.ids import CHECK_IN_ANSWER, CHECK_IN_CONFIRM_FORM
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import Card, bold, button, buttons, header, italic, paragraph, person, plain, sentence, small
from handlers.blocks.words import HEALTH, HEALTH_SHORT, count, say_date, say_moment
from rituals.asks import find_helper
from rituals.check_ins import CheckIn, Recovery, Update
from rituals.health import Health
from rituals.ids import FormId, InitiativeId
from rituals.program import Initiative, Program
from rituals.prompting import is_late
from rituals.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is told of a stored check-in. `next_on` is when the person is asked again, as words.

    `before` is what those updates said before that were changed.
    """

    check_in: CheckIn
    updates: Sequence[Update]
    recoveries: Mapping[InitiativeId, Recovery]
    notes: Mapping[InitiativeId, str]
    left: int
    next_on: str
    zone: str
    standings: Sequence[Standing] = ()
    before: Mapping[InitiativeId, Update] = field(default_factory=dict)


def receipt_card(receipt: Receipt, program: Program) -> Card:
    """Draw what was stored, what follows from it, and when."""
    check_in = receipt.check_in
    blocks: list[Block] = [header("Recorded, thank you"), plain(_say_when(receipt))]
    promised = commitment_lines(check_in, receipt.standings, program, is_open=not is_late(check_in))
    said = (paragraph(*_lines(each, receipt, program)) for each in receipt.updates)
    late = [program.initiatives[each.initiative] for each in receipt.updates if each.forecast_on > each.committed_on]
    below = [*promised, *ways_to_ask(late[:SHOWN_LIMIT])]
    blocks += fitting(said, len(receipt.updates), taken=room_taken(below))
    blocks += below
    if receipt.left:
        blocks.append(plain(f"{count(receipt.left, 'initiative')} still to answer."))
        blocks.append(buttons(button("Answer the rest", CHECK_IN_ANSWER, check_in.id, style="primary")))
    elif not is_late(check_in):
        blocks.append(buttons(button("Change my answer", CHECK_IN_ANSWER, check_in.id)))
    blocks.append(small(f"Next check-in: {receipt.next_on}."))
    about = count(len(receipt.updates), "initiative")
    return Card(f"Your check-in about {about} is recorded. Next check-in: {receipt.next_on}.", tuple(blocks))


def ask_card(update: Update, program: Program) -> Card:
    """Draw the call for help that goes to whoever can give it, and what it reads once it is taken back."""
    initiative = program.initiatives[update.initiative]
    health = f" is {HEALTH[update.health]}."
    sight = sentence(say_line_of_sight(program, initiative))
    if not update.ask:
        text = f"{initiative.name}{health} No help is asked for any more."
        return Card(text, (paragraph(sentence(text), sight),))
    owner = program.people[update.person]
    is_red = update.health is Health.RED
    return Card(
        f"{initiative.name}{health} Its owner {owner.name} asks for: {update.ask}",
        (
            header(f"Help wanted: {initiative.name}"),
            paragraph(
                sentence(bold(initiative.name), health),
                sentence(person(owner), " asks for: ", italic(update.ask)),
                sentence(f"Why: {update.cause}"),
                sentence(f"Committed {say_date(update.committed_on)} · forecast {say_date(update.forecast_on)}"),
                sight,
            ),
            small(f"Please answer its owner directly.{' It stays red until there is a path back.' if is_red else ''}"),
        ),
    )


def conflict_page(
    form: FormId, stored: Mapping[InitiativeId, Update], typed: Sequence[Update], program: Program
) -> View:
    """Ask which answer counts: the one stored meanwhile, from another form, or the one just sent."""
    intro = "Another answer to this check-in was recorded while this form was open. “Keep mine” replaces it."
    blocks: list[Block] = [plain(intro)]
    for mine in typed:
        recorded = stored.get(mine.initiative)
        lines = [sentence(bold(short(program.initiatives[mine.initiative].name)))]
        if recorded is not None:
            lines.append(sentence("Recorded: ", _say_answer(recorded, program)))
        lines.append(sentence("Yours: ", _say_answer(mine, program)))
        blocks.append(paragraph(*lines))
    return modal(CHECK_IN_CONFIRM_FORM, "Changed meanwhile", blocks, form, submit="Keep mine", close="Keep recorded")


def _say_when(receipt: Receipt) -> str:
    closes = say_moment(receipt.check_in.closes_at, receipt.zone)
    if is_late(receipt.check_in):
        return f"It came after the window had closed on {closes}, and counts from now."
    check_in = receipt.check_in
    is_changed = bool(receipt.before) and check_in.answered_at is not None
    again = f"Changed at {_say_time(receipt)}, version {check_in.revision}. " if is_changed else ""
    return f"{again}You can change it until {closes}."


def _say_time(receipt: Receipt) -> str:
    moment = receipt.check_in.answered_at or receipt.check_in.due_at
    return say_moment(moment, receipt.zone).partition(", ")[2]


def _lines(update: Update, receipt: Receipt, program: Program) -> list[RichTextSectionElement]:
    initiative = program.initiatives[update.initiative]
    lines = [
        sentence(bold(short(initiative.name)), f" · {HEALTH[update.health]}"),
        sentence(_say_answer(update, program)),
    ]
    moves = next((each.moves for each in receipt.standings if each.initiative.id == update.initiative), 0)
    if moves:
        lines.append(sentence(f"The committed date was {say_moved(moves, initiative)}."))
    if update.commitment:
        lines.append(sentence("By next check-in you will: ", italic(short(update.commitment))))
    if update.override_reason:
        derived = f"Your own colour instead of {HEALTH_SHORT[update.derived_health]}: "
        lines.append(sentence(derived, italic(short(update.override_reason))))
    recovery = receipt.recoveries.get(update.initiative)
    if recovery is not None:
        asked = "you" if recovery.owner == update.person else program.people[recovery.owner].name
        lines.append(sentence(f"Recovery: {say_step(recovery)}. I ask {asked} about it on that day."))
    if update.ask:
        lines.append(sentence("You ask for: ", italic(short(update.ask)), f". {_say_ask_goes(initiative, program)}"))
    if update.initiative in receipt.notes:
        lines.append(sentence(receipt.notes[update.initiative]))
    before = receipt.before.get(update.initiative)
    if before is not None and _say_answer(before, program) != _say_answer(update, program):
        lines.append(
            sentence(f"Before, at {say_moment(before.answered_at, receipt.zone)}: ", _say_answer(before, program))
        )
    return lines


def _say_answer(update: Update, program: Program) -> str:
    as_committed = update.forecast_on == update.committed_on
    committed = "as committed" if as_committed else f"committed {say_date(update.committed_on)}"
    said = [f"Forecast {say_date(update.forecast_on)}, {committed}", f"confidence {update.confidence}"]
    metric_id = program.initiatives[update.initiative].metric
    if metric_id is not None and update.metric_value is not None:
        metric = program.metrics[metric_id]
        said.append(f"{metric.name} {say_number(update.metric_value, metric)}")
    if update.must_change:
        said.append(f"must change: {short(update.must_change)}")
    if update.cause_class and update.cause:
        said.append(f"because of {update.cause_class.value}: {short(update.cause)}")
    return " · ".join(said)


def _say_ask_goes(initiative: Initiative, program: Program) -> str:
    helper = find_helper(program, initiative)
    return (
        f"It goes to {program.people[helper].name}." if helper else "It stands in the digest, as nobody else can help."
    )
