"""Hostile names in program files (FAULTS G1, G4): what cannot be seen is refused, the rest is shown as written."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import yaml

from storage import files
from storage.files.forms import has_unseen_characters
from storage.programs import load_program
from tests.faults.hostile_kit import ODD, assert_nobody_is_called, assert_slack_took_everything
from tests.faults.hostile_world import WORKSPACE, hostile
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

LONGEST_NAME = 1_000
MOST_USED_TWICE = 9
"""So many of the names stand for more than an initiative."""
MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", [each for each in ODD.values() if has_unseen_characters(" ".join(each.split()))], ids=ascii
)
def test_g4_a_name_that_holds_what_cannot_be_seen_is_refused(tmp_path: Path, name: str) -> None:
    sound = [f"Name {number}" for number in range(MOST_USED_TWICE)]

    result = files.read(_written(tmp_path, [*sound, name]))

    assert result.program is None
    assert len(result.errors) == 1


def test_g1_to_g4_names_stand_as_they_are_written_in_everything_that_is_posted(
    database_url: str, tmp_path: Path
) -> None:
    names = [each for each in hostile() if _is_a_name(each)]
    result = files.read(_written(tmp_path, names))
    assert result.program is not None, [str(fault) for fault in result.errors[:5]]

    with World.open(WORKSPACE, database_url=database_url, at=MONDAY) as world:
        world.load(result.program)
        for moment in ("2026-01-05T09:00", "2026-01-08T09:30", "2026-01-12T07:30", "2026-01-12T10:00"):
            world.at(moment)
            world.tick()
        for name in ("owner", "lead", "chief"):
            person = world.person(name)
            person.open_home()
            person.slash("/flag", "It slips")

        with world.bot.services.reading() as session:
            stored = load_program(session)
        assert [each.name for each in stored.initiatives.values()] == [
            " ".join(normalize("NFC", each).split()) for each in names
        ]
        assert_slack_took_everything(world)
        assert_nobody_is_called(world)


def _is_a_name(text: str) -> bool:
    one_line = " ".join(text.split())
    return 0 < len(one_line) <= LONGEST_NAME and not has_unseen_characters(one_line)


def _written(folder: Path, names: list[str]) -> Path:
    """Write a program file in which each of the names is that of an initiative, and some are used all over."""
    path = folder / "program.yaml"
    path.write_text(yaml.safe_dump(_content(names), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def _content(names: list[str]) -> dict[str, Any]:
    called = dict(enumerate(names))
    return {
        "name": called[0],
        "people": {
            "owner": {"name": called[1], "slack_id": "U0OWNER", "manager": "chief"},
            "lead": {"name": called[2], "slack_id": "U0LEAD", "manager": "chief"},
            "chief": {"name": called[3], "slack_id": "U0CHIEF", "roles": ["admin", "steering"]},
        },
        "teams": {
            "consumer": {"name": called[4], "lead": "owner", "channel": "#consumer"},
            "provider": {"name": called[5], "lead": "lead", "channel": "#provider"},
        },
        "goals": {
            f"g{number}": {"name": name, "level": "goal", "owner": "chief"} for number, name in enumerate(names[6:9])
        },
        "initiatives": {
            f"i{number}": {
                "name": name,
                "goal": f"g{number % 3}",
                "team": "consumer",
                "owner": "owner",
                "due": "2026-02-02",
            }
            for number, name in enumerate(names)
        },
        "dependencies": {
            f"d{number}": {
                "deliverable": name,
                "acceptance": name,
                "provider": "provider",
                "consumer": f"i{number}",
                "needed_by": "2026-01-16",
            }
            for number, name in enumerate(names[:MOST_USED_TWICE])
        },
    }
