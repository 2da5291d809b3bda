"""What cards about a flag have in common: the risk, who sees it, its answer, and what became of it, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from slack_sdk.models.blocks import Block, RichTextSectionElement

from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import bold, italic, link, moment, paragraph, person, sentence
from handlers.blocks.words import clip, count, say_date, say_moment
from rituals.courtesy import today_of, zone_of
from rituals.flag_voices import FlagVoice, count_seers
from rituals.flags import Disposition, Flag, FlagAnswerKind, FlagStatus, is_critical, notice_days
from rituals.ids import PersonId
from rituals.people import Person
from rituals.program import Initiative, Program

QUOTE_LIMIT = 1_500
"""How much of one field a card shows: a phone screen and a half; all of it is kept."""
HEADLINE_LIMIT = 120
NOTE_LIMIT = 300
NOTES_SHOWN = 3
ANSWERED = {
    FlagAnswerKind.HELP: "Help is given",
    FlagAnswerKind.DECIDE: "It is decided",
    FlagAnswerKind.ACCEPT: "The risk is accepted",
}
BECAME: Mapping[Disposition, str] = {
    Disposition.RESOLVED: "Resolved",
    Disposition.OWNED: "Owned",
    Disposition.ACCEPTED: "Accepted",
    Disposition.MITIGATED: "Mitigated",
}
MEANS: Mapping[Disposition, str] = {
    Disposition.RESOLVED: "it cannot happen any more",
    Disposition.OWNED: "somebody looks after it until it is over",
    Disposition.ACCEPTED: "we live with it",
    Disposition.MITIGATED: "it is less likely now, or hurts less",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A complete flag with what its cards name; `notice` counts the working days its raiser gave."""

    flag: Flag
    program: Program
    voices: Sequence[FlagVoice]
    initiative: Initiative
    raiser: Person
    answer_owner: Person
    answer_by: datetime
    impact_on: date
    raised_on: date
    notice: int

    @classmethod
    def of(cls, flag: Flag, program: Program, voices: Sequence[FlagVoice] = ()) -> Self:
        """Look up what the flag names; raises ValueError for a draft."""
        if flag.hits is None or flag.answer_owner is None or flag.answer_by is None or flag.impact_on is None:
            message = f"flag {flag.id} is a draft and has no card"
            raise ValueError(message)
        raiser = program.people[flag.raised_by]
        raised_on = today_of(raiser, program.cadence, now=flag.raised_at)
        return cls(
            flag=flag,
            program=program,
            voices=voices,
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


def say_heading(about: About) -> str:
    """`⚑ Flag F-7, critical: Instant payouts`."""
    urgency = ", critical" if is_critical(about.flag, about.program, today=about.raised_on) else ""
    return f"⚑ Flag {about.flag.id}{urgency}: {about.initiative.name}"


def say_risk(about: About, *, reader: PersonId | None) -> list[RichTextSectionElement]:
    """Say what could happen, when, how likely it is, and what it would hit."""
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
        *say_origin(flag),
    ]


def say_origin(flag: Flag) -> list[RichTextSectionElement]:
    """Link to the message the flag came from, if there is one."""
    return [sentence("It comes from ", link(flag.permalink, "this message"), ".")] if flag.permalink else []


def draw_voices(about: About) -> list[Block]:
    """Draw how many people see the risk and what the last of them added, without their names."""
    seers = count_seers(about.flag, about.voices)
    if not about.voices:
        return []
    ordered = sorted(about.voices, key=lambda voice: voice.said_at)
    notes = [voice.note for voice in ordered if voice.note is not None][-NOTES_SHOWN:]
    lines = [sentence("Added: ", italic(clip(note, NOTE_LIMIT))) for note in notes]
    head = sentence(bold(f"{count(seers, 'person sees', 'people see')} this risk."))
    return [paragraph(head, *lines)]


def draw_answer(about: About) -> Block:
    """Draw the answer, or who owes it by when."""
    flag = about.flag
    if flag.status is FlagStatus.WITHDRAWN:
        return paragraph(sentence("It was taken back by whoever raised it. No answer is owed any more."))
    if flag.answered_by is None or flag.answered_at is None:
        return paragraph(sentence("Answer owed by ", person(about.answer_owner), " by ", moment(about.answer_by), "."))
    answered_by = about.program.people[flag.answered_by]
    return paragraph(
        sentence(bold(say_answered(flag)), " by ", person(answered_by), ", ", moment(flag.answered_at), "."),
        sentence(italic(clip(flag.answer or "", QUOTE_LIMIT))),
    )


def draw_disposition(about: About) -> list[Block]:
    """Draw what became of the risk, or by when that is to be said."""
    flag = about.flag
    if flag.disposition is None or flag.disposed_by is None or flag.disposed_at is None:
        if flag.disposition_by is None:
            return []
        by = moment(flag.disposition_by)
        return [paragraph(sentence("Next: ", person(about.answer_owner), " says what became of it, by ", by, "."))]
    who = person(about.program.people[flag.disposed_by])
    lines = [
        sentence(
            bold(BECAME[flag.disposition]),
            f": {MEANS[flag.disposition]}. Said by ",
            who,
            ", ",
            moment(flag.disposed_at),
            ".",
        )
    ]
    if flag.disposition_note and flag.disposition_note != flag.answer:
        lines.append(sentence(italic(clip(flag.disposition_note, QUOTE_LIMIT))))
    if flag.led_to:
        lines.append(sentence("It led to: ", italic(clip(flag.led_to, QUOTE_LIMIT))))
    return [paragraph(*lines)]


def say_answered(flag: Flag) -> str:
    """`Help is given`."""
    return ANSWERED[flag.answer_kind] if flag.answer_kind else "It is answered"


def say_standing(about: About) -> str:
    """Say in half a sentence how far the flag has come."""
    flag = about.flag
    if flag.status is FlagStatus.WITHDRAWN:
        return "it was taken back"
    if flag.disposition is not None:
        return f"{BECAME[flag.disposition].lower()}: {MEANS[flag.disposition]}"
    if flag.answer_kind is not None:
        return say_answered(flag).lower()
    return f"an answer is owed by {about.answer_owner.name}"
