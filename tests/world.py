"""A whole world for a test: a workspace, the real bot connected to it, a real database, and a clock that stands."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from bot.cli.local import LocalWorkspace
from rituals.program import Program
from storage import files
from tests.journals import new_journal
from tests.places import MANIFEST

START = datetime(2026, 1, 5, 6, tzinfo=UTC)
"""Monday, the fifth of January 2026, before anybody is at work in Europe."""


class World(LocalWorkspace):
    """What a journey is told with; everything goes through the person's own door."""

    @classmethod
    def open(cls, workspace: object, *, database_url: str, at: datetime = START, mode: str = "socket") -> Self:
        """Start a workspace from a description of its users and channels."""
        return cls.start(
            workspace, database_url=database_url, at=at, manifest=MANIFEST, journal=new_journal(), mode=mode
        )

    def load(self, program: Program | Path, *, actor: str = "test") -> None:
        """Load a program, or a program file that has no fault."""
        if isinstance(program, Path):
            result = files.read(program)
            assert result.program is not None, [str(fault) for fault in result.faults]
            program = result.program
        super().load(program, actor=actor)

    def at(self, moment: str) -> None:
        """Set the clock to a moment in UTC, such as `2026-01-08T09:30`, without running anything."""
        self.sandbox.clock.set(datetime.fromisoformat(moment).replace(tzinfo=UTC))

    def live_until(self, moment: str) -> None:
        """Let time pass until a moment in UTC, in hours, with every job run at each."""
        self.go_to(datetime.fromisoformat(moment).replace(tzinfo=UTC), step=timedelta(hours=1))
