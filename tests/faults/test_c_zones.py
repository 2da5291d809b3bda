"""FAULTS C6: people who move to another zone are asked once in each ISO week, and of unknown zones somebody hears."""

import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rituals.check_ins import CheckInStatus
from rituals.courtesy import zone_of
from rituals.ids import CheckInId
from rituals.prompting import find_prompts
from storage.shelves import PEOPLE
from tests.journeys.check_in_kit import SOFIAS, check_ins, program
from tests.journeys.rust_kit import PROMPT
from tests.rituals.check_in_kit import person
from tests.rituals.check_in_kit import program as small_program
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""Monday on both sides of the date line, when the program is loaded."""
DATE_LINE = [("Pacific/Kiritimati", "Pacific/Pago_Pago"), ("Pacific/Pago_Pago", "Pacific/Kiritimati")]
ELSEWHERE = [
    ("Pacific/Auckland", "Pacific/Honolulu"),
    ("Pacific/Honolulu", "Pacific/Auckland"),
    ("Europe/Berlin", "America/Los_Angeles"),
    ("America/Los_Angeles", "Europe/Berlin"),
    ("Asia/Kathmandu", "Europe/London"),
]


def weeks_asked(before: str, after: str, *, moved_at: datetime, step: timedelta) -> Counter[str]:
    """Live through three weeks with a move in the second, and count the prompts of each ISO week."""
    loaded = {zone: replace(small_program(people=(person(zone=zone),)), loaded_at=MONDAY) for zone in (before, after)}
    asked: dict[CheckInId, CheckInStatus] = {}
    now, last_run = MONDAY, None
    while now < MONDAY + timedelta(days=19):
        current = loaded[before if now < moved_at else after]
        for prompt in find_prompts(current, frozenset(asked), now=now, last_run=last_run):
            asked[prompt.check_in.id] = prompt.check_in.status
        last_run, now = now, now + step
    assert set(asked.values()) == {CheckInStatus.OPEN}, (moved_at, asked)
    return Counter(each.partition(":")[2] for each in asked)


def moves(step: timedelta) -> list[datetime]:
    first = MONDAY + timedelta(weeks=1)
    return [first + number * step for number in range(timedelta(weeks=1) // step)]


@pytest.mark.parametrize(("before", "after"), DATE_LINE, ids=["to the other side", "and back"])
def test_c6_whenever_somebody_crosses_the_date_line_each_week_asks_once(before: str, after: str) -> None:
    for moved_at in moves(timedelta(hours=8)):
        weeks = weeks_asked(before, after, moved_at=moved_at, step=timedelta(hours=2))
        assert weeks == {"2026-W02": 1, "2026-W03": 1, "2026-W04": 1}, moved_at


@pytest.mark.soak
def test_c6_whenever_and_wherever_somebody_moves_each_week_asks_once(capsys: pytest.CaptureFixture[str]) -> None:
    tried = 0
    for before, after in DATE_LINE + ELSEWHERE:
        for moved_at in moves(timedelta(minutes=30)):
            weeks = weeks_asked(before, after, moved_at=moved_at, step=timedelta(minutes=30))
            assert weeks == {"2026-W02": 1, "2026-W03": 1, "2026-W04": 1}, (before, after, moved_at)
            tried += 1
    with capsys.disabled():
        sys.stdout.write(f"\nC6: {tried} moves between zones, three weeks each, 0 missed, 0 doubled\n")


@pytest.mark.parametrize(
    ("zone", "moved_at"),
    [
        pytest.param("Pacific/Kiritimati", "2026-01-08T08:00", id="ahead of the date line, before the hour"),
        pytest.param("Pacific/Kiritimati", "2026-01-08T10:00", id="ahead of the date line, after the hour"),
        pytest.param("Pacific/Pago_Pago", "2026-01-08T10:00", id="behind it, where the hour comes again"),
    ],
)
def test_c6_across_the_date_line_the_bot_asks_once(world: World, zone: str, moved_at: str) -> None:
    world.at("2026-01-08T07:00")
    world.live_until(moved_at)
    world.sandbox.change_time_zone("sofia", zone)
    world.bot.sync_directory()

    world.live_until("2026-01-09T12:00")

    sofia = world.person("sofia")
    assert sum(each.text.startswith(PROMPT) for each in sofia.dm()) == 1
    assert [key for key in check_ins(world) if key.startswith("sofia")] == [SOFIAS]


@pytest.mark.parametrize("zone", [None, "Mars/Olympus"], ids=["none", "one that is not known"])
def test_c6_of_a_zone_that_nobody_tells_the_administrator_hears_once(world: World, zone: str | None) -> None:
    world.sandbox.change_time_zone("sofia", zone)
    _forget_zone(world)

    for _ in range(3):
        world.bot.sync_directory()
        world.settle()

    nadia = world.person("nadia")
    [told] = [nadia.reads(each) for each in nadia.dm()]
    assert told.startswith("Slack does not tell the time zone of Sofia Marino.")
    assert "Europe/London" in told
    sofia = next(each for each in program(world).people.values() if each.id == "sofia")
    assert zone_of(sofia, program(world).cadence) == "Europe/London"


def _forget_zone(world: World) -> None:
    """Let Sofia be new, so that no zone is known from before."""
    with world.bot.services.transaction() as session:
        PEOPLE.save(session, replace(PEOPLE.get(session, "sofia"), zone=None))
