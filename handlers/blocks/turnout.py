"""Draws the list of who answered and why the others did not, for the programme office."""

import json
from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import RichTextSectionElement

from handlers.blocks.prose import Card, bold, bullets, header, paragraph, plain, sentence, small
from handlers.blocks.words import short
from rituals.turnout import Missing, Turnout

ROOM = 9_000
"""Characters of JSON that one message spends on lines; what does not fit stands in its thread."""


def turnout_cards(turnout: Turnout) -> tuple[Card, ...]:
    """Draw the list: one message and, where it is long, the rest of it for its thread. No line is lost."""
    text = f"Check-ins of week {turnout.cycle}: {turnout.answered} of {turnout.total} answered."
    if not turnout.missing:
        return (Card(f"{text} Nobody is missing.", (plain(f"{text} Nobody is missing."),)),)
    pages = list(_pages([_draw(each) for each in turnout.missing]))
    first = [header(f"Check-ins of week {turnout.cycle}"), plain(f"{turnout.answered} of {turnout.total} answered.")]
    last = small("I remind them, and then tell their deputy and their sponsor: there is nobody to chase by hand.")
    more = [small("The list goes on in the thread.")] if len(pages) > 1 else []
    head = Card(text, (*first, paragraph(bullets(*pages[0])), *more, last))
    rest = (Card(f"{text} The list goes on.", (paragraph(bullets(*page)),)) for page in pages[1:])
    return (head, *rest)


def _pages(lines: Sequence[RichTextSectionElement]) -> Iterator[list[RichTextSectionElement]]:
    page: list[RichTextSectionElement] = []
    used = 0
    for line in lines:
        size = len(json.dumps(line.to_dict(), ensure_ascii=False))
        if page and used + size > ROOM:
            yield page
            page, used = [], 0
        page.append(line)
        used += size
    yield page


def _draw(missing: Missing) -> RichTextSectionElement:
    return sentence(bold(short(missing.name)), f": {missing.why}")
