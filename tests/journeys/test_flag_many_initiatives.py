"""A program with more initiatives than a menu of Slack holds: the form asks for their names instead."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rituals.ids import InitiativeId
from rituals.program import Program
from storage import files
from tests.journeys.flag_kit import flag
from tests.places import EXAMPLES
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


def with_many_initiatives() -> Program:
    """Return the example with 150 more initiatives of the team Ledger."""
    program = files.read(EXAMPLES / "fintech.yaml").program
    assert program is not None
    pattern = program.initiatives[InitiativeId("ledger-api")]
    more = {
        key: replace(pattern, id=key, name=f"Ledger clean-up {number}", metric=None)
        for number in range(150)
        for key in [InitiativeId(f"clean-up-{number}")]
    }
    return replace(program, initiatives={**program.initiatives, **more})


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url, mode="http") as world:
        world.load(with_many_initiatives())
        world.at("2026-01-08T09:30")
        yield world


def test_the_menu_opens_with_the_likeliest_and_holds_no_more_than_slack_takes(world: World) -> None:
    jonas = world.person("jonas")
    jonas.slash("/flag", channel="#payments")

    offered = jonas.select_options("Which initiative would it hit?")

    assert offered[0] == "Payout insights for merchants"
    assert len(offered) == 100


def test_any_initiative_is_found_by_its_name_and_can_be_flagged(world: World) -> None:
    jonas = world.person("jonas")
    jonas.slash("/flag", "It takes longer", channel="#payments")
    jonas.fill(
        {
            "Which initiative would it hit?": "Ledger clean-up 149",
            "When would it hit, at the earliest?": "2026-02-13",
            "How likely is it?": "Possible: it may or may not",
        }
    )

    submission = jonas.submit()

    assert submission.closed
    assert flag(world).hits == "clean-up-149"


def test_somebody_outside_the_program_searches_in_vain(world: World) -> None:
    jonas = world.person("jonas")
    jonas.slash("/flag", channel="#payments")
    world.sandbox.change_user("jonas", is_restricted=True)
    world.bot.sync_directory()

    assert jonas.select_options("Which initiative would it hit?", "Ledger") == []
