"""The queue that replicas share: Procrastinate's jobs, in a PostgreSQL schema of their own beside our tables."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job, Status
from procrastinate.schema import SchemaManager
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import text

from rituals.ids import WorkspaceId
from storage.database import Database
from storage.migrate import hold_lock

SCHEMA = f"procrastinate_{procrastinate.__version__.replace('.', '_')}"
"""Named after the version. A queue holds nothing that the next look at our tables would not find again, so another
version begins an empty one, and two versions work side by side while replicas are upgraded."""
CONNECTIONS = 4
"""At most, in one process; one more listens."""
LONGEST_WAIT_FOR_CONNECTION = 5.0
"""Seconds."""
POLL_EVERY = 1.0
"""Seconds. Procrastinate tells of a new job at once, but finds one whose time has come only when it looks."""
HEARTBEATS = 5
"""So many in the time without one after which a process counts as dead."""
LONGEST_JOB_AT_STOP = 15.0
"""Seconds that a job under way is given when the process stops."""
_TRIES = 3

_log = logging.getLogger(__name__)

Work = Callable[[int], Awaitable[None]]
"""Does a job; it is given the job's id."""


def prepare_queue(database: Database) -> None:
    """Create Procrastinate's tables, unless they are there. Any number of processes may do so at once."""
    with database.writing_engine.begin() as connection:
        hold_lock(connection)
        if connection.execute(text("SELECT to_regnamespace(:name)"), {"name": SCHEMA}).scalar() is not None:
            return
        bare = connection.execution_options(no_parameters=True)
        bare.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        bare.exec_driver_sql(f"SET LOCAL search_path = {SCHEMA}")
        bare.exec_driver_sql(SchemaManager.get_schema())


class JobQueue:
    """The jobs of one workspace. Each waits at most once, and runs in at most one process at a time.

    What a process had taken up goes to another when it has given no sign of life for `stalled_after`.
    """

    def __init__(self, database: Database, workspace: WorkspaceId, *, stalled_after: timedelta) -> None:
        # It tells of each job when it begins and when it ends, several times a second.
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        self._workspace = workspace
        self._stalled_after = stalled_after.total_seconds()
        url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._pool = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=LONGEST_WAIT_FOR_CONNECTION,
            kwargs={"options": f"-c search_path={SCHEMA}"},
            check=AsyncConnectionPool.check_connection,
            open=False,
        )
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector())

    def add(self, name: str, work: Work) -> None:
        """Say what is done for jobs of this name."""

        @self._app.task(name=name, pass_context=True)
        async def run(context: procrastinate.JobContext) -> None:
            await work(context.job.id or 0)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Keep connections to the database; where it is away, they come when it does."""
        async with self._pool as pool, self._app.open_async(pool):
            yield

    async def work(self, *, concurrency: int) -> None:
        """Do jobs until cancelled; those under way are finished then. Returns early where the database went away."""
        await self._app.run_worker_async(
            queues=[self._workspace],
            concurrency=concurrency,
            fetch_job_polling_interval=POLL_EVERY,
            update_heartbeat_interval=self._stalled_after / HEARTBEATS,
            stalled_worker_timeout=self._stalled_after,
            shutdown_graceful_timeout=LONGEST_JOB_AT_STOP,
            delete_jobs="always",
            install_signal_handlers=False,
        )

    async def put(self, name: str, *, within: timedelta) -> None:
        """See to it that a job of this name waits and begins `within` that time at the latest."""
        lock = f"{self._workspace}:{name}"
        at = datetime.now(UTC) + within if within else None
        for _ in range(_TRIES):
            try:
                await self._app.configure_task(
                    name, queue=self._workspace, lock=lock, queueing_lock=lock, schedule_at=at
                ).defer_async()
            except AlreadyEnqueued:
                if await self._waits_already(lock, at=at or datetime.now(UTC)):
                    return
            else:
                return

    async def holds(self, job_id: int) -> bool:
        """Tell whether a job that was begun is still in the hands of whoever began it."""
        return bool(list(await self._app.job_manager.list_jobs_async(id=job_id)))

    async def rescue(self) -> None:
        """Put back what processes had taken up that died meanwhile."""
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(queue=self._workspace, seconds_since_heartbeat=self._stalled_after):
            _log.warning("a job was left by its process and goes to another", extra={"job": job.task_name})
            # Not Procrastinate's own retry: where the same waits already, its lock forbids a second one.
            await manager.finish_job(job, Status.FAILED, delete_job=True)
            await self.put(job.task_name, within=timedelta())

    async def _waits_already(self, lock: str, *, at: datetime) -> bool:
        """Tell whether the job waits for no longer than `at`; one that waits for longer is taken out."""
        waiting = list(await self._app.job_manager.list_jobs_async(queueing_lock=lock, status=Status.TODO.value))
        if any(_begins_by(at, job) for job in waiting):
            return True
        for job in waiting:
            await self._app.job_manager.cancel_job_by_id_async(job.id or 0, delete_job=True)
        return False


def _begins_by(at: datetime, job: Job) -> bool:
    return job.scheduled_at is None or job.scheduled_at <= at
