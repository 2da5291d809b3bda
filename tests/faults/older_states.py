"""An older state of a database, kept at one moment and brought back later, as a person does it on each engine."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from storage.backups import take_backup
from storage.database import Database
from storage.restoring import restore


class OlderState:
    """On SQLite a backup and its restoration elsewhere; on PostgreSQL a copy under another name."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._backup = folder / "backup.db"
        url = database.engine.url
        self._is_sqlite = url.get_backend_name() == "sqlite"
        name = str(folder / "elsewhere" / "restored.db") if self._is_sqlite else f"{url.database}_old"
        self._url = url.set(database=name)
        self.url = self._url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)

    def keep(self, *, now: datetime) -> None:
        if self._is_sqlite:
            take_backup(self._database, self._backup, now=now)
            return
        # PostgreSQL copies a database only while nobody is connected to it.
        self._database.close()
        self._administer(f'CREATE DATABASE "{self._url.database}" TEMPLATE "{self._database.engine.url.database}"')

    def bring_back(self, *, now: datetime) -> Database:
        restored = Database.connect(self.url)
        if self._is_sqlite:
            Path(str(self._url.database)).parent.mkdir()
            restore(self._backup, restored, now=now)
        return restored

    def clear_away(self) -> None:
        if not self._is_sqlite:
            self._administer(f'DROP DATABASE IF EXISTS "{self._url.database}" WITH (FORCE)')

    def _administer(self, statement: str) -> None:
        engine = create_engine(self._url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
