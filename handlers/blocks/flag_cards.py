"""Draws a flag for its readers: the team's card, the leader who owes the answer, and the raiser."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from slack_sdk.models.blocks import Block, RichTextSectionElement

from handlers.blocks.ids import FLAG_ACCEPT, FLAG_COMPLETE, FLAG_DECIDE, FLAG_HELP
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import (
    Card,
    bold,
    button,
    buttons,
    channel,
    header,
    italic,
    link,
    moment,
    paragraph,
    person,
    say,
    sentence,
)
from handlers.blocks.words import clip, count, say_date, say_moment
from rituals.courtesy import today_of, zone_of
from rituals.flag_reminders import FlagReminder, ReminderKind
from rituals.flags import Flag, FlagAnswerKind, is_critical, notice_days
from rituals.ids import PersonId
from rituals.people import Person
from rituals.program import Initiative, Program

QUOTE_LIMIT = 1_500
"""How much of one field a card shows: a phone screen and a half; all of it is kept."""
HEADLINE_LIMIT = 120
ANSWERED = {
    FlagAnswerKind.HELP: "Help is given",
    FlagAnswerKind.DECIDE: "It is decided",
    FlagAnswerKind.ACCEPT: "The risk is accepted",
}
_HALF_TIME = "Half of the time for this answer is over."


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """A complete flag with what its cards name; `notice` counts the working days its raiser gave."""

    flag: Flag
    program: Program
    initiative: Initiative
    raiser: Person
    answer_owner: Person
    answer_by: datetime
    impact_on: date
    raised_on: date
    notice: int

    @classmethod
    def of(cls, flag: Flag, program: Program) -> Self:
        if flag.hits is None or flag.answer_owner is None or flag.answer_by is None or flag.impact_on is None:
            message = f"flag {flag.id} is a draft and has no card"
            raise ValueError(message)
        raiser = program.people[flag.raised_by]
        raised_on = today_of(raiser, program.cadence, now=flag.raised_at)
        return cls(
            flag=flag,
            program=program,
            initiative=program.initiatives[flag.hits],
            raiser=raiser,
            answer_owner=program.people[flag.answer_owner],
            answer_by=flag.answer_by,
            impact_on=flag.impact_on,
            raised_on=raised_on,
            notice=notice_days(flag.impact_on, today=raised_on, calendar=program.cadence.calendar()),
        )

    def say_answer_by(self, reader: Person) -> str:
        """`Mon 12 Jan, 17:00` where the reader is."""
        return say_moment(self.answer_by, zone_of(reader, self.program.cadence))


def draw_team_card(flag: Flag, program: Program) -> Card:
    """Draw the card for the team that works on the initiative; it names nobody but who answers."""
    about = _About.of(flag, program)
    text = (
        f"Flag {flag.id} on {about.initiative.name}: it could hit on {say_date(about.impact_on)}, {_standing(about)}."
    )
    return Card(text, (header(_heading(about)), paragraph(*_risk(about, reader=None)), _answer_line(about)))


def draw_ask(flag: Flag, program: Program) -> Card:
    """Draw the direct message to whoever owes the answer, with the three answers there are."""
    about = _About.of(flag, program)
    reader = about.answer_owner
    text = f"Flag {flag.id} on {about.initiative.name} needs your answer by {about.say_answer_by(reader)}."
    blocks: list[Block] = [
        header(_heading(about)),
        paragraph(sentence("Raised by ", person(about.raiser), "."), *_risk(about, reader=reader.id)),
    ]
    if flag.answer_kind is not None:
        answered = f"Flag {flag.id} on {about.initiative.name} is answered."
        return Card(answered, (*blocks, _answer_line(about)))
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


def draw_receipt(flag: Flag, program: Program) -> Card:
    """Draw what the raiser is told: what is stored, who answers by when, and what happens next."""
    about = _About.of(flag, program)
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
        *_origin(flag),
    ]
    text = (
        f"Flag {flag.id} on {about.initiative.name} is stored. {about.answer_owner.name} owes you an answer by {by}. "
        f"You gave us {notice}; thank you."
    )
    return Card(text, (paragraph(*lines),))


def draw_answer_for_raiser(flag: Flag, program: Program) -> Card:
    """Draw the answer for whoever raised the flag."""
    about = _About.of(flag, program)
    text = f"Flag {flag.id} on {about.initiative.name} is answered: {_answered(flag).lower()}."
    thanks = "It came of your flag. Thank you for raising it."
    return Card(text, (say(bold(f"Your flag {flag.id} is answered. ")), _answer_line(about), say(thanks)))


def draw_answer_reply(flag: Flag, program: Program) -> Card:
    """Draw the answer as the reply in the thread of the team's card."""
    about = _About.of(flag, program)
    return Card(f"Flag {flag.id} is answered: {_answered(flag).lower()}.", (_answer_line(about),))


def draw_draft(flag: Flag, *, form_is_open: bool) -> Card:
    """Draw what is said at once of a draft, to its writer alone; never what it says, others may look on."""
    if form_is_open:
        text = f"Draft {flag.id} is stored. Nobody is told before you send the form; if it closes, complete it here."
    else:
        text = f"Draft {flag.id} is stored. Nobody is told of it before you complete it."
    return Card(text, (say(text), buttons(button("Complete it", FLAG_COMPLETE, flag.id, style="primary"))))


def draw_reminder(reminder: FlagReminder, program: Program) -> Card:
    """Draw the reminder of an answer that is owed, at half time with the buttons."""
    about = _About.of(reminder.flag, program)
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
                *_risk(about, reader=reader.id),
                sentence("The answer is with ", person(about.answer_owner), ". Please help it to be given."),
            ]
            return Card(text, (header(_heading(about)), paragraph(*lines)))


def _heading(about: _About) -> str:
    urgency = ", critical" if is_critical(about.flag, about.program, today=about.raised_on) else ""
    return f"⚑ Flag {about.flag.id}{urgency}: {about.initiative.name}"


def _risk(about: _About, *, reader: PersonId | None) -> list[RichTextSectionElement]:
    flag = about.flag
    chance = flag.chance.value if flag.chance else "not told"
    return [
        sentence(bold(clip(flag.what, QUOTE_LIMIT))),
        sentence(
            "Could hit on ",
            bold(say_date(about.impact_on)),
            f", {count(about.notice, 'working day')} after it was raised.",
        ),
        sentence("Chance: ", bold(chance), "."),
        sentence("Help wanted: ", clip(flag.help_wanted or "none named", QUOTE_LIMIT)),
        sentence(say_line_of_sight(about.program, about.initiative, reader=reader)),
        *_origin(flag),
    ]


def _origin(flag: Flag) -> list[RichTextSectionElement]:
    return [sentence("It comes from ", link(flag.permalink, "this message"), ".")] if flag.permalink else []


def _answer_line(about: _About) -> Block:
    flag = about.flag
    if flag.answered_by is None or flag.answered_at is None:
        return paragraph(sentence("Answer owed by ", person(about.answer_owner), " by ", moment(about.answer_by), "."))
    answered_by = about.program.people[flag.answered_by]
    return paragraph(
        sentence(bold(_answered(flag)), " by ", person(answered_by), ", ", moment(flag.answered_at), "."),
        sentence(italic(clip(flag.answer or "", QUOTE_LIMIT))),
    )


def _answered(flag: Flag) -> str:
    return ANSWERED[flag.answer_kind] if flag.answer_kind else "It is answered"


def _standing(about: _About) -> str:
    if about.flag.answer_kind is not None:
        return _answered(about.flag).lower()
    return f"an answer is owed by {about.answer_owner.name}"
