"""The stream: pushes what has changed of a screen to its tab, over a websocket, for as long as the tab is open."""

import asyncio
import json
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.page.news import News
from sandbox.page.screen import Screen


async def stream(websocket: WebSocket, screen: Screen, news: News) -> None:
    """Send each change once it is known. Changes that come while one is drawn are drawn together."""
    await websocket.accept()
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()
    changed.set()

    def hear() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(changed.set)

    news.subscribe(hear)
    hanging_up = asyncio.create_task(_until_closed(websocket))
    # Cancelled where the server stops: then there is nobody left to tell.
    with suppress(asyncio.CancelledError):
        while not hanging_up.done():
            waiting = asyncio.create_task(changed.wait())
            await asyncio.wait({waiting, hanging_up}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if not hanging_up.done():
                changed.clear()
                await _push(websocket, screen)
    news.unsubscribe(hear)
    hanging_up.cancel()


async def _push(websocket: WebSocket, screen: Screen) -> None:
    changes = await run_in_threadpool(screen.changes)
    if changes:
        with suppress(WebSocketDisconnect, RuntimeError):
            await websocket.send_text(json.dumps(changes))


async def _until_closed(websocket: WebSocket) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await websocket.receive_text()
