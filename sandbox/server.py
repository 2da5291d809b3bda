"""The sandbox as one thing to start, use and stop: a local Slack workspace with one app installed in it."""

import asyncio
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute

from sandbox.clock import Clock
from sandbox.control import Control
from sandbox.limits import Limits
from sandbox.web_api import WebApi
from sandbox.workspace import Workspace
from sandbox.world import World

LOOPBACK = "127.0.0.1"


class Sandbox(World):
    """A world that is served on the loopback interface. Leaving it as a context manager stops it."""

    port: int = 0
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    @classmethod
    def start(
        cls,
        workspace: dict[str, Any] | str | Path | Workspace,
        *,
        manifest: str | Path | None = None,
        port: int = 0,
        clock: Clock | None = None,
        journal: str | Path | None = None,
        limits: bool | Limits = True,
        mode: str = "socket",
        seed: int = 0,
        real_signature_time: bool = True,
    ) -> Self:
        """Load the workspace and serve it on the loopback interface."""
        if not isinstance(workspace, Workspace):
            workspace = Workspace.load(workspace, manifest=manifest, clock=clock)
        sandbox = cls(
            workspace,
            journal=None if journal is None else Path(journal),
            limits=limits,
            mode=mode,
            seed=seed,
            real_signature_time=real_signature_time,
        )
        sandbox.serve(port)
        return sandbox

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def serve(self, port: int) -> None:
        listener = socket.create_server((LOOPBACK, port), backlog=512)
        self.port = listener.getsockname()[1]
        self.links.host = self.response_urls.host = f"{LOOPBACK}:{self.port}"
        config = uvicorn.Config(
            self._app(),
            loop="asyncio",
            http=self.wire.protocol(),
            ws="websockets-sansio",
            ws_ping_interval=None,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        started = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run(listener, started)), name="sandbox", daemon=True
        )
        self._thread.start()
        started.wait()

    def stop(self) -> None:
        self.agenda.stop()
        self.http.stop()
        if self._server is not None and self._thread is not None:
            self.links.cut()
            self._server.should_exit = True
            self._thread.join(5)
        self.journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def _run(self, listener: socket.socket, started: threading.Event) -> None:
        if self._server is None:
            return
        self.links.loop = asyncio.get_running_loop()
        # The socket listens already: whoever connects from now on is served as soon as the loop turns.
        started.set()
        await self._server.serve(sockets=[listener])

    def _app(self) -> Starlette:
        api = WebApi(
            workspace=self.workspace,
            modals=self.modals,
            triggers=self.triggers,
            limits=self.limits,
            faults=self.faults,
            journal=self.journal,
            agenda=self.agenda,
            wire=self.wire,
            links=self.links,
            tokens=self.tokens,
        )
        answer = self.response_urls.serve
        return Starlette(
            routes=[
                Mount("/api", app=api),
                WebSocketRoute("/link/", self.links.serve),
                *(
                    Route(f"/{kind}/{{team}}/{{ticket}}", answer, methods=["POST"])
                    for kind in ("actions", "commands", "app")
                ),
                Mount("/sandbox", routes=Control(self).routes()),
            ]
        )
