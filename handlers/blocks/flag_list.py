"""Draws the list of flags and the story of one, for the person who asked alone."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, RichTextSectionElement

from handlers.blocks.flag_about import BECAME, About, draw_answer, draw_disposition, draw_voices, say_heading, say_risk
from handlers.blocks.flag_about import say_standing as say_standing_of
from handlers.blocks.flag_cards import draw_settle_button
from handlers.blocks.flag_doubles import say_age
from handlers.blocks.ids import FLAG_ACCEPT, FLAG_COMPLETE, FLAG_DECIDE, FLAG_HELP, FLAG_WITHDRAW
from handlers.blocks.prose import (
    Card,
    bold,
    bullets,
    button,
    buttons,
    header,
    italic,
    paragraph,
    plain,
    sentence,
    small,
)
from handlers.blocks.words import clip, count, say_moment
from rituals.courtesy import today_of, zone_of
from rituals.dispositions import is_awaited
from rituals.flag_lists import FlagList
from rituals.flag_voices import FlagVoice
from rituals.flags import Flag, FlagStatus, is_critical
from rituals.ids import PersonId
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_flag
from rituals.program import Program

TITLE_LIMIT = 80
_CRITICAL, _NOT_CRITICAL = "▲ critical", "▽ not critical"


def draw_flag_list(
    found: FlagList, program: Program, reader: Person, *, flag_command: str, misspelt: str | None, now: datetime
) -> Card:
    """Draw the list; `misspelt` is the word that was taken for it."""
    text = _say_list(found)
    blocks: list[Block] = []
    if misspelt is not None:
        blocks.append(plain(_say_misspelt(misspelt, flag_command)))
    groups = (("Yours", found.own), ("Your teams'", found.teams), ("Others", found.others))
    for title, flags in groups:
        if flags:
            lines = [_line(flag, program, reader, now=now) for flag in flags]
            blocks.append(paragraph(sentence(bold(title)), bullets(*lines)))
    if found.hidden:
        blocks.append(small(f"… and {count(found.hidden, 'more that is', 'more that are')} less urgent."))
    if not found.all:
        blocks.append(plain(text))
    blocks.append(small(f"{flag_command} F-12 shows one of them, with what you can do about it."))
    return Card(text, tuple(blocks))


def draw_flag_story(
    flag: Flag, program: Program, voices: Sequence[FlagVoice], reader: Person, *, now: datetime
) -> Card:
    """Draw how far one flag has come, with what the reader may do about it."""
    actions = _actions(flag, program, reader)
    row = [buttons(*actions)] if actions else []
    age = say_age(flag, program, reader, now=now)
    # Drafts, and what hit something that left the program, have no card.
    if flag.answer_owner is None or flag.hits not in program.initiatives:
        text = f"{_say_state(flag)} {flag.id}, written {age}."
        return Card(text, (plain(text), paragraph(sentence(bold(clip(flag.what, TITLE_LIMIT * 10)))), *row))
    about = About.of(flag, program, voices)
    text = f"Flag {flag.id} on {about.initiative.name}, raised {age}: {say_standing_of(about)}."
    raised = sentence(f"Raised {age}{_say_raiser(about, reader.id)}.")
    return Card(
        text,
        (
            header(say_heading(about)),
            paragraph(raised, *say_risk(about, reader=reader.id)),
            *draw_voices(about),
            draw_answer(about),
            *draw_disposition(about),
            *row,
        ),
    )


def draw_taken_back(flag: Flag) -> Card:
    """Tell its raiser that a flag is taken back."""
    text = f"{flag.id} is taken back. Nobody owes it an answer any more; its card says so."
    return Card(text, (plain(text),))


def _line(flag: Flag, program: Program, reader: Person, *, now: datetime) -> RichTextSectionElement:
    today = today_of(reader, program.cadence, now=now)
    title = clip(" ".join(flag.what.split()), TITLE_LIMIT)
    urgency = _CRITICAL if is_critical(flag, program, today=today) else _NOT_CRITICAL
    if flag.status is FlagStatus.DRAFT:
        urgency = "□ draft"
    age = say_age(flag, program, reader, now=now)
    return sentence(bold(flag.id), f" {urgency}: ", italic(title), f", {age}. {_say_owed(flag, program, reader)}")


def _say_owed(flag: Flag, program: Program, reader: Person) -> str:
    if flag.status is FlagStatus.DRAFT:
        return "Complete it, or take it back."
    owner = program.people[flag.answer_owner].name if flag.answer_owner else "Somebody"
    who, owes = ("You", "owe") if flag.answer_owner == reader.id else (owner, "owes")
    zone = zone_of(reader, program.cadence)
    if flag.status is FlagStatus.OPEN and flag.answer_by is not None:
        return f"{who} {owes} the answer by {say_moment(flag.answer_by, zone)}."
    if is_awaited(flag) and flag.disposition_by is not None:
        says = "say" if who == "You" else "says"
        return f"Answered; {who} {says} by {say_moment(flag.disposition_by, zone)} what became of it."
    return f"{BECAME[flag.disposition]}." if flag.disposition else "Answered."


def _actions(flag: Flag, program: Program, reader: Person) -> list[ButtonElement]:
    return list(_possible(flag, program, reader))


def _possible(flag: Flag, program: Program, reader: Person) -> Iterator[ButtonElement]:
    relations = relations_to_flag(reader, flag, program)
    is_known = flag.hits in program.initiatives
    if flag.status is FlagStatus.DRAFT and can(Action.SEE_DRAFT, relations):
        yield button("Complete it", FLAG_COMPLETE, flag.id, style="primary")
    if flag.status is FlagStatus.OPEN and is_known and can(Action.ANSWER_FLAG, relations):
        yield button("Help", FLAG_HELP, flag.id, style="primary")
        yield button("Decide", FLAG_DECIDE, flag.id)
        yield button("Accept in my name", FLAG_ACCEPT, flag.id)
    if is_awaited(flag) and is_known and can(Action.SETTLE_FLAG, relations):
        yield draw_settle_button(flag)
    if flag.status in (FlagStatus.DRAFT, FlagStatus.OPEN) and can(Action.WITHDRAW_FLAG, relations):
        yield button("Take it back", FLAG_WITHDRAW, flag.id)


def _say_raiser(about: About, reader: PersonId) -> str:
    """Name the raiser to themselves and to who answers, as their messages do; to nobody else."""
    if reader == about.flag.raised_by:
        return " by you"
    return f" by {about.raiser.name}" if reader == about.flag.answer_owner else ""


def _say_state(flag: Flag) -> str:
    return {FlagStatus.DRAFT: "Draft", FlagStatus.WITHDRAWN: "Taken back:"}.get(flag.status, "Flag")


def _say_list(found: FlagList) -> str:
    if not found.all:
        return "No flag that you can see waits for anything."
    total = len(found.all) + found.hidden
    return f"{count(total, 'flag waits', 'flags wait')} for something; {len(found.own)} of them are yours."


def _say_misspelt(misspelt: str, flag_command: str) -> str:
    word = clip(misspelt, TITLE_LIMIT)
    return (
        f"I took “{word}” for {flag_command} list, and stored nothing. If it is a risk, say it in a few more words "
        f"after {flag_command}."
    )
