"""Health: whether this process works (live), may take traffic (ready), and whether all is well (the heartbeat)."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import SteadyClock
from bot.jobs import JOBS
from bot.supervisor import SUPERVISOR, Supervised
from bot.vitals import Vitals
from handlers.audit_jobs import find_stuck
from rituals.auditing import DELIVERY, HEARTBEAT, JOB_BEHIND_AFTER
from rituals.ids import WorkspaceId
from storage.database import Database
from storage.migrate import is_behind
from storage.ticks import last_finished, mark_finished

LONGEST_SILENCE = timedelta(seconds=60)
"""Of the Socket Mode connection, before the process counts as dead."""
LONGEST_ROUND = timedelta(minutes=10)
"""Of a thread. Delivery may wait for Slack for minutes; one that hangs for ever is ended by a new start only."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is looked at. `line` tells for how long Socket Mode has been silent; None over HTTP.

    `delivery_trouble` says why delivery pauses, or None.
    """

    database: Database
    workspace: WorkspaceId
    clock: SteadyClock
    vitals: Vitals
    engine: Supervised
    line: Callable[[], timedelta] | None = None
    delivery_trouble: Callable[[], str | None] = lambda: None


class Health:
    """Each question is answered with the reasons why not, in plain words and without secrets; none is well."""

    def __init__(self, watched: Watched, heartbeat_file: Path | None = None) -> None:
        self._watched = watched
        self._file = heartbeat_file
        self._stopping = False
        self._told: tuple[str, ...] | None = None

    def stop(self) -> None:
        """Take no more traffic."""
        self._stopping = True

    def why_not_live(self) -> tuple[str, ...]:
        """Say why the process is to be ended and started again. The database is not asked: that would not mend it."""
        return tuple(self._deaf_parts())

    def why_not_ready(self) -> tuple[str, ...]:
        """Say why no traffic is to come here."""
        return (*self._dead_threads(), *self._unreachable_database())

    def why_not_well(self) -> tuple[str, ...]:
        """Say everything that is wrong; the heart beats while this is nothing."""
        return (*self.why_not_live(), *self.why_not_ready(), *self.why_paused()) or tuple(self._arrears())

    def why_paused(self) -> tuple[str, ...]:
        """Say why nothing is sent though this process is well and takes traffic."""
        troubles = (self._watched.clock.trouble, self._watched.delivery_trouble())
        return tuple(trouble for trouble in troubles if trouble is not None)

    def beat(self) -> bool:
        """Let the heart beat if all is well: note it in the database and touch the file. Tell whether it did."""
        reasons = self.why_not_well()
        self._tell(reasons)
        if reasons:
            return False
        with self._watched.database.transaction(self._watched.workspace) as session:
            mark_finished(session, [HEARTBEAT], now=self._watched.clock.now())
        if self._file is not None:
            self._file.touch()
        return True

    def _tell(self, reasons: tuple[str, ...]) -> None:
        """Log each change once it has beaten: before, it is no fault that not everything was done yet."""
        if reasons and self._told is not None and reasons != self._told:
            _log.error("the heart does not beat", extra={"reasons": reasons})
        if not reasons and self._told:
            _log.warning("the heart beats again")
        if not reasons or self._told is not None:
            self._told = reasons

    def last_beat(self) -> datetime | None:
        """Return when the heart last beat (UTC), on any replica."""
        with self._watched.database.reading(self._watched.workspace) as session:
            return last_finished(session).get(HEARTBEAT)

    def _deaf_parts(self) -> Iterator[str]:
        line, vitals = self._watched.line, self._watched.vitals
        if line is not None and line() > LONGEST_SILENCE:
            yield f"nothing has come from Slack for {line().total_seconds():.0f} seconds"
        for part in self._watched.engine.dead():
            if vitals.silence(part) > LONGEST_SILENCE:
                yield f"the thread of {part} is dead and could not be started again"
        for part in (DELIVERY, SUPERVISOR):
            if vitals.silence(part) > LONGEST_ROUND:
                yield f"{part} has given no sign of life for {vitals.silence(part).total_seconds():.0f} seconds"

    def _dead_threads(self) -> Iterator[str]:
        if self._stopping:
            yield "it is stopping"
        for part in self._watched.engine.dead():
            yield f"the thread of {part} is dead"

    def _unreachable_database(self) -> Iterator[str]:
        try:
            if is_behind(self._watched.database):
                yield "the database is not migrated: run “drumbeat migrate”"
        except SQLAlchemyError as error:
            yield f"the database does not answer ({type(error).__name__})"

    def _arrears(self) -> Iterator[str]:
        now = self._watched.clock.now()
        with self._watched.database.reading(self._watched.workspace) as session:
            ticks = last_finished(session)
            stuck = find_stuck(session, now=now)
        for job in (*JOBS, DELIVERY):
            if job not in ticks or now - ticks[job] > JOB_BEHIND_AFTER:
                yield f"{job} has not finished in time"
        for kind, entries in stuck.items():
            yield f"{len(entries)} messages are stuck ({kind.value})"
