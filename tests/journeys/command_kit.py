"""How the journeys use `/drumbeat`: in the channel of Payments, where Maya and Jonas are, or to the bot alone."""

from rituals.absences import Absence
from rituals.pauses import Pause
from sandbox.desk import Reply
from storage.shelves import ABSENCES, PAUSES
from tests.world import World

THURSDAY = "2026-01-08T08:00"
"""Half an hour before anybody in Europe is asked."""


def drumbeat(world: World, who: str, words: str = "", *, channel: str | None = None) -> Reply:
    """Type the command with some words."""
    return world.person(who).slash("/drumbeat", words, channel=channel)


def said(world: World, who: str, words: str = "", *, channel: str | None = None) -> str:
    """Type the command and return what is answered in private."""
    return drumbeat(world, who, words, channel=channel).text


def absences(world: World) -> list[Absence]:
    """Return the absences as stored that were not taken back, in the order of their beginnings."""
    with world.bot.services.reading() as session:
        return sorted(ABSENCES.find(session, ABSENCES.c.ended_at.is_(None)), key=lambda each: each.first_on)


def days(world: World) -> list[tuple[str, str, str, str]]:
    """Return whose absences are known, by which source, and from when to when."""
    return [(each.person, each.source.value, str(each.first_on), str(each.last_on)) for each in absences(world)]


def pauses(world: World) -> list[Pause]:
    """Return the pauses that were not lifted."""
    with world.bot.services.reading() as session:
        return list(PAUSES.find(session, PAUSES.c.lifted_at.is_(None)))


def dms(world: World, who: str) -> list[str]:
    """Return what the bot has told somebody by direct message."""
    world.settle()
    person = world.person(who)
    return [person.reads(message) for message in person.dm() if message.ephemeral_to is None]
