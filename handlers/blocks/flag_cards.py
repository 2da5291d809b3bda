"""Draws a flag for its readers: the team's card, the leader who owes the answer, and the raiser."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.blocks.flag_about import (
    HEADLINE_LIMIT,
    About,
    draw_answer,
    draw_disposition,
    draw_voices,
    say_answered,
    say_heading,
    say_origin,
    say_risk,
    say_standing,
)
from handlers.blocks.ids import FLAG_ACCEPT, FLAG_COMPLETE, FLAG_DECIDE, FLAG_HELP, FLAG_SETTLE
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import (
    Card,
    bold,
    button,
    buttons,
    channel,
    header,
    italic,
    paragraph,
    person,
    say,
    sentence,
)
from handlers.blocks.words import clip, count, say_date
from rituals.dispositions import is_awaited
from rituals.flag_reminders import FlagReminder, ReminderKind
from rituals.flag_voices import FlagVoice
from rituals.flags import Flag, FlagStatus
from rituals.program import Program

_HALF_TIME = "Half of the time for this answer is over."


def draw_team_card(flag: Flag, program: Program, voices: Sequence[FlagVoice] = ()) -> Card:
    """Draw the card for the team that works on the initiative; it names nobody but who answers."""
    about = About.of(flag, program, voices)
    text = (
        f"Flag {flag.id} on {about.initiative.name}: it could hit on {say_date(about.impact_on)}, "
        f"{say_standing(about)}."
    )
    risk = paragraph(*say_risk(about, reader=None))
    return Card(
        text,
        (header(say_heading(about)), risk, *draw_voices(about), draw_answer(about), *draw_disposition(about)),
    )


def draw_ask(flag: Flag, program: Program, voices: Sequence[FlagVoice] = ()) -> Card:
    """Draw the direct message to whoever owes the answer: the three answers there are, then what became of it."""
    about = About.of(flag, program, voices)
    reader = about.answer_owner
    blocks: list[Block] = [
        header(say_heading(about)),
        paragraph(sentence("Raised by ", person(about.raiser), "."), *say_risk(about, reader=reader.id)),
        *draw_voices(about),
    ]
    if flag.status is not FlagStatus.OPEN:
        text = f"Flag {flag.id} on {about.initiative.name}: {say_standing(about)}."
        settling = [buttons(draw_settle_button(flag))] if is_awaited(flag) else []
        return Card(text, (*blocks, draw_answer(about), *draw_disposition(about), *settling))
    text = f"Flag {flag.id} on {about.initiative.name} needs your answer by {about.say_answer_by(reader)}."
    ask = sentence("Please answer by ", bold(about.say_answer_by(reader)), ". Any of the three will do:")
    return Card(
        text,
        (
            *blocks,
            paragraph(ask),
            buttons(
                button("Help", FLAG_HELP, flag.id, style="primary"),
                button("Decide", FLAG_DECIDE, flag.id),
                button("Accept in my name", FLAG_ACCEPT, flag.id),
            ),
        ),
    )


def draw_settle_button(flag: Flag) -> ButtonElement:
    """Draw the button with which somebody says what became of the flag."""
    return button("What became of it?", FLAG_SETTLE, flag.id, style="primary")


def draw_receipt(flag: Flag, program: Program) -> Card:
    """Draw what the raiser is told: what is stored, who answers by when, and what happens next."""
    about = About.of(flag, program)
    by = about.say_answer_by(about.raiser)
    notice = count(about.notice, "working day")
    team = program.teams[about.initiative.team]
    where = channel(team.channel_id) if team.channel_id else team.channel
    lines = [
        sentence("Stored as ", bold(f"flag {flag.id}"), ": ", italic(clip(flag.what, HEADLINE_LIMIT))),
        sentence("It could hit ", bold(about.initiative.name), " on ", bold(say_date(about.impact_on)), "."),
        sentence(say_line_of_sight(program, about.initiative, reader=about.raiser.id)),
        sentence("You gave us ", bold(notice), ". Thank you for saying it."),
        sentence("Next: ", person(about.answer_owner), " owes you an answer by ", bold(by), ", your time."),
        sentence("The card stands in ", where, ". I write to you as soon as the answer is there."),
        *say_origin(flag),
    ]
    text = (
        f"Flag {flag.id} on {about.initiative.name} is stored. {about.answer_owner.name} owes you an answer by {by}. "
        f"You gave us {notice}; thank you."
    )
    return Card(text, (paragraph(*lines),))


def draw_answer_for_raiser(flag: Flag, program: Program) -> Card:
    """Draw the answer for whoever raised the flag."""
    about = About.of(flag, program)
    text = f"Flag {flag.id} on {about.initiative.name} is answered: {say_answered(flag).lower()}."
    thanks = "It came of your flag. Thank you for raising it."
    return Card(
        text,
        (
            say(bold(f"Your flag {flag.id} is answered. ")),
            draw_answer(about),
            *draw_disposition(about),
            say(thanks),
        ),
    )


def draw_answer_reply(flag: Flag, program: Program) -> Card:
    """Draw the answer as the reply in the thread of the team's card."""
    about = About.of(flag, program)
    return Card(f"Flag {flag.id} is answered: {say_answered(flag).lower()}.", (draw_answer(about),))


def draw_draft(flag: Flag, *, form_is_open: bool) -> Card:
    """Draw what is said at once of a draft, to its writer alone; never what it says, others may look on."""
    if form_is_open:
        text = f"Draft {flag.id} is stored. Nobody is told before you send the form; if it closes, complete it here."
    else:
        text = f"Draft {flag.id} is stored. Nobody is told of it before you complete it."
    return Card(text, (say(text), buttons(button("Complete it", FLAG_COMPLETE, flag.id, style="primary"))))


def draw_reminder(reminder: FlagReminder, program: Program) -> Card:
    """Draw the reminder of an answer that is owed, at half time with the buttons."""
    about = About.of(reminder.flag, program)
    reader = program.people[reminder.recipient]
    match reminder.kind:
        case ReminderKind.HALF_TIME:
            ask = draw_ask(reminder.flag, program)
            return Card(f"{_HALF_TIME} {ask.text}", (say(_HALF_TIME), *ask.blocks))
        case ReminderKind.OVERDUE:
            text = (
                f"Flag {reminder.flag.id} on {about.initiative.name} has waited for its answer since "
                f"{about.say_answer_by(reader)}."
            )
            lines = [
                sentence(text),
                *say_risk(about, reader=reader.id),
                sentence("The answer is with ", person(about.answer_owner), ". Please help it to be given."),
            ]
            return Card(text, (header(say_heading(about)), paragraph(*lines)))


def draw_answered_reminder(flag: Flag, program: Program) -> Card:
    """Draw what a reminder reads like once the answer is there; its buttons stand in the leader's own card."""
    about = About.of(flag, program)
    text = f"Flag {flag.id} on {about.initiative.name}: {say_standing(about)}."
    return Card(text, (header(say_heading(about)), paragraph(*say_risk(about, reader=None)), draw_answer(about)))
