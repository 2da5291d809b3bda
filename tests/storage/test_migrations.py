"""The migrations, up and down, on both engines."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

import storage.tables
from rituals.audit import Change
from rituals.ids import PersonId, WorkspaceId
from rituals.people import Person
from rituals.program import Program
from storage import audit
from storage.database import Database
from storage.migrate import downgrade, is_current, upgrade
from storage.programs import load_program, save_head
from storage.shelves import PEOPLE
from storage.tables.program import WorkspaceRow

assert storage.tables
WORKSPACE = WorkspaceId("T0TEST")
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def fill(database: Database) -> None:
    with database.transaction(WORKSPACE) as session:
        session.add(WorkspaceRow(id=WORKSPACE, name="Test", bot_user_id="U0BOT", connected_at=NOW))
        session.flush()
        save_head(session, Program(name="A program"), now=NOW)
        PEOPLE.save(session, Person(id=PersonId("ana"), name="Ana", deputy=PersonId("bo")))
        PEOPLE.save(session, Person(id=PersonId("bo"), name="Bo", manager=PersonId("ana")))
        audit.record(session, Change(actor="ana", action="program.loaded", subject="A program"), now=NOW)


def test_the_tables_are_what_the_migrations_make(database: Database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})

        difference = compare_metadata(context, SQLModel.metadata)

    assert difference == []


def test_migrates_up_down_and_up_again_with_data_in_it(database: Database):
    fill(database)

    downgrade(database, "base")
    left = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    upgrade(database)
    fill(database)

    assert left == set()
    assert is_current(database)
    with database.reading(WORKSPACE) as session:
        assert set(load_program(session).people) == {"ana", "bo"}


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET actor = 'mallory'", "DELETE FROM audit_log"])
def test_the_audit_log_refuses_every_change(database: Database, statement: str):
    fill(database)

    with pytest.raises(DBAPIError, match="append-only"), database.writing_engine.begin() as connection:
        connection.execute(text(statement))
