"""The promise between two teams, as it is made in Slack."""

from datetime import date, datetime

from rituals.dependencies import Dependency
from rituals.people import Person
from rituals.program import Program
from storage.database import WorkspaceSession


def ask_for_earlier_date(
    session: WorkspaceSession,
    dependency: Dependency,
    wanted_on: date,
    *,
    asked_by: Person,
    program: Program,
    now: datetime,
) -> None:
    """Record that the consumer needs the deliverable by `wanted_on`, and tell the provider's channel."""
    raise NotImplementedError
