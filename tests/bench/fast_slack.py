"""A Slack that only counts, in a process of its own: it takes posts for any token, as fast as it can."""

import asyncio
import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from tests.faults.children import spawn

LOOPBACK = "127.0.0.1"
Post = tuple[str, str]
"""Who posted, by the token, and the opaque id of the message."""


class FastSlack:
    """The one that a measurement talks to."""

    def __init__(self, orders: Connection) -> None:
        self._orders = orders
        self.api_url = f"http://{LOOPBACK}:{orders.recv()}/api/"

    def taken(self) -> list[Post]:
        """Return every post that was taken since the last time it was asked."""
        self._orders.send("tell")
        taken: list[Post] = self._orders.recv()
        return taken


@contextmanager
def fast_slack(*, latency: float = 0) -> Iterator[FastSlack]:
    """Serve on the loopback interface; each answer takes `latency` seconds."""
    here, there = multiprocessing.Pipe()
    process = spawn(_serve, there, latency)
    yield FastSlack(here)
    process.terminate()
    process.join()


class _Counting(asyncio.Protocol):
    def __init__(self, taken: list[Post], latency: float) -> None:
        self._taken = taken
        self._latency = latency
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, found, rest = self._read.partition(b"\r\n\r\n")
        if not found:
            return
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if len(rest) < int(headers[b"content-length"]):
            return
        self._read = b""
        asyncio.get_running_loop().call_later(self._latency, self._take, headers[b"authorization"].decode(), rest)

    def _take(self, token: str, body: bytes) -> None:
        said = json.loads(body)
        self._taken.append((token, said["metadata"]["event_payload"]["k"]))
        answer = json.dumps({"ok": True, "channel": f"D{said['channel']}", "ts": f"1.{len(self._taken):06}"}).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % len(answer) + answer)


def _serve(orders: Connection, latency: float) -> None:
    asyncio.run(_listen(orders, latency))


async def _listen(orders: Connection, latency: float) -> None:
    loop = asyncio.get_running_loop()
    taken: list[Post] = []
    server = await loop.create_server(lambda: _Counting(taken, latency), LOOPBACK, 0, backlog=512)
    orders.send(server.sockets[0].getsockname()[1])
    while True:
        await loop.run_in_executor(None, orders.recv)
        orders.send(list(taken))
        taken.clear()
