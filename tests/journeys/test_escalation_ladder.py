"""What nobody takes up climbs in working hours; a next step with a date stops it until that date has passed."""

from datetime import date
from threading import Thread

import pytest

from handlers.escalation_jobs import climb_ladders
from rituals.escalations import EscalationStatus, Rung
from rituals.ids import PersonId
from rituals.ladder import acknowledge as acknowledge_rule
from storage.shelves import ESCALATIONS
from tests.journeys.escalation_kit import acknowledge, climbed_to, escalation, opened
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


def test_unanswered_it_climbs_four_rungs_in_working_hours(world: World) -> None:
    opened(world)
    seen = []

    for moment in ("2026-02-02T12:59", "2026-02-02T13:00", "2026-02-02T17:00", "2026-02-03T17:00"):
        world.at(moment)
        world.tick()
        seen.append((escalation(world).rung, climbed_to(world)))

    assert seen == [
        (Rung.OWNERS, {"channels": 0, "manager": 0, "steering": 0}),
        (Rung.CHANNELS, {"channels": 1, "manager": 0, "steering": 0}),
        (Rung.MANAGER, {"channels": 1, "manager": 1, "steering": 0}),
        (Rung.STEERING, {"channels": 1, "manager": 1, "steering": 1}),
    ]


def test_a_next_step_with_its_date_stops_the_climb_on_both_cards(world: World) -> None:
    provider_card = opened(world)

    submission = acknowledge(world, "maya", "2026-02-04")
    world.at("2026-02-04T16:59")
    world.tick()

    viktor = world.person("viktor")
    assert submission.closed
    assert escalation(world).status is EscalationStatus.ACKNOWLEDGED
    assert climbed_to(world) == {"channels": 0, "manager": 0, "steering": 0}
    assert "Next step by Wed 4 Feb 2026: Ask the supplier for a date" in viktor.reads(provider_card)
    assert "Acknowledged by @maya" in viktor.reads(provider_card)


def test_a_next_step_that_was_missed_starts_the_climb_again_in_the_morning(world: World) -> None:
    opened(world)
    acknowledge(world, "maya", "2026-02-04")

    world.at("2026-02-05T08:59")
    world.tick()
    before_work = escalation(world).status
    world.at("2026-02-05T13:00")
    world.tick()

    again = escalation(world)
    assert before_work is EscalationStatus.ACKNOWLEDGED
    assert (again.status, again.rung) == (EscalationStatus.OPEN, Rung.CHANNELS)
    assert climbed_to(world) == {"channels": 1, "manager": 0, "steering": 0}


@pytest.mark.parametrize(
    "step_on",
    [pytest.param("2026-02-01", id="in the past"), pytest.param("2026-02-06", id="after the decision is due")],
)
def test_a_next_step_comes_neither_in_the_past_nor_after_the_decision(world: World, step_on: str) -> None:
    opened(world)

    submission = acknowledge(world, "viktor", step_on)

    assert submission.errors == {
        "Done by": "The next step has to come before the decision. Choose a date: 2 Feb to 5 Feb."
    }
    assert escalation(world).status is EscalationStatus.OPEN


def test_somebody_who_has_no_part_in_it_cannot_stop_the_climb(world: World) -> None:
    provider_card = opened(world)

    reply = world.person("nadia").press("Acknowledge", provider_card)

    assert "There is no escalation" in reply.text
    assert reply.view is None


@pytest.mark.parametrize(
    ("acknowledged_at", "channels"),
    [
        pytest.param("2026-02-02T12:59:59", 0, id="one second before the rung: it never climbs"),
        pytest.param("2026-02-02T13:00:01", 0, id="one second after, but before the clock ticks: the answer counts"),
    ],
)
def test_c12_an_acknowledgement_that_was_stored_is_never_climbed_over(
    world: World, acknowledged_at: str, channels: int
) -> None:
    opened(world)
    world.at(acknowledged_at)
    acknowledge(world, "viktor", "2026-02-04")

    world.at("2026-02-02T13:00:02")
    world.tick()

    assert climbed_to(world)["channels"] == channels
    assert escalation(world).status is EscalationStatus.ACKNOWLEDGED


def test_c12_a_climb_that_meets_an_acknowledgement_half_way_waits_and_stands_back(world: World) -> None:
    opened(world)
    world.at("2026-02-02T13:00")
    services = world.bot.services

    with services.transaction() as session:
        taken = ESCALATIONS.lock(session, "R-1")
        step = acknowledge_rule(taken, "call", date(2026, 2, 4), by=PersonId("maya"), today=date(2026, 2, 2))
        ESCALATIONS.save(session, step)
        climbing = Thread(target=climb_ladders, args=(services,))
        climbing.start()
        climbing.join(timeout=0.5)
        was_waiting = climbing.is_alive()
    climbing.join()
    world.settle()

    assert was_waiting
    assert escalation(world).status is EscalationStatus.ACKNOWLEDGED
    assert climbed_to(world) == {"channels": 0, "manager": 0, "steering": 0}
