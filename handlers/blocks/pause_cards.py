"""Draws what is said of pauses: what is held and until when, and that it goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block

from handlers.blocks import ids
from handlers.blocks.prose import Card, bold, bullets, button, buttons, paragraph, plain, sentence
from handlers.blocks.words import count, say_date, say_moment, short
from rituals.local_time import local_date
from rituals.pauses import Pause, PauseScope
from rituals.people import Person, Team

_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Whom a pause is for, as its asker reads it: one person, a team, or without either everybody.

    `initiatives` is how many are not asked about; `zone` is where its days are counted. `next_at` is UTC.
    """

    pause: Pause
    reader: Person
    initiatives: int
    zone: str
    is_to_come: bool = False
    person: Person | None = None
    team: Team | None = None
    next_at: datetime | None = None


def paused_card(held: Held) -> Card:
    """Draw the receipt: for whom, from when to when, what is held and what is not, and how to go on sooner."""
    until = say_until(held.pause, held.zone)
    begins = f" from {say_date(local_date(held.pause.begins_at, held.zone))}" if held.is_to_come else ""
    facts = [
        f"Held: check-ins about {count(held.initiatives, 'initiative')}, with their reminders.",
        "Not held: escalations, flags, and answers that somebody waits for.",
        "It ends by itself; nothing that was due meanwhile is made up for.",
    ]
    if held.pause.scope is not PauseScope.PERSON:
        facts.insert(2, "Nobody is told of it now; whoever asks “why” reads it.")
    blocks: list[Block] = [
        paragraph(
            sentence(f"Paused: {_say_whom(held)}{begins} ", bold(until), "."),
            bullets(*(sentence(fact) for fact in facts)),
        ),
        buttons(button("Go on now", ids.PAUSE_LIFT, held.pause.id)),
    ]
    return Card(f"Paused: {_say_whom(held)}{begins} {until}. {' '.join(facts)}", tuple(blocks))


def resumed_card(held: Held, lifted: Sequence[Pause]) -> Card:
    """Draw the receipt that it goes on."""
    text = f"It goes on: {_say_whom(held)}. What was paused {say_until(lifted[-1], held.zone)} is no longer."
    if held.next_at is not None:
        text += f" The next check-in comes {say_moment(held.next_at, held.zone)}."
    return Card(text, (plain(text),))


def say_until(pause: Pause, zone: str) -> str:
    """`until the end of Fri 9 Jan 2026`."""
    return f"until the end of {say_date(local_date(pause.ends_at - _MOMENT, zone))}"


def _say_whom(held: Held) -> str:
    if held.team is not None:
        return f"check-ins of team {short(held.team.name)}"
    if held.person is None:
        return "everybody's check-ins"
    return "your check-ins" if held.person.id == held.reader.id else f"{short(held.person.name)}'s check-ins"
