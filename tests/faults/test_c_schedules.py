"""FAULTS C9 and C10: a schedule that is edited or emptied asks nobody twice, and a first start floods nobody."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from examples.rust_goals import load_goals, program_of, workspace_of
from rituals.announcements import AnnouncementStatus
from rituals.backlog import MISSED_A_DAY
from rituals.calendar import Weekday
from rituals.check_ins import CheckInStatus
from rituals.ids import InitiativeId, PersonId
from rituals.program import Program, Stage
from rituals.prompting import check_in_key
from storage import files
from storage.outbox import find_entry
from tests.faults.late_kit import everything_but_the_log, log_of
from tests.journeys.check_in_kit import SOFIAS, SOFIAS_HOUR, check_in, check_ins, program
from tests.journeys.rust_kit import ABSENT, GOALS, PROMPT
from tests.places import EXAMPLES
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

SOFIAS_INITIATIVES = ("debt-paydown", "ledger-api")


def posts(world: World, who: str = "sofia") -> int:
    """Return how many check-ins somebody was asked for."""
    return sum(each.text.startswith(PROMPT) for each in world.person(who).dm())


def with_cadence(world: World, *, on: Weekday | None = None, at: time | None = None) -> None:
    """Load the program with another day or hour for its check-ins."""
    loaded = program(world)
    cadence = replace(
        loaded.cadence, check_in_on=on or loaded.cadence.check_in_on, check_in_at=at or loaded.cadence.check_in_at
    )
    _apply(world, replace(loaded, cadence=cadence))


def _apply(world: World, loaded: Program) -> None:
    # Without a look at Slack's directory, which is limited to a few reads a minute.
    with world.bot.services.transaction() as session:
        files.apply(session, loaded, now=world.bot.services.now(), actor="test")


def test_c9_the_same_file_twenty_times_says_nothing_and_changes_nothing(world: World) -> None:
    world.at("2026-01-05T09:00")
    world.tick()
    world.at("2026-01-08T14:30")
    world.tick()
    world.tick()
    result = files.read(EXAMPLES / "fintech.yaml")
    assert result.program is not None
    before, calls, logged = _stored(world), _written(world), len(log_of(world))

    for _ in range(20):
        _apply(world, result.program)
        world.tick()

    assert _written(world) == calls
    assert len(log_of(world)) == logged
    assert _stored(world) == before


@pytest.mark.parametrize(
    ("on", "at", "asked_on"),
    [
        pytest.param(None, time(14), "2026-01-08T13:00", id="a later hour"),
        pytest.param(None, time(7, 30), "2026-01-08T08:00", id="an hour that has just passed"),
        pytest.param(Weekday.FRIDAY, time(11), "2026-01-09T10:00", id="the next day"),
        pytest.param(Weekday.TUESDAY, None, "2026-01-08T08:00", id="a day that has passed: now, not never"),
    ],
)
def test_c9_a_schedule_that_is_edited_before_the_hour_asks_once_at_the_new_one(
    world: World, on: Weekday | None, at: time | None, asked_on: str
) -> None:
    world.at("2026-01-08T07:00")
    world.tick()
    with_cadence(world, on=on, at=at)

    world.live_until("2026-01-09T14:00")

    assert posts(world) == 1
    [asked] = [each for each in world.person("sofia").dm() if each.text.startswith(PROMPT)]
    assert datetime.fromtimestamp(float(asked.ts), UTC).strftime("%Y-%m-%dT%H:%M") == asked_on


@pytest.mark.parametrize(
    ("on", "at"),
    [
        pytest.param(None, time(14), id="a later hour of the same day"),
        pytest.param(Weekday.FRIDAY, None, id="the next day"),
        pytest.param(Weekday.MONDAY, None, id="a day that has passed"),
    ],
)
def test_c9_a_schedule_that_is_edited_after_the_prompt_asks_nobody_again_in_that_week(
    world: World, on: Weekday | None, at: time | None
) -> None:
    world.at(SOFIAS_HOUR)
    world.tick()
    with_cadence(world, on=on, at=at)

    world.live_until("2026-01-09T15:00")

    assert posts(world) == 1
    assert [key for key in check_ins(world) if key.startswith("sofia")] == [SOFIAS]


@pytest.mark.parametrize("how", ["given away", "closed", "taken out", "everything taken out"])
def test_c9_a_prompt_that_still_waits_is_cancelled_when_nothing_is_left_to_ask(world: World, how: str) -> None:
    world.at(SOFIAS_HOUR)
    assert world.bot.tick() == ()
    _apply(world, _without_sofias(program(world), how))

    world.at("2026-01-09T15:00")
    world.tick()

    with world.bot.services.reading() as session:
        entry = find_entry(session, check_in_key(check_in(world).id))
    assert entry is not None
    assert (entry.status, entry.reason) == (AnnouncementStatus.CANCELLED, "nothing left to answer")
    assert check_in(world).status is CheckInStatus.CANCELLED
    assert posts(world) == 0


def test_c9_a_prompt_that_was_sent_is_not_edited_when_nothing_is_left_to_ask(world: World) -> None:
    world.at(SOFIAS_HOUR)
    world.tick()
    _apply(world, _without_sofias(program(world), "closed"))
    before = len(world.person("sofia").dm())

    world.live_until("2026-01-09T15:00")

    assert len(world.person("sofia").dm()) == before
    assert [each for each in world.sandbox.journal.calls("chat.update") if each.args["channel"] == "D0SOFIA"] == []


def _without_sofias(loaded: Program, how: str) -> Program:
    hers = {InitiativeId(each): loaded.initiatives[InitiativeId(each)] for each in SOFIAS_INITIATIVES}
    match how:
        case "given away":
            changed = {key: replace(each, owner=PersonId("viktor")) for key, each in hers.items()}
            return replace(loaded, initiatives={**loaded.initiatives, **changed})
        case "closed":
            changed = {key: replace(each, stage=Stage.CLOSED) for key, each in hers.items()}
            return replace(loaded, initiatives={**loaded.initiatives, **changed})
        case "taken out":
            kept = {key: each for key, each in loaded.initiatives.items() if key not in hers}
        case _:
            kept = {}
    promises = {
        key: each
        for key, each in loaded.dependencies.items()
        if each.consumer in kept and (each.provider_initiative is None or each.provider_initiative in kept)
    }
    return replace(loaded, initiatives=kept, dependencies=promises)


def _written(world: World) -> Counter[str]:
    written = ("chat.postMessage", "chat.update", "chat.postEphemeral")
    return Counter(each.method for each in world.sandbox.journal.entries if each.method in written)


def _stored(world: World) -> dict[str, list[object]]:
    """Return all rows but the marks of when the jobs ran."""
    return {name: rows for name, rows in everything_but_the_log(world).items() if name != "ticks"}


# The first start

PER_CHANNEL = MISSED_A_DAY * 4
"""On a first day: of each missed dependency the request, the card, its thread, and the first reminder in it."""
PER_PERSON = MISSED_A_DAY * 2


@pytest.fixture
def first_day(database_url: str) -> Iterator[World]:
    """The fintech example enabled on a Wednesday, half a year after most of its dates."""
    at = datetime(2026, 7, 8, 10, tzinfo=UTC)
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url, at=at) as world:
        world.load(EXAMPLES / "fintech.yaml")
        yield world


def test_c10_a_first_start_on_old_dates_floods_no_channel_and_nobody(first_day: World) -> None:
    first_day.tick()
    first_day.live_until("2026-07-08T22:00")

    assert check_ins(first_day) == {}
    _assert_no_flood(first_day)


def test_c10_what_was_missed_comes_up_on_the_next_days_all_of_it(first_day: World) -> None:
    opened = []
    for day in range(8, 11):
        first_day.at(f"2026-07-{day:02}T10:00")
        first_day.tick()
        opened.append(len([each for each in log_of(first_day) if each.action == "escalation.opened"]))

    assert opened == [5, 8, 8]


@pytest.mark.skipif(not GOALS.exists(), reason=ABSENT)
@pytest.mark.soak
def test_c10_a_first_start_on_the_rust_goals_of_last_year_floods_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded = program_of(load_goals(GOALS), "2024h2")
    at = datetime(2025, 7, 9, 10, tzinfo=UTC)
    with World.open(workspace_of(loaded), database_url=f"sqlite:///{tmp_path}/rust.db", at=at) as world:
        world.load(loaded)
        world.tick()
        world.live_until("2025-07-09T22:00")

        most = _assert_no_flood(world)
    with capsys.disabled():
        sys.stdout.write(
            f"\nC10: {len(loaded.dependencies)} missed dependencies, at most {most} messages in one place\n"
        )


def _assert_no_flood(world: World) -> int:
    said = Counter(each.channel for each in world.sandbox.accepted if each.method == "chat.postMessage")
    people = {where: count for where, count in said.items() if where.startswith("D")}
    channels = {where: count for where, count in said.items() if not where.startswith("D")}
    assert max(people.values()) <= PER_PERSON, people
    assert max(channels.values()) <= PER_CHANNEL, channels
    return max(said.values())
