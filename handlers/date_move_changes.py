"""What becomes of a wish to move a committed date: saved, audited, and told to everybody whom it concerns."""

from dataclasses import dataclass
from datetime import date, datetime

from handlers.blocks.date_move_cards import ended_card, question_card, team_card
from handlers.cards import channel_of, edit, lead_of, post, tell
from rituals.audit import Change
from rituals.date_moves import (
    DateMove,
    DateMoveStatus,
    answer_move,
    apply_move,
    find_approver,
    is_outdated,
    refuse_if_answered,
    withdraw,
)
from rituals.errors import NotFoundError
from rituals.ids import DateMoveId, InitiativeId
from rituals.local_time import local_date
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_date_move, relations_to_initiative
from rituals.program import Initiative, Program
from rituals.rounds import is_checked_in_on
from rituals.standing import Standing
from storage import audit
from storage.check_ins import load_standings
from storage.counters import next_id
from storage.database import WorkspaceSession
from storage.shelves import BASELINE_MOVES, DATE_MOVES, INITIATIVES


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the owner typed."""

    to_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An initiative locked for whoever may ask to move its date; `waiting` is a wish that has no answer yet."""

    standing: Standing
    waiting: DateMove | None

    @property
    def version(self) -> tuple[str | None, ...]:
        """Return what a form about the date replaces."""
        return self.standing.initiative.committed_on.isoformat(), self.waiting.id if self.waiting else None


def take_initiative(
    session: WorkspaceSession, key: InitiativeId, *, actor: Person, program: Program, now: datetime
) -> Taken:
    """Return the initiative for its owner to ask about, locked until the transaction ends; raises NotFoundError."""
    if key not in program.initiatives or not can(Action.ASK_DATE_MOVE, relations_to_initiative(actor, key, program)):
        raise NotFoundError(INITIATIVES.noun, key)
    initiative = INITIATIVES.lock(session, key)
    if not is_checked_in_on(initiative):
        raise NotFoundError(INITIATIVES.noun, key)
    [standing] = load_standings(session, program, [initiative], now=now)
    mine = (DATE_MOVES.c.initiative == key) & (DATE_MOVES.c.status == DateMoveStatus.ASKED)
    return Taken(standing=standing, waiting=DATE_MOVES.find_one(session, mine))


def take_move(
    session: WorkspaceSession, key: DateMoveId, *, actor: Person, program: Program
) -> tuple[DateMove, Initiative]:
    """Return the move and its initiative for whoever approves it, locked until the transaction ends.

    Raises NotFoundError, in the same words for what does not exist and for what the actor may not do.
    """
    found = DATE_MOVES.get(session, key)
    if found.initiative not in program.initiatives or not can(
        Action.APPROVE_DATE_MOVE, relations_to_date_move(actor, found, program)
    ):
        raise NotFoundError(DATE_MOVES.noun, key)
    # The initiative first, as whoever asks locks it: two who lock in another order wait for each other.
    initiative = INITIATIVES.lock(session, found.initiative)
    return DATE_MOVES.lock(session, key), initiative


def ask(
    session: WorkspaceSession, taken: Taken, wish: Wish, *, actor: Person, program: Program, now: datetime
) -> DateMove:
    """Record the wish and ask whoever approves; one that still waits is taken back."""
    initiative = taken.standing.initiative
    if taken.waiting is not None:
        _end(session, withdraw(taken.waiting, now=now), initiative, actor=actor, program=program, now=now)
    move = DateMove(
        id=DateMoveId(next_id(session, "M")),
        initiative=initiative.id,
        from_on=initiative.committed_on,
        to_on=wish.to_on,
        reason=wish.reason,
        asked_by=actor.id,
        asked_at=now,
        approver=find_approver(program, initiative, asked_by=actor.id),
    )
    DATE_MOVES.save(session, move)
    audit.record(session, _change(move, by=actor), now=now)
    card = question_card(move, taken.standing, program)
    tell(session, f"date_move:{move.id}", move.approver, card, program=program, now=now)
    return move


def approve(
    session: WorkspaceSession, move: DateMove, initiative: Initiative, *, actor: Person, program: Program, now: datetime
) -> None:
    """Let another date be committed; where another one is already, nothing changes and both sides are told."""
    refuse_if_answered(move)
    if is_outdated(move, initiative):
        outdated = withdraw(move, now=now)
        _end(session, outdated, initiative, actor=actor, program=program, now=now)
        _tell_owner(session, outdated, initiative, program=program, now=now)
        return
    approved = answer_move(move, DateMoveStatus.APPROVED, by=actor.id, answer=None, now=now)
    number = _count_moves(session, initiative) + 1
    today = local_date(now, program.cadence.zone)
    kept, moved = apply_move(approved, initiative, number=number, today=today)
    BASELINE_MOVES.insert_all(session, [kept])
    INITIATIVES.save(session, moved)
    _end(session, approved, moved, actor=actor, program=program, now=now)
    _tell_owner(session, approved, moved, program=program, now=now)
    team = program.team_of(moved.id)
    card = team_card(approved, moved, program, moves=number)
    post(session, f"date_move:{move.id}:team", channel_of(team), card, fallback=lead_of(team, program), now=now)


def refuse(
    session: WorkspaceSession,
    move: DateMove,
    initiative: Initiative,
    why: str,
    *,
    actor: Person,
    program: Program,
    now: datetime,
) -> None:
    """Let the date stay, and tell its owner why."""
    refused = answer_move(move, DateMoveStatus.REFUSED, by=actor.id, answer=why, now=now)
    _end(session, refused, initiative, actor=actor, program=program, now=now)
    _tell_owner(session, refused, initiative, program=program, now=now)


def _end(
    session: WorkspaceSession,
    ended: DateMove,
    initiative: Initiative,
    *,
    actor: Person,
    program: Program,
    now: datetime,
) -> None:
    DATE_MOVES.save(session, ended)
    audit.record(session, _change(ended, by=actor), now=now)
    card = ended_card(ended, initiative, program, moves=_count_moves(session, initiative))
    edit(session, f"date_move:{ended.id}:{ended.approver}", card, now=now)


def _tell_owner(
    session: WorkspaceSession, ended: DateMove, initiative: Initiative, *, program: Program, now: datetime
) -> None:
    card = ended_card(ended, initiative, program, moves=_count_moves(session, initiative))
    tell(session, f"date_move:{ended.id}:answered", ended.asked_by, card, program=program, now=now)


def _count_moves(session: WorkspaceSession, initiative: Initiative) -> int:
    return len(BASELINE_MOVES.find(session, BASELINE_MOVES.c.initiative == initiative.id))


def _change(move: DateMove, *, by: Person) -> Change:
    details = {"initiative": move.initiative, "from": move.from_on.isoformat(), "to": move.to_on.isoformat()}
    return Change(actor=by.id, action=f"date_move.{move.status.value}", subject=move.id, details=details)
