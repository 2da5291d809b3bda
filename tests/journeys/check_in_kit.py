"""How check-ins go in the journeys: Sofia in Berlin owns two initiatives, Maya in London one that waits for others.

It is Thursday, 8 January 2026; Sofia's hour is 08:30 UTC, Maya's 09:30 UTC.
"""

from collections.abc import Mapping
from typing import Any

from rituals.check_ins import CheckIn, Recovery, Update
from rituals.program import Program
from sandbox.desk import Submission
from sandbox.person import Person
from sandbox.records import Message
from storage.check_ins import find_updates
from storage.programs import load_program
from storage.shelves import CHECK_INS, RECOVERIES
from tests.world import World

SOFIAS_HOUR = "2026-01-08T08:30"
MAYAS_HOUR = "2026-01-08T09:30"
SOFIAS, MAYAS = "sofia:2026-W02", "maya:2026-W02"


def ask(world: World, at: str = SOFIAS_HOUR) -> None:
    """Let the hour come at which owners are asked."""
    world.at(at)
    world.tick()


def card(person: Person) -> Message:
    """Return the newest card of a check-in that a person has."""
    return [message for message in person.dm() if "check-in" in message.text.lower()][-1]


def reads_card(person: Person) -> str:
    """Return what the newest card of a check-in says."""
    return person.reads(card(person))


def answer(person: Person, fields: Mapping[str, Any], *, button: str = "Answer") -> Submission:
    """Open the form from the card, fill in its first page, and send it."""
    person.press(button, card(person))
    person.fill(fields)
    return person.submit()


def settled(world: World, submission: Submission) -> Submission:
    """Deliver what a submission caused."""
    world.settle()
    return submission


def late(place: int = 0, on: str = "2026-03-20", **more: Any) -> dict[str, Any]:
    """Fill in an initiative that comes late."""
    fields = {"must_change": "A second tester", "forecast": on, "confidence": 60, **more}
    return {f"{field}-{place}": value for field, value in fields.items()}


def green(*places: int) -> dict[str, Any]:
    """Fill in initiatives that keep their date."""
    return {f"confidence-{place}": 80 for place in places}


def why(place: int = 0) -> dict[str, Any]:
    """Fill in the cause of a deviation."""
    return {f"cause_class-{place}": "People or skills missing", f"cause-{place}": "One tester is ill"}


def path_back(place: int = 0) -> dict[str, Any]:
    """Fill in a recovery step; who takes it and when is prefilled."""
    return {f"condition-{place}": "no tester is found", f"action-{place}": "Jonas tests"}


def check_in(world: World, key: str = SOFIAS) -> CheckIn:
    """Return a check-in as stored."""
    with world.bot.services.reading() as session:
        return CHECK_INS.get(session, key)


def check_ins(world: World) -> dict[str, CheckIn]:
    """Return all check-ins as stored."""
    with world.bot.services.reading() as session:
        return {each.id: each for each in CHECK_INS.find(session)}


def updates(world: World, key: str = SOFIAS) -> dict[str, Update]:
    """Return the last revision of each update of a check-in, by initiative."""
    with world.bot.services.reading() as session:
        return {str(each): update for each, update in find_updates(session, check_in(world, key).id).items()}


def recoveries(world: World) -> tuple[Recovery, ...]:
    """Return all recovery steps as stored, oldest first."""
    with world.bot.services.reading() as session:
        return RECOVERIES.find(session)


def program(world: World) -> Program:
    """Return the program as it is loaded now."""
    with world.bot.services.reading() as session:
        return load_program(session)
