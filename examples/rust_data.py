"""Reads the Rust project's goals and monthly updates as published: `goals.jsonl` and `updates.jsonl` of a folder.

Where the data leaves something open:

- A goal with several points of contact has the first as its owner, for an initiative has exactly one. Without any (or
  with “TBD”) the first task owner who is a person takes it, and failing that whoever runs the goal program.
- Some posts have a goal twice, among the flagships or the rest and again where help is wanted: that is one update.
- Help wanted is often said twice, with and without an invitation to write: that is one wish.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from rituals.ids import InitiativeId

PROGRAM_LEAD = "nikomatsakis"
_ONLY_SECTION = "Ownership and team asks"
"""What the section with all tasks is called in a goal that has only one."""
_LAST_WORD_ON_2024 = date(2025, 1, 31)
"""The last update of a half comes out after its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Something a goal asks of one team."""

    team: str
    task: str
    notes: str
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RustGoal:
    """One goal of one cycle as published; `issue` is where its updates are collected."""

    id: InitiativeId
    cycle: str
    title: str
    owner: str
    is_accepted: bool
    issue: int | None
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyUpdate:
    """What was said of one initiative in one month; `done` of `total` tasks, None where nobody counted.

    `text` is Markdown, and empty for a month in which nobody wrote anything.
    """

    cycle: str
    initiative: InitiativeId
    date: date
    text: str
    done: int | None
    total: int | None
    help_wanted: tuple[str, ...]


def load_goals(folder: Path) -> tuple[RustGoal, ...]:
    """Return all goals in the folder's `goals.jsonl`, accepted or not."""
    return tuple(_goal(row) for row in _rows(folder / "goals.jsonl"))


def updates_of(folder: Path) -> tuple[MonthlyUpdate, ...]:
    """Return the monthly updates of accepted goals by date, one for each initiative and month."""
    initiatives = {(goal.cycle, goal.issue): goal.id for goal in load_goals(folder) if goal.is_accepted}
    merged: dict[tuple[InitiativeId, date], MonthlyUpdate] = {}
    for row in _rows(folder / "updates.jsonl"):
        said_on = date.fromisoformat(row["date"])
        cycle = "2024h2" if said_on <= _LAST_WORD_ON_2024 else "2025h1"
        update = _update(row, cycle, initiatives[cycle, row["issue"]], said_on)
        key = (update.initiative, said_on)
        merged[key] = _merged(merged[key], update) if key in merged else update
    return tuple(sorted(merged.values(), key=lambda update: (update.date, update.initiative)))


def _goal(row: Mapping[str, Any]) -> RustGoal:
    meta = row["meta"]
    stem = Path(row["file"]).stem
    issue = re.search(r"#([0-9]+)", meta.get("Tracking issue") or "")
    return RustGoal(
        id=InitiativeId(stem.lower()),
        cycle=row["cycle"],
        title=_plain(row["title"] or meta.get("Short title") or stem),
        owner=_owner(meta.get("Point of contact") or "", row["tasks"]),
        is_accepted=meta.get("Status") == "Accepted",
        issue=int(issue[1]) if issue else None,
        asks=tuple(_asks(row["tasks"])),
    )


def _owner(contact: str, tasks: Iterable[Mapping[str, Any]]) -> str:
    task_owners = (task.get("Owner(s) or team(s)") or "" for task in tasks)
    handles = (handle for text in (contact, *task_owners) for handle in re.findall(r"@([A-Za-z0-9-]+)", text))
    return next(handles, PROGRAM_LEAD)


def _asks(tasks: Iterable[Mapping[str, Any]]) -> Iterator[Ask]:
    for task in tasks:
        # One row of the data names a team twice.
        for team in dict.fromkeys(task["_teams"]):
            yield Ask(
                team=team,
                task=_plain(
                    task["Task"] if task["_section"] == _ONLY_SECTION else f"{task['_section']}: {task['Task']}"
                ),
                notes=_plain(task.get("Notes") or ""),
                is_complete=task["_complete"],
            )


def _update(row: Mapping[str, Any], cycle: str, initiative: InitiativeId, said_on: date) -> MonthlyUpdate:
    comments = "\n\n".join(comment["markdown"] for comment in row["comments"])
    return MonthlyUpdate(
        cycle=cycle,
        initiative=initiative,
        date=said_on,
        text=(row["summary"] or comments).strip(),
        done=row["done"],
        total=row["total"],
        help_wanted=_distinct(row["help_wanted"]),
    )


def _merged(first: MonthlyUpdate, second: MonthlyUpdate) -> MonthlyUpdate:
    """Some posts have a goal twice: among the flagships or the rest, and where help is wanted."""
    longer = max(first, second, key=lambda update: len(update.text))
    return replace(longer, help_wanted=_distinct([*first.help_wanted, *second.help_wanted]))


def _distinct(wishes: Iterable[str]) -> tuple[str, ...]:
    """Return wishes without the standing invitation, each once, and without what is left of HTML comments."""
    plain = (_plain(wish.partition(" If you'd like to help, please post")[0]) for wish in wishes)
    by_word = {wish.rstrip(".").lower(): wish for wish in plain if not wish.endswith("-->")}
    return tuple(by_word.values())


def _plain(markdown: str) -> str:
    """Return one line of text: links by their words, without images and code marks."""
    text = re.sub(r"!\[[^\]]*\](\[\]|\([^)]*\))?", "", markdown)
    text = re.sub(r"^[\w-]+\]\([^)]*\): ?", "", text)
    text = re.sub(r"\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])?", r"\1", text)
    return " ".join(text.replace("`", "").split())


def _rows(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)
