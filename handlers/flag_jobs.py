"""Reminds leaders of the answers they owe to flags, and of saying what became of them."""

import logging

from handlers.flag_messages import remind, remind_of_disposition
from handlers.services import Services
from rituals.dispositions import due_disposition_reminders
from rituals.flag_reminders import due_reminders
from rituals.flags import Flag, FlagStatus
from rituals.program import Program
from storage.programs import load_program
from storage.shelves import FLAGS

_log = logging.getLogger(__name__)


def remind_flag_answers(services: Services) -> None:
    """Remind whoever owes an answer at half time, and once it is overdue their manager."""
    now = services.now()
    with services.transaction() as session:
        program = load_program(session)
        waiting = FLAGS.find(session, FLAGS.c.status == FlagStatus.OPEN)
        for reminder in due_reminders((flag for flag in waiting if _is_known(flag, program)), program, now=now):
            remind(session, reminder, program, now=now)


def remind_dispositions(services: Services) -> None:
    """Remind whoever is to say what became of a flag at its deadline, and a working day later their manager."""
    now = services.now()
    with services.transaction() as session:
        program = load_program(session)
        answered = FLAGS.find(
            session,
            FLAGS.c.status == FlagStatus.ANSWERED,
            FLAGS.c.disposition.is_(None),
            # Those answered by an older release have none: nobody is flooded with what is long over (FAULTS C10).
            FLAGS.c.disposition_by < now,
        )
        known = (flag for flag in answered if _is_known(flag, program))
        for reminder in due_disposition_reminders(known, program, now=now):
            remind_of_disposition(session, reminder, program, now=now)


def _is_known(flag: Flag, program: Program) -> bool:
    is_known = (
        flag.hits in program.initiatives and flag.answer_owner in program.people and flag.raised_by in program.people
    )
    if not is_known:
        _log.warning("a flag names what left the program", extra={"flag": flag.id})
    return is_known
