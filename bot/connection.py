"""How Slack reaches the bot: a Socket Mode connection, or signed HTTP through the guard."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import uvicorn
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.clock import elapsed
from bot.guard import Asgi, OldSecret
from bot.web import web_app

PING_INTERVAL = timedelta(seconds=5)
"""The SDK looks after its connection as often, and takes it for broken after four pings without a pong."""
PINGS_MISSED = 5
"""Intervals of silence after which we hang up ourselves: the SDK counts by the wall clock, and from the first pong."""
BACKLOG = 128
"""Connections that wait while the server starts."""

Acknowledged = Callable[[timedelta], None]

_log = logging.getLogger(__name__)


def nobody(_: timedelta) -> None:
    """Note nothing."""


class Handler(SocketModeHandler):
    """Bolt's adapter, which tells how long each envelope waited for its answer."""

    def __init__(self, app: App, app_token: str, *, ping_interval: timedelta, acknowledged: Acknowledged) -> None:
        super().__init__(app, app_token, ping_interval=ping_interval.total_seconds())
        self._acknowledged = acknowledged

    def close(self) -> None:
        """Hang up, also where the connection breaks at this very moment."""
        try:
            super().close()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        except AttributeError:
            # The SDK's own thread took the socket away while this one closed it; what is left is closed now.
            super().close()  # type: ignore[no-untyped-call]

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # Bolt declares a base class of it
        arrived = elapsed()
        super().handle(client, req)
        self._acknowledged(elapsed() - arrived)


def connect_socket_mode(
    app: App, app_token: str, *, ping_interval: timedelta = PING_INTERVAL, acknowledged: Acknowledged = nobody
) -> Handler:
    """Open a Socket Mode connection; events come in from now on, in threads of its own, until it is closed.

    `acknowledged` is told how long each envelope waited for its answer.
    """
    handler = Handler(app, app_token, ping_interval=ping_interval, acknowledged=acknowledged)
    handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    return handler


def leave_socket_mode(handler: SocketModeHandler) -> None:
    """Let the SDK's threads notice at once that they are to end; by themselves they do after some seconds only."""
    client = handler.client
    client.auto_reconnect_enabled = False
    client.closed = True
    client.enqueue_message('{"type": "bye"}')
    client.current_session_runner.event.set()


class Line:
    """Listens for the pongs of a Socket Mode connection, and hangs up on one that gives none.

    Whatever hung up, the SDK connects anew at its next look, every `ping_interval`.
    """

    def __init__(self, client: SocketModeClient, elapsed: Callable[[], timedelta] = elapsed) -> None:
        self._client = client
        self._elapsed = elapsed
        self._patience = timedelta(seconds=client.ping_interval) * PINGS_MISSED
        self._session: str | None = None
        self._pong: float | None = None
        self._heard_at = self._changed_at = elapsed()

    def silence(self) -> timedelta:
        """Return how long ago the last pong came, on whichever connection."""
        self._listen()
        return self._elapsed() - self._heard_at

    def look(self) -> None:
        """Hang up where the present connection has been silent for too long, or has not said a word since it began."""
        if self._listen() and self._elapsed() - self._changed_at > self._patience:
            _log.warning("a silent connection to Slack is hung up")
            self._client.disconnect()

    def _listen(self) -> bool:
        """Note a new connection or a new pong; tell whether there is a connection at all."""
        session = self._client.current_session
        if session is None or not session.is_active():
            return False
        if session.session_id != self._session:
            self._session, self._pong = session.session_id, None
            self._changed_at = self._elapsed()
        if session.last_ping_pong_time != self._pong:
            self._pong = session.last_ping_pong_time
            self._heard_at = self._changed_at = self._elapsed()
        return True


class WebServer:
    """Serves an ASGI application in a thread; `port` 0 takes a free one."""

    def __init__(self, app: Asgi, *, host: str, port: int) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
        )
        self._socket = config.bind_socket()
        self._socket.listen(BACKLOG)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="http", daemon=True)
        self.port: int = self._socket.getsockname()[1]

    def start(self) -> None:
        """Serve in a thread; connections wait at the open socket until the server takes them."""
        self._thread.start()

    def wait(self) -> None:
        """Wait until the server has stopped."""
        self._thread.join()

    def stop(self) -> None:
        """Finish the requests under way and stop."""
        self._server.should_exit = True
        self._thread.join(timeout=20)
        self._socket.close()


class HttpServer(WebServer):
    """Serves Slack's requests at /slack/events, and what `beside` puts next to them."""

    def __init__(
        self,
        app: App,
        signing_secret: str,
        *,
        host: str,
        port: int,
        old: OldSecret | None = None,
        beside: Callable[[Asgi], Asgi] | None = None,
        acknowledged: Acknowledged = nobody,
    ) -> None:
        served = web_app(app, signing_secret, old=old, acknowledged=acknowledged)
        super().__init__(beside(served) if beside else served, host=host, port=port)
