"""The sandbox as one thing to start, use and stop: a local Slack workspace with one app installed in it."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute

from sandbox.clock import Clock
from sandbox.control import Control
from sandbox.limits import Limits
from sandbox.listener import LOOPBACK, Listener, listen
from sandbox.page.page import Page
from sandbox.web_api import WebApi
from sandbox.workspace import Workspace
from sandbox.world import World


class Sandbox(World):
    """A world that is served on the loopback interface. Leaving it as a context manager stops it."""

    port: int = 0
    page: Page
    _listener: Listener | None = None

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
        listening = listen(port)
        self.port = listening.getsockname()[1]
        self.links.host = self.response_urls.host = f"{LOOPBACK}:{self.port}"
        self._listener = Listener(self._app(), self.wire.protocol(), listening)
        self.links.loop = self._listener.loop

    def stop(self) -> None:
        self.agenda.stop()
        self.http.stop()
        if self._listener is not None:
            self.links.hang_up()
            self._listener.stop()
        self.journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

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
        self.page = Page(self)
        return Starlette(
            routes=[
                Mount("/api", app=api),
                WebSocketRoute("/link/", self.links.serve),
                *(
                    Route(f"/{kind}/{{team}}/{{ticket}}", answer, methods=["POST"])
                    for kind in ("actions", "commands", "app")
                ),
                Mount("/sandbox", routes=Control(self, self.page.acted).routes()),
                *self.page.routes(),
            ]
        )
