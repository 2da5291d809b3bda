"""Draws the home tab: what needs the reader, the initiatives they own, and when they are asked next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.digest_words import NAME_LIMIT, one_line
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import bold, button, buttons, header, paragraph, plain, sentence, small
from handlers.blocks.words import HEALTH, count, say_date, say_moment
from rituals.courtesy import zone_of
from rituals.health import Health
from rituals.needs import Need, NeedKind
from rituals.people import Person
from rituals.program import Initiative, Program

MOST_NEEDS = 7
MOST_INITIATIVES = 60
"""The home tab holds 100 blocks."""
QUOTED = 200

_LABELS: Mapping[NeedKind, Sequence[tuple[str, str]]] = {
    NeedKind.CHECK_IN: [("Answer", ids.CHECK_IN_ANSWER)],
    NeedKind.FLAG: [
        ("Help", ids.FLAG_HELP),
        ("Decide", ids.FLAG_DECIDE),
        ("Accept in my name", ids.FLAG_ACCEPT),
    ],
    NeedKind.DISPOSITION: [("What became of it?", ids.FLAG_SETTLE)],
    NeedKind.DECISION: [("Decide", ids.ESCALATION_DECIDE)],
    NeedKind.ESCALATION: [("Acknowledge", ids.ESCALATION_ACKNOWLEDGE)],
    NeedKind.PROMISE: [
        ("Commit", ids.DEPENDENCY_COMMIT),
        ("Other date", ids.DEPENDENCY_OTHER_DATE),
        ("Cannot", ids.DEPENDENCY_CANNOT),
    ],
    NeedKind.COUNTER: [
        ("Accept the date", ids.DEPENDENCY_ACCEPT_COUNTER),
        ("Keep our date", ids.DEPENDENCY_KEEP_DATE),
    ],
    NeedKind.DELIVERY: [("Accept", ids.DEPENDENCY_ACCEPT_DELIVERY), ("Send back", ids.DEPENDENCY_SEND_BACK)],
    NeedKind.RECOVERY: [("Done", ids.RECOVERY_DONE), ("Not done", ids.RECOVERY_NOT_DONE)],
    NeedKind.CONTRADICTION: [("Change my answer", ids.CHECK_IN_ANSWER)],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All that one reader's home tab shows; `next_prompt_at` is UTC, None where nothing is asked."""

    reader: Person
    needs: tuple[Need, ...]
    owned: tuple[tuple[Initiative, Health], ...]
    next_prompt_at: datetime | None


def draw_home(home: Home, program: Program) -> View:
    """Draw the home tab."""
    blocks = [*_draw_needs(home), *_draw_initiatives(home, program), small(_say_next_prompt(home, program))]
    return View(type="home", blocks=blocks)


def draw_closed_home(text: str) -> View:
    """Draw the home tab of somebody who is not in the program: it shows nothing of it."""
    return View(type="home", blocks=[plain(text)])


def draw_need(need: Need, place: int) -> Iterator[Block]:
    """Draw one thing that waits for the reader, with the buttons that finish it."""
    what = f"{need.kind.value.capitalize()}, by "
    yield paragraph(sentence(what, bold(say_date(need.due_on)), f": {one_line(need.about, QUOTED)}"))
    pressed = (button(label, action_id, need.subject) for label, action_id in _LABELS[need.kind])
    yield buttons(*pressed, block_id=f"need:{place}")


def _draw_needs(home: Home) -> Iterator[Block]:
    yield header("Needs you")
    if not home.needs:
        yield plain("Nothing waits for you.")
    for place, need in enumerate(home.needs[:MOST_NEEDS]):
        yield from draw_need(need, place)
    if len(home.needs) > MOST_NEEDS:
        yield small(f"… and {len(home.needs) - MOST_NEEDS} more, all due later. They move up as you finish these.")


def _draw_initiatives(home: Home, program: Program) -> Iterator[Block]:
    yield header("Your initiatives")
    if not home.owned:
        yield plain("You own none. The digest and your team's channel show how the others stand.")
    for initiative, health in home.owned[:MOST_INITIATIVES]:
        yield paragraph(
            sentence(bold(one_line(initiative.name, NAME_LIMIT)), f": {HEALTH[health]}"),
            sentence(f"Committed for {say_date(initiative.committed_on)}"),
            sentence(say_line_of_sight(program, initiative, reader=home.reader.id)),
        )
    if len(home.owned) > MOST_INITIATIVES:
        yield small(f"… and {count(len(home.owned) - MOST_INITIATIVES, 'initiative')} more, which stand better.")


def _say_next_prompt(home: Home, program: Program) -> str:
    if home.next_prompt_at is None:
        return "You are not asked for check-ins, as you own nothing that is under way."
    return f"Your next check-in comes {say_moment(home.next_prompt_at, zone_of(home.reader, program.cadence))}."
