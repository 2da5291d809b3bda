"""The program of a workspace, read whole and remembered until its version changes."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, select

from rituals.ids import PersonId, SlackUserId, WorkspaceId
from rituals.people import Person
from rituals.program import Program
from storage.database import WorkspaceSession
from storage.public_holidays import holidays_of
from storage.shelf import Shelf, insert_for, table_of
from storage.shelves import ABSENCES, DEPENDENCIES, GOALS, INITIATIVES, METRICS, PAUSES, PEOPLE, READINGS, TEAMS
from storage.tables.program import ProgramRow

_HEAD = select(table_of(ProgramRow)).where(table_of(ProgramRow).c.workspace_id == bindparam("workspace"))
_remembered: WeakKeyDictionary[Engine, dict[WorkspaceId, tuple[int, Program]]] = WeakKeyDictionary()


def load_program(session: WorkspaceSession) -> Program:
    """Return the program without its readings; an empty one where none was loaded yet.

    Reading a large program takes a second, asking for its version does not: the last one read is kept until the
    version changes. A transaction that has changed the program reads it afresh and keeps nothing, as it may roll back.
    """
    row = session.connection().execute(_HEAD, {"workspace": session.workspace}).one_or_none()
    if row is None:
        return Program(name="")
    remembered = _remembered.setdefault(session.home, {})
    version, program = remembered.get(session.workspace, (None, None))
    if program is not None and version == row.version and not session.has_changed_program:
        return program
    program = _read_program(session, row)
    if not session.has_changed_program:
        remembered[session.workspace] = (row.version, program)
    return program


def load_program_with_readings(session: WorkspaceSession) -> Program:
    """Return the program as a file has it: with every reading of its metrics, and without the people who left it."""
    return replace(load_program(session), people=_current(session, PEOPLE), readings=READINGS.find(session))


def save_head(session: WorkspaceSession, program: Program, *, now: datetime) -> None:
    """Save the program's own name, currency, cadence and policy; its parts are on their shelves.

    The first time keeps `now` (UTC) as the moment since when the workspace has a program.
    """
    table = table_of(ProgramRow)
    values: dict[str, Any] = {
        "name": program.name,
        "currency": program.currency,
        "cadence": program.cadence,
        "policy": program.policy,
    }
    statement = insert_for(session, table).values(workspace_id=session.workspace, version=1, loaded_at=now, **values)
    session.connection().execute(statement.on_conflict_do_update(index_elements=["workspace_id"], set_=values))
    session.count_program_up()


def find_person(session: WorkspaceSession, slack_id: str) -> Person | None:
    """Return the active person with this Slack id; None for strangers and for people who left."""
    return PEOPLE.find_one(session, PEOPLE.c.slack_id == SlackUserId(slack_id), PEOPLE.c.active, ~PEOPLE.c.retired)


def get_person(session: WorkspaceSession, person: PersonId) -> Person:
    """Return the person; raises NotFoundError."""
    return PEOPLE.get(session, person)


def _read_program(session: WorkspaceSession, row: Any) -> Program:
    program = Program(
        name=row.name,
        currency=row.currency,
        cadence=row.cadence,
        policy=row.policy,
        people=_everybody(session),
        teams=_current(session, TEAMS),
        goals=_current(session, GOALS, by_position=True),
        metrics=_current(session, METRICS),
        initiatives=_current(session, INITIATIVES, by_position=True),
        dependencies=_current(session, DEPENDENCIES, by_position=True),
        loaded_at=row.loaded_at,
        absences=ABSENCES.find(session, ABSENCES.c.ended_at.is_(None)),
        pauses=PAUSES.find(session, PAUSES.c.lifted_at.is_(None)),
    )
    return replace(program, public_holidays=holidays_of(program))


def _everybody(session: WorkspaceSession) -> dict[PersonId, Person]:
    """Return the people, those who left the program file too: what they said and owed still names them."""
    retired = {person.id for person in PEOPLE.find(session, PEOPLE.c.retired)}
    return {
        person.id: replace(person, active=person.active and person.id not in retired) for person in PEOPLE.find(session)
    }


def _current(session: WorkspaceSession, shelf: Shelf[Any], *, by_position: bool = False) -> dict[Any, Any]:
    order = [shelf.c.position, shelf.c.id] if by_position else [shelf.c.id]
    return {record.id: record for record in shelf.find(session, ~shelf.c.retired, order_by=order)}
