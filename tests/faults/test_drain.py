"""D4: many workspaces are drained in one process, each message once, and those of each in its own budget."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.budgets import Budgets
from bot.delivery import Delivery
from bot.drain import Drain
from bot.slack_transport import SlackTransport
from bot.slack_writer import SlackWriter
from rituals.ids import WorkspaceId
from storage import outbox
from storage.database import Database
from storage.outbox_report import count_by_status
from storage.workspaces import connect_workspace
from tests.bench.fast_slack import FastSlack, fast_slack
from tests.faults.post_office import say

WORKSPACES = [WorkspaceId(f"T{number}") for number in range(6)]
EACH = 12
"""Two more than may go at once."""


@pytest.fixture(scope="module")
def slack() -> Iterator[FastSlack]:
    with fast_slack() as slack:
        yield slack


@pytest.fixture
def build(database: Database, slack: FastSlack) -> Callable[[WorkspaceId], Delivery]:
    transport = SlackTransport(slack.api_url, timeout=timedelta(seconds=10))

    def build(workspace: WorkspaceId) -> Delivery:
        return Delivery(database, workspace, SlackWriter(transport, workspace), now, Budgets())

    return build


def now() -> datetime:
    return datetime.now(UTC)


def enqueue(database: Database, workspace: WorkspaceId, *, count: int, due_in: timedelta = timedelta(0)) -> None:
    with database.transaction(workspace) as session:
        connect_workspace(session, name=workspace, bot_user_id="U0BOT", now=now())
        said = (say(f"{due_in} {number}", f"U{number}", due_at=now() + due_in) for number in range(count))
        outbox.enqueue(session, *said, now=now())


def test_d4_every_workspace_is_drained_and_each_message_is_said_once(
    database: Database, slack: FastSlack, build: Callable[[WorkspaceId], Delivery]
):
    for workspace in WORKSPACES:
        enqueue(database, workspace, count=EACH)

    Drain(build, now).drain_all(WORKSPACES, threads=3)

    taken = slack.taken()
    assert len(taken) == len(set(taken)) == len(WORKSPACES) * EACH
    assert {token for token, _ in taken} == {f"bearer {workspace}".lower() for workspace in WORKSPACES}
    for workspace in WORKSPACES:
        with database.reading(workspace) as session:
            assert {status.value: count for status, count in count_by_status(session).items()} == {"sent": EACH}


def test_a_workspace_that_has_to_wait_tells_when_and_lets_others_go_on(
    database: Database, slack: FastSlack, build: Callable[[WorkspaceId], Delivery]
):
    enqueue(database, WORKSPACES[0], count=2)
    enqueue(database, WORKSPACES[0], count=1, due_in=timedelta(hours=1))
    drain = Drain(build, now)

    again = drain.drain(WORKSPACES[0])

    assert again is not None
    assert timedelta(minutes=55) < again - now() <= timedelta(hours=1)
    assert len(slack.taken()) == 2


def test_d5_what_was_stopped_sends_nothing_more(
    database: Database, slack: FastSlack, build: Callable[[WorkspaceId], Delivery]
):
    enqueue(database, WORKSPACES[0], count=2)
    drain = Drain(build, now)

    drain.stop()
    again = drain.drain(WORKSPACES[0])

    assert again is not None
    assert slack.taken() == []
