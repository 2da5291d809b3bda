"""FAULTS B5: everything that Slack hands over comes twice, as the local workspace can be told to do it."""

from tests.faults.test_b_inbound import whispers
from tests.journeys.check_in_kit import ask, check_in, green, updates
from tests.journeys.flag_kit import fill, flags_of, reads_all
from tests.world import World


def test_b5_a_check_in_of_which_everything_comes_twice_is_recorded_once(world: World) -> None:
    ask(world)
    world.sandbox.faults.doubling = True
    sofia = world.person("sofia")

    sofia.press("Answer")
    sofia.fill(green(0, 1))
    submission = sofia.submit()
    world.settle()

    assert submission.closed
    assert check_in(world).revision == 1
    assert len(updates(world)) == 2
    assert whispers(world) == 0


def test_b5_a_flag_of_which_everything_comes_twice_is_raised_once(world: World) -> None:
    world.at("2026-01-08T09:30")
    world.sandbox.faults.doubling = True
    jonas = world.person("jonas")

    jonas.slash("/flag", channel="#payments")
    fill(jonas, **{"What could happen?": "The supplier slips"})
    jonas.submit()
    world.settle()

    assert len(flags_of(world)) == 1
    assert "could not be opened" not in reads_all(jonas, jonas.everything())
