"""Plays a program on a clock of its own with nobody answering, and tells who would be told what and when."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.jobs import tick
from handlers.services import Services
from rituals.errors import UserFacingError
from rituals.ids import ChannelId, SlackUserId, WorkspaceId
from rituals.people import Person, Team
from rituals.program import Program
from storage import files
from storage.database import Database
from storage.migrate import upgrade
from storage.outbox_report import Said, find_enqueued
from storage.workspaces import connect_workspace

STEP = timedelta(minutes=15)


class SimulationError(UserFacingError):
    """A job failed while the program was played."""


@dataclass
class HandClock:
    """A clock moved by hand."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def simulate(program: Program, *, start: datetime, days: int) -> Iterator[Said]:
    """Yield what would be said from `start` (aware) on, in order. Nothing is sent and no database is touched.

    People and channels that Slack has not named yet stand for themselves, by their key and their `#name`.
    """
    clock = HandClock(start - STEP)
    with _services(clock) as services:
        with services.transaction() as session:
            connect_workspace(session, name="Simulation", bot_user_id="", now=clock.now())
            files.apply(session, _reachable(program), now=clock.now(), actor="simulation")
        while clock.moment < start + timedelta(days=days):
            before = clock.moment
            clock.moment += STEP
            failed = tick(services)
            if failed:
                raise SimulationError(f"The simulation stopped at {clock.moment}: {', '.join(failed)} failed.")
            with services.reading() as session:
                yield from find_enqueued(session, since=before)


@contextmanager
def _services(clock: HandClock) -> Iterator[Services]:
    with TemporaryDirectory() as folder:
        database = Database.connect(f"sqlite:///{Path(folder) / 'simulation.db'}")
        upgrade(database)
        yield Services(database=database, workspace=WorkspaceId("SIMULATION"), now=clock.now, wake=lambda: None)
        database.close()


def _reachable(program: Program) -> Program:
    people = {key: _with_slack_id(person) for key, person in program.people.items()}
    teams = {key: _with_channel_id(team) for key, team in program.teams.items()}
    return replace(program, people=people, teams=teams)


def _with_slack_id(person: Person) -> Person:
    return person if person.slack_id else replace(person, slack_id=SlackUserId(person.id))


def _with_channel_id(team: Team) -> Team:
    return team if team.channel_id else replace(team, channel_id=ChannelId(team.channel))
