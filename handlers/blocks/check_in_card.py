"""Draws what is said around a check-in: the weekly card, the reminder, and the card once its window is over."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, RichTextSectionElement

from handlers.blocks.check_in_words import fitting, lines_about
from handlers.blocks.commitment_lines import commitment_lines, room_taken
from handlers.blocks.ids import CHECK_IN_ANSWER, CHECK_IN_NO_CHANGE
from handlers.blocks.prose import Card, button, buttons, header, paragraph, plain, sentence, small
from handlers.blocks.words import count, say_date, say_moment, short
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.courtesy import zone_of
from rituals.local_time import local_date
from rituals.program import Program
from rituals.standing import Standing
from rituals.whereabouts import away_until


def prompt_card(
    check_in: CheckIn, standings: Sequence[Standing], program: Program, *, zone: str, may_repeat: bool
) -> Card:
    """Draw the one card of the week: every initiative of a person, the most endangered first."""
    initiatives = count(len(standings), "initiative")
    by = say_moment(check_in.closes_at, zone)
    blocks: list[Block] = [header(f"Your check-in: {initiatives}"), small(f"Please answer by {by}.")]
    blocks += commitment_lines(check_in, standings, program)
    blocks += _list(check_in, standings, program, taken=room_taken(blocks))
    pressed = [button("Answer", CHECK_IN_ANSWER, check_in.id, style="primary")]
    if may_repeat:
        pressed.append(button("No change", CHECK_IN_NO_CHANGE, check_in.id))
    blocks.append(buttons(*pressed))
    if may_repeat:
        blocks.append(small("“No change” repeats your last dates and numbers, at most twice in a row."))
    return Card(f"Your weekly check-in about {initiatives} is open until {by}.", tuple(blocks))


def reminder_card(check_in: CheckIn, *, initiatives: int, zone: str) -> Card:
    """Draw a reminder: of a check-in that is open, or of one that closed without an answer."""
    about, moment = f"Your check-in about {count(initiatives, 'initiative')}", say_moment(check_in.closes_at, zone)
    if check_in.status is CheckInStatus.OPEN:
        text = f"{about} is still open. It closes on {moment} and takes about two minutes."
        label = "Answer"
    else:
        text = f"{about} closed on {moment} without an answer. A late answer still counts, and takes about two minutes."
        label = "Answer late"
    return Card(text, (plain(text), buttons(button(label, CHECK_IN_ANSWER, check_in.id, style="primary"))))


def reminder_done_card() -> Card:
    """Draw the reminder once it has been heeded."""
    text = "This check-in is answered. Thank you."
    return Card(text, (plain(text),))


def silent_card(check_in: CheckIn, standings: Sequence[Standing], program: Program, *, zone: str) -> Card:
    """Draw the card after its window: what silence means, and that a late answer still counts."""
    text = (
        f"Your check-in closed on {say_moment(check_in.closes_at, zone)} without an answer. The digest shows its "
        "initiatives as ◻️ grey, not known. A late answer still counts until your next check-in."
    )
    return _closed_card(text, check_in, standings, program)


def excused_card(check_in: CheckIn, standings: Sequence[Standing], program: Program, *, zone: str) -> Card:
    """Draw the card after its window where nobody expected an answer: a pause, or an absence."""
    text = (
        f"Your check-in closed on {say_moment(check_in.closes_at, zone)}. No answer was expected ({check_in.silence}), "
        "and its initiatives stand as they did. If you like, you can still answer until your next check-in."
    )
    return _closed_card(text, check_in, standings, program)


def _closed_card(text: str, check_in: CheckIn, standings: Sequence[Standing], program: Program) -> Card:
    blocks: list[Block] = [header("Your check-in closed"), plain(text)]
    blocks += _list(check_in, standings, program)
    blocks.append(buttons(button("Answer late", CHECK_IN_ANSWER, check_in.id, style="primary")))
    return Card(text, tuple(blocks))


def _list(check_in: CheckIn, standings: Sequence[Standing], program: Program, *, taken: int = 0) -> list[Block]:
    about = (
        paragraph(*lines_about(each, program, reader=check_in.person), *_say_for_whom(check_in, each, program))
        for each in standings
    )
    return fitting(about, len(standings), taken=taken)


def _say_for_whom(check_in: CheckIn, standing: Standing, program: Program) -> list[RichTextSectionElement]:
    """Say whose initiative it is where its owner is not the one asked, and why."""
    owner = program.people.get(standing.initiative.owner)
    if owner is None or owner.id == check_in.person:
        return []
    if not owner.active:
        return [sentence(f"For {short(owner.name)}, who is not here any more.")]
    day = local_date(check_in.due_at, zone_of(owner, program.cadence))
    last_on = away_until(owner.id, program, day=day)
    until = f", who is away until {say_date(last_on)}" if last_on else ""
    return [sentence(f"For {short(owner.name)}{until}.")]
