"""The web server under the sandbox: uvicorn on the loopback interface, in a thread, started and stopped at once."""

import asyncio
import socket
import threading
from typing import Any

import uvicorn
from starlette.types import ASGIApp

LOOPBACK = "127.0.0.1"
# So long an answer that is on its way is given to leave.
LAST_WORDS_SECONDS = 0.01


class PromptServer(uvicorn.Server):
    """Stops when it is told to, without looking around every tenth of a second for a reason to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.started_event = threading.Event()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._stopping.set)

    async def main_loop(self) -> None:
        self.started_event.set()
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listening in sockets or ():
            listening.close()
        await asyncio.sleep(LAST_WORDS_SECONDS)
        for connection in list(self.server_state.connections):
            connection.transport.close()
        for task in list(self.server_state.tasks):
            task.cancel()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)


class Listener:
    """Serves an application from construction on, until it is stopped."""

    def __init__(self, app: ASGIApp, protocol: type[asyncio.Protocol], listening: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http=protocol,
            ws="websockets-sansio",
            ws_ping_interval=None,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
        )
        self._server = PromptServer(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(listening)), name="sandbox", daemon=True)
        self._thread.start()
        self._server.started_event.wait()

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        return self._server.loop

    def stop(self) -> None:
        self._server.stop()
        self._thread.join(5)

    async def _run(self, listening: socket.socket) -> Any:
        self._server.loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[listening])


def listen(port: int) -> socket.socket:
    # asyncio turns Nagle's delays off only where the protocol is named; `create_server` does not name it.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((LOOPBACK, port))
    listening.listen(512)
    return listening
