"""Whom a command is about: the person behind a mention or a name, as far as the asker may know and do."""

from rituals.commands import Mention
from rituals.errors import NotFoundError
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_person
from rituals.program import Program

NOUN = "person"


def find_named(mention: Mention, program: Program) -> Person | None:
    """Return the person of the program who is mentioned, by Slack's id or, as typed, by key, name or first name."""
    people = program.people.values()
    if mention.slack_id is not None:
        return next((each for each in people if each.slack_id == mention.slack_id), None)
    return find_by_name(mention.name, program)


def find_by_name(words: str, program: Program) -> Person | None:
    """Return the one active person of that key, name or first name; None where there is none, or more than one."""
    wanted = words.casefold()
    found = [
        each
        for each in program.people.values()
        if each.active and wanted in (each.id.casefold(), each.name.casefold(), each.name.split(" ")[0].casefold())
    ]
    return found[0] if len(found) == 1 else None


def get_subject(actor: Person, mention: Mention | None, action: Action, program: Program) -> Person:
    """Return whom the actor acts for, by default themselves.

    Raises NotFoundError for somebody who is not there and, in the same words, for somebody they may not act for.
    """
    if mention is None:
        return program.people[actor.id]
    person = find_named(mention, program)
    if person is None or not can(action, relations_to_person(actor, person.id)):
        raise NotFoundError(NOUN, mention.name)
    return person
