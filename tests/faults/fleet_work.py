"""What people and clocks give a fleet to do while its processes die, and what must have come of it."""

import random
from collections import Counter

from sqlalchemy import select

from rituals.announcements import WAITING, Announcement, AnnouncementStatus
from rituals.flags import FlagStatus
from rituals.ids import AnnouncementKey
from sandbox.journal import Accepted
from sandbox.person import Person
from storage import outbox
from storage.database import WorkspaceSession
from storage.outbox_report import count_by_status, find_due
from storage.shelf import table_of
from storage.tables.delivery import AnnouncementRow
from tests.faults.post_office import POST
from tests.faults.test_b_inbound import at_once
from tests.journeys.check_in_kit import check_ins
from tests.journeys.flag_kit import fill, flags_of
from tests.world import World

S = AnnouncementStatus
TRIES = 40
"""How often a person tries again what Slack said did not work."""
PATIENCE = 90
"""Seconds of real time in which everything is out after the last fault, on a busy machine."""
ASKED = {"jonas", "maya", "sofia", "viktor", "ben"}
"""The owners whose hour of the example's Thursday has come."""


class Workload:
    """Everything that was asked for, to be held against what Slack accepted."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.said: list[str] = []
        self.flags: list[str] = []
        self._chance = random.Random(20260108)
        self._recipients = sorted(user.id for user in world.sandbox.workspace.users.values() if not user.is_bot)

    def say(self, count: int) -> None:
        """Enqueue messages to people at random."""
        texts = [f"Message {len(self.said) + number}." for number in range(count)]
        announcements = [
            Announcement(key=AnnouncementKey(text), recipient=self._chance.choice(self._recipients), text=text)
            for text in texts
        ]
        services = self.world.bot.services
        with services.transaction() as session:
            outbox.enqueue(session, *announcements, now=services.now())
        self.said += texts

    def raise_flag(self, by: str = "jonas") -> None:
        """Raise a flag with two presses at one instant, again where Slack says that neither worked."""
        what = f"Risk {len(self.flags)}"
        person = self.world.person(by)
        self._open_form(person)
        fill(person, **{"What could happen?": what})
        view = person.modal
        for _ in range(TRIES):
            if any(sent.closed for sent in at_once(*[lambda: person._desk.submit(person.user, view)] * 2)):
                break
        self.flags.append(what)

    def wait_until_all_is_out(self, within: float = PATIENCE) -> None:
        """Wait until nothing is left to send; a failure tells what is, and how far it has come."""
        try:
            self.world.sandbox.wait_until(self._is_out, within)
        except TimeoutError as error:
            with self.world.bot.services.reading() as session:
                left = find_stuck(session)
            raise AssertionError("\n".join(["Not everything is out:", *left])) from error

    def lost(self) -> list[str]:
        """Return what Slack never accepted."""
        copies = self._copies()
        return [text for text in self.said if not copies[text]]

    def doubled(self) -> list[str]:
        """Return what Slack accepted more than once, by its words or by its own id."""
        keys = Counter(each.key for each in self._posts() if each.key)
        copies = self._copies()
        return [text for text in self.said if copies[text] > 1] + [key for key, times in keys.items() if times > 1]

    def check(self) -> None:
        """Hold Slack's own log and the database against what was asked for: each message, prompt and flag once."""
        assert (self.lost(), self.doubled()) == ([], [])
        open_flags = Counter(each.what for each in flags_of(self.world).values() if each.status is FlagStatus.OPEN)
        assert open_flags == dict.fromkeys(self.flags, 1), open_flags
        prompts = {name: len([m for m in self.world.person(name).dm() if is_prompt(m.text)]) for name in ASKED}
        assert {each.person for each in check_ins(self.world).values()} >= ASKED
        assert prompts == dict.fromkeys(ASKED, 1), prompts
        services = self.world.bot.services
        with services.reading() as session:
            assert not {S.FAILED, S.UNCONFIRMED} & set(count_by_status(session))

    def _posts(self) -> list[Accepted]:
        return [each for each in self.world.sandbox.accepted if each.method == POST]

    def _copies(self) -> Counter[str]:
        return Counter(each.text for each in self._posts())

    def _open_form(self, person: Person) -> None:
        for _ in range(TRIES):
            person.slash("/flag")
            if person.view is not None and person.view.content.get("submit"):
                return
            # Whoever was to fill the form died.
            while person.view is not None:
                person.close()
        raise AssertionError("the form never opened")

    def _is_out(self) -> bool:
        services = self.world.bot.services
        with services.reading() as session:
            # What is due tomorrow waits.
            return not {S.SENDING, S.UNKNOWN} & set(count_by_status(session)) and not find_due(
                session, now=services.now()
            )


def find_stuck(session: WorkspaceSession) -> list[str]:
    """Return a line for each message that still waits."""
    table = table_of(AnnouncementRow)
    names = ("key", "status", "attempts", "not_before", "lease_until", "lease_owner", "reason", "recipient")
    query = select(*(table.c[name] for name in names)).where(table.c.status.in_(WAITING))
    return [str(dict(zip(names, row, strict=True))) for row in session.connection().execute(query)]


def is_prompt(text: str) -> bool:
    return text.startswith("Your weekly check-in")
