"""Draws the page that offers to join an open flag before a double of it is made."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, RichTextSectionElement
from slack_sdk.models.views import View

from handlers.blocks.flag_about import NOTE_LIMIT, About
from handlers.blocks.forms import Choice, Field, modal, radio_input, text_input
from handlers.blocks.ids import FLAG_ALIKE_CHOICE, FLAG_ALIKE_FORM, FLAG_ALIKE_NOTE
from handlers.blocks.prose import Card, bold, italic, paragraph, person, plain, say, sentence
from handlers.blocks.words import clip, count, say_date
from rituals.courtesy import today_of
from rituals.flag_voices import FlagVoice, count_seers
from rituals.flags import Flag
from rituals.ids import FlagId, FormId
from rituals.people import Person
from rituals.program import Program

ANOTHER = "another"
"""The choice of somebody whose risk is none of those shown."""
ADDED_LIMIT = 1_000
Voices = Mapping[FlagId, Sequence[FlagVoice]]


def draw_doubles(
    form: FormId, flags: Sequence[Flag], voices: Voices, program: Program, *, what: str, reader: Person, now: datetime
) -> View:
    """Draw the flags that seem to tell of the same risk, and the choice between joining one and raising another."""
    shown = [About.of(flag, program, voices.get(flag.id, ())) for flag in flags]
    blocks: list[Block] = [
        plain("Somebody may have raised this already. Your text is kept, and nothing is sent before you choose."),
        *(paragraph(*_lines(each, reader, now=now)) for each in shown),
        radio_input(
            Field(name=FLAG_ALIKE_CHOICE, label="Is it the same risk?"),
            [
                *(Choice(each.flag.id, _say_join(each.flag, reader)) for each in shown),
                Choice(ANOTHER, "It is another risk: raise it"),
            ],
        ),
        text_input(
            Field(
                name=FLAG_ALIKE_NOTE,
                label="What do you add to it?",
                hint="Shown with that flag, without your name. Not used if it is another risk.",
                optional=True,
            ),
            initial=what,
            multiline=True,
            max_length=ADDED_LIMIT,
        ),
    ]
    title = f"This looks like {flags[0].id}" if len(flags) == 1 else "These look alike"
    return modal(FLAG_ALIKE_FORM, title, blocks, form, submit="Send", close="Back")


def draw_joined(flag: Flag, program: Program, voices: Sequence[FlagVoice], *, reader: Person) -> Card:
    """Draw what somebody is told who joined a flag: what it changed, and what happens next."""
    about = About.of(flag, program, voices)
    seen = f"{count(count_seers(flag, voices), 'person sees', 'people see')} this risk now"
    by = about.say_answer_by(reader)
    text = f"Your voice stands with flag {flag.id} on {about.initiative.name}: {seen}."
    lines = [
        sentence(text),
        sentence("Next: ", person(about.answer_owner), " owes an answer by ", bold(by), ", your time."),
        sentence("Thank you for saying it."),
    ]
    return Card(text, (paragraph(*lines),))


def draw_voice_reply(flag: Flag, voices: Sequence[FlagVoice], note: str | None) -> Card:
    """Draw the reply in the thread of the team's card; it names nobody."""
    text = f"{count(count_seers(flag, voices), 'person sees', 'people see')} the risk of flag {flag.id} now."
    return Card(text, (say(text, *((" Added: ", italic(clip(note, NOTE_LIMIT))) if note else ())),))


def say_age(flag: Flag, program: Program, reader: Person, *, now: datetime) -> str:
    """`today`, `3 days ago`: calendar days where the reader is."""
    cadence = program.cadence
    days = (today_of(reader, cadence, now=now) - today_of(reader, cadence, now=flag.raised_at)).days
    return "today" if days <= 0 else f"{count(days, 'day')} ago"


def _lines(about: About, reader: Person, *, now: datetime) -> list[RichTextSectionElement]:
    flag = about.flag
    age = say_age(flag, about.program, reader, now=now)
    seers = count(count_seers(flag, about.voices), "person sees", "people see")
    return [
        sentence(bold(f"{flag.id}: "), italic(clip(flag.what, NOTE_LIMIT))),
        sentence(f"Raised {age}, could hit {about.initiative.name} on {say_date(about.impact_on)}. {seers} it."),
        sentence("Answer owed by ", person(about.answer_owner), " by ", bold(about.say_answer_by(reader)), "."),
    ]


def _say_join(flag: Flag, reader: Person) -> str:
    return f"Add this to my flag {flag.id}" if flag.raised_by == reader.id else f"Add my voice to {flag.id}"
