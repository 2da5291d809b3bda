"""The post office for the tests of delivery."""

from collections.abc import Iterator

import pytest

from sandbox.clock import Clock
from sandbox.server import Sandbox
from storage.database import Database
from tests.faults.post_office import WORKSPACE, PostOffice
from tests.journals import new_journal


@pytest.fixture
def office(database: Database) -> Iterator[PostOffice]:
    """A post office on a frozen clock, on each of the two databases in turn."""
    with Sandbox.start(WORKSPACE, clock=Clock.frozen(), journal=new_journal()) as sandbox:
        yield PostOffice(sandbox, database)
