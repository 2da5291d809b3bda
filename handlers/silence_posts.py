"""Tells deputies and sponsors what was not answered: one message for each and cycle, kept true by edits."""

from datetime import datetime, timedelta

from handlers.blocks.silence_cards import Unanswered, answered_card, silence_card
from handlers.cards import edit
from rituals.announcements import Announcement, Priority
from rituals.calendar import Cycle
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.courtesy import zone_of
from rituals.ids import PersonId
from rituals.program import Program
from rituals.prompting import initiatives_asked, next_prompt_at
from rituals.rounds import build_round
from rituals.silence import SilenceRung, find_hearers, next_open, rungs_taken, silence_key
from rituals.whereabouts import calendar_of
from storage import outbox
from storage.check_ins import load_standings
from storage.database import WorkspaceSession
from storage.shelves import CHECK_INS

_WORTH_READING = timedelta(weeks=1)
"""By then everybody is asked again."""
_ABOVE = (SilenceRung.DEPUTY, SilenceRung.SPONSOR)


def tell_of_silence(
    session: WorkspaceSession,
    check_in: CheckIn,
    hearer: PersonId,
    program: Program,
    *,
    rung: SilenceRung,
    now: datetime,
) -> None:
    """Tell one person, in their working hours; who was told of others in this cycle finds it in the same message."""
    key = silence_key(check_in.cycle, rung, hearer)
    unanswered = _gather(session, check_in.cycle, hearer, program, rung=rung, now=now)
    card = silence_card(unanswered, program, rung=rung)
    if outbox.find_entry(session, key) is not None:
        edit(session, key, card, now=now)
        return
    first_at = next_open(calendar_of(program.people[hearer], program), now=now)
    message = Announcement(
        key=key,
        recipient=program.people[hearer].slack_id or "",
        text=card.text,
        blocks=card.to_json(),
        priority=Priority.ESCALATION,
        due_at=first_at,
        expires_at=first_at + _WORTH_READING,
    )
    outbox.enqueue(session, message, now=now)


def end_silence(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    """Let whoever was told that an answer was missing read that it came; a message that still waits is not sent."""
    person = program.people[check_in.person]
    for rung in rungs_taken(check_in, person, program) & set(_ABOVE):
        for hearer in find_hearers(check_in, initiatives_asked(program, check_in), program, rung=rung, now=now):
            _make_true(session, check_in.cycle, hearer, program, rung=rung, now=now)


def _make_true(
    session: WorkspaceSession, cycle: str, hearer: PersonId, program: Program, *, rung: SilenceRung, now: datetime
) -> None:
    key = silence_key(cycle, rung, hearer)
    told = _gather(session, cycle, hearer, program, rung=rung, now=now)
    if any(each.check_in.status is CheckInStatus.SILENT for each in told):
        edit(session, key, silence_card(told, program, rung=rung), now=now)
    elif not outbox.cancel(session, key, reason="answered"):
        edit(session, key, answered_card(told, program), now=now)


def _gather(
    session: WorkspaceSession, cycle: str, hearer: PersonId, program: Program, *, rung: SilenceRung, now: datetime
) -> tuple[Unanswered, ...]:
    """Return every check-in of a cycle that a person was told of, also those answered since."""
    climbed = CHECK_INS.find(session, CHECK_INS.c.cycle == cycle, CHECK_INS.c.rung > 0)
    asked = build_round(program, Cycle.parse(cycle)).asked
    found = []
    for check_in in climbed:
        person = program.people[check_in.person]
        initiatives = asked.get(person.id, ())
        if rung not in rungs_taken(check_in, person, program):
            continue
        if hearer not in find_hearers(check_in, initiatives, program, rung=rung, now=now):
            continue
        concerned = [each for each in initiatives if rung is SilenceRung.DEPUTY or each.sponsor == hearer]
        found.append(
            Unanswered(
                check_in=check_in,
                standings=load_standings(session, program, concerned, now=now),
                zone=zone_of(program.people[hearer], program.cadence),
                next_at=next_prompt_at(person, program, after=check_in),
            )
        )
    return tuple(found)
