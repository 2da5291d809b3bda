"""Socket Mode: the app connects with a websocket, gets envelopes, and acknowledges each."""

import asyncio
import json
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.door import ANSWER_WITHIN_SECONDS, EVENT, Ack, Delivery, Door
from sandbox.wire import Wire


class Link:
    """One websocket of the app."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.outgoing: asyncio.Queue[str | None] = asyncio.Queue()
        self.unanswered: dict[str, Delivery] = {}


class SocketMode:
    """Keeps the app's websockets, and spreads the envelopes over them in turn."""

    def __init__(self, door: Door, wire: Wire, app_id: str) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.host = ""
        self._door = door
        self._wire = wire
        self._app_id = app_id
        self._lock = threading.Lock()
        self._tickets: set[str] = set()
        self._links: list[Link] = []
        self._turn = 0

    @property
    def count(self) -> int:
        return len(self._links)

    def new_link(self) -> str:
        """Return the address for one more connection. It works once."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return f"ws://{self.host}/link/?ticket={ticket}&app_id={self._app_id}"

    def is_ready(self) -> bool:
        return bool(self._links)

    def send(self, delivery: Delivery) -> None:
        """Put an envelope on the next link, and wait for its answer as long as Slack does."""
        self._put(delivery)
        attempt = delivery.attempt
        self._later(ANSWER_WITHIN_SECONDS, lambda: self._expire(delivery, attempt))

    def disconnect(self, reason: str = "refresh_requested", *, close: bool = True) -> None:
        """Tell the app to connect anew, and hang up."""
        frame = json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
        for link in tuple(self._links):
            self._write(link, frame)
            if close:
                self._write(link, None)

    def hang_up(self) -> None:
        """Close every connection properly, without asking the app to connect anew."""
        for link in tuple(self._links):
            self._write(link, None)

    def cut(self) -> None:
        """Reset every connection without a word."""
        for link in tuple(self._links):
            self._soon(partial(self._wire.reset, link.scope))

    def hold(self) -> None:
        """Leave every connection half open: nothing is read from it any more, not even a ping."""
        for link in tuple(self._links):
            self._forget(link)
            self._soon(self._wire.transport(link.scope).pause_reading)

    async def serve(self, websocket: WebSocket) -> None:
        """Talk to one websocket until it closes."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        link = Link(websocket.scope)
        writer = asyncio.create_task(_write_all(websocket, link))
        try:
            await self._listen(websocket, link)
        finally:
            writer.cancel()
            self._forget(link)

    async def _listen(self, websocket: WebSocket, link: Link) -> None:
        with self._lock:
            self._links.append(link)
        link.outgoing.put_nowait(self._hello())
        self._door.line_changed()
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                self._read(link, json.loads(await websocket.receive_text()))

    def _read(self, link: Link, frame: Any) -> None:
        delivery = link.unanswered.pop(frame.get("envelope_id", ""), None)
        if delivery is not None:
            self._door.answered(delivery, Ack(frame.get("payload")))

    def _hello(self) -> str:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}
        hello = {"type": "hello", "num_connections": self.count, "debug_info": debug}
        return json.dumps({**hello, "connection_info": {"app_id": self._app_id}})

    def _put(self, delivery: Delivery) -> None:
        with self._lock:
            if not self._links:
                link = None
            else:
                self._turn += 1
                link = self._links[self._turn % len(self._links)]
                link.unanswered[delivery.id] = delivery
        if link is None:
            self._door.failed(delivery, "connection_failed")
        else:
            self._write(link, _envelope(delivery))

    def _forget(self, link: Link) -> None:
        """Drop a link. What it left unanswered goes to another one."""
        with self._lock:
            if link not in self._links:
                return
            self._links.remove(link)
            unanswered, link.unanswered = list(link.unanswered.values()), {}
            left = bool(self._links)
        for delivery in unanswered:
            if left:
                delivery.attempt += 1
                delivery.reason = "connection_closed"
                self.send(delivery)
            else:
                self._door.failed(delivery, "connection_failed")
        self._door.line_changed()

    def _expire(self, delivery: Delivery, attempt: int) -> None:
        if delivery.attempt == attempt:
            self._door.failed(delivery, "timeout")

    def _write(self, link: Link, frame: str | None) -> None:
        self._soon(lambda: link.outgoing.put_nowait(frame))

    def _soon(self, action: Callable[[], Any]) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(action)

    def _later(self, seconds: float, action: Callable[[], Any]) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.loop.call_later, seconds, action)


def _envelope(delivery: Delivery) -> str:
    envelope = {
        "envelope_id": delivery.id,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind != EVENT,
        "payload": delivery.payload,
    }
    if delivery.kind == EVENT:
        envelope |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason or ""}
    return json.dumps(envelope)


async def _write_all(websocket: WebSocket, link: Link) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while (frame := await link.outgoing.get()) is not None:
            await websocket.send_text(frame)
        await websocket.close()
