"""Draws the thread of the digest: for each top goal its replies, of a size that Slack takes, nothing left out."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from handlers.blocks.digest_buttons import draw_ask_owner, draw_button, draw_offer_help
from handlers.blocks.digest_words import NAME_LIMIT, one_line, say_dates, say_line
from handlers.blocks.prose import Card, bold, buttons, header, paragraph, plain, sentence
from handlers.blocks.words import HEALTH, HEALTH_SHORT, count, say_date
from rituals.digest_lines import Line, RedLine
from rituals.digests import Digest, Entry, Section
from rituals.ids import GoalId
from rituals.program import Program

QUOTED = 300
"""How many characters of one typed text are quoted."""
MOST_BLOCKS = 44
MOST_CHARACTERS = 9_500
"""Of one reply, as JSON, without its heading: Slack takes 50 blocks, and long messages are cut on some clients."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply in the thread; `number` counts from 1 within its goal, which is None for what left the program."""

    goal: GoalId | None
    number: int
    card: Card


def draw_replies(digest: Digest, program: Program) -> tuple[Reply, ...]:
    """Draw the thread: for each top goal one reply, or as many as its lines need."""
    return tuple(reply for section in digest.sections for reply in _draw_section(section, program))


def _draw_section(section: Section, program: Program) -> Iterator[Reply]:
    title = one_line(section.goal.name, NAME_LIMIT) if section.goal else "About what left the program"
    pages = _paged([*_opening(section), *_body(section, program)])
    for number, page in enumerate(pages, start=1):
        part = f" ({number} of {len(pages)})" if len(pages) > 1 else ""
        text = f"{title}{part}: {_say_news(section)}"
        card = Card(text, (header(f"{title}{part}"), *page))
        yield Reply(section.goal.id if section.goal else None, number, card)


def _opening(section: Section) -> Iterator[Block]:
    if section.goal is None:
        return
    roll_up = section.roll_up
    if not sum(roll_up.counts.values()):
        yield plain("No initiative works on this goal.")
        return
    counts = ", ".join(f"{HEALTH_SHORT[health]}: {number}" for health, number in roll_up.counts.items() if number)
    share = ""
    if roll_up.red_share:
        share = f" {roll_up.red_share:.0%} of the value at stake is red."
    yield plain(f"Worst: {HEALTH[roll_up.worst]}. {counts}.{share} {_say_news(section)}")


def _body(section: Section, program: Program) -> Iterator[Block]:
    for entry in section.entries:
        yield _draw_entry(entry)
        for line in entry.lines:
            yield from _draw_line(line, program)
    for line in section.loose_lines:
        yield from _draw_line(line, program)


def _draw_entry(entry: Entry) -> Block:
    health = HEALTH_SHORT[entry.fact.health]
    if entry.before is None:
        change = " (new)"
    elif entry.before.health is not entry.fact.health:
        change = f" (was {HEALTH_SHORT[entry.before.health]})"
    else:
        change = "" if entry.is_changed else " (unchanged)"
    lines = [sentence(bold(one_line(entry.initiative.name, NAME_LIMIT)), f": {health}{change}; {say_dates(entry)}")]
    if entry.is_changed:
        lines += [sentence(text) for text in _reasons(entry)]
    return paragraph(*lines)


def _reasons(entry: Entry) -> Iterator[str]:
    if entry.moves:
        yield f"Moved because: {one_line(entry.moves[-1].reason, QUOTED)}"
    update = entry.update
    if update and update.cause:
        kind = f"{update.cause_class.value}: " if update.cause_class else ""
        yield f"Why: {kind}{one_line(update.cause, QUOTED)}"
    if update and update.override_reason:
        derived = HEALTH_SHORT[update.derived_health]
        yield f"Derived was {derived}; overridden because: {one_line(update.override_reason, QUOTED)}"
    if entry.recovery:
        condition, action = (one_line(text, QUOTED) for text in (entry.recovery.condition, entry.recovery.action))
        yield f"Recovery by {say_date(entry.recovery.due_on)}: if {condition}, then {action}"


def _draw_line(line: Line, program: Program) -> Iterator[Block]:
    text = say_line(line, program, limit=QUOTED)
    if isinstance(line, RedLine):
        yield plain(text)
        yield buttons(draw_offer_help(line.red.initiative), draw_ask_owner(line.red.initiative))
    else:
        yield plain(text, draw_button(line))


def _paged(blocks: Iterable[Block]) -> Sequence[Sequence[Block]]:
    """Split blocks over replies that stay below the limits, in their order, none left out."""
    pages: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        length = len(json.dumps(block.to_dict(), ensure_ascii=False))
        if pages[-1] and (len(pages[-1]) == MOST_BLOCKS or size + length > MOST_CHARACTERS):
            pages.append([])
            size = 0
        pages[-1].append(block)
        size += length
    return pages


def _say_news(section: Section) -> str:
    if section.goal is None:
        return f"{count(len(section.loose_lines), 'open point')}."
    changed = sum(entry.is_changed for entry in section.entries)
    return (
        f"{changed} changed, {section.unchanged} unchanged."
        if changed
        else f"Nothing changed, {section.unchanged} as told before."
    )
