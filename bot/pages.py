"""The pages for machines that look after the bot: /health/live, /health/ready and /metrics; GET only."""

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST

from bot.guard import Asgi, Message, Receive, Send
from bot.health import Health
from bot.metrics import Metrics

LONGEST_ANSWER = 5.0
"""In seconds. A database that hangs must not hang the question whether it does."""
LIVE = "/health/live"
JSON = "application/json"

Reply = tuple[int, str, bytes]


class Pages:
    """One ASGI application; the pages are made in threads of their own, so that no request of Slack's waits."""

    def __init__(self, health: Health, metrics: Metrics) -> None:
        self._pages: Mapping[str, Callable[[], Reply]] = {
            LIVE: lambda: _verdict(health.why_not_live()),
            "/health/ready": lambda: _verdict(health.why_not_ready(), paused=health.why_paused()),
            "/metrics": lambda: (200, CONTENT_TYPE_LATEST, metrics.text()),
        }
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="health")

    def has(self, scope: Mapping[str, Any]) -> bool:
        """Tell whether a request is for one of the pages."""
        return scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in self._pages

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if not self.has(scope):
            await _send(send, (404, JSON, b"{}"))
            return
        if scope["path"] == LIVE:
            # It asks nobody, and must not wait for threads in which a database hangs.
            await _send(send, self._pages[LIVE]())
            return
        made = asyncio.get_running_loop().run_in_executor(self._threads, self._pages[scope["path"]])
        try:
            reply = await asyncio.wait_for(made, LONGEST_ANSWER)
        except TimeoutError:
            reply = _verdict((f"the answer took longer than {LONGEST_ANSWER:.0f} seconds",))
        await _send(send, reply)


def beside(pages: Pages, app: Asgi) -> Asgi:
    """Return `app` with the pages next to it."""

    async def both(scope: Message, receive: Receive, send: Send) -> None:
        await (pages if pages.has(scope) else app)(scope, receive, send)

    return both


def _verdict(reasons: tuple[str, ...], **more: tuple[str, ...]) -> Reply:
    body = json.dumps({"ok": not reasons, "reasons": reasons, **more}).encode()
    return (503 if reasons else 200), JSON, body


async def _send(send: Send, reply: Reply) -> None:
    status, kind, body = reply
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
