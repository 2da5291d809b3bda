"""What the journeys of an escalation share: the Ledger write API that Platform owes Instant payouts by 16 February.

Viktor leads Platform, Maya leads Payments and owns Instant payouts; Elena is the manager both have in common.
"""

from rituals.escalations import Escalation
from sandbox.desk import Submission
from sandbox.records import Message
from storage.shelves import ESCALATIONS
from tests.journeys.dependency_kit import card
from tests.world import World

WRITE_API = "ledger-write"
PLATFORM, PAYMENTS = "#platform", "#payments"
LAST_ASKED = "2026-01-29T09:00"
"""The Thursday before, when Platform was asked whether its dates still hold."""
WINDOW_OPENS = "2026-02-02T09:00"
"""Ten working days before the sixteenth of February, as work begins in London."""


def opened(world: World) -> Message:
    """Let the lead time begin without a word from the provider, and return the card in the provider's channel."""
    world.at(LAST_ASKED)
    world.tick()
    world.at(WINDOW_OPENS)
    world.tick()
    return card(world, "viktor", PLATFORM, "R-1: Ledger write API")


def acknowledge(world: World, person: str, step_on: str, *, step: str = "Ask the supplier for a date") -> Submission:
    """Have somebody take R-1 up with a next step."""
    who = world.person(person)
    who.press("Acknowledge")
    who.fill({"The next step": step, "Done by": step_on})
    submission = who.submit()
    world.settle()
    return submission


def escalation(world: World, number: str = "R-1") -> Escalation:
    """Return the escalation as stored."""
    with world.bot.services.reading() as session:
        return ESCALATIONS.get(session, number)


def heard(world: World, person: str) -> list[str]:
    """Return what somebody was told by direct message."""
    reader = world.person(person)
    return [reader.reads(message) for message in reader.dm()]


def climbed_to(world: World) -> dict[str, int]:
    """Return how many messages about waiting each rung of the ladder has got."""
    waited = "It has waited for"
    viktor, elena = world.person("viktor"), world.person("elena")
    thread = viktor.thread(card(world, "viktor", PLATFORM, "R-1: Ledger write API"))
    return {
        "channels": sum(waited in viktor.reads(message) for message in thread),
        "manager": sum(waited in text for text in heard(world, "elena")),
        "steering": sum(waited in elena.reads(message) for message in elena.messages("#leadership")),
    }
