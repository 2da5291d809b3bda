"""Pausing: who is asked nothing at a moment, and until when (feature 87)."""

from collections.abc import Iterable
from datetime import datetime

from rituals.ids import PersonId, TeamId
from rituals.local_time import local_date
from rituals.pauses import Pause, PauseScope
from rituals.program import Initiative, Program

PAUSED = "paused until {day}"
"""Why there is no answer, as the digest says it."""


def is_paused(person: PersonId, program: Program, *, now: datetime) -> bool:
    """Tell whether the bot asks a person nothing at an instant: the program's pause, their own or all their teams'."""
    return find_pause(person, program, now=now) is not None


def find_pause(person: PersonId, program: Program, *, now: datetime) -> Pause | None:
    """Return what keeps a person from being asked at an instant, of several what ends last; None where nothing does."""
    held = _holding(program.pauses, now=now)
    if not held:
        return None
    own = [each for each in held if each.scope is PauseScope.PERSON and each.subject == person]
    return _last([*_of_program(held), *own, *_of_all_teams(person, held, program)])


def find_program_pause(program: Program, *, now: datetime) -> Pause | None:
    """Return what keeps everybody from being asked."""
    return _last(_of_program(_holding(program.pauses, now=now)))


def find_initiative_pause(initiative: Initiative, program: Program, *, now: datetime) -> Pause | None:
    """Return what keeps whoever answers for an initiative from being asked about it: the program's or its team's."""
    return find_team_pause(initiative.team, program, now=now)


def find_team_pause(team: TeamId, program: Program, *, now: datetime) -> Pause | None:
    """Return what keeps a team from being asked: the program's pause or its own."""
    held = _holding(program.pauses, now=now)
    of_team = [each for each in held if each.scope is PauseScope.TEAM and each.subject == team]
    return _last([*_of_program(held), *of_team])


def say_pause(pause: Pause, zone: str) -> str:
    """`paused until Tue 3 Feb`, as a date where the reader is."""
    day = local_date(pause.ends_at, zone)
    return PAUSED.format(day=f"{day:%a} {day.day} {day:%b}")


def _holding(pauses: Iterable[Pause], *, now: datetime) -> list[Pause]:
    return [each for each in pauses if each.holds(now)]


def _of_program(held: Iterable[Pause]) -> list[Pause]:
    return [each for each in held if each.scope is PauseScope.PROGRAM]


def _of_all_teams(person: PersonId, held: Iterable[Pause], program: Program) -> list[Pause]:
    """Return the pauses of a person's teams where every one of them has one, none where one still works."""
    by_team = {each.subject: each for each in held if each.scope is PauseScope.TEAM}
    if not by_team:
        return []
    teams = {each.team for each in program.initiatives.values() if each.owner == person}
    teams |= {each.id for each in program.teams.values() if each.lead == person}
    return [by_team[team] for team in teams] if teams and teams <= by_team.keys() else []


def _last(pauses: Iterable[Pause]) -> Pause | None:
    return max(pauses, key=lambda pause: pause.ends_at, default=None)
