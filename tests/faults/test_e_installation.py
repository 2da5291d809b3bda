"""The app as Slack takes it away and gives it back (FAULTS E9)."""

from collections.abc import Sequence
from datetime import timedelta
from io import StringIO

import pytest
from rich.console import Console

from bot.cli import status
from rituals.announcements import AnnouncementStatus
from rituals.check_ins import CheckInStatus
from rituals.prompting import NOT_DELIVERED
from sandbox.records import Json
from storage.workspaces import KEPT_FOR, Removal, find_removal
from tests.faults.slack_side import LEADERSHIP, MAYA, audited, became_of, calls, copies, enqueue
from tests.journeys.check_in_kit import SOFIAS_HOUR, check_in
from tests.world import World

S = AnnouncementStatus
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what no database decides."""
UNINSTALLED: Json = {"type": "app_uninstalled"}
REVOKED: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0DRUMBEAT"]}}
POST = "chat.postMessage"


def removal(world: World) -> Removal | None:
    with world.bot.services.reading() as session:
        return find_removal(session)


def uninstall(world: World, events: Sequence[Json] = (REVOKED, UNINSTALLED)) -> None:
    """Take the app away, and let Slack tell the bot so."""
    world.sandbox.refuse_token("account_inactive")
    for event in events:
        world.sandbox.emit(event)


ORDERS: dict[str, list[Json]] = {
    "uninstalled first": [UNINSTALLED, REVOKED],
    "revoked first": [REVOKED, UNINSTALLED],
    "twice": [REVOKED, UNINSTALLED, UNINSTALLED, REVOKED],
    "one alone": [UNINSTALLED],
}


def test_e9_sends_stop_at_once_whatever_the_order_and_the_day_of_deletion_is_set_once(world: World):
    for order, events in ORDERS.items():
        enqueue(world, order, MAYA)
        removed_at, before = world.sandbox.clock.now(), calls(world, POST)

        uninstall(world, events)
        world.sandbox.clock.advance(timedelta(minutes=1))
        world.bot.deliver_due()

        assert (became_of(world, order)[0], calls(world, POST)) == (S.PENDING, before)
        found = removal(world)
        assert found is not None
        assert found.removed_at - removed_at < timedelta(minutes=1)
        assert found.purge_at - found.removed_at == KEPT_FOR
        world.sandbox.install_again()
        world.sandbox.clock.advance(timedelta(hours=1))
        world.settle()
        assert (copies(world, order), removal(world)) == (1, None)
    assert len(audited(world, "workspace.removed")) == len(audited(world, "workspace.installed_again")) == len(ORDERS)


@ON_SQLITE
def test_e9_an_uninstallation_that_no_event_told_of_is_noticed_by_the_first_refusal(world: World):
    enqueue(world, "card", MAYA)

    uninstall(world, [])
    world.bot.deliver_due()

    assert (became_of(world, "card")[0], removal(world) is not None) == (S.PENDING, True)


@ON_SQLITE
def test_e9_a_person_who_revokes_a_token_of_their_own_stops_nothing(world: World):
    enqueue(world, "card", MAYA)

    world.sandbox.emit({"type": "tokens_revoked", "tokens": {"oauth": ["U0JONAS"], "bot": []}})
    world.settle()

    assert (copies(world, "card"), removal(world)) == (1, None)


def test_e9_after_weeks_away_what_is_due_is_said_once_and_what_is_late_is_skipped(world: World):
    uninstall(world)
    world.at(SOFIAS_HOUR)
    enqueue(world, "card", MAYA)
    for moment in ("2026-01-08T08:30", "2026-01-09T16:00", "2026-01-12T07:30", "2026-01-15T08:30", "2026-01-19T07:30"):
        world.at(moment)
        assert world.bot.tick() == ()
        world.bot.deliver_due()
    away = [each for each in world.sandbox.accepted if each.method == POST]

    world.sandbox.install_again()
    world.at("2026-01-20T07:30")
    world.tick()
    world.tick()

    assert away == []
    assert copies(world, "card") == 1
    closed = check_in(world)
    assert (closed.status, closed.silence) == (CheckInStatus.SKIPPED_LATE, NOT_DELIVERED)
    posted = [(each.channel, each.text) for each in world.sandbox.accepted if each.method == POST]
    assert len(set(posted)) == len(posted)
    # Two digests became due while the app was away, and neither is worth reading any more.
    assert world.sandbox.person("elena").messages(LEADERSHIP) == []
    assert not [text for _, text in posted if "check-in" in text.lower()]
    assert removal(world) is None
    assert len(audited(world, "workspace.installed_again")) == 1


@ON_SQLITE
def test_e9_an_old_event_that_comes_after_the_app_is_back_holds_nothing_up(world: World):
    world.sandbox.emit(UNINSTALLED)
    was_noted = removal(world) is not None
    enqueue(world, "card", MAYA)

    world.settle()

    assert (was_noted, copies(world, "card"), removal(world)) == (True, 1, None)


@ON_SQLITE
def test_e9_status_shows_the_day_of_deletion_and_reading_the_directory_clears_it(
    world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", database_url)
    uninstall(world)

    assert "From 2026-02-04 on its data may be deleted. Install the app again to go on." in shown_status()

    world.sandbox.install_again()
    world.bot.sync_directory()
    assert removal(world) is None
    assert "deleted" not in shown_status()


def shown_status() -> str:
    console = Console(file=StringIO(), soft_wrap=True)
    status.show(console)
    return console.file.getvalue()  # type: ignore[attr-defined]  # it is the StringIO given
