"""The inspector: everything that went between the app and Slack, and what was wrong with it."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from markupsafe import Markup

from sandbox.journal import Answered, Delivered, Entry, Line
from sandbox.page.backdrop import Backdrop
from sandbox.page.fault_switches import DOUBLING, SWITCHES, Switch, switched_on
from sandbox.page.feed import Entries
from sandbox.page.journal_rows import content_of, outcome_of, row_of, texts_in
from sandbox.page.places import Looking
from sandbox.world import World

MOST_LINES = 200


def draw_inspector(backdrop: Backdrop, looking: Looking) -> Markup:
    workspace = backdrop.world.workspace
    return backdrop.draw(
        "inspector.html",
        looking,
        people=workspace.people(),
        channels=[channel for channel in workspace.channels.values() if not channel.is_im],
        switches=(*SWITCHES, Switch(DOUBLING, "Slack delivers everything twice", "")),
        on=switched_on(backdrop.world),
        wrong=count_wrong(backdrop.world),
    )


def rows(backdrop: Backdrop, looking: Looking, known: Entries) -> Entries:
    """Draw the newest lines that were asked for, newest first; those that are `known` need not be drawn again."""
    world = backdrop.world
    lines = list(enumerate(world.journal.lines))
    chosen = islice((pair for pair in reversed(lines) if _is_asked_for(pair[1], world, looking)), MOST_LINES)
    return {
        key: known.get(key) or backdrop.draw("inspector_row.html", looking, row=row_of(number, line, world.workspace))
        for key, number, line in ((f"line-{number}", number, line) for number, line in chosen)
    }


def details(world: World, number: int) -> Mapping[str, Any]:
    """Return the whole of a line: what was sent, and what was answered. Raises LookupError where it is not there."""
    if not 0 <= number < len(world.journal.lines):
        msg = f"There is no line {number}."
        raise LookupError(msg)
    match world.journal.lines[number]:
        case Entry() as entry:
            return {"Arguments": entry.args, "Answer": entry.response}
        case Delivered() as delivered:
            return {"Payload": delivered.payload, "Answer": delivered.ack}
        case Answered() as answered:
            return {"Answer": answered.content}


def count_wrong(world: World) -> int:
    return sum(1 for line in world.journal.lines if outcome_of(line)[1] == "wrong")


def _is_asked_for(line: Line, world: World, looking: Looking) -> bool:
    if looking.only == "wrong" and outcome_of(line)[1] != "wrong":
        return False
    if not (looking.of or looking.at):
        return True
    held = set(texts_in(content_of(line)))
    wanted = []
    if looking.of:
        user = world.workspace.get_user(looking.of)
        wanted.append({user.id, world.workspace.dm_with(user.id).id})
    if looking.at:
        wanted.append({world.workspace.get_channel(looking.at).id})
    return all(held & either for either in wanted)
