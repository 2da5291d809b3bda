"""Draws what is said of being away: the receipt, the welcome back, and what is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.blocks import ids
from handlers.blocks.prose import Card, bold, bullets, button, buttons, paragraph, plain, sentence
from handlers.blocks.words import say_date, say_moment, short
from rituals.absences import Absence, AbsenceSource
from rituals.being_away import absence_id
from rituals.people import Person
from rituals.program import Program
from rituals.resolutions import managers_of

MOST_PLANNED = 20
_CLEAR_IT = "Slack's own status may still say that you are away: clear it there too."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Who reads of whose absence, and what comes after: `next_at` (UTC) is when the person is asked next.

    `zone` and `today` are the reader's.
    """

    person: Person
    reader: Person
    next_at: datetime | None
    zone: str
    today: date

    @property
    def is_own(self) -> bool:
        return self.reader.id == self.person.id

    @property
    def who_is(self) -> str:
        return "you are" if self.is_own else f"{short(self.person.name)} is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """An absence as it was noted: `teller` told it for somebody else, `stand_in` hears in the person's place."""

    absence: Absence
    replaced: tuple[Absence, ...] = ()
    teller: Person | None = None
    stand_in: Person | None = None


def away_card(noted: Noted, outlook: Outlook, program: Program) -> Card:
    """Draw the receipt: from when to when, who stands in, what happens meanwhile, and how to take it back."""
    days = say_days(noted.absence)
    teller = f" {short(noted.teller.name)} told me so." if noted.teller is not None else ""
    facts = [_say_stand_in(noted.stand_in, outlook, program), *_say_check_ins(outlook)]
    if noted.replaced:
        before = "; ".join(say_days(each) for each in noted.replaced)
        facts.append(f"This takes the place of what I knew before: {before}.")
    blocks: list[Block] = [
        paragraph(
            sentence(f"Noted: {outlook.who_is} away ", bold(days), f".{teller}"),
            bullets(*(sentence(fact) for fact in facts)),
        ),
        buttons(_end_button(noted.absence, outlook)),
    ]
    return Card(f"Noted: {outlook.who_is} away {days}.{teller} {' '.join(facts)}", tuple(blocks))


def back_card(ended: Sequence[Absence], outlook: Outlook) -> Card:
    """Draw the welcome back; of an absence to come, that it is taken back."""
    days = "; ".join(say_days(each) for each in ended)
    said = [f"Taken back: {outlook.who_is} not away {days}."]
    if any(each.first_on <= outlook.today for each in ended):
        greeting = "Welcome back." if outlook.is_own else f"{short(outlook.person.name)} is back."
        said = [greeting, f"What I knew is ended: away {days}."]
    if outlook.next_at is not None:
        said.append(f"The next check-in comes {say_moment(outlook.next_at, outlook.zone)}.")
    if outlook.is_own and any(each.source is AbsenceSource.SLACK for each in ended):
        said.append(_CLEAR_IT)
    text = " ".join(said)
    return Card(text, (plain(text),))


def ended_card(absence: Absence) -> Card:
    """Draw the receipt once its absence was taken back."""
    text = f"Away {say_days(absence)}: this was taken back."
    return Card(text, (plain(text),))


def planned_card(planned: Sequence[Absence], outlook: Outlook) -> Card:
    """Draw the absences to come of somebody who is said to be back, and is not away."""
    text = f"As far as I know {outlook.who_is} not away today. These absences are to come:"
    rows = [plain(_capitalized(say_days(each)), _end_button(each, outlook)) for each in planned[:MOST_PLANNED]]
    return Card(f"{text} {'; '.join(say_days(each) for each in planned[:MOST_PLANNED])}.", (plain(text), *rows))


def say_days(absence: Absence) -> str:
    """`from Mon 3 Aug 2026 to Fri 14 Aug 2026`, `on Mon 3 Aug 2026`."""
    if absence.first_on == absence.last_on:
        return f"on {say_date(absence.first_on)}"
    return f"from {say_date(absence.first_on)} to {say_date(absence.last_on)}"


def _end_button(absence: Absence, outlook: Outlook) -> ButtonElement:
    has_begun = absence.first_on <= outlook.today
    back = "I am back" if outlook.is_own else "They are back"
    return button(back if has_begun else "Take it back", ids.AWAY_END, absence_id(absence))


def _say_stand_in(stand_in: Person | None, outlook: Outlook, program: Program) -> str:
    person, whose = outlook.person, "your" if outlook.is_own else "their"
    if stand_in is None:
        return "Nobody stands in: I can reach no deputy, manager or administrator then."
    name = short(stand_in.name)
    if stand_in.id == person.deputy:
        return f"{name}, {whose} deputy, is asked in {whose} place and hears of escalations."
    role = f"{whose} manager" if stand_in.id in managers_of(person.id, program) else "an administrator"
    why = "No deputy is here then" if person.deputy is not None else "There is no deputy"
    return f"{why}: {name}, {role}, hears of escalations."


def _say_check_ins(outlook: Outlook) -> list[str]:
    whom = "you" if outlook.is_own else "them"
    said = [f"I ask {whom} nothing and remind {whom} of nothing on these days, and count nothing as overdue."]
    if outlook.next_at is not None:
        said.append(f"The next check-in comes {say_moment(outlook.next_at, outlook.zone)}.")
    return said


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
