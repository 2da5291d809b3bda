"""What the tests of program files share: a small program to change, and a workspace to load it into."""

from pathlib import Path

import pytest

from rituals.program import Program
from storage.database import Database
from tests.storage.files.office import Office, open_office
from tests.storage.files.small import YAML, Small, changed, read_yaml


@pytest.fixture
def office(database: Database) -> Office:
    """A connected workspace without a program, on each of the two databases."""
    return open_office(database)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Read the small program, with places of its file changed: `small(("old", "new"), …)`."""

    def read_small(*changes: tuple[str, str]) -> Program:
        text = YAML
        for old, new in changes:
            text = changed(text, old, new)
        result = read_yaml(tmp_path, text)
        assert result.program is not None, [str(fault) for fault in result.faults]
        return result.program

    return read_small
