"""What every handler and job is given: the database of one workspace, the clock, and a bell for delivery."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from rituals.ids import WorkspaceId
from storage.database import Database, WorkspaceSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """`now` is the clock (aware UTC); `wake` tells delivery that something was enqueued."""

    database: Database
    workspace: WorkspaceId
    now: Callable[[], datetime]
    wake: Callable[[], None]
    flag_command: str = "/flag"
    drumbeat_command: str = "/drumbeat"

    @contextmanager
    def transaction(self) -> Iterator[WorkspaceSession]:
        """Open a transaction that writes; after its commit delivery is woken."""
        with self.database.transaction(self.workspace) as session:
            yield session
        self.wake()

    @contextmanager
    def reading(self) -> Iterator[WorkspaceSession]:
        """Open a transaction that only reads."""
        with self.database.reading(self.workspace) as session:
            yield session
