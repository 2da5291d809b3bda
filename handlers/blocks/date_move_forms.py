"""Draws the forms around a committed date: to ask for another, and to say why it stays."""

from datetime import date

from slack_sdk.models.views import View

from handlers.blocks.date_move_words import say_committed
from handlers.blocks.forms import Field, date_input, modal, notice, text_input
from handlers.blocks.ids import DATE_MOVE_FORM, DATE_MOVE_REFUSAL_FORM
from handlers.blocks.prose import bold, italic, paragraph, plain, sentence
from handlers.blocks.words import clip, say_date, short
from rituals.date_moves import DateMove
from rituals.ids import FormId
from rituals.people import Person
from rituals.program import Initiative

TO_ON = "to_on"
REASON = "reason"
ANSWER = "answer"
REASON_LIMIT = 500
_QUOTED = 300


def ask_form(
    form: FormId,
    initiative: Initiative,
    *,
    moves: int,
    approver: Person,
    forecast_on: date | None,
    waiting: DateMove | None,
) -> View:
    """Ask for the new date and its reason; `waiting` is a wish that this one would replace."""
    lines = [
        sentence(bold(short(initiative.name)), f" · committed {say_committed(moves, initiative)}"),
        sentence(f"{approver.name} approves it or says why not. Until then nothing changes."),
        sentence(f"The baseline, {say_date(initiative.baseline_on)}, stays, and every move stays in sight."),
    ]
    if waiting is not None:
        lines.append(sentence(f"{waiting.id}, to {say_date(waiting.to_on)}, still waits; this one takes its place."))
    return modal(
        DATE_MOVE_FORM,
        "Ask to move the date",
        [
            paragraph(*lines),
            date_input(Field(name=TO_ON, label="New date"), initial=forecast_on),
            text_input(
                Field(name=REASON, label="Why has the date to move?", hint="It stands with the move for good."),
                multiline=True,
                max_length=REASON_LIMIT,
            ),
        ],
        form,
        submit="Ask",
    )


def asked_notice(move: DateMove, approver: Person) -> View:
    """Say what was stored and what happens next."""
    text = (
        f"{move.id} was sent to {approver.name}: from {say_date(move.from_on)} to {say_date(move.to_on)}. I tell you "
        f"here as soon as there is an answer. Until then {say_date(move.from_on)} stays committed."
    )
    return notice("Asked", [plain(text)])


def refusal_form(form: FormId, move: DateMove, initiative: Initiative) -> View:
    """Ask why the date stays."""
    what = f": from {say_date(move.from_on)} to {say_date(move.to_on)}, because: "
    why = Field(name=ANSWER, label="Why does the date stay?", hint="The owner reads this.")
    return modal(
        DATE_MOVE_REFUSAL_FORM,
        "The date stays",
        [
            paragraph(sentence(bold(short(initiative.name)), what, italic(clip(move.reason, _QUOTED)))),
            text_input(why, multiline=True, max_length=REASON_LIMIT),
        ],
        form,
        submit="Refuse",
    )
