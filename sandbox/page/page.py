"""The page: a workspace in the browser, on the loopback interface only."""

import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from sandbox.local_only import is_local, refusal
from sandbox.page.backdrop import Backdrop
from sandbox.page.directing import ClockDirector, Director, Step
from sandbox.page.drawing import Drawer
from sandbox.page.fault_switches import switch
from sandbox.page.inspecting import details
from sandbox.page.news import News
from sandbox.page.places import Looking
from sandbox.page.reading_marks import ReadingMarks
from sandbox.page.screen import Screen
from sandbox.page.stream import stream
from sandbox.page.whole import draw_whole
from sandbox.records import Json, UserId
from sandbox.world import World

STATIC = Path(__file__).with_name("static")
MOST_SCREENS = 100
# Nothing is loaded from elsewhere, whatever stands in a message.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
Work = Callable[[Request, Json], Any]


class Page:
    def __init__(self, world: World) -> None:
        self._world = world
        self._news = News(world)
        self._backdrop = Backdrop(
            world, Drawer(world.workspace), ReadingMarks(world.workspace), ClockDirector(world.clock)
        )
        self._screens: dict[str, Screen] = {}

    def use(self, director: Director) -> None:
        """Let that director move time, and show how things stand with it."""
        self._backdrop.director = director
        director.subscribe(self._news.tell)
        self._news.tell()

    def acted(self, who: UserId) -> None:
        """Take note that somebody was acted for by hand."""
        self._backdrop.director.acted(who)
        self._news.tell()

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self._open),
            WebSocketRoute("/page/stream", self._stream),
            self._route("/page/time/{move}", self._move),
            self._route("/page/take/{who}", self._take),
            self._route("/page/release/{who}", self._release),
            self._route("/page/fault/{name}", self._switch),
            self._route("/page/line/{number:int}", lambda request, _: self._line(request), "GET"),
            Mount("/page/static", StaticFiles(directory=STATIC)),
        ]

    async def _open(self, request: Request) -> Response:
        refused = refusal(request)
        if refused is not None:
            return refused
        try:
            looking = Looking.from_query(request.query_params, self._world.workspace)
        except LookupError:
            # Somebody else looks now, who is not in that conversation: their own is there.
            return RedirectResponse(Looking(self._viewer(request)).url())
        return await run_in_threadpool(self._show, looking)

    def _viewer(self, request: Request) -> str:
        user = self._world.workspace.find_user(request.query_params.get("as", ""))
        return (user or self._world.workspace.people()[0]).name

    def _show(self, looking: Looking) -> Response:
        screen = Screen(self._backdrop, looking)
        token = uuid.uuid4().hex
        self._screens[token] = screen
        for oldest in list(self._screens)[:-MOST_SCREENS]:
            del self._screens[oldest]
        html = draw_whole(self._backdrop, looking, token, screen.draw())
        return HTMLResponse(html, headers={"content-security-policy": POLICY, "referrer-policy": "no-referrer"})

    async def _stream(self, websocket: WebSocket) -> None:
        screen = self._screens.get(websocket.query_params.get("screen", ""))
        if screen is None or not is_local(websocket):
            await websocket.close(code=1008)
            return
        await stream(websocket, screen, self._news)

    # Steering

    def _move(self, request: Request, _given: Json) -> None:
        director = self._backdrop.director
        match request.path_params["move"]:
            case "play":
                director.play()
            case "pause":
                director.pause()
            case move:
                director.step(Step(move))

    def _take(self, request: Request, _given: Json) -> None:
        self.acted(self._world.workspace.get_user(request.path_params["who"]).id)

    def _release(self, request: Request, _given: Json) -> None:
        self._backdrop.director.release(self._world.workspace.get_user(request.path_params["who"]).id)
        self._news.tell()

    def _switch(self, request: Request, given: Json) -> None:
        switch(self._world, request.path_params["name"], on=bool(given.get("on")))
        self._news.tell()

    def _line(self, request: Request) -> Any:
        return details(self._world, request.path_params["number"])

    def _route(self, path: str, work: Work, method: str = "POST") -> Route:
        return Route(path, _answering(work), methods=[method])


def _answering(work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        refused = refusal(request)
        if refused is not None:
            return refused
        try:
            given = await request.json() if await request.body() else {}
            result = await run_in_threadpool(work, request, given)
        except (LookupError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 422)
        return JSONResponse(result)

    return answer
