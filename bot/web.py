"""Bolt behind the guard, as one ASGI application for uvicorn."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from slack_bolt import App
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from bot.clock import elapsed
from bot.guard import Asgi, Guard, Message, OldSecret, Receive, Send
from storage.crash_points import reach

THREADS = 16
"""Requests worked on at once; the sync `App` would otherwise run in the event loop and one slow one stop them all."""
WAIT_FOR_THREAD_SECONDS = 0.7
"""A request that finds every thread at work waits so long, and is then sent away undone."""
ANSWER_SECONDS = 2.5
"""Slack waits three seconds. What takes longer than this is answered 503: Slack takes it for failed anyway."""

_log = logging.getLogger(__name__)


class ThreadedHandler(SlackRequestHandler):
    """Bolt's ASGI adapter, with each request worked on in a thread of its own pool."""

    def __init__(self, app: App, acknowledged: Callable[[timedelta], None]) -> None:
        super().__init__(app)
        self._acknowledged = acknowledged
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="slack-request")

    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        """Answer within Slack's patience: what is not done by then is 503, and Slack delivers events again.

        What was begun is finished all the same; coming again, it is known by its key.
        """
        arrived = elapsed()
        response = await self._answer(
            BoltRequest(body=await request.get_raw_body(), query=request.query_string, headers=request.get_headers())
        )
        self._acknowledged(elapsed() - arrived)
        return response

    async def _answer(self, request: BoltRequest) -> BoltResponse:
        work = self._threads.submit(self._dispatch, request)
        answer = asyncio.wrap_future(work)
        await asyncio.wait({answer}, timeout=WAIT_FOR_THREAD_SECONDS)
        if not answer.done() and work.cancel():
            _log.error("a request was sent away: every thread is at work")
            return BoltResponse(status=503)
        await asyncio.wait({answer}, timeout=ANSWER_SECONDS - WAIT_FOR_THREAD_SECONDS)
        if not answer.done():
            _log.error("a request takes longer than Slack waits; it was answered 503 and goes on")
            return BoltResponse(status=503)
        return answer.result()

    def _dispatch(self, request: BoltRequest) -> BoltResponse:
        # What it changes is committed when Bolt returns, and Slack hears of it afterwards.
        response: BoltResponse = self.app.dispatch(request)
        reach("before_ack")
        return response


def web_app(
    app: App,
    signing_secret: str,
    *,
    old: OldSecret | None = None,
    acknowledged: Callable[[timedelta], None] = lambda _: None,
) -> Asgi:
    """Return the ASGI application that takes Slack's requests at /slack/events.

    `old` is a signing secret that is being replaced. `acknowledged` is told how long each one waited for its answer.
    """
    handler = ThreadedHandler(app, acknowledged)

    async def bolt(scope: Message, receive: Receive, send: Send) -> None:
        await handler(dict(scope), receive, send)

    return Guard(bolt, signing_secret, old=old)
