"""From a person up to the top goal (feature 4)."""

from rituals.ids import GoalId, PersonId
from rituals.line_of_sight import line_of_sight
from rituals.program import Goal
from tests.rituals.check_in_kit import MARIA, initiative, program

TREE = {
    GoalId("growth"): Goal(id=GoalId("growth"), name="Growth", level="pillar", value_at_stake=4_000_000),
    GoalId("speed"): Goal(id=GoalId("speed"), name="Speed", level="objective", parent=GoalId("growth")),
}
PAYOUTS = initiative(goal=GoalId("speed"))


def test_the_line_runs_from_the_reader_over_every_goal_to_the_top():
    sight = line_of_sight(program(PAYOUTS, goals=TREE), PAYOUTS, reader=MARIA)

    assert sight.owner is None
    assert sight.steps == ("Payouts", "Speed", "Growth")


def test_others_read_the_name_of_the_owner():
    loaded = program(PAYOUTS, goals=TREE)

    assert line_of_sight(loaded, PAYOUTS, reader=PersonId("sam")).owner == "Maria"
    assert line_of_sight(loaded, PAYOUTS, reader=None).owner == "Maria"


def test_the_value_at_stake_is_the_initiatives_own():
    valued = initiative(goal=GoalId("speed"), value_at_stake=900_000)

    assert line_of_sight(program(valued, goals=TREE), valued, reader=MARIA).value_at_stake == 900_000


def test_without_one_of_its_own_the_nearest_goals_value_counts():
    assert line_of_sight(program(PAYOUTS, goals=TREE), PAYOUTS, reader=MARIA).value_at_stake == 4_000_000


def test_without_any_value_there_is_none():
    bare = initiative()

    assert line_of_sight(program(bare), bare, reader=MARIA).value_at_stake == 0
