"""Care: puts the watch over a running bot together: its clock, health, heartbeat, metrics and supervision."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.budgets import LONG_AGO
from bot.clock import SteadyClock, elapsed
from bot.composition import Bot
from bot.connection import Line
from bot.engine import Delivers, Job
from bot.health import Health, Watched
from bot.metrics import Metrics
from bot.pages import Pages
from bot.settings import Settings
from bot.supervisor import Supervised, Supervisor
from bot.vitals import Vitals
from handlers.services import Services
from rituals.auditing import CLOCK_IN_DOUBT, DELIVERY, REVIVED, STARTED
from storage.clock_step import forget_future
from storage.ticks import mark_finished

SCHEDULER = "scheduler"
"""By this name the ticks give their signs of life."""
CHECK_EVERY = timedelta(seconds=5)
CONFIRM_EVERY = timedelta(minutes=1)
MARK_EVERY = timedelta(seconds=10)
"""How often a round of delivery is noted in the database."""

_log = logging.getLogger(__name__)


class CaredDelivery:
    """A delivery that pauses while the clock is in doubt, and leaves a sign of each round."""

    def __init__(self, delivery: Delivers, clock: SteadyClock, vitals: Vitals, services: Services) -> None:
        self._delivery = delivery
        self._clock = clock
        self._vitals = vitals
        self._services = services
        self._marked_at = LONG_AGO

    def deliver_due(self) -> datetime | None:
        """Deliver what is due, unless sending pauses."""
        self._vitals.sign(DELIVERY)
        if self._clock.trouble is not None:
            return None
        again = self._delivery.deliver_due()
        now = self._clock.now()
        if abs(now - self._marked_at) >= MARK_EVERY:
            mark(self._services, DELIVERY)
            self._marked_at = now
        self._vitals.sign(DELIVERY)
        return again

    def stop(self) -> None:
        self._delivery.stop()


class CaredJobs:
    """Makes jobs pause while the clock is in doubt, and measures them."""

    def __init__(self, clock: SteadyClock, vitals: Vitals, metrics: Metrics) -> None:
        self._clock = clock
        self._vitals = vitals
        self._metrics = metrics

    def __call__(self, job: Job) -> Job:
        return replace(job, run=lambda: self._run(job))

    def _run(self, job: Job) -> None:
        self._vitals.sign(SCHEDULER)
        if self._clock.trouble is not None:
            return
        began = elapsed()
        with self._metrics.jobs_failed.labels(job.name).count_exceptions(BaseException):
            job.run()
        self._metrics.jobs.labels(job.name).observe((elapsed() - began).total_seconds())


class Care:
    """Looks after one bot. Its `jobs` and `delivery` are those that the engine is to be given."""

    def __init__(
        self, bot: Bot, clock: SteadyClock, settings: Settings, jobs: tuple[Job, ...], *, every: timedelta = CHECK_EVERY
    ) -> None:
        self._bot = bot
        self._clock = clock
        self._settings = settings
        self._every = every
        self.vitals = Vitals()
        cared = CaredJobs(clock, self.vitals, bot.metrics)
        confirm = Job(name="confirm_posts", run=bot.confirmation.confirm_posts, every=CONFIRM_EVERY)
        self.jobs = tuple(cared(job) for job in (*jobs, confirm))
        self.delivery = CaredDelivery(bot.delivery, clock, self.vitals, bot.services)

    def over(self, engine: Supervised, line: Line | None = None) -> "Watch":
        """Set a watch over an engine, and over the Socket Mode connection where there is one."""
        watched = Watched(
            database=self._bot.services.database,
            workspace=self._bot.services.workspace,
            clock=self._clock,
            vitals=self.vitals,
            engine=engine,
            line=line.silence if line else None,
            delivery_trouble=lambda: self._bot.delivery.trouble,
        )
        health = Health(watched, self._settings.heartbeat_file)
        jobs = [
            Job(name="clock", run=self.check_clock, every=self._every),
            Job(name="threads", run=lambda: self._revive(engine), every=self._every),
            Job(name="heartbeat", run=health.beat, every=self._every),
        ]
        if line is not None:
            jobs.append(Job(name="line", run=line.look, every=self._every))
        return Watch(
            health, Pages(health, self._bot.metrics), Supervisor(jobs, self.vitals, every=self._every), self._begin
        )

    def _begin(self) -> None:
        """Note that what is due is looked at from now on, and undo what a clock that stood ahead has left behind."""
        services = self._bot.services
        now = services.now()
        with services.transaction() as session:
            forget_future(session, now=now)
            mark_finished(session, [STARTED], now=now)

    def check_clock(self) -> None:
        """Compare the clock with its reference; once it is believed again, let go what the old time held back."""
        was_in_doubt = self._clock.trouble is not None
        self._clock.check()
        in_doubt = self._clock.trouble is not None
        self._bot.metrics.clock_in_doubt.set(in_doubt)
        if in_doubt:
            mark(self._bot.services, CLOCK_IN_DOUBT)
        if was_in_doubt and not in_doubt:
            # What fell due while nothing could go is not late, and no pause is to last until the old time comes.
            self._bot.delivery.resume()
            self._begin()

    def _revive(self, engine: Supervised) -> None:
        revived = engine.revive()
        for part in revived:
            _log.error("a thread had died and runs again", extra={"part": part})
            self._bot.metrics.revived.labels(part).inc()
        if revived:
            mark(self._bot.services, REVIVED)


class Watch:
    """The watch over one engine: to be started before the engine, and stopped before it."""

    def __init__(self, health: Health, pages: Pages, supervisor: Supervisor, began: Callable[[], None]) -> None:
        self.health = health
        self.pages = pages
        self._supervisor = supervisor
        self._began = began

    def start(self) -> None:
        """Note the start, and look after everything from now on."""
        self._began()
        self._supervisor.start()

    def stop(self) -> None:
        """Take no more traffic, and look no more."""
        self.health.stop()
        self.stop_looking()

    def stop_looking(self) -> None:
        """Leave everything to itself."""
        self._supervisor.stop()


def mark(services: Services, part: str) -> None:
    """Note that a part did its work just now."""
    with services.database.transaction(services.workspace) as session:
        mark_finished(session, [part], now=services.now())
