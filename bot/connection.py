"""How Slack reaches the bot: a Socket Mode connection, or signed HTTP through the guard."""

import threading

import uvicorn
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.guard import OldSecret
from bot.web import web_app


def connect_socket_mode(app: App, app_token: str) -> SocketModeHandler:
    """Open a Socket Mode connection; events come in from now on, in threads of its own, until it is closed."""
    handler = SocketModeHandler(app, app_token)
    handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    return handler


def leave_socket_mode(handler: SocketModeHandler) -> None:
    """Let the SDK's threads notice at once that they are to end; by themselves they do after some seconds only."""
    client = handler.client
    client.auto_reconnect_enabled = False
    client.closed = True
    client.enqueue_message('{"type": "bye"}')
    client.current_session_runner.event.set()


BACKLOG = 128
"""Connections that wait while the server starts."""


class HttpServer:
    """Serves Slack's requests at /slack/events; `port` 0 takes a free one."""

    def __init__(self, app: App, signing_secret: str, *, host: str, port: int, old: OldSecret | None = None) -> None:
        config = uvicorn.Config(
            web_app(app, signing_secret, old=old),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
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
