"""Being away: the command, its form, and the button that says “I am back”."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from slack_sdk.models.views import View

from handlers.blocks.away_cards import Noted, Outlook, away_card, back_card, ended_card, planned_card
from handlers.blocks.away_form import FIRST_ON, LAST_ON, away_form
from handlers.blocks.prose import Card
from handlers.cards import edit, tell
from handlers.command_people import get_subject
from handlers.forms import InvalidInputError, keep_receipt, open_form, submit_once
from handlers.payloads import Answers, Body, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.absences import Absence
from rituals.audit import Change
from rituals.being_away import NotAwayError, absence_id, absences_of, find_stand_in_on, read_absence_id, taken_back
from rituals.being_away import tell as tell_absence
from rituals.commands import Order
from rituals.courtesy import today_of, zone_of
from rituals.date_signs import Span
from rituals.date_words import check_span, read_span
from rituals.errors import MistakenError, NotFoundError
from rituals.forms import FormKind
from rituals.ids import PersonId
from rituals.next_question import find_next
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_person
from rituals.program import Program
from storage import audit
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import ABSENCES, PEOPLE


def tell_away(session: WorkspaceSession, order: Order, *, by: Person, now: datetime) -> Card | View:
    """Note an absence and return the receipt; without dates the form that asks for them.

    Raises NotFoundError, and the errors of dates that make no sense.
    """
    program = load_program(session)
    person = get_subject(by, order.who, Action.TELL_ABSENCE, program)
    today = today_of(person, program.cadence, now=now)
    if not order.rest:
        return offer_form(session, person, by=by, now=now)
    span = read_span(order.rest, today=today)
    return _note(session, person, span, by=by, now=now)[1]


def offer_form(session: WorkspaceSession, person: Person, *, by: Person, now: datetime) -> View:
    """Record that the form is opened, and draw it."""
    form = open_form(session, FormKind.AWAY, person.id, by.id, now=now)
    today = today_of(person, load_program(session).cadence, now=now)
    return away_form(form.id, person=person, is_own=by.id == person.id, today=today)


def take_form(services: Services, body: Body) -> None:
    """Apply the form once; raises InvalidInputError, AlreadyRecordedError and NotFoundError."""
    submission, now = Submission.of(body), services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        form = submit_once(session, submission.form, FormKind.AWAY, actor.id, now=now)
        program = load_program(session)
        person = program.people.get(PersonId(form.subject))
        # Decided anew: a role may have ended while the form was open (FAULTS F5).
        if person is None or not can(Action.TELL_ABSENCE, relations_to_person(actor, person.id)):
            raise NotFoundError(PEOPLE.noun, form.subject)
        span = _read_days(submission.answers, person, program, now=now)
        absence, card = _note(session, person, span, by=actor, now=now)
        keep_receipt(session, form, card.text)
        tell(session, _told_key(absence), actor.id, card, program=program, now=now)


def tell_back(session: WorkspaceSession, order: Order, *, by: Person, now: datetime) -> Card:
    """End every absence that is running, or show those to come; raises NotAwayError and NotFoundError."""
    program = load_program(session)
    person = get_subject(by, order.who, Action.TELL_ABSENCE, program)
    today = today_of(person, program.cadence, now=now)
    known = absences_of(person.id, program, today=today)
    running = [each for each in known if each.covers(today)]
    if running:
        return _end(session, running, person, by=by, now=now)
    if known:
        return planned_card(known, _outlook(person, by, program, now=now))
    raise NotAwayError(None if by.id == person.id else person.name)


def press_back(services: Services, body: Body) -> Card:
    """End the one absence that the button names; raises NotFoundError and AlreadyBackError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        owner, source, first_on = read_absence_id(press.value)
        c = ABSENCES.c
        found = ABSENCES.find_one(session, c.person == owner, c.source == source, c.first_on == first_on)
        if found is None or not can(Action.TELL_ABSENCE, relations_to_person(actor, owner)):
            raise NotFoundError(ABSENCES.noun, press.value)
        return _end(session, [found], load_program(session).people[owner], by=actor, now=now)


def _read_days(answers: Answers, person: Person, program: Program, *, now: datetime) -> Span:
    first_on, last_on = answers.day(FIRST_ON), answers.day(LAST_ON)
    wrong = {field: "Choose a day." for field, day in ((FIRST_ON, first_on), (LAST_ON, last_on)) if day is None}
    if first_on is None or last_on is None:
        raise InvalidInputError(wrong)
    try:
        return check_span(Span(first_on, last_on), today=today_of(person, program.cadence, now=now))
    except MistakenError as error:
        raise InvalidInputError({LAST_ON: str(error)}) from error


def _note(session: WorkspaceSession, person: Person, span: Span, *, by: Person, now: datetime) -> tuple[Absence, Card]:
    """Keep the absence, tell its person where it was another who told, and return it with the receipt."""
    # Two who tell of one person at one instant: the second sees what the first has told.
    PEOPLE.lock(session, person.id)
    program = load_program(session)
    today = today_of(person, program.cadence, now=now)
    telling = tell_absence(person.id, span, absences_of(person.id, program, today=today), today=today, now=now)
    for each in telling.replaced:
        ABSENCES.save(session, taken_back(each, now=now))
    ABSENCES.save(session, telling.absence)
    audit.record(session, _change("absence.noted", telling.absence, by), now=now)
    program = load_program(session)
    stand_in = find_stand_in_on(person.id, program, day=max(span.first_on, today))
    noted = Noted(
        absence=telling.absence,
        replaced=telling.replaced,
        stand_in=None if stand_in is None else program.people[stand_in],
    )
    if by.id != person.id:
        told = away_card(replace(noted, teller=by), _outlook(person, person, program, now=now), program)
        tell(session, _told_key(telling.absence), person.id, told, program=program, now=now)
    return telling.absence, away_card(noted, _outlook(person, by, program, now=now), program)


def _end(session: WorkspaceSession, absences: Iterable[Absence], person: Person, *, by: Person, now: datetime) -> Card:
    ended = [taken_back(each, now=now) for each in absences]
    for each in ended:
        ABSENCES.save(session, each)
        audit.record(session, _change("absence.ended", each, by), now=now)
        for reader in {person.id, by.id}:
            edit(session, f"{_told_key(each)}:{reader}", ended_card(each), now=now)
    return back_card(ended, _outlook(person, by, load_program(session), now=now))


def _outlook(person: Person, reader: Person, program: Program, *, now: datetime) -> Outlook:
    return Outlook(
        person=person,
        reader=reader,
        next_at=find_next(person, program, now=now),
        zone=zone_of(reader, program.cadence),
        today=today_of(person, program.cadence, now=now),
    )


def _told_key(absence: Absence) -> str:
    return f"absence:{absence_id(absence)}:{absence.told_at:%Y-%m-%dT%H:%M:%S}"


def _change(action: str, absence: Absence, by: Person) -> Change:
    details = {
        "first_on": absence.first_on.isoformat(),
        "last_on": absence.last_on.isoformat(),
        "source": absence.source.value,
    }
    return Change(actor=by.id, action=action, subject=absence.person, details=details)
