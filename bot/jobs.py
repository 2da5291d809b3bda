"""What the clock sets off: each job asks what is due now, and may run twice, late, or after a week off."""

import logging
from collections.abc import Callable, Mapping

from handlers.audit_jobs import audit_outbox
from handlers.check_in_jobs import prompt_owners, remind_and_close
from handlers.command_jobs import watch_command
from handlers.contradictions import find_contradictions
from handlers.dependency_jobs import ask_for_heartbeats, ask_providers, climb_proposals
from handlers.digests import send_digest
from handlers.escalation_jobs import climb_ladders, open_resolutions
from handlers.flag_jobs import remind_dispositions, remind_flag_answers
from handlers.handovers import hand_over_duties
from handlers.quarantine_jobs import watch_quarantine
from handlers.recoveries import ask_about_recoveries
from handlers.second_opinions import close_second_opinions
from handlers.services import Services
from handlers.silence_jobs import climb_silences
from handlers.successors import ask_for_successors
from handlers.turnout_jobs import tell_turnout
from rituals.pausing import find_program_pause
from storage.programs import load_program
from storage.ticks import mark_finished

_log = logging.getLogger(__name__)

Job = Callable[[Services], None]


def _audit(services: Services) -> None:
    audit_outbox(services, jobs=tuple(JOBS))


JOBS: Mapping[str, Job] = {
    "hand_over_duties": hand_over_duties,
    "ask_for_successors": ask_for_successors,
    "open_resolutions": open_resolutions,
    "climb_ladders": climb_ladders,
    "ask_providers": ask_providers,
    "climb_proposals": climb_proposals,
    "remind_flag_answers": remind_flag_answers,
    "remind_dispositions": remind_dispositions,
    "prompt_owners": prompt_owners,
    "remind_and_close": remind_and_close,
    "climb_silences": climb_silences,
    "tell_turnout": tell_turnout,
    "ask_about_recoveries": ask_about_recoveries,
    "ask_for_heartbeats": ask_for_heartbeats,
    "close_second_opinions": close_second_opinions,
    "find_contradictions": find_contradictions,
    "send_digest": send_digest,
    "watch_command": watch_command,
    "watch_quarantine": watch_quarantine,
    "audit_outbox": _audit,
}
"""In this order: what is most urgent first, the digest after everything it tells of, and the audit last."""


HELD = frozenset(
    {
        "remind_flag_answers",
        "ask_about_recoveries",
        "ask_for_heartbeats",
        "tell_turnout",
        "send_digest",
    }
)
"""What waits while the whole program is paused. Escalations go on, and the check-ins see to their own pause."""


def tick(services: Services) -> tuple[str, ...]:
    """Run every job once and return the names of those that failed.

    One that fails is logged and does not keep the others from running; the time it last finished tells of it.
    """
    # The beginning is noted: what comes due while the jobs run is left to the next tick, and none may take it for done.
    began = services.now()
    finished: list[str] = []
    for name, job in JOBS.items():
        try:
            if name not in HELD or not _is_all_paused(services):
                job(services)
        except Exception:
            _log.exception("job failed", extra={"job": name})
        else:
            finished.append(name)
    with services.transaction() as session:
        mark_finished(session, finished, now=began)
    return tuple(name for name in JOBS if name not in finished)


def _is_all_paused(services: Services) -> bool:
    with services.reading() as session:
        return find_program_pause(load_program(session), now=services.now()) is not None
