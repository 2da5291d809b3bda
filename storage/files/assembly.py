"""Makes the program out of drafts that have no errors; what the file leaves out gets its default here."""

from collections import defaultdict
from dataclasses import fields
from typing import Any

from rituals.dependencies import Dependency, DependencyStatus
from rituals.ids import DependencyId, GoalId, InitiativeId, MetricId, PersonId, TeamId
from rituals.people import Person, Team
from rituals.policy import Cadence, Policy
from rituals.program import Goal, Initiative, Metric, Program, Reading, Stage
from storage.files.dependency_checks import provider_of
from storage.files.drafts import Draft, Drafts
from storage.files.schema import COLUMNS
from storage.files.sheets import Kind


def assemble(drafts: Drafts) -> Program:
    """Build the program; the drafts must be free of errors."""
    head = _attributes(drafts.program)
    if "digest_zone" not in head and "zone" in head:
        head["digest_zone"] = head["zone"]
    readings = (Reading(**_attributes(draft)) for draft in drafts.readings)
    return Program(
        **{name: head[name] for name in ("name", "currency") if name in head},
        cadence=Cadence(**_part(Cadence, head)),
        policy=Policy(**_part(Policy, head)),
        people={PersonId(key): Person(id=PersonId(key), **_attributes(d)) for key, d in drafts.of(Kind.PEOPLE).items()},
        teams={TeamId(key): Team(id=TeamId(key), **_attributes(d)) for key, d in drafts.of(Kind.TEAMS).items()},
        goals=_goals(drafts),
        metrics={
            MetricId(key): Metric(id=MetricId(key), **_attributes(d)) for key, d in drafts.of(Kind.METRICS).items()
        },
        readings=tuple(sorted(readings, key=lambda reading: (reading.metric, reading.read_on, reading.source))),
        initiatives={InitiativeId(key): _initiative(draft) for key, draft in drafts.of(Kind.INITIATIVES).items()},
        dependencies={DependencyId(key): _dependency(d, drafts) for key, d in drafts.of(Kind.DEPENDENCIES).items()},
    )


def _attributes(draft: Draft) -> dict[str, Any]:
    """Return the given values by the names the records use."""
    return {column.attribute: draft[column.name] for column in COLUMNS[draft.kind] if column.name in draft.values}


def _part(record: type[Any], head: dict[str, Any]) -> dict[str, Any]:
    return {field.name: head[field.name] for field in fields(record) if field.name in head}


def _goals(drafts: Drafts) -> dict[GoalId, Goal]:
    """Return the goals as the tree goes, each before what stands in it: a CSV file may have them in any order."""
    inside: defaultdict[str | None, list[Draft]] = defaultdict(list)
    for draft in drafts.of(Kind.GOALS).values():
        inside[draft["parent"]].append(draft)
    goals: dict[GoalId, Goal] = {}
    waiting = inside[None][::-1]
    while waiting:
        draft = waiting.pop()
        goals[GoalId(draft.id)] = Goal(id=GoalId(draft.id), **_attributes(draft))
        waiting += inside[draft.id][::-1]
    return goals


def _initiative(draft: Draft) -> Initiative:
    derived = {"committed_on": draft["due"], "stage": Stage.DEFINED}
    return Initiative(id=InitiativeId(draft.id), **(derived | _attributes(draft)))


def _dependency(draft: Draft, drafts: Drafts) -> Dependency:
    is_promised = draft["promised"] is not None
    derived = {
        "provider": provider_of(draft, drafts.of(Kind.INITIATIVES)),
        "status": DependencyStatus.COMMITTED if is_promised else DependencyStatus.PROPOSED,
    }
    return Dependency(id=DependencyId(draft.id), **(derived | _attributes(draft)))
