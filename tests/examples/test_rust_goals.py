"""Real data as a program: the goals of the Rust project, where they lie beside the project."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from examples.rust_goals import HALVES, load_goals, main, program_of, updates_of, workspace_of
from rituals.dependencies import DependencyStatus
from rituals.ids import InitiativeId
from storage.database import Database
from storage.files import export_program, read
from tests.places import SHARED
from tests.storage.files.office import Office, open_office

DATA = SHARED / "data" / "rust_goals"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the Rust project's goals are not beside the project")


@pytest.mark.parametrize(
    ("cycle", "goals", "asks"),
    [pytest.param("2024h2", 26, 71, id="2024h2"), pytest.param("2025h1", 40, 145, id="2025h1")],
)
def test_both_cycles_load_without_faults(tmp_path: Path, cycle: str, goals: int, asks: int):
    program = program_of(load_goals(DATA), cycle)

    export_program(program, tmp_path)

    assert (len(program.initiatives), len(program.dependencies)) == (goals, asks)
    for path in (tmp_path, tmp_path / "program.yaml"):
        assert read(path).faults == ()
        assert read(path).program == program


@pytest.mark.parametrize("cycle", sorted(HALVES))
def test_both_cycles_are_stored_as_they_are(database: Database, cycle: str):
    office: Office = open_office(database, "T0RUST")
    program = program_of(load_goals(DATA), cycle)

    office.load(program)

    assert office.stored().initiatives == program.initiatives
    assert office.load(program).is_empty


def test_the_command_writes_a_program_and_its_workspace(tmp_path: Path):
    main([str(DATA), "2024h2", str(tmp_path)])

    program = read(tmp_path / "program.yaml").program
    assert program == program_of(load_goals(DATA), "2024h2")
    assert yaml.safe_load((tmp_path / "workspace.yaml").read_text(encoding="utf-8")) == workspace_of(program)


def test_goals_that_were_not_accepted_are_left_out():
    rejected = {goal.id for goal in load_goals(DATA) if goal.cycle == "2024h2" and not goal.is_accepted}

    program = program_of(load_goals(DATA), "2024h2")

    assert len(rejected) == 5
    assert not rejected & program.initiatives.keys()


def test_asks_become_dependencies_on_the_teams_asked():
    program = program_of(load_goals(DATA), "2025h1")

    dependency = next(each for each in program.dependencies.values() if each.id == "async-lang-1")

    assert dependency.deliverable.startswith("Return type notation: RFC decision for “Bring the Async Rust")
    assert (dependency.provider, dependency.status) == ("lang", DependencyStatus.ACCEPTED)
    assert program.teams[dependency.provider].channel == "#t-lang"


def test_the_first_of_several_contacts_owns_the_goal(tmp_path: Path):
    (tmp_path / "goals.jsonl").write_text(
        '{"file": "2025h1/a.md", "cycle": "2025h1", "title": "A", "tasks": [], '
        '"meta": {"Point of contact": "@first, @second", "Status": "Accepted"}}\n'
        '{"file": "2025h1/b.md", "cycle": "2025h1", "title": "B", "meta": {"Point of contact": "TBD"}, "tasks": '
        '[{"Task": "x", "Owner(s) or team(s)": "@doer", "_section": "s", "_teams": [], "_complete": false}]}\n'
        '{"file": "2025h1/c.md", "cycle": "2025h1", "title": null, "meta": {"Point of contact": null}, "tasks": []}\n'
    )

    goals = load_goals(tmp_path)

    assert [(goal.title, goal.owner, goal.is_accepted) for goal in goals] == [
        ("A", "first", True),
        ("B", "doer", False),
        ("c", "nikomatsakis", False),
    ]


def test_each_initiative_has_one_update_a_month():
    updates = updates_of(DATA)

    assert len({(update.cycle, update.initiative, update.date) for update in updates}) == len(updates) == 237
    for cycle, months in (("2024h2", 3), ("2025h1", 4)):
        assert len({update.date for update in updates if update.cycle == cycle}) == months
        known = program_of(load_goals(DATA), cycle).initiatives
        assert {update.initiative for update in updates if update.cycle == cycle} <= set(known)


def test_help_wanted_is_said_once_and_without_markup():
    wishes = {(update.initiative, update.date): update.help_wanted for update in updates_of(DATA)}

    assert wishes[InitiativeId("cargo-plumbing"), date(2025, 3, 3)] == (
        "this project goal needs someone to work on the implementation",
    )
    assert not any("-->" in wish or "](" in wish for several in wishes.values() for wish in several)


def test_the_sandbox_workspace_has_everybody_and_every_channel():
    program = program_of(load_goals(DATA), "2025h1")

    workspace = workspace_of(program)

    assert {user["id"] for user in workspace["users"]} == {person.slack_id for person in program.people.values()}
    assert {f"#{channel['name']}" for channel in workspace["channels"]} == {
        team.channel for team in program.teams.values()
    }
