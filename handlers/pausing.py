"""Pausing: the command that holds check-ins back until a day, and the one that lets them go on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.blocks.pause_cards import Held, paused_card, resumed_card
from handlers.blocks.prose import Card
from handlers.command_people import get_subject
from handlers.payloads import Body
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.audit import Change
from rituals.commands import Order, PauseOrder, read_pause
from rituals.courtesy import zone_of
from rituals.date_words import read_span
from rituals.errors import NotFoundError, UserFacingError
from rituals.ids import PauseId, PersonId, TeamId
from rituals.local_time import local_date
from rituals.next_question import find_next
from rituals.pause_orders import (
    NotPausedError,
    PauseWithoutEndError,
    build_pause,
    find_pauses,
    find_team,
    without_dates,
)
from rituals.pauses import Pause, PauseScope
from rituals.people import Person, Team
from rituals.permissions import Action, can, relations_to_person, relations_to_program, relations_to_team
from rituals.presence import administrators
from rituals.program import Initiative, Program
from rituals.rounds import initiatives_of, is_checked_in_on
from storage import audit
from storage.counters import next_id
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import PAUSES, TEAMS


class ForAdministratorsError(UserFacingError):
    """Somebody wanted to pause everybody who does not administer the program."""

    def __init__(self, program: Program) -> None:
        names = ", ".join(each.name for each in administrators(program)[:3])
        super().__init__(f"Only an administrator can do that for everybody. Ask {names or 'whoever runs the program'}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """Whom an order is about, once it is known that the asker may give it."""

    scope: PauseScope
    subject: str
    person: Person | None = None
    team: Team | None = None


def pause(session: WorkspaceSession, order: Order, *, by: Person, now: datetime) -> Card:
    """Hold check-ins back, in the place of what was paused of just that before, and return the receipt.

    Raises NotFoundError, ForAdministratorsError, and what is wrong with the order or its dates.
    """
    program = load_program(session)
    target, dates = _get_target(read_pause(order), by, program)
    if not dates:
        raise PauseWithoutEndError(f"{order.command} pause {order.rest}".strip())
    zone = _zone_of(target, program)
    span = read_span(dates, today=local_date(now, zone), lone_day_is_end=True)
    number = PauseId(next_id(session, "P"))
    # The number is counted in one row, so that of two at one instant the second sees the first.
    program = load_program(session)
    new = build_pause(number, target.scope, target.subject, span, zone=zone, asked_by=by.id, now=now)
    for each in find_pauses(target.scope, target.subject, program.pauses, now=now):
        PAUSES.save(session, replace(each, lifted_at=now))
    PAUSES.save(session, new)
    audit.record(session, _change("pause.asked", new, by), now=now)
    held = _held(new, target, load_program(session), reader=by, zone=zone)
    return paused_card(replace(held, is_to_come=new.begins_at > now))


def resume(session: WorkspaceSession, order: Order, *, by: Person, now: datetime) -> Card:
    """Lift the pauses of just that scope; raises NotPausedError and what `pause` raises."""
    program = load_program(session)
    target, _ = _get_target(read_pause(order), by, program)
    found = find_pauses(target.scope, target.subject, program.pauses, now=now)
    if not found:
        raise NotPausedError
    return _lift(session, found, target, by=by, now=now)


def press_lift(services: Services, body: Body) -> Card:
    """Lift the pause that the button names; raises NotFoundError and NotPausedError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        found = PAUSES.lock(session, press.value)
        program = load_program(session)
        target = _target_of(found, program)
        if target is None or not _may(actor, target, program):
            raise NotFoundError(PAUSES.noun, press.value)
        if found.lifted_at is not None or found.ends_at <= now:
            raise NotPausedError
        return _lift(session, [found], target, by=actor, now=now)


def _get_target(asked: PauseOrder, by: Person, program: Program) -> tuple[_Target, str]:
    """Return whom the order is about, and the words that say how long; raises where the asker may not give it."""
    match asked.scope:
        case PauseScope.PERSON:
            person = get_subject(by, asked.who, Action.PAUSE_PERSON, program)
            return _Target(scope=asked.scope, subject=person.id, person=person), asked.dates
        case PauseScope.TEAM:
            team, dates = find_team(asked.dates, program)
            if team is None or not can(Action.PAUSE_TEAM, relations_to_team(by, team, program)):
                raise NotFoundError(TEAMS.noun, without_dates(asked.dates))
            return _Target(scope=asked.scope, subject=team.id, team=team), dates
        case PauseScope.PROGRAM:
            if not can(Action.PAUSE_PROGRAM, relations_to_program(by)):
                raise ForAdministratorsError(program)
            return _Target(scope=asked.scope, subject=""), asked.dates


def _target_of(found: Pause, program: Program) -> _Target | None:
    """Return whom a pause is for; None where that person or team is not in the program any more."""
    person = program.people.get(PersonId(found.subject)) if found.scope is PauseScope.PERSON else None
    team = program.teams.get(TeamId(found.subject)) if found.scope is PauseScope.TEAM else None
    is_gone = found.scope is not PauseScope.PROGRAM and person is None and team is None
    return None if is_gone else _Target(scope=found.scope, subject=found.subject, person=person, team=team)


def _may(actor: Person, target: _Target, program: Program) -> bool:
    if target.person is not None:
        return can(Action.PAUSE_PERSON, relations_to_person(actor, target.person.id))
    if target.team is not None:
        return can(Action.PAUSE_TEAM, relations_to_team(actor, target.team, program))
    return can(Action.PAUSE_PROGRAM, relations_to_program(actor))


def _lift(session: WorkspaceSession, pauses: Sequence[Pause], target: _Target, *, by: Person, now: datetime) -> Card:
    for each in pauses:
        PAUSES.save(session, replace(each, lifted_at=now))
        audit.record(session, _change("pause.lifted", each, by), now=now)
    program = load_program(session)
    held = _held(pauses[-1], target, program, reader=by, zone=_zone_of(target, program))
    next_at = find_next(target.person, program, now=now) if target.person is not None else None
    return resumed_card(replace(held, next_at=next_at), pauses)


def _held(new: Pause, target: _Target, program: Program, *, reader: Person, zone: str) -> Held:
    return Held(
        pause=new,
        reader=reader,
        initiatives=len(_initiatives_of(target, program)),
        zone=zone,
        person=target.person,
        team=target.team,
    )


def _initiatives_of(target: _Target, program: Program) -> Sequence[Initiative]:
    if target.person is not None:
        return initiatives_of(program, target.person.id)
    asked_about = [each for each in program.initiatives.values() if is_checked_in_on(each)]
    return [each for each in asked_about if target.team is None or each.team == target.team.id]


def _zone_of(target: _Target, program: Program) -> str:
    """Return where the days of a pause are counted: where the person is, else where the program is."""
    return program.cadence.zone if target.person is None else zone_of(target.person, program.cadence)


def _change(action: str, about: Pause, by: Person) -> Change:
    details = {
        "scope": about.scope.value,
        "subject": about.subject,
        "begins_at": about.begins_at.isoformat(),
        "ends_at": about.ends_at.isoformat(),
    }
    return Change(actor=by.id, action=action, subject=about.id, details=details)
