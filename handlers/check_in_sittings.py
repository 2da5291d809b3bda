"""Sittings: one person over one check-in, with everything that an answer is weighed against."""

from dataclasses import dataclass
from datetime import date, datetime

from rituals.check_ins import CheckIn, CheckInStatus
from rituals.courtesy import today_of, zone_of
from rituals.errors import NotFoundError, UserFacingError
from rituals.ids import CheckInId, InitiativeId
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_check_in
from rituals.program import Program
from rituals.prompting import check_takes_answers, initiatives_asked
from rituals.standing import Standing
from storage.check_ins import find_latest, load_standings
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import CHECK_INS

_LOOKED_BACK = 9
"""So many cycles at most are called off in a row before the one that is answered late."""


class NothingToAnswerError(UserFacingError):
    """All initiatives were delivered, closed or given to somebody else."""

    def __init__(self) -> None:
        super().__init__("Nothing that this check-in asks about is yours any more. Nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """`standings` are all initiatives of the person, the most endangered first; `today` is the date where they are."""

    actor: Person
    check_in: CheckIn
    program: Program
    standings: tuple[Standing, ...]
    today: date
    now: datetime

    @property
    def zone(self) -> str:
        return zone_of(self.actor, self.program.cadence)

    def find_standing(self, initiative: InitiativeId) -> Standing | None:
        """Return how an initiative stands, None where it is not the person's to answer."""
        return next((each for each in self.standings if each.initiative.id == initiative), None)


def sit_down(
    session: WorkspaceSession,
    actor: Person,
    check_in: CheckInId,
    *,
    action: Action = Action.ANSWER_CHECK_IN,
    now: datetime,
) -> Sitting:
    """Load what the actor needs to answer, and keep others from answering until the transaction ends.

    Raises NotFoundError, CheckInOverError and NothingToAnswerError.
    """
    subject = CHECK_INS.lock(session, check_in)
    if not can(action, relations_to_check_in(actor, subject)):
        raise NotFoundError(CHECK_INS.noun, check_in)
    check_takes_answers(subject, _newest_asked(session, subject), now=now)
    program = load_program(session)
    standings = load_standings(session, program, initiatives_asked(program, subject), now=now)
    if not standings:
        raise NothingToAnswerError
    return Sitting(
        actor=actor,
        check_in=subject,
        program=program,
        standings=standings,
        today=today_of(actor, program.cadence, now=now),
        now=now,
    )


def _newest_asked(session: WorkspaceSession, subject: CheckIn) -> CheckIn:
    """Return the person's newest check-in that asks something: one that was called off does not end the one before."""
    latest = find_latest(session, subject.person, cycles=_LOOKED_BACK)
    return next((each for each in latest if each.status is not CheckInStatus.CANCELLED or each == subject), subject)
