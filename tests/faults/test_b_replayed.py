"""FAULTS B14: one signed request sent a hundred times has one effect, and a replaced secret counts until its end."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import Clock

from bot.connection import HttpServer
from bot.guard import Asgi, Guard, Message, OldSecret
from bot.settings import SettingsError, read_settings
from sandbox.door import COMMAND, EVENT, INTERACTION, Delivery
from sandbox.http_delivery import Signer, encoded
from sandbox.records import Json
from tests.faults.late_kit import log_of
from tests.faults.test_b_inbound import mention
from tests.faults.test_guard import BODY, JSON, SECRET, signed
from tests.journeys.check_in_kit import SOFIAS_HOUR, card, check_in, green
from tests.journeys.dependency_kit import HOLDS, PROVIDER_CHANNEL, dependency
from tests.journeys.dependency_kit import card as card_in
from tests.journeys.flag_kit import flags_of
from tests.places import EXAMPLES
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

TIMES = 100
OLD = "the-secret-of-last-year"


class Replayer:
    """Signs a request once and posts the same bytes a hundred times."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.server = HttpServer(world.bot.app, world.sandbox.signing_secret, host="127.0.0.1", port=0)
        self.server.start()
        self._client = httpx.Client(trust_env=False, timeout=30)

    def replay(self, kind: str, payload: Json) -> set[int]:
        """Return the statuses that the request was answered with."""
        body, content_type = encoded(Delivery(kind, payload))
        signer = Signer(self.world.sandbox.signing_secret, self.world.sandbox.clock, real_time=True)
        headers = {"content-type": content_type, **signer.headers(body)}
        url = f"http://127.0.0.1:{self.server.port}/slack/events"
        with ThreadPoolExecutor(4) as pool:
            answers = [pool.submit(self._client.post, url, content=body, headers=headers) for _ in range(TIMES)]
        self.world.settle()
        return {answer.result().status_code for answer in answers}

    def stop(self) -> None:
        self._client.close()
        self.server.stop()


@pytest.fixture
def replayer(database_url: str) -> Iterator[Replayer]:
    """The fintech example on the Thursday on which Sofia is asked, with Platform's proposal in sight."""
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url) as world:
        world.load(EXAMPLES / "fintech.yaml")
        world.at(SOFIAS_HOUR)
        world.tick()
        replayer = Replayer(world)
        yield replayer
        replayer.stop()


def accepted(world: World, method: str) -> int:
    """Return how often Slack took a call."""
    return sum(bool(each.response.get("ok")) for each in world.sandbox.journal.calls(method))


def test_b14_a_signed_request_replayed_a_hundred_times_has_one_effect(replayer: Replayer) -> None:
    world = replayer.world
    payloads = world.sandbox.desk.payloads
    sofia, jonas = world.person("sofia"), world.person("jonas")
    channel = world.sandbox.workspace.get_channel("#payments")
    [shortcut] = [each for each in world.sandbox.workspace.install.shortcuts if each.callback_id == "flag.this"]

    def press(action_id: str, value: str, message: Any) -> Json:
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
        return payloads.actions_on_message(sofia.user, message, action, {})

    def drafts() -> int:
        return len(flags_of(world))

    _assert_once(replayer, COMMAND, payloads.command(jonas.user, channel, "/flag", "The supplier slips"), drafts)
    _assert_once(replayer, EVENT, mention(world), drafts)
    shown = card_in(world, "jonas", "#payments", "")
    flag_this = payloads.message_shortcut(jonas.user, shortcut, shown)
    _assert_once(replayer, INTERACTION, flag_this, drafts)

    request = card_in(world, "sofia", PROVIDER_CHANNEL, "Holds and reversals")
    commit = press("dependency.commit", HOLDS, request)
    _assert_once(replayer, INTERACTION, commit, lambda: len(_logged(world, "dependency.committed")))
    assert dependency(world).status.value == "committed"
    _assert_once(
        replayer, INTERACTION, press("heartbeat.yes", HOLDS, request), lambda: len(_logged(world, "dependency.heard"))
    )

    _assert_once(
        replayer,
        INTERACTION,
        press("check_in.answer", "sofia:2026-W02", card(sofia)),
        lambda: accepted(world, "views.open"),
    )
    sofia.fill(green(0, 1))
    _assert_once(
        replayer,
        INTERACTION,
        payloads.submission(sofia.user, sofia.modal),
        lambda: check_in(world, "sofia:2026-W02").revision,
    )
    assert [each for each in log_of(world) if each.action.startswith("refused.")] == []


def test_b14_a_request_that_is_refused_is_told_and_audited_once(replayer: Replayer) -> None:
    world = replayer.world
    tara, request = world.person("tara"), card_in(world, "sofia", PROVIDER_CHANNEL, "Holds and reversals")
    action = {"type": "button", "action_id": "dependency.commit", "block_id": "b", "value": HOLDS}
    payload = world.sandbox.desk.payloads.actions_on_message(tara.user, request, action, {})

    statuses = replayer.replay(INTERACTION, payload)

    assert statuses == {200}
    assert len(_logged(world, "refused.dependency.commit")) == 1
    assert len([each for each in tara.everything() if each.ephemeral_to]) == 1


def _assert_once(replayer: Replayer, kind: str, payload: Json, effects: Callable[[], int]) -> None:
    before = effects()
    statuses = replayer.replay(kind, payload)
    # On a busy machine some of a hundred at once find no place in time, and are told so.
    assert 200 in statuses, payload.get("type")
    assert statuses <= {200, 503}, payload.get("type")
    assert effects() - before == 1, payload.get("type")


def _logged(world: World, action: str) -> list[Any]:
    return [each for each in log_of(world) if each.action == action]


# The secret that signs


class Standing(Clock):
    """A clock that stands, for the guard."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> float:
        return self.at.timestamp()


UNTIL = datetime(2026, 1, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("secret", "after_the_end", "status"),
    [
        pytest.param(SECRET, timedelta(seconds=-1), 200, id="the new one in the overlap"),
        pytest.param(OLD, timedelta(seconds=-1), 200, id="the old one in the overlap"),
        pytest.param("another", timedelta(seconds=-1), 401, id="a third one in the overlap"),
        pytest.param(SECRET, timedelta(0), 200, id="the new one after it"),
        pytest.param(OLD, timedelta(0), 401, id="the old one at its end"),
        pytest.param(OLD, timedelta(days=30), 401, id="the old one long after it"),
    ],
)
def test_b14_the_old_secret_is_taken_in_the_overlap_only(secret: str, after_the_end: timedelta, status: int) -> None:
    now = UNTIL + after_the_end
    guard = Guard(_take_all, SECRET, Standing(now), old=OldSecret(OLD, UNTIL))
    headers = {"content-type": JSON, **signed(BODY, at=now.timestamp(), secret=secret)}

    assert _post(guard, headers) == status


def test_b14_without_an_overlap_the_old_secret_counts_nothing() -> None:
    guard = Guard(_take_all, SECRET, Standing(UNTIL))

    assert _post(guard, {"content-type": JSON, **signed(BODY, at=UNTIL.timestamp(), secret=OLD)}) == 401


def test_b14_the_server_takes_both_secrets_in_the_overlap() -> None:
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1"),
        request_verification_enabled=False,
        process_before_response=True,
    )
    app.event("app_home_opened")(lambda: None)
    old = OldSecret(OLD, datetime.now(UTC) + timedelta(hours=1))
    server = HttpServer(app, SECRET, host="127.0.0.1", port=0, old=old)
    server.start()

    statuses = [
        httpx.post(
            f"http://127.0.0.1:{server.port}/slack/events",
            content=BODY,
            headers={"content-type": JSON, **signed(BODY, secret=secret)},
            trust_env=False,
        ).status_code
        for secret in (SECRET, OLD, "another")
    ]
    server.stop()

    assert statuses == [200, 200, 401]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        pytest.param({"SLACK_SIGNING_SECRET_OLD": OLD}, "SLACK_SIGNING_SECRET_OLD_UNTIL is missing", id="no end"),
        pytest.param(
            {"SLACK_SIGNING_SECRET_OLD_UNTIL": "2026-01-08T12:00:00Z"},
            "SLACK_SIGNING_SECRET_OLD is missing",
            id="no secret",
        ),
        pytest.param(
            {"SLACK_SIGNING_SECRET_OLD": OLD, "SLACK_SIGNING_SECRET_OLD_UNTIL": "2026-01-08T12:00:00"},
            "SLACK_SIGNING_SECRET_OLD_UNTIL is wrong",
            id="an end without a zone",
        ),
    ],
)
def test_b14_an_old_secret_needs_its_end(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], missing: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=missing) as told:
        read_settings()

    assert OLD not in str(told.value)


async def _take_all(scope: Message, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _post(app: Asgi, headers: dict[str, str]) -> int:
    """Post the body straight to an ASGI application, on whose own clock it was signed."""

    async def post() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as client:
            return (await client.post("/slack/events", content=BODY, headers=headers)).status_code

    # In a thread of its own: a browser that ran before leaves a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, post()).result()
