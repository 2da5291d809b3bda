"""The home tab: what needs me, what I own, and when I am asked next."""

from dataclasses import replace

from rituals.ids import PersonId, SlackUserId
from rituals.people import Person
from rituals.program import Program
from tests.journeys.check_in_kit import MAYAS_HOUR, answer, ask, green, program, settled
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


def without(loaded: Program, key: str) -> dict[PersonId, Person]:
    """Return the people with one of them known to the program by another Slack account."""
    stranger = replace(loaded.people[PersonId(key)], slack_id=SlackUserId("U0ELSE"), email=None)
    return {**loaded.people, stranger.id: stranger}


def reads_home(world: World, person: str) -> str:
    who = world.person(person)
    view = who.open_home()
    assert view is not None
    assert len(view.blocks) <= 100
    return who.reads(view)


def test_what_needs_me_stands_first_with_the_button_that_finishes_it(world: World) -> None:
    ask(world, MAYAS_HOUR)

    read = reads_home(world, "maya")

    assert read.startswith("## Needs you\nCheck-in to answer, by Fri 9 Jan 2026: Instant payouts\n[ Answer ]")
    assert "Instant payouts: ◻️ grey, not known" in read
    assert "you → Instant payouts → Instant payouts in all four markets" in read
    assert "Your next check-in comes Thu 15 Jan, 09:30." in read


def test_a_check_in_can_be_answered_from_the_home_tab(world: World) -> None:
    ask(world, MAYAS_HOUR)
    maya = world.person("maya")
    maya.open_home()

    maya.press("Answer", maya.home)
    maya.fill(green(0))
    settled(world, maya.submit())

    assert "Instant payouts: 🟢 green, on the baseline" in reads_home(world, "maya")


def test_the_digest_and_the_home_tab_show_the_same_health(world: World) -> None:
    ask(world, MAYAS_HOUR)
    settled(world, answer(world.person("maya"), green(0)))
    world.at("2026-01-12T07:30")
    world.tick()

    elena = world.person("elena")
    (parent,) = (message for message in elena.messages("#leadership") if "Digest of" in elena.reads(message))
    thread = "\n".join(elena.reads(message) for message in elena.thread(parent))

    assert "Instant payouts: 🟢 green" in thread
    assert "Instant payouts: 🟢 green" in reads_home(world, "maya")


def test_who_owns_nothing_is_told_where_to_look(world: World) -> None:
    read = reads_home(world, "elena")

    assert "You own none." in read
    assert "You are not asked for check-ins, as you own nothing that is under way." in read


def test_who_is_not_in_the_program_sees_nothing_of_it(world: World) -> None:
    world.load(replace(program(world), people=without(program(world), "nadia")))

    read = reads_home(world, "nadia")

    assert "I work for the people of one program, and I do not find you among them." in read
    assert "Instant payouts" not in read
