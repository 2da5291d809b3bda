"""Bolt behind the guard, as one ASGI application for uvicorn."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from bot.guard import Asgi, Guard, Message, Receive, Send

THREADS = 16
"""Requests worked on at once; the sync `App` would otherwise run in the event loop and one slow one stop them all."""
WAIT_FOR_THREAD_SECONDS = 0.7
"""A request that finds every thread at work waits so long, and is then sent away undone."""
ANSWER_SECONDS = 2.5
"""Slack waits three seconds. What takes longer than this is answered 503: Slack takes it for failed anyway."""

_log = logging.getLogger(__name__)


class ThreadedHandler(SlackRequestHandler):
    """Bolt's ASGI adapter, with each request worked on in a thread of its own pool."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="slack-request")

    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        """Answer within Slack's patience: what is not done by then is 503, and Slack delivers events again.

        What was begun is finished all the same; coming again, it is known by its key.
        """
        bolt_request = BoltRequest(
            body=await request.get_raw_body(), query=request.query_string, headers=request.get_headers()
        )
        work = self._threads.submit(self.app.dispatch, bolt_request)
        answer = asyncio.wrap_future(work)
        await asyncio.wait({answer}, timeout=WAIT_FOR_THREAD_SECONDS)
        if not answer.done() and work.cancel():
            _log.error("a request was sent away: every thread is at work")
            return BoltResponse(status=503)
        await asyncio.wait({answer}, timeout=ANSWER_SECONDS - WAIT_FOR_THREAD_SECONDS)
        if not answer.done():
            _log.error("a request takes longer than Slack waits; it was answered 503 and goes on")
            return BoltResponse(status=503)
        response: BoltResponse = answer.result()
        return response


def web_app(app: App, signing_secret: str) -> Asgi:
    """Return the ASGI application that takes Slack's requests at /slack/events."""
    handler = ThreadedHandler(app)

    async def bolt(scope: Message, receive: Receive, send: Send) -> None:
        await handler(dict(scope), receive, send)

    return Guard(bolt, signing_secret)
