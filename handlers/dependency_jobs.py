"""What the clock does about dependencies: asks providers, lets what is unanswered climb, and asks again each week."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from handlers.blocks.dependency_cards import climb_card
from handlers.cards import tell
from handlers.dependency_posts import ask_for_heartbeat, ask_provider, when_asked
from handlers.services import Services
from rituals.audit import Change
from rituals.backlog import ration
from rituals.calendar import Cycle, Timeliness, timeliness
from rituals.dependencies import Dependency, DependencyStatus
from rituals.ids import PersonId
from rituals.local_time import local_date, local_instant
from rituals.pausing import find_team_pause
from rituals.people import Team
from rituals.program import Program
from rituals.promises import ask, is_unanswered
from rituals.resolutions import managers_of, present
from rituals.whereabouts import next_considerate, usual_calendar_of, usual_hour
from storage import audit, inbox
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import DEPENDENCIES

_ASKED_NOW = frozenset({Timeliness.DUE, Timeliness.LATE_BUT_INSIDE})


def ask_providers(services: Services) -> None:
    """Put every proposal to its provider's team, where the clock for its answer starts.

    Of those that are past their date when they are loaded, a few a day.
    """
    now = services.now()
    with services.transaction() as session:
        program = load_program(session)
        today = local_date(now, program.cadence.zone)
        for proposed in _due_to_be_asked(session, program, today=today):
            # Another process may have asked, and the provider answered, since the program was read.
            current = DEPENDENCIES.lock(session, proposed.id)
            if current == proposed:
                asked = _start_the_clock(session, current, today=today, program=program, now=now)
                ask_provider(session, asked, program=program, now=now)


def climb_proposals(services: Services) -> None:
    """Tell both leads' managers, once and in working hours, of each proposal that waited too long for its answer."""
    now = services.now()
    with services.transaction() as session:
        program = load_program(session)
        calendar = program.cadence.calendar()
        if not calendar.is_open(now):
            return
        today = local_date(now, calendar.zone)
        for proposed in _proposals(program):
            is_late = is_unanswered(proposed, calendar=calendar, policy=program.policy, today=today)
            if is_late and when_asked(session, proposed) is not None:
                _climb(session, proposed, program, today=today, now=now)


def ask_for_heartbeats(services: Services) -> None:
    """Ask each team, once a week, whether the dates of what it owes still hold."""
    now = services.now()
    with services.transaction() as session:
        program = load_program(session)
        for team in program.teams.values():
            if _is_time_to_ask(team, program, now=now):
                ask_for_heartbeat(session, team, program=program, now=now)


def _proposals(program: Program) -> Iterator[Dependency]:
    return (each for each in program.dependencies.values() if each.status is DependencyStatus.PROPOSED)


def _due_to_be_asked(session: WorkspaceSession, program: Program, *, today: date) -> tuple[Dependency, ...]:
    since = local_instant(today, time.min, program.cadence.zone)
    asked = {each: when_asked(session, each) for each in _proposals(program)}
    unasked = [each for each, at in asked.items() if at is None]
    asked_today = [each for each, at in asked.items() if at is not None and at >= since]
    return ration(unasked, asked_today, program=program, today=today)


def _start_the_clock(
    session: WorkspaceSession, proposed: Dependency, *, today: date, program: Program, now: datetime
) -> Dependency:
    """Let the clock start on the day on which it is asked, unless it has."""
    if proposed.proposed_at is not None and local_date(proposed.proposed_at, program.cadence.zone) >= today:
        return proposed
    asked = ask(proposed, now=now)
    DEPENDENCIES.save(session, asked)
    audit.record(session, Change(actor="clock", action="dependency.asked", subject=asked.id), now=now)
    return asked


def _climb(session: WorkspaceSession, proposed: Dependency, program: Program, *, today: date, now: datetime) -> None:
    key = f"dependency:{proposed.id}:unanswered:{proposed.proposed_at:%Y-%m-%dT%H:%M:%S}"
    if not inbox.is_first(session, key, now=now):
        return
    card = climb_card(proposed, program, days=program.policy.proposal_days)
    for manager in _managers_of_both(proposed, program, now=now):
        morning = next_considerate(program.people[manager], program, now=now)
        tell(session, key, manager, card, program=program, due_at=morning, now=now)
    audit.record(session, Change(actor="clock", action="dependency.climbed", subject=proposed.id), now=now)


def _managers_of_both(dependency: Dependency, program: Program, *, now: datetime) -> tuple[PersonId, ...]:
    leads = (program.teams[dependency.provider].lead, program.team_of(dependency.consumer).lead)
    managers = (next(managers_of(lead, program), None) for lead in leads)
    return tuple(dict.fromkeys(present(manager, program, now=now) for manager in managers if manager is not None))


def _is_time_to_ask(team: Team, program: Program, *, now: datetime) -> bool:
    calendar = usual_calendar_of(program.people[team.lead], program)
    due_at = usual_hour(Cycle.of(local_date(now, calendar.zone)), program, calendar)
    if due_at is None or _is_paused(team, program, due_at=due_at, now=now):
        return False
    catch_up = timedelta(hours=program.policy.catch_up_hours)
    return timeliness(due_at, now=now, calendar=calendar, catch_up=catch_up) in _ASKED_NOW


def _is_paused(team: Team, program: Program, *, due_at: datetime, now: datetime) -> bool:
    """Tell whether the team is asked nothing: neither in a pause, nor after it for the week whose hour fell into it."""
    return any(find_team_pause(team.id, program, now=moment) is not None for moment in (due_at, now))
