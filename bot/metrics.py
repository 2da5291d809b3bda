"""Metrics for Prometheus: counts, durations and ages. No label holds a name, a text, a channel or a token."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot.cautious_writer import CautiousWriter
from bot.slack_transport import SlackTransport
from bot.slack_writer import Page, Place
from handlers.services import Services
from rituals.announcements import AnnouncementStatus, OutboxEntry
from rituals.delivery import Limited, Outcome, Trouble
from rituals.ids import WorkspaceId
from storage.database import Database
from storage.outbox_report import count_by_status, find_oldest_unsent
from storage.ticks import last_finished

ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
"""In seconds; Slack waits three."""


class Metrics:
    """What one process counts. Each has a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.sends = self._counter("sends", "Posts and edits by what became of the call.", "outcome")
        self.limited = self._counter(
            "rate_limited", "Calls that Slack answered with 429, by what they were for.", "call"
        )
        self.jobs_failed = self._counter("jobs_failed", "Runs of jobs that failed.", "job")
        self.revived = self._counter("threads_revived", "Threads that had died and were started again.", "part")
        self.jobs = Histogram(
            "drumbeat_job_seconds", "How long the runs of jobs take.", ["job"], registry=self.registry
        )
        self.acks = Histogram(
            "drumbeat_ack_seconds",
            "From the arrival of what Slack hands over to the answer.",
            buckets=ACK_BUCKETS,
            registry=self.registry,
        )
        self.clock_in_doubt = Gauge(
            "drumbeat_clock_in_doubt", "1 while sending pauses because the clock was set.", registry=self.registry
        )

    def text(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self.registry)

    def acknowledged(self, after: timedelta) -> None:
        """Note how long something of Slack's waited for its answer."""
        self.acks.observe(after.total_seconds())

    def _counter(self, name: str, help_text: str, label: str) -> Counter:
        return Counter(f"drumbeat_{name}", help_text, [label], registry=self.registry)


class MeasuredWriter(CautiousWriter):
    """A writer that counts what became of its calls."""

    def __init__(self, transport: SlackTransport, token: str, services: Services, metrics: Metrics) -> None:
        super().__init__(transport, token, services)
        self._metrics = metrics

    def say(self, entry: OutboxEntry, place: Place) -> Outcome:
        outcome = super().say(entry, place)
        self._metrics.sends.labels(type(outcome).__name__.lower()).inc()
        self._note_limit("say", outcome)
        return outcome

    def read(self, place: Place, *, since: datetime | None, cursor: str | None) -> Page | Trouble:
        page = super().read(place, since=since, cursor=cursor)
        self._note_limit("read", page)
        return page

    def _note_limit(self, call: str, outcome: object) -> None:
        if isinstance(outcome, Limited):
            self._metrics.limited.labels(call).inc()


class OutboxCollector(Collector):
    """Reads the gauges of one workspace from the database at each scrape; without a database it says just that."""

    def __init__(self, database: Database, workspace: WorkspaceId, now: Callable[[], datetime]) -> None:
        self._database = database
        self._workspace = workspace
        self._now = now

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        try:
            gauges = list(self._read())
        except SQLAlchemyError:
            gauges = []
        yield GaugeMetricFamily("drumbeat_database_up", "1 while the database answers.", value=1 if gauges else 0)
        yield from gauges

    def _read(self) -> Iterator[Metric]:
        now = self._now()
        with self._database.reading(self._workspace) as session:
            counts = count_by_status(session)
            oldest = find_oldest_unsent(session, now=now)
            ticks = last_finished(session)
        by_status = GaugeMetricFamily("drumbeat_announcements", "Announcements by status.", labels=["status"])
        for status in AnnouncementStatus:
            by_status.add_metric([status.value], counts.get(status, 0))
        yield by_status
        age = (now - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily("drumbeat_queue_age_seconds", "How long the oldest unsent message waits.", value=age)
        finished = GaugeMetricFamily(
            "drumbeat_finished_timestamp_seconds", "When each part last finished.", labels=["part"]
        )
        for part, at in ticks.items():
            finished.add_metric([part], at.timestamp())
        yield finished
