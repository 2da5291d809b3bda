"""The queue that replicas share: Procrastinate's jobs, in a PostgreSQL schema of their own beside our tables."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
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
HEARTBEATS = 6
"""So many, and so many looks for what was left behind, in the time after which a process counts as dead."""
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

    What a process had taken up goes to another when it has given no sign of life for `stalled_after`; `look_every`,
    in seconds, is how often each should look for it.
    """

    def __init__(self, database: Database, workspace: WorkspaceId, *, stalled_after: timedelta) -> None:
        # It tells of each job when it begins and when it ends, several times a second.
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        self._workspace = workspace
        self._stalled_after = stalled_after.total_seconds()
        self.look_every = self._stalled_after / HEARTBEATS
        url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._url = url
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector())
        self._workers: set[int | None] = set()
        self._running: set[int | None] = set()
        self._seen_ended: set[int | None] = set()

    def add(self, name: str, work: Work) -> None:
        """Say what is done for jobs of this name."""

        @self._app.task(name=name, pass_context=True)
        async def run(context: procrastinate.JobContext) -> None:
            job = context.job
            self._workers.add(job.worker_id)
            self._running.add(job.id)
            try:
                await work(job.id or 0)
            finally:
                self._running.discard(job.id)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Keep connections to the database; where it is away, they come when it does."""
        pool = AsyncConnectionPool(
            self._url,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=LONGEST_WAIT_FOR_CONNECTION,
            kwargs={"options": f"-c search_path={SCHEMA}"},
            check=AsyncConnectionPool.check_connection,
            open=False,
        )
        async with pool, self._app.open_async(pool):
            yield

    async def work(self, *, concurrency: int) -> None:
        """Do jobs until cancelled; those under way are finished then. Returns early where the database went away."""
        await self._app.run_worker_async(
            queues=[self._workspace],
            concurrency=concurrency,
            fetch_job_polling_interval=POLL_EVERY,
            update_heartbeat_interval=self.look_every,
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
            if await self._waits_already(lock, at=at or datetime.now(UTC)):
                return
            # Somebody else may put it there meanwhile, later than is wanted here: then it is looked at again.
            with suppress(AlreadyEnqueued):
                deferrer = self._app.configure_task(
                    name, queue=self._workspace, lock=lock, queueing_lock=lock, schedule_at=at
                )
                await deferrer.defer_async()
                return

    async def holds(self, job_id: int) -> bool:
        """Tell whether a job that was begun is still in the hands of whoever began it."""
        return bool(list(await self._app.job_manager.list_jobs_async(id=job_id)))

    async def rescue(self) -> None:
        """Put back what was taken up by processes that died meanwhile, or has ended here without the queue knowing."""
        manager = self._app.job_manager
        left = list(await manager.get_stalled_jobs(queue=self._workspace, seconds_since_heartbeat=self._stalled_after))
        for job in [*left, *await self._ended_unnoticed()]:
            _log.warning("a job was left by its process and goes to another", extra={"job": job.task_name})
            # Not Procrastinate's own retry: where the same waits already, its lock forbids a second one. And where
            # another process was first, the job is gone, which is all that is wanted.
            with suppress(ConnectorException):
                await manager.finish_job(job, Status.FAILED, delete_job=True)
            await self.put(job.task_name, within=timedelta())

    async def _ended_unnoticed(self) -> list[Job]:
        """Return the jobs that this process had ended by the last look, where to say so in the database failed."""
        doing = await self._app.job_manager.list_jobs_async(queue=self._workspace, status=Status.DOING.value)
        ended = [job for job in doing if job.worker_id in self._workers and job.id not in self._running]
        seen, self._seen_ended = self._seen_ended, {job.id for job in ended}
        return [job for job in ended if job.id in seen]

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
