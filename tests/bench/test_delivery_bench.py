"""How fast delivery is: against what Slack allows one workspace, and over two thousand workspaces at once."""

import multiprocessing
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from bot.budgets import POSTS_PER_MINUTE, Budgets
from bot.delivery import Delivery
from bot.drain import Drain
from bot.slack_transport import SlackTransport
from bot.slack_writer import SlackWriter
from rituals.announcements import Priority
from rituals.ids import WorkspaceId
from sandbox.clock import Clock
from sandbox.limits import Limits
from sandbox.server import Sandbox
from storage import outbox
from storage.database import Database
from storage.migrate import upgrade
from storage.outbox_report import count_by_status
from storage.workspaces import connect_workspace
from tests.bench.fast_slack import FastSlack, fast_slack
from tests.conftest import fresh_postgresql
from tests.faults.children import spawn
from tests.faults.post_office import PLATFORM, POST, WORKSPACE, PostOffice, say

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

WORKSPACES = 2_000
EACH = 10
MINUTE = timedelta(minutes=1)
TIMEOUT = timedelta(seconds=10)


def tell(what: str, figure: str) -> None:
    print(f"  {what:<68} {figure:>24}")


def office_of(folder: Path, people: int, *, allowed: int) -> tuple[Sandbox, PostOffice]:
    database = Database.connect(f"sqlite:///{folder / f'{allowed}.db'}")
    upgrade(database)
    users = ["ada", *({"id": f"U{number:05}", "name": f"person{number}"} for number in range(people))]
    clock = Clock.frozen()
    limits = Limits(clock, posts_per_minute=allowed)
    sandbox = Sandbox.start(WORKSPACE | {"users": users}, clock=clock, limits=limits)
    return sandbox, PostOffice(sandbox, database)


@pytest.mark.parametrize(
    ("allowed", "people"),
    [
        pytest.param(POSTS_PER_MINUTE, 2_000, id="as many as it begins with"),
        pytest.param(200, 2_000, id="fewer"),
        pytest.param(600, 4_000, id="more"),
    ],
)
def test_prompts_a_minute_against_what_the_workspace_allows(tmp_path: Path, allowed: int, people: int):
    sandbox, office = office_of(tmp_path, people, allowed=allowed)
    with sandbox:
        office.enqueue(*(say(f"prompt {number}", f"U{number:05}") for number in range(people)))
        began = office.clock.now()

        office.run(step=timedelta(seconds=0.5))

        at = sorted(each.at - began for each in office.sandbox.accepted if each.method == POST)
        limited = len(office.calls()) - len(at)
    office.database.close()
    assert len(at) == len(set(office.posted())) == people
    # What is let through in the first minute costs no time: Slack counts the minute's posts, however they come.
    late = people - people // 3
    print(
        f"\n{people} prompts due at one instant, the sandbox allowing {allowed} a minute, which the bot does not know:"
    )
    tell("prompts a minute", f"{people / (at[-1] / MINUTE):.0f}")
    tell("  of what is allowed", f"{people / (at[-1] / MINUTE) / allowed:.1%}")
    tell(
        "  of what is allowed, the last third", f"{(people - late) / ((at[-1] - at[late - 1]) / MINUTE) / allowed:.1%}"
    )
    tell("  refused with 429", f"{limited / people:.2%}")


def test_deadline_escalations_in_a_storm(tmp_path: Path):
    sandbox, office = office_of(tmp_path, 2_000, allowed=POSTS_PER_MINUTE)
    with sandbox:
        office.enqueue(*(say(f"prompt {number}", f"U{number:05}") for number in range(2_000)))
        delivery = office.delivery()
        office.run(delivery, within=MINUTE, step=timedelta(seconds=0.5))
        storm = office.clock.now()
        office.enqueue(*(say(f"escalation {n}", PLATFORM, priority=Priority.ESCALATION) for n in range(20)))

        office.run(delivery, within=MINUTE, step=timedelta(seconds=0.5))

        out = [each.at - storm for each in office.sandbox.accepted if "escalation" in each.text]
    office.database.close()
    print("\n20 escalations to one channel, one minute into a storm of 2,000 prompts:")
    assert len(out) == 20
    tell("the first is out after", f"{min(out).total_seconds():.1f} s")
    tell("the last is out after (Slack takes one a second in a channel)", f"{max(out).total_seconds():.1f} s")


# Two thousand workspaces


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'many.db'}"
    database = Database.connect(url)
    upgrade(database)
    database.close()
    return url


def workspaces() -> list[WorkspaceId]:
    return [WorkspaceId(f"T{number:05}") for number in range(WORKSPACES)]


def enqueue_for_all(url: str) -> None:
    database = Database.connect(url)
    now = datetime.now(UTC)
    for workspace in workspaces():
        with database.transaction(workspace) as session:
            connect_workspace(session, name=workspace, bot_user_id="U0BOT", now=now)
            outbox.enqueue(session, *(say(f"prompt {number}", f"U{number}") for number in range(EACH)), now=now)
    database.close()


def drain_here(ready: Connection, url: str, api_url: str, mine: Sequence[WorkspaceId], threads: int) -> None:
    """Drain `mine` when told to, and tell how many seconds of a processor it took."""
    database = Database.connect(url)
    transport = SlackTransport(api_url, timeout=TIMEOUT)

    def now() -> datetime:
        return datetime.now(UTC)

    def build(workspace: WorkspaceId) -> Delivery:
        return Delivery(database, workspace, SlackWriter(transport, workspace), now, Budgets())

    ready.send("ready")
    ready.recv()
    began = time.process_time()
    Drain(build, now).drain_all(mine, threads=threads)
    ready.send(time.process_time() - began)
    database.close()


def drained(url: str, slack: FastSlack, *, processes: int, threads: int) -> tuple[float, float]:
    """Drain all workspaces, hold what Slack took against what was said, and return the seconds: real, of processors."""
    enqueue_for_all(url)
    pipes, children = [], []
    for number in range(processes):
        here, there = multiprocessing.Pipe()
        children.append(spawn(drain_here, there, url, slack.api_url, workspaces()[number::processes], threads))
        here.recv()
        pipes.append(here)
    began = time.perf_counter()
    for pipe in pipes:
        pipe.send("go")
    busy = sum(pipe.recv() for pipe in pipes)
    took = time.perf_counter() - began
    for child in children:
        child.join()
    taken = slack.taken()
    assert len(taken) == len(set(taken)) == WORKSPACES * EACH
    assert all_are_sent(url)
    return took, busy


def all_are_sent(url: str) -> bool:
    database = Database.connect(url)
    counts = []
    for workspace in workspaces():
        with database.reading(workspace) as session:
            counts.append({status.value: count for status, count in count_by_status(session).items()})
    database.close()
    return counts == [{"sent": EACH}] * WORKSPACES


def told(what: str, took: float, busy: float) -> float:
    posts = WORKSPACES * EACH
    tell(what, f"{posts / took:.0f} posts/s")
    tell("  by the time of our processes alone", f"{posts / busy:.0f} posts/s of a core")
    return took


@pytest.mark.parametrize("latency", [pytest.param(0, id="at once"), pytest.param(0.02, id="after 20 ms")])
def test_two_thousand_workspaces_of_ten_prompts_each_on_postgresql(postgresql_server: str, latency: float):
    threads = 24 if latency else 3
    print(
        f"\n{WORKSPACES} workspaces of {EACH} prompts each, PostgreSQL, Slack answering after {latency * 1e3:.0f} ms:"
    )
    times = {}
    for processes in (1, 3):
        with fresh_postgresql(postgresql_server) as url, fast_slack(latency=latency) as slack:
            took, busy = drained(url, slack, processes=processes, threads=threads)
        times[processes] = told(f"{processes} process(es) of {threads} threads", took, busy)
    tell("  three against one", f"{times[1] / times[3]:.2f}x")


def test_two_thousand_workspaces_of_ten_prompts_each_on_sqlite(sqlite_url: str):
    print(f"\n{WORKSPACES} workspaces of {EACH} prompts each, SQLite, Slack answering at once:")
    with fast_slack() as slack:
        told("1 process of 2 threads", *drained(sqlite_url, slack, processes=1, threads=2))


def test_what_looking_costs(tmp_path: Path, postgresql_server: str):
    sqlite = Database.connect(f"sqlite:///{tmp_path / 'idle.db'}")
    upgrade(sqlite)
    with fresh_postgresql(postgresql_server) as url:
        for database in (sqlite, Database.connect(url)):
            look(database)
            database.close()


def look(database: Database) -> None:
    workspace = WorkspaceId("T0IDLE")
    now = datetime.now(UTC)
    writer = SlackWriter(SlackTransport("http://127.0.0.1:1/api/", timeout=TIMEOUT), "xoxb-1")
    delivery = Delivery(database, workspace, writer, lambda: now, Budgets())
    with database.transaction(workspace) as session:
        connect_workspace(session, name="Idle", bot_user_id="U0BOT", now=now)
    print(f"\nA look of {database.engine.dialect.name}, in time of our own process:")
    tell("nothing waits", milliseconds(delivery))
    with database.transaction(workspace) as session:
        later = now + timedelta(hours=1)
        outbox.enqueue(
            session, *(say(f"{n}", f"U{n}", due_at=later, blocks=f'["{"x" * 3_000}"]') for n in range(2_000)), now=now
        )
    tell("2,000 wait for their hour", milliseconds(delivery))


def milliseconds(delivery: Delivery, times: int = 50) -> str:
    delivery.deliver_due()
    began = time.thread_time()
    for _ in range(times):
        delivery.deliver_due()
    return f"{(time.thread_time() - began) / times * 1e3:.2f} ms"
