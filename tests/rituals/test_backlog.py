"""What was missed before the bot looked: a few a day, the latest first; what can still come in time at once."""

from datetime import date

import pytest

from rituals.backlog import MISSED_A_DAY, ration
from rituals.dependencies import Dependency
from rituals.ids import DependencyId, InitiativeId, TeamId
from tests.rituals.dependency_kit import TODAY, dependency, initiative, program


def missed(day: int, *, provider: str = "platform", consumer: str = "payouts") -> Dependency:
    """Build a dependency that was needed on that day of December."""
    return dependency(
        id=DependencyId(f"{provider}-{consumer}-{day:02}"),
        provider=TeamId(provider),
        consumer=InitiativeId(consumer),
        needed_by=date(2025, 12, day),
    )


PROGRAM = program(
    initiative("payouts", date(2026, 3, 1)),
    initiative("credit", date(2026, 3, 1), team="lending"),
)


def days_of(taken: tuple[Dependency, ...]) -> list[int]:
    return [each.needed_by.day for each in taken]


def test_what_was_missed_last_comes_first_and_the_rest_waits() -> None:
    taken = ration([missed(day) for day in (1, 9, 5, 20)], (), program=PROGRAM, today=TODAY)

    assert days_of(taken) == [20, 9]
    assert len(taken) == MISSED_A_DAY


def test_the_ration_of_a_day_is_used_up_by_what_opened_before() -> None:
    due = [missed(day) for day in (1, 9)]

    assert days_of(ration(due, [missed(20)], program=PROGRAM, today=TODAY)) == [9]
    assert ration(due, [missed(20), missed(19)], program=PROGRAM, today=TODAY) == ()


def test_teams_are_counted_one_by_one_as_provider_and_as_consumer() -> None:
    due = [missed(9), missed(8), missed(7, consumer="credit"), missed(6, provider="launch", consumer="credit")]

    assert days_of(ration(due, (), program=PROGRAM, today=TODAY)) == [9, 8, 6]


@pytest.mark.parametrize("opened", [0, 5], ids=["a first day", "a day on which much was missed"])
def test_what_can_still_come_in_time_is_never_held_back(opened: int) -> None:
    in_time = [dependency(id=DependencyId(f"d{number}"), needed_by=TODAY) for number in range(10)]
    before = [missed(day) for day in range(1, 1 + opened)]

    assert ration(in_time, before, program=PROGRAM, today=TODAY) == tuple(in_time)


def test_what_opened_in_time_today_uses_up_nothing() -> None:
    assert days_of(ration([missed(9)], [dependency()] * 5, program=PROGRAM, today=TODAY)) == [9]
