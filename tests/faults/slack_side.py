"""What the tests of Slack's side share: news that reach the bot or do not, and messages of one's own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.budgets import Budgets
from bot.delivery import Delivery
from bot.slack_transport import SlackTransport
from bot.slack_writer import SlackWriter
from rituals.announcements import AnnouncementStatus, OutboxEntry
from rituals.audit import AuditEntry
from rituals.ids import AnnouncementKey
from storage import outbox
from storage.shelves import AUDIT
from tests.faults.post_office import say
from tests.world import World

MAYA, SOFIA, NADIA = "U0MAYA", "U0SOFIA", "U0NADIA"
LEDGER, PAYMENTS, LEADERSHIP = "C0LEDGER", "C0PAYMENTS", "C0LEADERSHIP"


def lose_events(world: World) -> None:
    """Let no event reach the bot any more, as if its subscriptions were gone."""
    workspace = world.sandbox.workspace
    workspace.install = replace(workspace.install, events=frozenset())


def announce(world: World, key: str, recipient: str, **more: Any) -> None:
    """Enqueue something and deliver it."""
    enqueue(world, key, recipient, **more)
    world.settle()


def enqueue(world: World, key: str, recipient: str, **more: Any) -> None:
    services = world.bot.services
    with services.transaction() as session:
        outbox.enqueue(session, say(key, recipient, **more), now=services.now())


def entry(world: World, key: str) -> OutboxEntry:
    with world.bot.services.reading() as session:
        found = outbox.find_entry(session, AnnouncementKey(key))
    assert found is not None
    return found


def became_of(world: World, key: str) -> tuple[AnnouncementStatus, str | None]:
    found = entry(world, key)
    return found.status, found.reason


def copies(world: World, key: str) -> int:
    """Count the messages in Slack's own log that say this announcement."""
    return [each.text for each in world.sandbox.accepted].count(f"This is {key}.")


def calls(world: World, method: str) -> int:
    return sum(call.method == method for call in world.sandbox.requests)


def told(world: World, person: str, words: str) -> list[str]:
    """Return what somebody was told by direct message that holds these words."""
    reader = world.person(person)
    return [text for text in (reader.reads(message) for message in reader.dm()) if words in text]


def audited(world: World, action: str) -> list[AuditEntry]:
    with world.bot.services.reading() as session:
        return list(AUDIT.find(session, AUDIT.c.action == action))


def deliver_without_caution(world: World) -> None:
    """Deliver as the bot would if it did not look before it writes: the control of these tests."""
    services = world.bot.services
    writer = SlackWriter(SlackTransport(world.sandbox.api_url, timeout=timedelta(seconds=2)), world.sandbox.bot_token)
    Delivery(world.database, services.workspace, writer, services.now, Budgets()).deliver_due()
