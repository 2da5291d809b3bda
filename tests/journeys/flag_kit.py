"""How flags are raised in the journeys: Jonas of Payments raises them, Paula sponsors what they hit."""

from typing import Any

from rituals.flags import Flag
from rituals.ids import FlagId
from sandbox.desk import Submission
from sandbox.person import Person
from sandbox.records import Message
from storage.shelves import FLAGS
from tests.world import World

FIELDS: dict[str, Any] = {
    "When would it hit, at the earliest?": "2026-02-13",
    "Which initiative would it hit?": "Payout insights for merchants",
    "How likely is it?": "Likely: I expect it",
    "What help do you want?": "A second supplier",
}
HELP = {"What help do you give?": "I call their chief", "Who gives it?": "Paula", "By when?": "2026-01-16"}


def fill(person: Person, **fields: Any) -> None:
    """Fill in the open form, with what the flags of these tests say."""
    person.fill({**FIELDS, **fields})


def raise_flag(world: World, what: str = "The supplier slips", *, by: str = "jonas") -> Submission:
    """Raise a flag from the form, and deliver what it causes."""
    person = world.person(by)
    person.slash("/flag", channel="#payments")
    fill(person, **{"What could happen?": what})
    submission = person.submit()
    world.settle()
    return submission


def flags_of(world: World) -> dict[str, Flag]:
    """Return all flags as stored, by id."""
    with world.bot.services.reading() as session:
        return {flag.id: flag for flag in FLAGS.find(session)}


def flag(world: World, key: str = "F-1") -> Flag:
    """Return one flag as stored."""
    return flags_of(world)[FlagId(key)]


def reads_all(person: Person, messages: list[Message]) -> str:
    """Return what somebody reads in all these messages."""
    return "\n".join(person.reads(message) for message in messages)
