"""The database: SQLite or PostgreSQL, and the two ways to open it. Nothing waits for it without bounds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from rituals.audit import Change
from rituals.ids import WorkspaceId
from storage.connecting import ANSWERING, WORKING, connect
from storage.gate import Gate


class CommitUnknownError(Exception):
    """The connection broke during the commit: what the transaction changed may be stored or not.

    It is found out by key, not guessed: events and forms come again and have their effect once, jobs look again at
    what is due, and a message whose mark is in doubt is looked up in Slack's history.
    """

    def __init__(self) -> None:
        super().__init__("The connection to the database broke during a commit: it may have been stored or not.")


class WorkspaceSession(Session):
    """A session that belongs to one workspace, so that no query can forget which.

    `home` is the engine by which is known what is remembered of this database, however many pools it is reached by.
    """

    def __init__(self, engine: Engine, workspace: WorkspaceId, home: Engine) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.workspace = workspace
        self.home = home
        self.is_postgresql = engine.dialect.name == "postgresql"
        self.has_changed_program = False
        self.changes: list[tuple[Change, datetime]] = []
        """What the audit log is to say of this transaction, written when it commits."""
        self._connection: Connection | None = None

    def connection(self, *arguments: Any, **more: Any) -> Connection:
        """Return the one connection of this transaction; to find it anew for each statement takes as long as a read."""
        if self._connection is None or self._connection.closed:
            self._connection = super().connection(*arguments, **more)
        return self._connection

    def count_program_up(self) -> None:
        """Give the program a new version, once in a transaction, so that what is remembered of it is read again."""
        if not self.has_changed_program:
            self.has_changed_program = True
            self.connection().execute(
                text("UPDATE programs SET version = version + 1 WHERE workspace_id = :workspace"),
                {"workspace": self.workspace},
            )


class Database:
    """Opens sessions. Everything read and written inside one `with` is one transaction."""

    def __init__(self, engine: Engine, home: Engine | None = None) -> None:
        self.engine = engine
        self.writing_engine = engine.execution_options(writes=True)
        self.home = home or engine
        # On SQLite writers may wait for each other while readers need not.
        self._writers, self._readers = Gate(), Gate()

    @classmethod
    def connect(cls, url: str, *, connections: int = WORKING.connections, mounts: str | None = None) -> "Database":
        """Connect to `sqlite:///FILE` or `postgresql://…`; raises what SQLAlchemy raises for a URL it cannot read.

        At most that many `connections` are open, besides those of `answering`. Raises DatabaseFaultError for a SQLite
        file on a network file system. `mounts` is the machine's table of mounts, read from /proc by default.
        """
        return cls(connect(url, replace(WORKING, connections=connections), mounts=mounts))

    @cached_property
    def answering(self) -> "Database":
        """The same database for those whom Slack waits for: they give up sooner, and their connections are their own.

        So a job that holds every connection keeps nobody from an answer, nor the other way round.
        """
        url = self.engine.url.render_as_string(hide_password=False)
        return Database(connect(url, ANSWERING), self.home)

    @contextmanager
    def transaction(self, workspace: WorkspaceId) -> Iterator[WorkspaceSession]:
        """Open a transaction that writes; it commits at the end of the block and rolls back on any error.

        Raises CommitUnknownError where the connection broke during the commit, and StandsStillError where others have
        waited for this database in vain.
        """
        is_committing = False
        try:
            with (
                self._writers.passing(),
                WorkspaceSession(self.writing_engine, workspace, self.home) as session,
                session.begin(),
            ):
                yield session
                is_committing = True
        except DBAPIError as error:
            if is_committing and error.connection_invalidated:
                raise CommitUnknownError from error
            raise

    @contextmanager
    def reading(self, workspace: WorkspaceId) -> Iterator[WorkspaceSession]:
        """Open a transaction that only reads, and sees one state throughout on SQLite."""
        with (
            self._readers.passing(),
            WorkspaceSession(self.engine, workspace, self.home) as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        """Close every connection."""
        if "answering" in vars(self):
            self.answering.close()
        self.engine.dispose()
