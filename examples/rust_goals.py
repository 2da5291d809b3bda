"""Turns the Rust project's goals, as published, into a program: real asks between real teams.

A cycle becomes the top goal, an accepted goal an initiative, each team asked for something a dependency, a monthly
update what a check-in would say, and “help wanted” what a flag would. Where the data leaves something open:

- Goals that were not accepted are nobody's promise and are left out.
- The data names teams without their members: each lead here is somebody plausible, not an office holder.
- An initiative belongs to a team of its owner's own, so that whoever asks has a channel apart from whoever is asked.
- Nobody wrote down by when a team was to answer: all asks are due a month before the cycle ends.
- Without sponsors, controllers and metrics of outcome, initiatives stay “defined”; the share of tasks done is measured.
"""

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from examples.rust_data import PROGRAM_LEAD, MonthlyUpdate, RustGoal, load_goals, updates_of
from rituals.dependencies import Dependency, DependencyStatus
from rituals.ids import DependencyId, GoalId, MetricId, PersonId, SlackUserId, TeamId
from rituals.people import Person, Role, Team
from rituals.program import Direction, Goal, Initiative, Metric, MetricKind, Program, Stage
from storage.files import export_program

__all__ = ["HALVES", "MonthlyUpdate", "RustGoal", "load_goals", "program_of", "updates_of", "workspace_of"]

LEADS: Mapping[str, str] = {
    "bootstrap": "jieyouxu",
    "cargo": "epage",
    "clippy": "blyxyas",
    "compiler": "davidtwco",
    "crates-io": "walterhpearce",
    "lang": "traviscross",
    "libs": "m-ou-se",
    "libs-api": "m-ou-se",
    "rustdoc": "GuillaumeGomez",
    "rustdoc-frontend": "notriddle",
    "spec": "joelmarcey",
    "types": "lcnr",
    "wg-macros": "joshtriplett",
}
"""Somebody plausible for each team that is asked often; the program's lead stands in for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """A cycle of the goal program: half a year."""

    name: str
    asks_due: date
    ends: date


HALVES: Mapping[str, Half] = {
    "2024h2": Half(
        name="Rust project goals, second half of 2024", asks_due=date(2024, 11, 29), ends=date(2024, 12, 31)
    ),
    "2025h1": Half(name="Rust project goals, first half of 2025", asks_due=date(2025, 5, 30), ends=date(2025, 6, 30)),
}


def program_of(goals: Iterable[RustGoal], cycle: str) -> Program:
    """Return the program of one cycle (`2024h2` or `2025h1`): its accepted goals and what they ask of teams."""
    half = HALVES[cycle]
    accepted = [goal for goal in goals if goal.cycle == cycle and goal.is_accepted]
    teams = _teams(accepted)
    top = Goal(id=GoalId(cycle), name=half.name, level="cycle", owner=PersonId(PROGRAM_LEAD))
    metrics = (_tasks_done(goal, top) for goal in accepted)
    initiatives = (_initiative(goal, top, half) for goal in accepted)
    dependencies = (dependency for goal in accepted for dependency in _dependencies(goal, half))
    return Program(
        name=half.name,
        people=_people([goal.owner for goal in accepted] + [team.lead for team in teams.values()]),
        teams=teams,
        goals={top.id: top},
        metrics={metric.id: metric for metric in metrics},
        initiatives={initiative.id: initiative for initiative in initiatives},
        dependencies={dependency.id: dependency for dependency in dependencies},
    )


def workspace_of(program: Program) -> dict[str, Any]:
    """Describe a sandbox workspace with the program's people and channels."""
    members = [str(person.slack_id) for person in program.people.values()]
    channels = sorted({team.channel.removeprefix("#") for team in program.teams.values()})
    return {
        "team": {"id": "T0RUST", "name": "The Rust Project", "domain": "rust-project"},
        "users": [
            {
                "id": str(person.slack_id),
                "name": person.id.lower(),
                "real_name": person.name,
                "email": f"{person.id.lower()}@rust.example",
                "tz": "UTC",
            }
            for person in program.people.values()
        ],
        "channels": [
            {"id": f"C{number:04}RUST", "name": name, "members": members, "bot": True}
            for number, name in enumerate(channels, start=1)
        ],
    }


def _people(handles: Iterable[str]) -> dict[PersonId, Person]:
    lead = PersonId(PROGRAM_LEAD)
    people = {}
    for handle in sorted({PROGRAM_LEAD, *handles}, key=str.lower):
        is_lead = handle == PROGRAM_LEAD
        people[PersonId(handle)] = Person(
            id=PersonId(handle),
            name=f"@{handle}",
            slack_id=SlackUserId("U0" + re.sub("[^A-Z0-9]", "", handle.upper())),
            manager=None if is_lead else lead,
            roles=frozenset({Role.ADMIN, Role.STEERING}) if is_lead else frozenset(),
        )
    return people


def _teams(goals: Iterable[RustGoal]) -> dict[TeamId, Team]:
    """Return a team for each owner, and the teams that are asked."""
    goals = list(goals)
    own = {_team_of(goal.owner): goal.owner for goal in goals}
    asked = sorted({ask.team for goal in goals for ask in goal.asks})
    return {
        team: Team(id=team, name=f"Working with @{owner}", lead=PersonId(owner), channel=f"#goals-{owner.lower()}")
        for team, owner in own.items()
    } | {
        TeamId(name): Team(
            id=TeamId(name), name=f"{name} team", lead=PersonId(LEADS.get(name, PROGRAM_LEAD)), channel=f"#t-{name}"
        )
        for name in asked
    }


def _team_of(owner: str) -> TeamId:
    return TeamId(f"with-{owner.lower()}")


def _tasks_done(goal: RustGoal, top: Goal) -> Metric:
    return Metric(
        id=MetricId(f"{goal.id}-tasks"),
        name=f"Tasks done: {goal.title}",
        kind=MetricKind.LEADING,
        unit="%",
        direction=Direction.UP,
        baseline=0,
        target=100,
        goal=top.id,
        cadence_days=30,
    )


def _initiative(goal: RustGoal, top: Goal, half: Half) -> Initiative:
    return Initiative(
        id=goal.id,
        name=goal.title,
        goal=top.id,
        team=_team_of(goal.owner),
        owner=PersonId(goal.owner),
        baseline_on=half.ends,
        committed_on=half.ends,
        metric=MetricId(f"{goal.id}-tasks"),
        baseline_target=100,
        stage=Stage.DEFINED,
    )


def _dependencies(goal: RustGoal, half: Half) -> Iterator[Dependency]:
    for number, ask in enumerate(goal.asks, start=1):
        yield Dependency(
            id=DependencyId(f"{goal.id}-{ask.team}-{number}"),
            deliverable=f"{ask.task} for “{goal.title}”",
            consumer=goal.id,
            provider=TeamId(ask.team),
            needed_by=half.asks_due,
            acceptance=ask.notes or None,
            promised_on=half.asks_due if ask.is_complete else None,
            status=DependencyStatus.ACCEPTED if ask.is_complete else DependencyStatus.PROPOSED,
        )


def main(words: Sequence[str] | None = None) -> None:
    """Write the program files of one cycle, and the sandbox workspace beside them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path, help="where goals.jsonl and updates.jsonl are")
    parser.add_argument("cycle", choices=sorted(HALVES))
    parser.add_argument("into", type=Path, help="the folder to write")
    arguments = parser.parse_args(words)
    program = program_of(load_goals(arguments.folder), arguments.cycle)
    export_program(program, arguments.into)
    workspace = yaml.safe_dump(workspace_of(program), sort_keys=False, allow_unicode=True)
    (arguments.into / "workspace.yaml").write_text(workspace, encoding="utf-8")


if __name__ == "__main__":
    main()
