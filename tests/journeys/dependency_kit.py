"""What the journeys of a dependency share: one proposal, between the Ledger team and Instant payouts.

Sofia leads Ledger, Maya leads Payments and owns Instant payouts; Holds and reversals are needed by Mon 16 Mar 2026.
"""

from rituals.dependencies import Dependency
from rituals.escalations import Escalation
from sandbox.desk import Submission
from sandbox.records import Message
from storage.shelves import DEPENDENCIES, ESCALATIONS
from tests.world import World

HOLDS = "ledger-payout-holds"
PROVIDER_CHANNEL, CONSUMER_CHANNEL = "#ledger", "#payments"


def asked(world: World) -> Message:
    """Let the bot ask on Monday morning, and return the card in the provider's channel."""
    world.at("2026-01-05T09:00")
    world.tick()
    return card(world, "sofia", PROVIDER_CHANNEL, "Holds and reversals")


def card(world: World, person: str, channel: str, words: str) -> Message:
    """Return the newest message in a channel that says `words`."""
    reader = world.person(person)
    return [message for message in reader.messages(channel) if words in reader.reads(message)][-1]


def offer(
    world: World, request: Message, day: str, *, reason: str = "The supplier is late", sure: int = 80
) -> Submission:
    """Have Sofia offer another date."""
    sofia = world.person("sofia")
    sofia.press("Other date", request)
    sofia.fill(
        {"The date you can promise": day, "What makes it that date": reason, "How sure are you, 0 to 100": str(sure)}
    )
    submission = sofia.submit()
    world.settle()
    return submission


def refuse(world: World, request: Message, reason: str = "The team was dissolved") -> Submission:
    """Have Sofia say no."""
    sofia = world.person("sofia")
    sofia.press("Cannot", request)
    sofia.fill({"What stands in the way": reason})
    submission = sofia.submit()
    world.settle()
    return submission


def dependency(world: World, name: str = HOLDS) -> Dependency:
    """Return the dependency as stored."""
    with world.bot.services.reading() as session:
        return DEPENDENCIES.get(session, name)


def escalations(world: World) -> tuple[Escalation, ...]:
    """Return all escalations, oldest first."""
    with world.bot.services.reading() as session:
        return ESCALATIONS.find(session)
