"""Chooses the engine: one machine, or several replicas with the extra that they need."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Protocol

from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import ProgrammingError

from bot.care import Care
from bot.composition import Bot
from bot.delivery import LEASE_IN_TIMEOUTS
from bot.engine import Engine, OneMachineEngine
from bot.settings import SettingsError
from bot.supervisor import Supervised
from rituals.auditing import DELIVERY
from storage.database import Database


def prepare_cluster(database: Database) -> None:
    """Make the shared queue ready; raises SettingsError where replicas cannot run at all."""
    if database.engine.dialect.name != "postgresql":
        raise SettingsError(
            "--cluster needs PostgreSQL: set DATABASE_URL to postgresql://USER:PASSWORD@HOST/NAME, "
            "or leave --cluster out to run on one machine."
        )
    if not has_cluster_extra():
        raise SettingsError("--cluster needs an extra that is not installed: pip install 'drumbeat[cluster]'.")
    from bot.job_queue import prepare_queue  # noqa: PLC0415 - an extra, which may be missing

    try:
        prepare_queue(database)
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        name, user = database.engine.url.database, database.engine.url.username
        raise SettingsError(
            f"The user of DATABASE_URL may not create the queue's schema: GRANT CREATE ON DATABASE {name} TO {user}, "
            "or run “drumbeat migrate” once as a user who may."
        ) from error


def has_cluster_extra() -> bool:
    """Tell whether what replicas need is installed."""
    return find_spec("procrastinate") is not None


class WatchedEngine(Engine, Supervised, Protocol):
    """An engine that can be looked after."""


def build_engine(bot: Bot, care: Care, now: Callable[[], datetime], *, cluster: bool) -> WatchedEngine:
    """Return the engine that runs the jobs and delivers, with care; for a cluster, after `prepare_cluster`."""
    if not cluster:
        return OneMachineEngine(care.jobs, care.delivery, now)
    from bot.cluster import ClusterEngine  # noqa: PLC0415 - an extra, which may be missing
    from bot.job_queue import JobQueue  # noqa: PLC0415 - as above

    # A process counts as dead as soon as its claims do.
    lease = timedelta(seconds=bot.reader.timeout) * LEASE_IN_TIMEOUTS
    queue = JobQueue(bot.services.database, bot.services.workspace, stalled_after=lease)
    return ClusterEngine(care.jobs, care.delivery, now, queue, at_rest=lambda: care.vitals.sign(DELIVERY))
