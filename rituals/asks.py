"""Asks: who hears an owner who sees no path back and asks for help."""

from rituals.flag_owners import NobodyCanAnswerError, find_answer_owner
from rituals.ids import PersonId
from rituals.program import Initiative, Program


def find_helper(program: Program, initiative: Initiative) -> PersonId | None:
    """Return who is asked: the sponsor, else a goal's owner up the path, else one of the steering group, or nobody."""
    try:
        return find_answer_owner(program, initiative, raised_by=initiative.owner)
    except NobodyCanAnswerError:
        return None
