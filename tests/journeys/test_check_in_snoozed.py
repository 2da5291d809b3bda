"""A check-in that is put off: the menu, the card, the one reminder at its end (feature 18)."""

from dataclasses import replace

from rituals.program import Program
from tests.journeys.cadence_kit import log, said_to
from tests.journeys.check_in_kit import answer, ask, card, check_in, green, program, reads_card, settled
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

MENU = "Remind me later"


def with_window(world: World, hours: int) -> Program:
    """Load the program with another window for its check-ins."""
    loaded = program(world)
    world.load(replace(loaded, cadence=replace(loaded.cadence, check_in_window_hours=hours)))
    return loaded


def snooze(world: World, option: str) -> str:
    sofia = world.person("sofia")
    reply = sofia.choose(MENU, option, card(sofia))
    world.settle()
    return reply.text


def test_a_card_that_is_put_off_says_until_when_and_one_reminder_comes_then(world: World) -> None:
    ask(world)

    snooze(world, "Tomorrow morning")

    sofia = world.person("sofia")
    assert "Snoozed until Fri 9 Jan, 09:30. You can answer at any time before." in reads_card(sofia)
    assert sofia.buttons(card(sofia)) == ["Answer"]
    assert check_in(world).snoozes == 1
    [entry] = log(world, "check_in.snoozed")
    assert (entry.actor, entry.details["until"]) == ("sofia", "2026-01-09T08:30:00+00:00")

    world.live_until("2026-01-09T08:00")
    assert said_to(world, "sofia", "still open") == []
    world.live_until("2026-01-09T09:00")

    assert len(said_to(world, "sofia", "still open")) == 1
    assert check_in(world).snoozed_until is None
    assert "Snoozed until" not in sofia.reads(sofia.dm()[-2])


def test_a_snooze_past_the_ordinary_reminder_takes_its_place(world: World) -> None:
    with_window(world, 17)
    ask(world)
    world.at("2026-01-09T13:30")
    snooze(world, "In 1 hour")
    world.live_until("2026-01-09T16:30")

    assert len(said_to(world, "sofia", "still open")) == 1


def test_a_third_snooze_is_not_offered_and_a_stale_menu_is_refused_kindly(world: World) -> None:
    with_window(world, 30)
    ask(world)
    sofia = world.person("sofia")
    first = card(sofia)
    snooze(world, "In 1 hour")
    again = sofia.choose(MENU, "In 1 hour", first)
    snooze(world, "Monday morning")

    assert "put off until then already" in again.text
    assert check_in(world).snoozes == 2
    assert MENU not in reads_card(sofia)
    assert "Snoozed until Mon 12 Jan, 09:30" in reads_card(sofia)


def test_an_answer_ends_a_snooze(world: World) -> None:
    ask(world)
    snooze(world, "Tomorrow morning")

    settled(world, answer(world.person("sofia"), green(0, 1)))
    world.live_until("2026-01-12T12:00")

    assert said_to(world, "sofia", "still open") == []


def test_nobody_else_can_put_a_check_in_off(world: World) -> None:
    ask(world)
    sofia = world.person("sofia")
    before = check_in(world)

    reply = world.person("viktor").choose(MENU, "In 1 hour", card(sofia))

    assert "that you can see" in reply.text
    assert check_in(world) == before
