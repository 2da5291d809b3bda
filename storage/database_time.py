"""The time by the database's own clock, which all replicas share."""

from datetime import UTC, datetime

from sqlalchemy import text

from storage.database import Database


def has_clock(database: Database) -> bool:
    """Tell whether the database is a server with a clock of its own; SQLite is not."""
    return database.engine.dialect.name == "postgresql"


def database_now(database: Database) -> datetime:
    """Return the present moment (aware, UTC) by the clock of a PostgreSQL server; raises what SQLAlchemy raises."""
    with database.engine.connect() as connection:
        moment: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment.astimezone(UTC)
