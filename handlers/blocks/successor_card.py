"""Draws the request to have a successor named for what somebody left behind."""

from collections.abc import Sequence

from handlers.blocks.prose import Card, bold, paragraph, person, sentence, small
from handlers.blocks.words import count, listed
from rituals.handovers import Vacancy
from rituals.people import Person


def successor_card(vacancy: Vacancy, *, office: Sequence[Person]) -> Card:
    """Ask who follows, say who enters it, and what happens until then."""
    left = vacancy.left.name
    parts = [count(len(vacancy.initiatives), "initiative")] if vacancy.initiatives else []
    parts += [count(len(vacancy.teams), "team")] if vacancy.teams else []
    text = (
        f"{left} is not here any more. {' and '.join(parts).capitalize()} of theirs is with you until somebody follows."
    )
    lines = [sentence(text)]
    if vacancy.initiatives:
        lines.append(sentence("Initiatives: ", bold(listed([each.name for each in vacancy.initiatives])), "."))
    if vacancy.teams:
        lines.append(sentence("Teams: ", bold(listed([each.name for each in vacancy.teams])), "."))
    if office:
        lines.append(
            sentence("Please choose who follows and tell ", person(office[0]), ", who enters it in the program file.")
        )
    else:
        lines.append(sentence("Please choose who follows, and enter it in the program file."))
    then = small("Until then I ask you about it. From the next check-in on I ask whoever the file names.")
    return Card(text, (paragraph(*lines), then))
