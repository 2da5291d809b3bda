"""Homes: which PostgreSQL database a connection leads to, so that one that came out of a backup is noticed."""

from sqlalchemy import Connection, text

_KEPT = "home"
# A dump restored elsewhere has another server or database, one restored in place has other tables, and a standby that
# was promoted or a recovery to a point in time begins another timeline.
_HOME = """
SELECT concat_ws('/',
    (SELECT system_identifier FROM pg_control_system()),
    left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    'workspaces'::regclass::oid)
"""


def home_of(connection: Connection) -> str | None:
    """Return what tells this database from its copies; None on SQLite, where only a stamped copy can be told."""
    if connection.dialect.name != "postgresql":
        return None
    # A connection leads to one server as long as it lives.
    home: str | None = connection.info.get(_KEPT)
    if home is None:
        home = connection.execute(text(_HOME)).scalar_one()
        connection.info[_KEPT] = home
    return home
