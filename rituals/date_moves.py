"""Date moves: an owner asks to move the committed date, and somebody else approves it (feature 5)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from rituals.errors import UserFacingError
from rituals.ids import DateMoveId, InitiativeId, PersonId
from rituals.people import Role
from rituals.presence import is_reachable
from rituals.program import BaselineMove, Initiative, Program


class DateMoveStatus(Enum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMove:
    """A wish to move the committed date of an initiative; approved it becomes a BaselineMove. Times are UTC.

    It is valid for the date in force when it was asked for, `from_on`, only.
    """

    id: DateMoveId
    initiative: InitiativeId
    from_on: date
    to_on: date
    reason: str
    asked_by: PersonId
    asked_at: datetime
    approver: PersonId
    status: DateMoveStatus = DateMoveStatus.ASKED
    answered_by: PersonId | None = None
    answered_at: datetime | None = None
    answer: str | None = None


class NobodyApprovesError(UserFacingError):
    """There is nobody but the owner who could approve it."""

    def __init__(self, initiative: Initiative) -> None:
        super().__init__(
            f"Nobody but its owner could approve another date for “{initiative.name}”: it has no sponsor, its goals "
            "have no owner, and nobody steers. Please have a sponsor named in the program file. Nothing was changed."
        )


class MoveAnsweredError(UserFacingError):
    """The move is no longer waiting for an answer."""

    def __init__(self, move: DateMove) -> None:
        super().__init__(f"{move.id} was already {move.status.value}. Nothing was changed.")


def find_approver(program: Program, initiative: Initiative, *, asked_by: PersonId) -> PersonId:
    """Return who approves: the sponsor, else a goal's owner up the path, else somebody of the steering group.

    Never the owner or who asks. For somebody who left, the deputy. Raises NobodyApprovesError.
    """
    for candidate in _candidates(program, initiative):
        for person in (candidate, program.people[candidate].deputy):
            if person is None or person in {asked_by, initiative.owner}:
                continue
            if is_reachable(program.people[person]):
                return person
    raise NobodyApprovesError(initiative)


def find_fault(to_on: date, *, committed_on: date, today: date) -> str | None:
    """Return what is wrong with the date that is asked for, as the owner reads it beside the field."""
    if to_on < today:
        return "This date has passed. Please give one to come."
    return "This is the committed date already." if to_on == committed_on else None


def answer_move(move: DateMove, status: DateMoveStatus, *, by: PersonId, answer: str | None, now: datetime) -> DateMove:
    """Return the move as it was answered; raises MoveAnsweredError."""
    refuse_if_answered(move)
    return replace(move, status=status, answered_by=by, answered_at=now, answer=answer)


def withdraw(move: DateMove, *, now: datetime) -> DateMove:
    """Return the move as it ends without an answer: another was asked for, or the date it was about has changed."""
    refuse_if_answered(move)
    return replace(move, status=DateMoveStatus.WITHDRAWN, answered_at=now)


def refuse_if_answered(move: DateMove) -> None:
    """Raise MoveAnsweredError unless the move waits for its answer."""
    if move.status is not DateMoveStatus.ASKED:
        raise MoveAnsweredError(move)


def is_outdated(move: DateMove, initiative: Initiative) -> bool:
    """Tell whether another date is committed than the one that was to be moved."""
    return initiative.committed_on != move.from_on


def apply_move(move: DateMove, initiative: Initiative, *, number: int, today: date) -> tuple[BaselineMove, Initiative]:
    """Return what an approved move becomes; the baseline stays as it is."""
    if move.answered_by is None:
        message = f"{move.id} was approved by nobody"
        raise ValueError(message)
    kept = BaselineMove(
        initiative=initiative.id,
        number=number,
        from_on=move.from_on,
        to_on=move.to_on,
        reason=move.reason,
        approver=move.answered_by,
        moved_on=today,
    )
    return kept, replace(initiative, committed_on=move.to_on)


def days_moved(initiative: Initiative) -> int:
    """Return the calendar days from the first committed date to the one in force."""
    return (initiative.committed_on - initiative.baseline_on).days


def _candidates(program: Program, initiative: Initiative) -> Iterator[PersonId]:
    if initiative.sponsor is not None:
        yield initiative.sponsor
    yield from (goal.owner for goal in program.path_of(initiative.goal) if goal.owner is not None)
    yield from (person.id for person in program.people.values() if Role.STEERING in person.roles)
