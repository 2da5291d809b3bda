"""Silence by the clock: a check-in that closed without an answer climbs to the deputy and then to the sponsor."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from handlers.check_in_jobs import remind_on_the_morning
from handlers.check_in_posts import note
from handlers.services import Services
from handlers.silence_posts import tell_of_silence
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.program import Program
from rituals.prompting import cycles_at, initiatives_asked
from rituals.silence import SilenceRung, Step, due_step, find_hearers
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import CHECK_INS


def climb_silences(services: Services) -> None:
    """Let every check-in that nobody has answered take the step whose hour has come."""
    now = services.now()
    with services.reading() as session:
        program = load_program(session)
        silent = (CHECK_INS.c.status == CheckInStatus.SILENT) & (CHECK_INS.c.rung < len(SilenceRung))
        found = CHECK_INS.find(session, silent, CHECK_INS.c.cycle.in_(cycles_at(now)))
        superseded = _superseded(session, found)
    for check_in in found:
        step = None if check_in.id in superseded else _find_step(check_in, program, now=now)
        if step is not None:
            with services.transaction() as session:
                # Whoever answers at this instant has come first.
                if CHECK_INS.lock(session, check_in.id) == check_in:
                    _take(session, check_in, step, program, now=now)


def _superseded(session: WorkspaceSession, found: Iterable[CheckIn]) -> set[str]:
    """Return the check-ins whose person was asked again since: they take no answer any more."""
    people = {each.person for each in found}
    if not people:
        return set()
    cycles = {each.cycle for each in found}
    later = CHECK_INS.find(session, CHECK_INS.c.person.in_(people), CHECK_INS.c.cycle > min(cycles))
    asked = {(each.person, each.cycle) for each in later if each.status is not CheckInStatus.CANCELLED}
    return {each.id for each in found if any(who == each.person and cycle > each.cycle for who, cycle in asked)}


def _find_step(check_in: CheckIn, program: Program, *, now: datetime) -> Step | None:
    person = program.people.get(check_in.person)
    if person is None or not person.active:
        return None
    return due_step(check_in, person, program, now=now)


def _take(session: WorkspaceSession, check_in: CheckIn, step: Step, program: Program, *, now: datetime) -> None:
    if step.rung is SilenceRung.MORNING:
        remind_on_the_morning(session, check_in, program, now=now)
        return
    climbed = replace(check_in, rung=step.number, rung_at=now)
    CHECK_INS.save(session, climbed)
    note(session, climbed, f"check_in.climbed.{step.rung.value}", now=now)
    initiatives = initiatives_asked(program, climbed)
    for hearer in find_hearers(climbed, initiatives, program, rung=step.rung, now=now):
        tell_of_silence(session, climbed, hearer, program, rung=step.rung, now=now)
