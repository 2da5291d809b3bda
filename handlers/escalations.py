"""The joint resolution of a dependency in danger."""

from datetime import datetime

from rituals.dependencies import Dependency
from rituals.escalations import Escalation
from rituals.program import Program
from storage.database import WorkspaceSession


def open_resolution(
    session: WorkspaceSession, dependency: Dependency, why: str, *, program: Program, now: datetime
) -> Escalation:
    """Open the resolution of `dependency` with its twin cards, or return the one that is open already.

    `why` is the evidence in full sentences, of dates and effects, never of persons.
    """
    raise NotImplementedError
