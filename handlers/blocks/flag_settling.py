"""Draws what is asked and said once a flag is answered: what became of it, and whether its raiser is named."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers.blocks.flag_about import BECAME, HEADLINE_LIMIT, MEANS, About, draw_answer, draw_disposition, say_heading
from handlers.blocks.flag_answer_form import ANSWER_LIMIT, SHOWN_LIMIT
from handlers.blocks.flag_cards import draw_settle_button
from handlers.blocks.forms import Choice, Field, modal, radio_input, text_input
from handlers.blocks.ids import (
    FLAG_DISPOSITION,
    FLAG_DISPOSITION_NOTE,
    FLAG_LED_TO,
    FLAG_NAME_ME,
    FLAG_NOT_BY_NAME,
    FLAG_SETTLE_FORM,
)
from handlers.blocks.prose import Card, bold, button, buttons, header, italic, paragraph, person, say, sentence, small
from handlers.blocks.words import clip, count, say_moment, say_money
from rituals.courtesy import zone_of
from rituals.dispositions import DispositionReminder, DispositionReminderKind, value_at_risk
from rituals.flags import Disposition, Flag
from rituals.good_catches import lead_days, led_to_action
from rituals.ids import FormId
from rituals.people import Person
from rituals.program import Program

NAMED = 3


def draw_settle_form(form: FormId, flag: Flag, program: Program) -> View:
    """Draw the form that asks what became of a flag."""
    about = About.of(flag, program)
    blocks: list[Block] = [
        paragraph(sentence(bold(f"Flag {flag.id}: "), clip(flag.what, SHOWN_LIMIT))),
        draw_answer(about),
        radio_input(
            Field(name=FLAG_DISPOSITION, label="What became of it?"),
            [Choice(each.value, f"{BECAME[each]}: {MEANS[each]}") for each in Disposition],
        ),
        text_input(
            Field(
                name=FLAG_DISPOSITION_NOTE,
                label="How, or why?",
                hint="Needed for accepted and mitigated. Whoever raised the flag reads it.",
                optional=True,
            ),
            multiline=True,
            max_length=ANSWER_LIMIT,
        ),
        text_input(
            Field(
                name=FLAG_LED_TO,
                label="What was done because of the flag?",
                hint="Whoever raised it is thanked with these words.",
                placeholder="A second supplier has signed",
                optional=True,
            ),
            multiline=True,
            max_length=ANSWER_LIMIT,
        ),
    ]
    return modal(FLAG_SETTLE_FORM, "What became of it?", blocks, form, submit="Record it")


def say_over_limit(flag: Flag, program: Program, who: Sequence[Person]) -> str:
    """Say that the risk is worth more than somebody may accept, and who could."""
    worth = say_money(value_at_risk(flag, program), program.currency)
    if not who:
        return (
            f"{worth} are at stake, and nobody's limit covers that. Choose another, or ask whoever keeps the program "
            "file to set an acceptance_limit."
        )
    names = " or ".join(each.name for each in who[:NAMED])
    return f"{worth} are at stake, more than you may accept. {names} can. Choose another, or ask them to record it."


def draw_settled_for_raiser(flag: Flag, program: Program, *, asks_for_name: bool) -> Card:
    """Tell the raiser what became of their flag; of a good catch ask whether they are thanked by name."""
    about = About.of(flag, program)
    word = BECAME[flag.disposition].lower() if flag.disposition else "settled"
    text = f"Your flag {flag.id} on {about.initiative.name} is {word}."
    if flag.led_to:
        text = f"Your flag {flag.id} on {about.initiative.name} led to: {clip(flag.led_to, HEADLINE_LIMIT)}"
    blocks: list[Block] = [
        say(bold(f"Your flag {flag.id}: "), italic(clip(flag.what, HEADLINE_LIMIT))),
        *draw_disposition(about),
    ]
    if led_to_action(flag):
        days = lead_days(flag, raised_on=about.raised_on, calendar=program.cadence.calendar())
        blocks.append(say(f"It came {count(days, 'working day')} ahead, and something was done. Thank you."))
    if asks_for_name:
        blocks += [
            say("The leaders' digest thanks for good catches. May it thank you by name?"),
            buttons(
                button("Yes, by name", FLAG_NAME_ME, flag.id),
                button("No, without my name", FLAG_NOT_BY_NAME, flag.id),
            ),
        ]
    return Card(text, tuple(blocks))


def draw_named(flag: Flag, program: Program) -> Card:
    """Draw the same message once its question is answered."""
    card = draw_settled_for_raiser(flag, program, asks_for_name=False)
    word = "You are thanked by name." if flag.may_be_named else "You are thanked without your name."
    return Card(card.text, (*card.blocks, small(f"{word} Only the digest says so, once.")))


def draw_disposition_reminder(reminder: DispositionReminder, program: Program) -> Card:
    """Draw the reminder that nobody has said what became of a flag."""
    flag = reminder.flag
    about = About.of(flag, program)
    reader = program.people[reminder.recipient]
    by = say_moment(flag.disposition_by, zone_of(reader, program.cadence)) if flag.disposition_by else "now"
    match reminder.kind:
        case DispositionReminderKind.DUE:
            text = f"What became of flag {flag.id} on {about.initiative.name}? That was to be said by {by}."
            action: list[Block] = [buttons(draw_settle_button(flag))]
        case DispositionReminderKind.OVERDUE:
            text = f"Nobody has said yet what became of flag {flag.id} on {about.initiative.name}; it was due by {by}."
            action = [say("It is with ", person(about.answer_owner), ". Please help it to be said.")]
    what = paragraph(sentence(bold(clip(flag.what, SHOWN_LIMIT))))
    return Card(text, (header(say_heading(about)), say(text), what, draw_answer(about), *action))


def draw_settled_reminder(flag: Flag, program: Program) -> Card:
    """Draw what a reminder reads like once it is said what became of the flag."""
    about = About.of(flag, program)
    text = f"It is said what became of flag {flag.id} on {about.initiative.name}."
    return Card(text, (header(say_heading(about)), *draw_disposition(about)))
