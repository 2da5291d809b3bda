"""Contradictions: Maya's payouts are green, the platform that they wait for is not."""

import pytest

from rituals.signals import Signal, SignalStatus
from storage.shelves import SIGNALS
from tests.journeys.check_in_kit import MAYAS_HOUR, answer, ask, green, late, path_back, settled, why
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

EVIDENCE = "“Instant payouts” is green and needs “Ledger write API in production” by Mon 16 Feb 2026"


def signals(world: World, rule: str) -> list[Signal]:
    with world.bot.services.reading() as session:
        return list(SIGNALS.find(session, SIGNALS.c.rule == rule))


def told(world: World, person: str) -> list[str]:
    """Return the messages about contradictions that somebody got."""
    reader = world.person(person)
    return [text for text in map(reader.reads, reader.dm()) if "contradiction to settle" in text]


def viktor_is_red(world: World) -> None:
    viktor = world.person("viktor")
    answer(viktor, late(0, on="2026-09-30"))
    viktor.fill({**why(), "ask-0": "Four engineers"})
    settled(world, viktor.submit())


@pytest.fixture
def contradicted(world: World) -> World:
    """Maya answered green, Viktor red, both on Thursday; no tick has come since."""
    ask(world, MAYAS_HOUR)
    settled(world, answer(world.person("maya"), green(0)))
    viktor_is_red(world)
    return world


def test_both_owners_are_told_within_one_tick_of_the_second_answer(contradicted: World) -> None:
    before = told(contradicted, "maya")

    contradicted.tick()

    assert before == []
    (for_maya,), (for_viktor,) = told(contradicted, "maya"), told(contradicted, "viktor")
    assert EVIDENCE in for_maya
    assert EVIDENCE in for_viktor
    assert "With @viktor." in for_maya
    assert "With @maya." in for_viktor
    assert "you → Instant payouts → Instant payouts in all four markets" in for_maya
    assert "Please agree by Mon 12 Jan 2026 which answer changes, and change it." in for_maya


def test_a_contradiction_is_told_once_however_often_the_clock_ticks(contradicted: World) -> None:
    for moment in ("2026-01-08T09:30", "2026-01-08T09:31", "2026-01-09T10:00"):
        contradicted.at(moment)
        contradicted.tick()

    assert len(told(contradicted, "maya")) == 1
    (found,) = signals(contradicted, "green_consumer_of_late_provider")
    assert found.subject == "ledger-write"


def test_it_clears_by_itself_once_an_answer_changes(contradicted: World) -> None:
    contradicted.tick()
    maya = contradicted.person("maya")

    maya.press("Change my answer", maya.dm()[-1])
    maya.fill(late(0, on="2026-06-30"))
    maya.submit()
    maya.fill({**why(), **path_back()})
    settled(contradicted, maya.submit())
    contradicted.tick()

    (cleared,) = signals(contradicted, "green_consumer_of_late_provider")
    assert cleared.status is SignalStatus.CLEARED
    assert len(told(contradicted, "maya")) == 1


def test_it_stands_in_the_digest_until_it_is_settled(contradicted: World) -> None:
    contradicted.tick()

    contradicted.at("2026-01-12T07:30")
    contradicted.tick()

    elena = contradicted.person("elena")
    digest = next(text for text in map(elena.reads, elena.messages("#leadership")) if text.startswith("## Digest"))
    assert f"⚡ {EVIDENCE}" in digest
    assert "Settle it by Mon 12 Jan 2026." in digest


def test_nobody_is_told_at_night(world: World) -> None:
    """Viktor answers at half past seven in the evening in London: Maya is told in the morning."""
    ask(world, MAYAS_HOUR)
    settled(world, answer(world.person("maya"), green(0)))
    world.at("2026-01-08T19:30")
    viktor_is_red(world)

    world.tick()
    at_night = told(world, "maya")
    world.at("2026-01-09T07:00")
    world.tick()

    assert at_night == []
    assert len(told(world, "maya")) == 1
