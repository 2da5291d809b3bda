"""Layer 1 of the proof: whole weeks of a company, Slack and several replicas, by chance and from a seed.

A failure names its seed. Whoever mends it puts the seed into `REGRESSIONS`, so that it is lived through for ever.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import pytest

from tests.figures import Figures
from tests.simulation.careless import RULES_WITHOUT
from tests.simulation.check_ins import DisturbedError
from tests.simulation.simulation import LostError, Rules, Simulation
from tests.simulation.slack import DoubledError

SEEDS = 100
SOAK_SEEDS = 1_000
REGRESSIONS = (
    # Its last prompt is still to come when the run ends, which is no loss.
    (13, 6, 3),
)
"""Seed, people, weeks."""


@dataclass(frozen=True, slots=True)
class Lived:
    """What one run came to; `fault` is empty where everything held."""

    sent: int
    crashes: int
    steps: int
    fault: str = ""


def live(seed: int, people: int, weeks: int) -> Lived:
    """Run one simulation and return what it came to, with its seed where something did not hold."""
    simulation = Simulation(seed, people=people, weeks=weeks)
    fault = ""
    try:
        simulation.run()
    except AssertionError as error:
        fault = f"seed {seed}, people {people}, weeks {weeks}: {type(error).__name__}: {error}"
    return Lived(simulation.sent, simulation.crashes, simulation.timeline.steps, fault)


def soaked() -> Iterator[Lived]:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(live, range(SOAK_SEEDS), [200] * SOAK_SEEDS, [13] * SOAK_SEEDS, chunksize=4)


@pytest.mark.parametrize("block", range(10))
def test_d1_no_seed_loses_or_doubles_a_message_or_forgets_or_disturbs_anybody(block: int):
    many = SEEDS // 10
    lived = [live(seed, 5, 3) for seed in range(block * many, (block + 1) * many)]

    assert [each.fault for each in lived if each.fault] == []
    assert min(each.sent for each in lived) > 0
    assert sum(each.crashes for each in lived) > many


@pytest.mark.parametrize(("seed", "people", "weeks"), REGRESSIONS)
def test_d1_what_once_failed_holds(seed: int, people: int, weeks: int):
    assert live(seed, people, weeks).fault == ""


@pytest.mark.parametrize(
    ("without", "fault"),
    [
        pytest.param("a look before sending again", DoubledError, id="a5"),
        pytest.param("sending again", LostError, id="a4"),
        pytest.param("waiting until Slack has settled", DoubledError, id="a8"),
        pytest.param("the lease being checked", DoubledError, id="d3"),
        pytest.param("the check-in being locked", DisturbedError, id="b5"),
        pytest.param("the escalation being locked", DisturbedError, id="c12"),
    ],
)
def test_control_without_one_protection_some_seed_fails(without: str, fault: type[AssertionError]):
    """Must fail within a few seeds, or the simulation is blind."""
    assert any(fails(seed, RULES_WITHOUT[without], fault) for seed in range(100))


def fails(seed: int, rules: Rules, fault: type[AssertionError]) -> bool:
    try:
        Simulation(seed, people=5, weeks=3, rules=rules).run()
    except fault:
        return True
    return False


def test_the_same_seed_is_the_same_run():
    assert live(7, 6, 3) == live(7, 6, 3)


@pytest.mark.soak
@pytest.mark.timeout(4 * 3_600)
def test_d1_a_thousand_seeds_of_a_quarter_with_two_hundred_people(figures: Figures):
    lived = list(soaked())

    figures.reach(
        "simulation",
        f"{len(lived):,} seeds × 13 weeks × 200 people: {sum(each.sent for each in lived):,} messages, "
        f"{sum(each.crashes for each in lived):,} crashes, {sum(each.steps for each in lived):,} steps, "
        f"{sum(bool(each.fault) for each in lived)} seeds failed",
    )
    assert [each.fault for each in lived if each.fault] == []
