"""A TCP proxy before PostgreSQL that can cut, freeze, and lose the answer to a COMMIT."""

import socket
import struct
import threading
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url

COMMIT = b"COMMIT\0"
"""As the protocol carries it, both as a statement (Query, Parse) and as what was done (CommandComplete)."""
CHUNK = 65_536
PATIENCE = 10
"""Seconds within which its threads end once all connections are cut."""


class Cut(Enum):
    """Where the connection breaks: the COMMIT never arrives, or it is done and its answer never comes back."""

    BEFORE = "before"
    AFTER = "after"


class TcpProxy:
    """Listens on the loopback interface for a server that listens on a Unix socket. Leaving it cuts everything."""

    def __init__(self, database_url: str) -> None:
        url = make_url(database_url)
        self._server = str(Path(str(url.query["host"])) / f".s.PGSQL.{url.query.get('port', 5432)}")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        here = url.set(host="127.0.0.1", port=self.port, query={})
        self.url = here.render_as_string(hide_password=False)
        self._flowing = threading.Event()
        self._flowing.set()
        self._pairs: set[_Pair] = set()
        self._lock = threading.Lock()
        self._planned: tuple[Cut, int] | None = None
        self.is_stopped = False
        self._thread = threading.Thread(target=self._accept, name="proxy", daemon=True)
        self._thread.start()

    def cut_at_commit(self, cut: Cut, nth: int = 1) -> None:
        """Break the connection at the nth COMMIT from now on, once."""
        with self._lock:
            self._planned = (cut, nth)

    @property
    def has_cut(self) -> bool:
        """Tell whether the planned cut has happened; a plan that has not is dropped."""
        with self._lock:
            has_cut, self._planned = self._planned is None, None
            return has_cut

    def cut_all(self) -> None:
        """Break every connection that is open now."""
        with self._lock:
            pairs = tuple(self._pairs)
        for pair in pairs:
            pair.cut()

    def freeze(self) -> None:
        """Carry nothing more in either direction; connections stay open, and new ones are taken."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Carry what was held back, and everything after it."""
        self._flowing.set()

    def wait_until_flowing(self) -> None:
        self._flowing.wait()

    def due_cut(self) -> Cut | None:
        """Count a COMMIT that a client sends, and return the cut that is planned for it."""
        with self._lock:
            if self._planned is None:
                return None
            cut, left = self._planned
            self._planned = (cut, left - 1) if left > 1 else None
            return cut if left == 1 else None

    def forget(self, pair: "_Pair") -> None:
        with self._lock:
            self._pairs.discard(pair)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.is_stopped = True
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.thaw()
        self.cut_all()
        self._thread.join(PATIENCE)

    def _accept(self) -> None:
        while not self.is_stopped:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self._server)
            except OSError:
                # The server restarts: the client finds a connection that is closed at once.
                client.close()
                continue
            pair = _Pair(self, client, server)
            with self._lock:
                self._pairs.add(pair)
            pair.start()


class _Pair:
    """One connection of a client, and the one to the server that it stands for."""

    def __init__(self, proxy: TcpProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._is_answer_lost = False

    def start(self) -> None:
        for pump in (self._to_server, self._to_client):
            threading.Thread(target=self._until_cut, args=(pump,), name="proxy pump", daemon=True).start()

    def cut(self) -> None:
        """Reset both ends, as a network does that breaks."""
        for end in (self._client, self._server):
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                # The other pump was first.
                continue
            finally:
                end.close()
        self._proxy.forget(self)

    def _until_cut(self, pump: Callable[[], None]) -> None:
        try:
            pump()
        except OSError:
            return
        finally:
            self.cut()

    def _to_server(self) -> None:
        while said := self._client.recv(CHUNK):
            self._proxy.wait_until_flowing()
            cut = self._proxy.due_cut() if COMMIT in said else None
            if cut is Cut.BEFORE:
                return
            self._is_answer_lost = cut is Cut.AFTER
            self._server.sendall(said)

    def _to_client(self) -> None:
        while said := self._server.recv(CHUNK):
            self._proxy.wait_until_flowing()
            if self._is_answer_lost and COMMIT in said:
                return
            self._client.sendall(said)
