"""Bolt behind the guard, as one ASGI application for uvicorn."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from slack_bolt import App
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from bot.clock import elapsed
from bot.guard import Asgi, Guard, Message, Receive, Send

THREADS = 16
"""Requests worked on at once; the sync `App` would otherwise run in the event loop and one slow one stop them all."""


class ThreadedHandler(SlackRequestHandler):
    """Bolt's ASGI adapter, with each request worked on in a thread of its own pool."""

    def __init__(self, app: App, acknowledged: Callable[[timedelta], None]) -> None:
        super().__init__(app)
        self._acknowledged = acknowledged
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="slack-request")

    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        arrived = elapsed()
        bolt_request = BoltRequest(
            body=await request.get_raw_body(), query=request.query_string, headers=request.get_headers()
        )
        loop = asyncio.get_running_loop()
        response: BoltResponse = await loop.run_in_executor(self._threads, self.app.dispatch, bolt_request)
        self._acknowledged(elapsed() - arrived)
        return response


def web_app(app: App, signing_secret: str, acknowledged: Callable[[timedelta], None] = lambda _: None) -> Asgi:
    """Return the ASGI application that takes Slack's requests at /slack/events.

    `acknowledged` is told how long each one waited for its answer.
    """
    handler = ThreadedHandler(app, acknowledged)

    async def bolt(scope: Message, receive: Receive, send: Send) -> None:
        await handler(dict(scope), receive, send)

    return Guard(bolt, signing_secret)
