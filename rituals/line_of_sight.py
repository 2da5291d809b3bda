"""Line of sight: from a person over an initiative up to the top goal, with the value at stake (feature 4)."""

from dataclasses import dataclass

from rituals.ids import PersonId
from rituals.program import Initiative, Program


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOfSight:
    """The way up as names, the initiative first and the top goal last.

    `owner` is None where the reader owns the initiative. `value_at_stake` is in whole units of the program's
    currency: the initiative's own, else that of the nearest goal that has one.
    """

    owner: str | None
    steps: tuple[str, ...]
    value_at_stake: int
    currency: str


def line_of_sight(program: Program, initiative: Initiative, *, reader: PersonId | None) -> LineOfSight:
    """Return the way from an initiative to its top goal, as `reader` sees it; None for a channel."""
    path = program.path_of(initiative.goal)
    values = (initiative.value_at_stake, *(goal.value_at_stake for goal in path))
    return LineOfSight(
        owner=None if reader == initiative.owner else program.people[initiative.owner].name,
        steps=(initiative.name, *(goal.name for goal in path)),
        value_at_stake=next((value for value in values if value), 0),
        currency=program.currency,
    )
