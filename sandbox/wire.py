"""The TCP connections below HTTP, so that one can be reset, cut short or left hanging for real."""

import asyncio
import socket
import struct
from typing import Any
from weakref import WeakValueDictionary

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

Peer = tuple[str, int]


class Wire:
    """Remembers the transport of each client's connection."""

    def __init__(self) -> None:
        self._transports: WeakValueDictionary[Peer, asyncio.Transport] = WeakValueDictionary()

    def protocol(self) -> type[asyncio.Protocol]:
        """Return a protocol class for uvicorn that reports its transports here."""
        transports = self._transports

        class WiredProtocol(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # every connection here is a stream
                super().connection_made(transport)
                host, port = transport.get_extra_info("peername")[:2]
                transports[host, port] = transport

        return WiredProtocol

    def transport(self, scope: Scope) -> asyncio.Transport:
        host, port = scope["client"]
        return self._transports[host, port]

    def reset(self, scope: Scope) -> None:
        """Send a TCP reset: the caller sees its connection die, not an HTTP answer."""
        transport = self.transport(scope)
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    def cut_body(self, scope: Scope, body: bytes) -> None:
        """Promise the whole body, send half of it, and hang up."""
        transport = self.transport(scope)
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        transport.write(head.encode() + body[: len(body) // 2])
        transport.close()


async def until_gone(receive: Receive) -> None:
    """Wait until the client has hung up."""
    message: Any = {}
    while message.get("type") != "http.disconnect":
        message = await receive()
