"""Reminds leaders of the answers they owe to flags."""

import logging

from handlers.flag_messages import remind
from handlers.services import Services
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


def _is_known(flag: Flag, program: Program) -> bool:
    is_known = (
        flag.hits in program.initiatives and flag.answer_owner in program.people and flag.raised_by in program.people
    )
    if not is_known:
        _log.warning("an open flag names what left the program", extra={"flag": flag.id})
    return is_known
