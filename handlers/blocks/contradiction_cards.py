"""Draws what both owners are told of new contradictions: the evidence, with whom, and by when it is settled."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block, RichTextSectionElement

from handlers.blocks import ids
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import Card, Part, bold, bullets, button, buttons, header, paragraph, person, sentence
from handlers.blocks.words import clip, count, say_date
from rituals.ids import CheckInId, PersonId
from rituals.program import Program
from rituals.signals import Signal

MOST_SHOWN = 15
"""Of one direct message; what goes beyond stands in the digest's thread like the rest."""
EVIDENCE_LIMIT = 400


def draw_contradictions(
    signals: Sequence[Signal], program: Program, *, reader: PersonId, check_in: CheckInId | None, settle_by: date
) -> Card:
    """Draw the message to one of the owners; `check_in` is the one in which the reader can change an answer."""
    title = f"{count(len(signals), 'contradiction')} to settle"
    text = f"{title} by {say_date(settle_by)}: {_evidence(signals[0])}"
    blocks: list[Block] = [
        header(title),
        paragraph(bullets(*(_draw_signal(signal, program, reader) for signal in signals[:MOST_SHOWN]))),
        paragraph(*_what_is_expected(signals, settle_by)),
    ]
    if check_in is not None:
        blocks.append(buttons(button("Change my answer", ids.CHECK_IN_ANSWER, check_in)))
    return Card(text, tuple(blocks))


def _draw_signal(signal: Signal, program: Program, reader: PersonId) -> RichTextSectionElement:
    parts: list[Part] = [_evidence(signal)]
    others = [program.people[owner] for owner in signal.owners if owner != reader and owner in program.people]
    if others:
        parts += [" With ", person(others[0]), "."]
    initiative = program.initiatives.get(signal.initiatives[0])
    if initiative is not None:
        parts.append(f"\n{say_line_of_sight(program, initiative, reader=reader)}")
    return sentence(*parts)


def _what_is_expected(signals: Sequence[Signal], settle_by: date) -> list[RichTextSectionElement]:
    lines = [
        sentence("Please agree by ", bold(say_date(settle_by)), " which answer changes, and change it."),
        sentence("It closes by itself as soon as the answers fit. Until then it stands in the leadership digest."),
    ]
    if len(signals) > MOST_SHOWN:
        lines.insert(0, sentence(f"… and {len(signals) - MOST_SHOWN} more; the digest lists them all."))
    return lines


def _evidence(signal: Signal) -> str:
    return clip(" ".join(signal.evidence.split()), EVIDENCE_LIMIT)
