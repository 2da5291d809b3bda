"""Draws why no message came: the reason in one sentence, and when the next one comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.blocks import ids
from handlers.blocks.prose import Card, bold, bullets, button, paragraph, plain, sentence
from handlers.blocks.words import count, say_date, say_moment, short
from rituals.pauses import PauseScope
from rituals.people import Person
from rituals.policy import Rhythm
from rituals.program import Initiative
from rituals.why import Answer, Reason, Why

MOST_CHOICES = 5

_OWN: Mapping[Why, str] = {
    Why.DELIVERED: "{initiative} was delivered on {day}, so I ask nothing about it.",
    Why.CLOSED: "{initiative} is closed, so I ask nothing about it.",
    Why.LEFT: "You have left this workspace or the program.",
    Why.NOT_ON_SLACK: "I do not know your account in Slack: the program file needs your Slack id or e-mail.",
    Why.NOTHING_TO_ASK: "There is nothing to ask you: you own nothing that is under way.",
    Why.AWAY: "You are away until {day}.",
    Why.PAUSED: "{scope} paused until {at}.",
    Why.NOT_DELIVERED: "I asked you and could not reach you: Slack says “{words}”. The administrators know of it.",
    Why.ON_ITS_WAY: "The question is on its way to you: Slack has not taken it yet, and I try again by myself.",
    Why.SNOOZED: "You have put it off until {at}.",
    Why.WAITING: "I have asked you, and your check-in is open until {at}.",
    Why.ANSWERED: "You answered on {at}, so I ask nothing more this week.",
    Why.NO_ANSWER: "This week's check-in is over: {words}.",
    Why.NOT_YET: "Your hour has not come yet.",
    Why.RHYTHM: "{initiative} is asked about {rhythm}; its next turn is in the week of {day}.",
    Why.MOVED: "{day} is no working day of yours, so that week's question comes on another day.",
    Why.ENOUGH_TODAY: "You have had all the messages that a day allows; the next one waits for tomorrow.",
    Why.NIGHT: "It is your quiet time, so nothing comes before the morning.",
}
_OTHER: Mapping[Why, str] = {
    **_OWN,
    Why.LEFT: "{who} has left this workspace or the program.",
    Why.NOT_ON_SLACK: "I do not know {who}'s account in Slack: the program file needs their Slack id or e-mail.",
    Why.NOTHING_TO_ASK: "There is nothing to ask {who}: they own nothing that is under way.",
    Why.AWAY: "{who} is away.",
    Why.NOT_DELIVERED: "I asked {who} and could not reach them: Slack says “{words}”. The administrators know of it.",
    Why.ON_ITS_WAY: "The question is on its way to {who}: Slack has not taken it yet, and I try again by myself.",
    Why.SNOOZED: "{who} has put it off until {at}.",
    Why.WAITING: "I have asked {who}, and the check-in is open until {at}.",
    Why.ANSWERED: "{who} answered on {at}, so I ask nothing more this week.",
    Why.NOT_YET: "{who}'s hour has not come yet.",
    Why.MOVED: "{day} is no working day of theirs, so that week's question comes on another day.",
    Why.ENOUGH_TODAY: "{who} has had all the messages that a day allows; the next one waits for tomorrow.",
    Why.NIGHT: "It is {who}'s quiet time, so nothing comes before their morning.",
}
_RHYTHMS: Mapping[Rhythm, str] = {
    Rhythm.WEEKLY: "every week",
    Rhythm.FORTNIGHTLY: "every other week",
    Rhythm.MONTHLY: "once a month",
}
_SCOPES: Mapping[str, str] = {
    PauseScope.PROGRAM.value: "Everything is",
    PauseScope.TEAM.value: "The team is",
    PauseScope.PERSON.value: "Their own check-ins are",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks about whom, or about which initiative; `stand_in` is asked in the person's place.

    The zones are the reader's and the person's. `initiatives` is how many the next question is about.
    """

    reader: Person
    person: Person
    reader_zone: str
    zone: str
    initiatives: int
    initiative: Initiative | None = None
    stand_in: Person | None = None

    @property
    def is_own(self) -> bool:
        return self.reader.id == self.person.id


def why_card(answer: Answer, asked: Asked) -> Card:
    """Draw the answer, in one sentence each: the reason, who is asked instead, the next time, and what else counts."""
    lines = [_say(answer.reason, asked)]
    if asked.stand_in is not None:
        lines.append(f"{short(asked.stand_in.name)} stands in and is asked in the meantime.")
    lines += _say_next(answer, asked)
    lines += [_say(each, asked) for each in answer.besides]
    title = _say_title(answer, asked)
    block = paragraph(sentence(bold(title)), bullets(*(sentence(line) for line in lines)))
    return Card(f"{title}: {' '.join(lines)}", (block,))


def choices_card(words: str, found: Sequence[Initiative]) -> Card:
    """Draw the initiatives that somebody may mean, with a button for each."""
    shown = found[:MOST_CHOICES]
    more = (
        f" The first {MOST_CHOICES} of {count(len(found), 'initiative')}; add a word."
        if len(found) > len(shown)
        else ""
    )
    text = f"Several initiatives are like “{short(words)}”. Which one do you mean?{more}"
    # Each in a block of its own, as within one a button's action may stand only once.
    rows = [plain(short(each.name), button("This one", ids.WHY_INITIATIVE, each.id)) for each in shown]
    return Card(f"{text} {'; '.join(short(each.name) for each in shown)}.", (plain(text), *rows))


def no_program_card() -> Card:
    """Draw the answer before anything is there to ask about."""
    text = "No program is loaded yet, so I ask nobody anything. An administrator loads one with “drumbeat load FILE”."
    return Card(text, (plain(text),))


def _say_title(answer: Answer, asked: Asked) -> str:
    if asked.initiative is not None and answer.is_over:
        return short(asked.initiative.name)
    if asked.initiative is not None:
        whom = "you" if asked.is_own else short(asked.person.name)
        return f"{short(asked.initiative.name)}, which I ask {whom} about"
    return "When I ask you" if asked.is_own else f"When I ask {short(asked.person.name)}"


def _say(reason: Reason, asked: Asked) -> str:
    template = (_OWN if asked.is_own else _OTHER)[reason.why]
    scope = _SCOPES.get(reason.words or "", "")
    return template.format(
        who=short(asked.person.name),
        initiative=f"“{short(asked.initiative.name)}”" if asked.initiative is not None else "",
        day=say_date(reason.day) if reason.day is not None else "",
        at=_say_at(reason.at, asked) if reason.at is not None else "",
        words=short(reason.words or ""),
        rhythm=_RHYTHMS[reason.rhythm] if reason.rhythm is not None else "",
        scope="Your own check-ins are" if asked.is_own and scope == _SCOPES[PauseScope.PERSON.value] else scope,
    )


def _say_next(answer: Answer, asked: Asked) -> list[str]:
    if answer.next_at is None:
        return [] if answer.is_over else ["No next question is in sight."]
    about = "" if asked.initiative is not None else f", about {count(asked.initiatives, 'initiative')}"
    return [f"Next question: {_say_at(answer.next_at, asked)}{about}."]


def _say_at(at: datetime, asked: Asked) -> str:
    """`Thu 15 Jan, 09:30 (their time 10:30)`."""
    said = say_moment(at, asked.reader_zone)
    here, there = (at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in (asked.reader_zone, asked.zone))
    if here == there:
        return said
    theirs = f"{there:%H:%M}" if here.date() == there.date() else say_moment(at, asked.zone)
    return f"{said} (their time {theirs})"
