"""A sandbox, a database, and deliveries between them, on a clock that stands until it is moved."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.budgets import Budgets
from bot.delivery import Delivery
from bot.slack_transport import SlackTransport
from bot.slack_writer import SlackWriter
from rituals.announcements import Announcement, AnnouncementStatus, OutboxEntry, Priority, Verb
from rituals.delivery import SETTLE
from rituals.ids import AnnouncementKey, PersonId, SlackUserId, WorkspaceId
from rituals.people import Person, Role
from rituals.program import Program
from sandbox.journal import Received
from sandbox.records import Message
from sandbox.server import Sandbox
from storage import outbox
from storage.claims import Wanted, claim
from storage.database import Database
from storage.programs import save_head
from storage.shelves import PEOPLE
from storage.workspaces import connect_workspace

ADA = "U0ADA"
MARIA = "U0MARIA"
PAYMENTS = "C0PAYMENTS"
PLATFORM = "C0PLATFORM"
LEADERS = "C0LEADERS"
WORKSPACE: dict[str, Any] = {
    "team": {"name": "Acme"},
    "users": ["ada", "maria"],
    "channels": [{"name": name, "bot": True} for name in ("payments", "platform", "leaders")],
}
POST = "chat.postMessage"
HOUR = timedelta(hours=1)


def say(key: str, recipient: str = PAYMENTS, **more: Any) -> Announcement:
    """Build an announcement whose words tell it from all others."""
    given: dict[str, Any] = {"text": f"This is {key}.", "priority": Priority.PROMPT} | more
    return Announcement(key=AnnouncementKey(key), recipient=recipient, **given)


class PostOffice:
    """What a test of delivery is told with: say, deliver, and count what Slack has."""

    def __init__(self, sandbox: Sandbox, database: Database) -> None:
        self.sandbox = sandbox
        self.clock = sandbox.clock
        self.database = database
        self.workspace = WorkspaceId(sandbox.workspace.team.id)
        with database.transaction(self.workspace) as session:
            connect_workspace(session, name="Acme", bot_user_id="U0BOT", now=self.clock.now())
            save_head(session, Program(name="Acme"), now=self.clock.now())
            admin = frozenset({Role.ADMIN})
            PEOPLE.save(session, Person(id=PersonId("ada"), name="Ada", slack_id=SlackUserId(ADA), roles=admin))
            PEOPLE.save(session, Person(id=PersonId("bea"), name="Bea, whom Slack does not know", roles=admin))

    def transport(self, base_url: str | None = None) -> SlackTransport:
        return SlackTransport(base_url or self.sandbox.api_url, timeout=timedelta(seconds=1))

    def writer(self, transport: SlackTransport | None = None) -> SlackWriter:
        return SlackWriter(transport or self.transport(), self.sandbox.bot_token)

    def delivery(
        self,
        transport: SlackTransport | None = None,
        *,
        settle: timedelta = SETTLE,
        kind: type[Delivery] = Delivery,
        now: Callable[[], datetime] | None = None,
    ) -> Delivery:
        """Build a delivery as another process would: with its own connections, budgets and memory."""
        writer = self.writer(transport)
        return kind(self.database, self.workspace, writer, now or self.clock.now, Budgets(), settle=settle)

    def enqueue(self, *announcements: Announcement) -> None:
        with self.database.transaction(self.workspace) as session:
            outbox.enqueue(session, *announcements, now=self.clock.now())

    def claim_and_die(self, *, now: datetime | None = None) -> None:
        """Claim the next message as a sender does that is killed before it calls."""
        lease = timedelta(seconds=30)
        wanted = Wanted(owner="dead", lease=lease, verbs=[Verb.POST], resting=(), limit=1)
        with self.database.transaction(self.workspace) as session:
            assert claim(session, wanted, now=now or self.clock.now())

    def run(
        self, delivery: Delivery | None = None, *, within: timedelta = HOUR, step: timedelta = timedelta(0)
    ) -> None:
        """Deliver, and let time pass to whenever something else may go, until nothing waits or `within` is over.

        Time passes by `step` at least.
        """
        working = delivery or self.delivery()
        end = self.clock.now() + within
        while (again := working.deliver_due()) is not None and again <= end:
            self.clock.set(max(again, self.clock.now() + step))

    def entry(self, key: str) -> OutboxEntry:
        with self.database.reading(self.workspace) as session:
            found = outbox.find_entry(session, AnnouncementKey(key))
        assert found is not None
        return found

    def entries(self) -> Sequence[OutboxEntry]:
        with self.database.reading(self.workspace) as session:
            return outbox.find_entries(session)

    def status(self, key: str) -> AnnouncementStatus:
        return self.entry(key).status

    def posted(self) -> list[str]:
        """Return the words of every message that Slack took, in the order it took them."""
        return [each.text for each in self.sandbox.accepted if each.method == POST]

    def copies(self, key: str) -> int:
        """Count the messages in Slack's own log that say this announcement."""
        return self.posted().count(f"This is {key}.")

    def calls(self, method: str = POST, *, channel: str | None = None) -> list[Received]:
        """Return the calls that reached Slack, whatever it made of them."""
        made = [call for call in self.sandbox.requests if call.method == method]
        return [call for call in made if channel in (None, call.args.get("channel"))]

    def message(self, key: str) -> Message:
        """Return the message as it stands in Slack where the outbox believes it to be."""
        entry = self.entry(key)
        found = self.sandbox.workspace.timeline(entry.channel or "").find(entry.ts or "")  # type: ignore[arg-type]  # an id as a plain string
        assert found is not None
        return found
