"""A workspace to load programs into, and to look at what is stored there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from rituals.audit import AuditEntry
from rituals.ids import DependencyId, WorkspaceId
from rituals.program import Program
from storage.database import Database, WorkspaceSession
from storage.files import Difference, apply, difference
from storage.programs import load_program_with_readings
from storage.shelves import AUDIT, DEPENDENCIES
from storage.workspaces import connect_workspace

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """Loads programs into one workspace, each in a transaction of its own, and looks at what is stored."""

    database: Database
    workspace: WorkspaceId

    @contextmanager
    def transaction(self) -> Iterator[WorkspaceSession]:
        with self.database.transaction(self.workspace) as session:
            yield session

    def load(self, program: Program, *, now: datetime = NOW) -> Difference:
        with self.transaction() as session:
            return apply(session, program, now=now, actor="nadia")

    def difference(self, program: Program) -> Difference:
        with self.database.reading(self.workspace) as session:
            return difference(session, program)

    def stored(self) -> Program:
        with self.database.reading(self.workspace) as session:
            return load_program_with_readings(session)

    def audit(self) -> tuple[AuditEntry, ...]:
        with self.database.reading(self.workspace) as session:
            return AUDIT.find(session)


def open_office(database: Database, workspace: str = "T0SMALL") -> Office:
    office = Office(database, WorkspaceId(workspace))
    with office.transaction() as session:
        connect_workspace(session, name="Small", bot_user_id="U0BOT", now=NOW)
    return office


def change_dependency(office: Office, key: DependencyId, **changes: Any) -> None:
    """Change a stored dependency as people in Slack do."""
    with office.transaction() as session:
        DEPENDENCIES.save(session, replace(DEPENDENCIES.get(session, key), **changes))
