"""Bolt behind the guard, as one ASGI application for uvicorn."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from bot.crash_points import reach
from bot.guard import Asgi, Guard, Message, Receive, Send

THREADS = 16
"""Requests worked on at once; the sync `App` would otherwise run in the event loop and one slow one stop them all."""


class ThreadedHandler(SlackRequestHandler):
    """Bolt's ASGI adapter, with each request worked on in a thread of its own pool."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="slack-request")

    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        bolt_request = BoltRequest(
            body=await request.get_raw_body(), query=request.query_string, headers=request.get_headers()
        )
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, bolt_request)

    def _answer(self, request: BoltRequest) -> BoltResponse:
        # What it changes is committed when Bolt returns, and Slack hears of it afterwards.
        response = self.app.dispatch(request)
        reach("before_ack")
        return response


def web_app(app: App, signing_secret: str) -> Asgi:
    """Return the ASGI application that takes Slack's requests at /slack/events."""
    handler = ThreadedHandler(app)

    async def bolt(scope: Message, receive: Receive, send: Send) -> None:
        await handler(dict(scope), receive, send)

    return Guard(bolt, signing_secret)
