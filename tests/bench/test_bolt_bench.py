"""Bolt's two forms measured side by side: the sync `App` in threads and `AsyncApp`, bare and with one transaction."""

import asyncio
import hashlib
import hmac
import http.client
import itertools
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
import uvicorn
from slack_bolt import Ack, App
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.guard import Asgi, Guard, Message, Receive, Send
from bot.web import web_app
from rituals.ids import WorkspaceId
from storage import inbox
from storage.counters import next_id
from storage.database import Database
from tests.bench.test_bench import milliseconds, tell, timed
from tests.rituals.programs import MONDAY

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

SECRET = "bench"
ROUNDS = 400
AT_ONCE = 16
NAMES = ("sync, bare", "async, bare", "sync, one transaction", "async, one transaction")

Work = Callable[[str], None]


def identity() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T0BENCH", bot_token="xoxb-1", bot_user_id="U0BOT")


def sync_app(work: Work | None) -> Asgi:
    """Bolt as the bot runs it: each request in a thread of its own, acknowledged after the commit."""
    app = App(
        authorize=lambda: identity(),
        request_verification_enabled=False,
        ssl_check_enabled=False,
        process_before_response=True,
    )

    def answer(ack: Ack, command: dict[str, str]) -> None:
        if work is not None:
            work(command["trigger_id"])
        ack()

    app.command("/flag")(answer)
    return web_app(app, SECRET)


def async_app(work: Work | None) -> Asgi:
    """Bolt on the event loop; what waits for the database still needs a thread, as storage is synchronous."""

    async def authorize() -> AuthorizeResult:
        return identity()

    app = AsyncApp(
        authorize=authorize,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        process_before_response=True,
    )

    async def answer(ack: AsyncAck, command: dict[str, str]) -> None:
        if work is not None:
            await asyncio.to_thread(work, command["trigger_id"])
        await ack()

    app.command("/flag")(answer)
    handler = AsyncSlackRequestHandler(app)

    async def bolt(scope: Message, receive: Receive, send: Send) -> None:
        await handler(dict(scope), receive, send)

    return Guard(bolt, SECRET)


@contextmanager
def served(app: Asgi) -> Iterator[int]:
    """Serve an application on a free port of this machine."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    listening = config.bind_socket()
    listening.listen(AT_ONCE * 2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()
    listening.close()


numbers = itertools.count()


def command(port: int) -> None:
    """Send one signed slash command over a new connection, as Slack does, and wait for its answer."""
    body = urlencode({"command": "/flag", "trigger_id": f"{next(numbers)}", "team_id": "T0BENCH", "user_id": "U1"})
    at = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={digest}",
    }
    connection.request("POST", "/slack/events", body, headers)
    assert connection.getresponse().status == 200
    connection.close()


def test_the_sync_and_the_async_form_of_bolt(database: Database):
    workspace = WorkspaceId("T0BENCH")

    def store(trigger: str) -> None:
        with database.transaction(workspace) as session:
            inbox.is_first(session, f"trigger:{trigger}", now=MONDAY)
            next_id(session, "F")

    apps = (sync_app(None), async_app(None), sync_app(store), async_app(store))
    times: dict[str, list[float]] = {name: [] for name in NAMES}
    rates: dict[str, float] = {}
    with served(apps[0]) as one, served(apps[1]) as two, served(apps[2]) as three, served(apps[3]) as four:
        ports = dict(zip(NAMES, (one, two, three, four), strict=True))
        for _ in range(ROUNDS):
            # In turn, so that whatever else the machine does strikes all of them alike.
            for name, port in ports.items():
                times[name].append(timed(lambda port=port: command(port)))  # type: ignore[misc]  # mypy infers no default of a lambda
        for name, port in ports.items():
            with ThreadPoolExecutor(AT_ONCE) as many:
                took = timed(lambda port=port, many=many: list(many.map(command, [port] * ROUNDS)))  # type: ignore[misc]  # mypy infers no default of a lambda
            rates[name] = ROUNDS / took

    print(f"\nBolt's two forms over signed HTTP, {ROUNDS} commands, {database.engine.dialect.name}:")
    bare = statistics.median(times[NAMES[0]])
    for name, each in times.items():
        tell(name, milliseconds(each))
        tell("  against the bare sync one, one at a time", f"{statistics.median(each) / bare:.1f}x at p50")
        tell(f"  {AT_ONCE} at once", f"{rates[name]:.0f} a second")
