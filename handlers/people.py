"""Who is acting: the person in the program behind the Slack user of a payload."""

from handlers.payloads import Body, Sender
from rituals.errors import UserFacingError
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_program
from storage.database import WorkspaceSession
from storage.programs import find_person


class StrangerError(UserFacingError):
    """Somebody outside the program, a guest, or somebody who left: told nothing of what is in it."""

    def __init__(self) -> None:
        super().__init__(
            "Thank you for writing. I work for the people of one program, and I do not find you among them. "
            "If you should be, ask whoever keeps its program file to add you."
        )


def get_actor(session: WorkspaceSession, body: Body) -> Person:
    """Return the person who caused the payload, read in the transaction that acts on it; raises StrangerError.

    The Slack user decides together with the workspace: an id from another workspace is nobody here (FAULTS E3, F3).
    """
    sender = Sender.of(body)
    # Who does not say where they come from comes from elsewhere.
    if sender.team != session.workspace:
        raise StrangerError
    person = find_person(session, sender.user)
    if person is None or not can(Action.RAISE_FLAG, relations_to_program(person)):
        raise StrangerError
    return person
