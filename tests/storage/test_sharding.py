"""Whether the tables could be spread over several PostgreSQL by `workspace_id`, as far as that shows without Citus.

What Citus itself makes of them was not tried: it is not installed here. https://docs.citusdata.com
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, Table, UniqueConstraint, event
from sqlmodel import SQLModel

import storage.tables
from tests.journeys.check_in_kit import answer, ask, green
from tests.journeys.flag_kit import raise_flag
from tests.places import EXAMPLES
from tests.world import World

assert storage.tables
WORKSPACES = "workspaces"
"""The one table that is not spread but copied to every node: it has one row for each workspace, and all refer to it."""
SPREAD = [table for name, table in sorted(SQLModel.metadata.tables.items()) if name != WORKSPACES]


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement that the journey issues, on whichever connection."""
    issued: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        issued.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    yield issued
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("table", SPREAD, ids=lambda table: table.name)
def test_every_table_can_be_distributed_by_workspace(table: Table):
    unique = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    unique += [index.columns for index in table.indexes if index.unique]

    assert next(iter(table.primary_key.columns)).name == "workspace_id"
    assert all("workspace_id" in columns for columns in unique)


@pytest.mark.parametrize("table", SPREAD, ids=lambda table: table.name)
def test_every_foreign_key_stays_within_the_workspace_or_leads_to_the_table_that_is_everywhere(table: Table):
    for constraint in table.foreign_key_constraints:
        pairs = {element.parent.name: element.column.name for element in constraint.elements}
        if constraint.referred_table.name == WORKSPACES:
            assert pairs == {"workspace_id": "id"}
        else:
            assert pairs["workspace_id"] == "workspace_id"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_statement_of_a_journey_names_the_workspace(database_url: str, statements: list[str]):
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url) as world:
        world.load(EXAMPLES / "fintech.yaml")
        ask(world)
        answer(world.person("sofia"), green(0, 1))
        raise_flag(world)
        world.at("2026-01-12T07:30")
        world.tick()

    # Which database this is, is asked of PostgreSQL's own catalogue.
    told = [each for each in statements if "pg_control_system" not in each]
    ours = [each for each in told if any(re.search(rf"\b{name}\b", each) for name in SQLModel.metadata.tables)]
    strays = {each for each in ours if not names_the_workspace(each)}
    assert len(ours) > 100
    assert strays == set()


def names_the_workspace(statement: str) -> bool:
    """Tell whether a statement is held to one workspace; `workspaces` itself is everywhere and may be read whole."""
    if set(re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)(?! SET) (\w+)", statement)) <= {WORKSPACES}:
        return True
    if statement.startswith("INSERT"):
        return "workspace_id" in statement.partition("VALUES")[0]
    return "workspace_id = " in statement.partition("WHERE")[2]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT people.name FROM people WHERE people.id = 'ana'", id="read"),
        pytest.param("UPDATE people SET name = 'Ana' WHERE id = 'ana'", id="changed"),
        pytest.param("INSERT INTO people (id) VALUES ('workspace_id')", id="inserted"),
        pytest.param("SELECT workspace_id FROM people", id="shown only"),
    ],
)
def test_control_a_statement_that_forgets_the_workspace_is_found(statement: str):
    assert not names_the_workspace(statement)
