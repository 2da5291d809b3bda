"""What the bot keeps in memory while weeks go by in which people answer, raise flags and read digests."""

import gc
import tracemalloc
from datetime import timedelta

import pytest

from sandbox.person import Person
from tests.bench.test_bench import tell
from tests.places import EXAMPLES
from tests.world import World

pytestmark = [
    pytest.mark.bench,
    pytest.mark.timeout(1_200),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

DEEP = 30
"""Frames by which an allocation is put down to the bot, wherever in a library it happened."""
BOT = ("*/bot/*", "*/handlers/*", "*/storage/*", "*/rituals/*")
WEEK = timedelta(weeks=1)


def kept() -> int:
    """Return how many bytes are held that the bot's own code, or what it called, has asked for."""
    gc.collect()
    filters = [tracemalloc.Filter(True, pattern, all_frames=True) for pattern in BOT]
    return sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces(filters).traces)


def live_a_week(world: World) -> None:
    """Let a week go by in hours; on each of its days somebody says something."""
    end = world.sandbox.clock.now() + WEEK
    while world.sandbox.clock.now() < end:
        world.go_to(world.sandbox.clock.now() + timedelta(days=1), step=timedelta(hours=1))
        world.person("jonas").slash("/flag the supplier may slip")
        for owner in ("maya", "sofia", "viktor", "ben"):
            press_what_there_is(world.person(owner))
        world.settle()


def press_what_there_is(person: Person) -> None:
    """Say that nothing has changed, where the newest card takes that."""
    cards = [message for message in person.dm() if "No change" in person.buttons(message)]
    if cards:
        person.press("No change", cards[-1])


def test_memory_is_flat_over_weeks(world: World):
    world.load(EXAMPLES / "fintech.yaml")
    live_a_week(world)
    tracemalloc.start(DEEP)
    live_a_week(world)
    first = kept()
    live_a_week(world)
    second = kept()
    live_a_week(world)
    third = kept()
    tracemalloc.stop()

    print("\nMemory that the bot holds, of what it asked for since the first week:")
    tell("after the second week", f"{first / 1024:,.0f} kB")
    tell("after the third", f"{second / 1024:,.0f} kB")
    tell("after the fourth", f"{third / 1024:,.0f} kB")
    tell(
        "one more week adds, against what a week's messages weigh in the database", f"{(third - second) / 1024:,.0f} kB"
    )
