"""Who owes a flag its answer, and by when."""

from collections.abc import Iterator
from datetime import datetime

from rituals.errors import UserFacingError
from rituals.ids import PersonId
from rituals.local_time import local_date, local_instant
from rituals.people import Person, Role
from rituals.presence import is_reachable
from rituals.program import Initiative, Program
from rituals.whereabouts import is_away, usual_calendar_of


class NobodyCanAnswerError(UserFacingError):
    """Everybody who could owe the answer is away or raised the flag."""

    def __init__(self, initiative: Initiative) -> None:
        super().__init__(
            f"Nobody but you can owe a flag on “{initiative.name}” an answer. Ask whoever keeps the program file to "
            "name a sponsor or a member of the steering group, then send this again."
        )


def find_answer_owner(
    program: Program, initiative: Initiative, *, raised_by: PersonId, now: datetime | None = None
) -> PersonId:
    """Return who owes the answer: the sponsor, else a goal's owner up the path, else somebody of the steering group.

    Never the raiser. For somebody who left, the deputy; with `now` (UTC) for somebody who is away then, too, as long
    as anybody is there. Raises NobodyCanAnswerError.
    """
    able = [
        person
        for candidate in _leaders(program, initiative)
        for person in (candidate, program.people[candidate].deputy)
        if person is not None and person != raised_by and is_reachable(program.people[person])
    ]
    if not able:
        raise NobodyCanAnswerError(initiative)
    here = (person for person in able if now is not None and not is_away(person, program, now=now))
    return next(here, able[0])


def answer_due(program: Program, owner: Person, *, now: datetime) -> datetime:
    """Return when (UTC) `owner` has to have answered: at the end of the policy's last working day where they are."""
    # Their own days, but not without those they are away: nobody's absence stops the clock of a risk.
    calendar = usual_calendar_of(owner, program)
    day = calendar.add_working_days(local_date(now, calendar.zone), program.policy.flag_answer_days)
    return local_instant(day, calendar.closes, calendar.zone)


def _leaders(program: Program, initiative: Initiative) -> Iterator[PersonId]:
    if initiative.sponsor is not None:
        yield initiative.sponsor
    yield from (goal.owner for goal in program.path_of(initiative.goal) if goal.owner is not None)
    yield from (person.id for person in program.people.values() if Role.STEERING in person.roles)
