"""Why no message: looks up whom or what is asked about, and answers for everybody in the program."""

from datetime import datetime

from handlers.blocks.prose import Card
from handlers.blocks.why_cards import Asked, choices_card, why_card
from handlers.command_people import find_by_name, find_named
from handlers.payloads import Body
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.announcements import AnnouncementStatus
from rituals.check_ins import CheckIn
from rituals.commands import Order
from rituals.courtesy import day_of, zone_of
from rituals.errors import NotFoundError
from rituals.ids import InitiativeId
from rituals.next_question import find_owner
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_program
from rituals.program import Initiative, Program
from rituals.prompting import check_in_key
from rituals.rounds import initiatives_of
from rituals.why import Question, explain
from storage import outbox
from storage.check_ins import count_messages, find_latest
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import INITIATIVES, PEOPLE

_STUCK = frozenset({AnnouncementStatus.FAILED, AnnouncementStatus.CANCELLED, AnnouncementStatus.UNCONFIRMED})


def ask_why(session: WorkspaceSession, order: Order, *, by: Person, now: datetime) -> Card:
    """Answer about the asker, somebody mentioned, or what the words name; raises NotFoundError."""
    program = load_program(session)
    if not can(Action.ASK_WHY, relations_to_program(by)):
        raise NotFoundError(PEOPLE.noun, order.rest)
    if order.who is not None:
        person = find_named(order.who, program)
        if person is None:
            raise NotFoundError(PEOPLE.noun, order.who.name)
        return _about_person(session, person, program, by=by, now=now)
    if not order.rest:
        return _about_person(session, program.people[by.id], program, by=by, now=now)
    found = find_initiatives(order.rest, program)
    if len(found) > 1:
        return choices_card(order.rest, found)
    if found:
        return _about_initiative(session, found[0], program, by=by, now=now)
    person = find_by_name(order.rest, program)
    if person is None:
        raise NotFoundError("person or initiative", order.rest)
    return _about_person(session, person, program, by=by, now=now)


def press_initiative(services: Services, body: Body) -> Card:
    """Answer about the initiative that was chosen; raises NotFoundError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        program = load_program(session)
        initiative = program.initiatives.get(InitiativeId(press.value))
        if initiative is None or not can(Action.ASK_WHY, relations_to_program(actor)):
            raise NotFoundError(INITIATIVES.noun, press.value)
        return _about_initiative(session, initiative, program, by=actor, now=now)


def find_initiatives(words: str, program: Program) -> tuple[Initiative, ...]:
    """Return the initiative of that id or name, else all in whose name or id each of the words occurs."""
    wanted = words.casefold().strip()
    exact = [each for each in program.initiatives.values() if wanted in (each.id.casefold(), each.name.casefold())]
    if exact:
        return tuple(exact[:1])
    return tuple(
        each
        for each in program.initiatives.values()
        if all(word in f"{each.id} {each.name}".casefold() for word in wanted.split())
    )


def _about_person(session: WorkspaceSession, person: Person, program: Program, *, by: Person, now: datetime) -> Card:
    return _answer(session, person, None, program, by=by, now=now)


def _about_initiative(
    session: WorkspaceSession, initiative: Initiative, program: Program, *, by: Person, now: datetime
) -> Card:
    person = find_owner(initiative, program)
    if person is None:
        raise NotFoundError(PEOPLE.noun, initiative.owner)
    return _answer(session, person, initiative, program, by=by, now=now)


def _answer(
    session: WorkspaceSession,
    person: Person,
    initiative: Initiative | None,
    program: Program,
    *,
    by: Person,
    now: datetime,
) -> Card:
    newest = find_latest(session, person.id)
    check_in = newest[0] if newest else None
    is_sent, trouble = _delivery_of(session, check_in)
    question = Question(
        program=program,
        person=person,
        now=now,
        initiative=initiative,
        check_in=check_in,
        is_sent=is_sent,
        trouble=trouble,
        messages=_messages_of(session, person, program, now=now),
    )
    answer = explain(question)
    asked = Asked(
        reader=by,
        person=person,
        reader_zone=zone_of(by, program.cadence),
        zone=zone_of(person, program.cadence),
        initiatives=len(initiatives_of(program, person.id)),
        initiative=initiative,
        stand_in=program.people[answer.stand_in] if answer.stand_in is not None else None,
    )
    return why_card(answer, asked)


def _delivery_of(session: WorkspaceSession, check_in: CheckIn | None) -> tuple[bool, str | None]:
    """Return whether the card of a check-in has reached Slack, and why it will not."""
    entry = outbox.find_entry(session, check_in_key(check_in.id)) if check_in is not None else None
    if entry is None:
        return True, None
    trouble = (entry.reason or entry.status.value) if entry.status in _STUCK else None
    return entry.sent_at is not None, trouble


def _messages_of(session: WorkspaceSession, person: Person, program: Program, *, now: datetime) -> int:
    if person.slack_id is None:
        return 0
    since, until = day_of(person, program.cadence, now=now)
    return count_messages(session, person.slack_id, since=since, until=until)
