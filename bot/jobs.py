"""What the clock sets off: each job asks what is due now, and may run twice, late, or after a week off."""

import importlib
import importlib.util
import logging
from collections.abc import Callable, Mapping

from handlers.services import Services
from storage.ticks import mark_finished

_log = logging.getLogger(__name__)

Job = Callable[[Services], None]

_WHERE = {
    "open_resolutions": "escalation_jobs",
    "climb_ladders": "escalation_jobs",
    "ask_providers": "dependency_jobs",
    "climb_proposals": "dependency_jobs",
    "remind_flag_answers": "flag_jobs",
    "prompt_owners": "check_in_jobs",
    "remind_and_close": "check_in_jobs",
    "ask_about_recoveries": "recoveries",
    "ask_for_heartbeats": "dependency_jobs",
    "find_contradictions": "contradictions",
    "send_digest": "digests",
}


def _present() -> Mapping[str, Job]:
    jobs: dict[str, Job] = {}
    for name, module in _WHERE.items():
        try:
            job = getattr(importlib.import_module(f"handlers.{module}"), name, None)
        except ImportError as error:
            _log.warning("not there yet: %s", error)
            continue
        if job:
            jobs[name] = job
    return jobs


JOBS: Mapping[str, Job] = _present()
"""In this order: what is most urgent first, and the digest after everything it tells of."""


def tick(services: Services) -> tuple[str, ...]:
    """Run every job once and return the names of those that failed.

    One that fails is logged and does not keep the others from running; the time it last finished tells of it.
    """
    finished: list[str] = []
    for name, job in JOBS.items():
        try:
            job(services)
        except Exception:
            _log.exception("job failed", extra={"job": name})
        else:
            finished.append(name)
    with services.transaction() as session:
        for name in finished:
            mark_finished(session, name, now=services.now())
    return tuple(name for name in JOBS if name not in finished)
