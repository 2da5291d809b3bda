"""What owners do week after week once the story is over: they answer their check-ins as they did before."""

from functools import partial

from bot.cli.demo.deeds import answer_as_before, press
from bot.cli.demo.story import Deed
from handlers.services import Services
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.prompting import check_in_key
from sandbox.person import Person
from sandbox.records import Message
from storage import outbox
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import CHECK_INS, UPDATES


def find_answers(services: Services) -> tuple[Deed, ...]:
    """Return an answer to each open check-in of somebody who has answered before, and so has something to repeat."""
    deeds = []
    with services.reading() as session:
        people = load_program(session).people
        for check_in in CHECK_INS.find(session, CHECK_INS.c.status == CheckInStatus.OPEN):
            card = outbox.find_entry(session, check_in_key(check_in.id))
            if card is not None and _has_answered_before(session, check_in):
                name = people[check_in.person].name
                deeds.append(
                    Deed(
                        who=card.announcement.recipient,
                        words=f"{name} answers the check-in",
                        do=partial(_answer, ts=card.ts),
                    )
                )
    return tuple(deeds)


def _has_answered_before(session: WorkspaceSession, check_in: CheckIn) -> bool:
    return UPDATES.find_one(session, UPDATES.c.person == check_in.person) is not None


def _answer(person: Person, ts: str | None) -> None:
    card = _find_card(person, ts)
    try:
        press(person, "No change", card)
    except (LookupError, ValueError):
        answer_as_before(person, card)


def _find_card(person: Person, ts: str | None) -> Message:
    for message in person.dm():
        if message.ts == ts:
            return message
    error = f"{person.name} has no card of the check-in."
    raise LookupError(error)
