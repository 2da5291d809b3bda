"""The composition root: puts the parts together into one running bot."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from bot.app import build_app
from bot.budgets import Budgets
from bot.confirming import Confirmation
from bot.delivery import Delivery
from bot.directory import read_directory, sync_directory
from bot.jobs import tick
from bot.metrics import MeasuredWriter, Metrics, OutboxCollector
from bot.settings import Settings, SettingsError, secret
from bot.slack_transport import SlackTransport, tls
from handlers.services import Services
from rituals.directory import Directory
from rituals.ids import WorkspaceId
from storage.database import Database
from storage.workspaces import connect_workspace

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Everything of one workspace. `tick` and `deliver_due` may be called by an engine, a test, or a demonstration."""

    services: Services
    app: App
    delivery: Delivery
    reader: WebClient
    """Reads the directory; never writes."""
    confirmation: Confirmation
    metrics: Metrics

    def tick(self) -> tuple[str, ...]:
        """Run every job once and return the names of those that failed."""
        failed = tick(self.services)
        for name in failed:
            self.metrics.jobs_failed.labels(name).inc()
        return failed

    def deliver_due(self) -> datetime | None:
        """Send what may go now and return when something else may go."""
        return self.delivery.deliver_due()

    def read_directory(self) -> Directory:
        """Ask Slack who and which channels are there, without taking anything over."""
        return read_directory(self.reader, self.services.workspace)

    def sync_directory(self) -> Directory:
        """Take over from Slack who is there, in which zone, and which channel has which id."""
        return sync_directory(self.services, self.reader)


def build_bot(settings: Settings, database: Database, *, now: Callable[[], datetime], wake: Callable[[], None]) -> Bot:
    """Connect to Slack and put the bot together; raises SettingsError where Slack refuses the token."""
    token = secret(settings.slack_bot_token)
    reader = _client(settings, token=token)
    identity = _identify(reader)
    services = Services(
        database=database,
        workspace=WorkspaceId(identity["team_id"]),
        now=now,
        wake=wake,
        flag_command=settings.flag_command,
        drumbeat_command=settings.drumbeat_command,
    )
    with services.transaction() as session:
        connect_workspace(session, name=identity["team"], bot_user_id=identity["bot_user_id"], now=now())
    metrics = Metrics()
    metrics.registry.register(OutboxCollector(database, services.workspace, now))
    timeout = timedelta(seconds=settings.slack_timeout_seconds)
    transport = SlackTransport(settings.slack_api_url, timeout=timeout, proxy=load_http_proxy_from_env())
    writer = MeasuredWriter(transport, token, services, metrics)
    answering = replace(services, database=database.answering)
    settle = timedelta(seconds=settings.settle_seconds)
    return Bot(
        services=services,
        app=build_app(answering, _client(settings, token=None), identity),
        delivery=Delivery(database, services.workspace, writer, now, Budgets(), settle=settle),
        reader=reader,
        confirmation=Confirmation(database, services.workspace, writer, now),
        metrics=metrics,
    )


def _client(settings: Settings, *, token: str | None) -> WebClient:
    # The SDK's default client sends a post again after a connection reset, and so doubles it (FAULTS A6).
    return WebClient(
        token=token,
        base_url=settings.slack_api_url,
        timeout=settings.slack_timeout_seconds,
        retry_handlers=[],
        ssl=tls(),
    )


def _identify(client: WebClient) -> AuthorizeResult:
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        reason = error.response["error"]
        raise SettingsError(f"SLACK_BOT_TOKEN is refused by Slack ({reason}). Copy it again from your app.") from error
    return AuthorizeResult(
        enterprise_id=answer.get("enterprise_id"),
        team_id=answer["team_id"],
        team=answer["team"],
        bot_id=answer.get("bot_id"),
        bot_user_id=answer["user_id"],
        bot_token=client.token,
    )
