"""Draws what a person said last time would be done by now, with one tap for what became of each."""

import json
from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block

from handlers.blocks.ids import COMMITMENT_DROPPED, COMMITMENT_KEPT, COMMITMENT_MOVED
from handlers.blocks.prose import bold, button, buttons, plain, say, small
from handlers.blocks.words import clip, count
from rituals.check_ins import CheckIn, CommitmentOutcome, Update
from rituals.commitments import last_commitment, update_id
from rituals.program import Program
from rituals.standing import Standing

MOST_SHOWN = 9
"""With two blocks each they leave room for the initiatives themselves."""
_NAME_LIMIT = 60
_SAID_LIMIT = 120
ANSWERS: Mapping[CommitmentOutcome, tuple[str, str]] = {
    CommitmentOutcome.KEPT: ("Kept", COMMITMENT_KEPT),
    CommitmentOutcome.MOVED: ("Moved", COMMITMENT_MOVED),
    CommitmentOutcome.DROPPED: ("Dropped", COMMITMENT_DROPPED),
}


def commitment_lines(
    check_in: CheckIn, standings: Sequence[Standing], program: Program, *, is_open: bool = True
) -> list[Block]:
    """Draw the commitments of the last check-in; nothing where there are none. Without buttons once it is not open."""
    said = (last_commitment(each, check_in.id, check_in.person) for each in standings)
    found = [each for each in said if each is not None]
    if not found:
        return []
    blocks: list[Block] = [say(bold("Last time you said:"))]
    for promised in found[:MOST_SHOWN]:
        blocks.append(_line(promised, program, is_open=is_open))
        if is_open:
            blocks.append(_answers(check_in, promised))
    more = len(found) - MOST_SHOWN
    return [*blocks, small(f"… and {count(more, 'more commitment')}.")] if more > 0 else blocks


def room_taken(blocks: Sequence[Block]) -> int:
    """Return how many characters of a message's JSON the blocks take."""
    return sum(len(json.dumps(block.to_dict(), ensure_ascii=False)) for block in blocks)


def _line(promised: Update, program: Program, *, is_open: bool) -> Block:
    name = clip(program.initiatives[promised.initiative].name, _NAME_LIMIT)
    said = f"{name}: “{clip(promised.commitment or '', _SAID_LIMIT)}”"
    if promised.outcome is not None:
        return plain(f"{said} · {ANSWERS[promised.outcome][0]} ✓")
    return plain(said if is_open else f"{said} · not said")


def _answers(check_in: CheckIn, promised: Update) -> Block:
    value = update_id(check_in.id, promised.initiative)
    return buttons(*(button(label, action_id, value) for label, action_id in ANSWERS.values()))
