"""Channels as Slack changes them: archived, deleted, closed to the bot, renamed (FAULTS E4, E5, E7)."""

from datetime import timedelta

import pytest
import yaml

from rituals.announcements import AnnouncementStatus
from rituals.ids import TeamId
from tests.faults.slack_side import (
    LEADERSHIP,
    LEDGER,
    PAYMENTS,
    SOFIA,
    announce,
    became_of,
    copies,
    enqueue,
    told,
)
from tests.journeys.check_in_kit import ask, program
from tests.places import MANIFEST
from tests.world import World

S = AnnouncementStatus
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what no database decides."""
INVITE = "/invite @Drumbeat"
RULES = "rules do not let the bot post"
REFUSALS = {
    "#platform": ("is_archived", "the channel is archived", "unarchive the channel"),
    "#launch": ("channel_not_found", "the bot cannot see it", INVITE),
    "#lending": ("not_in_channel", "the bot is not a member", INVITE),
    "#ledger": ("restricted_action_read_only_channel", RULES, "Posting permissions"),
    "#payments": ("restricted_action_thread_only_channel", RULES, "Posting permissions"),
}


def close_all(world: World) -> None:
    """Archive one channel, delete one, throw the bot out of one, and forbid it to post in two."""
    world.sandbox.archive_channel("#platform")
    world.sandbox.delete_channel("#launch")
    world.sandbox.leave_channel(world.sandbox.workspace.bot.name, "#lending")
    for name in ("#ledger", "#payments"):
        world.sandbox.workspace.change_channel(name, "channel_rule", refuses=REFUSALS[name][0])


@ON_SQLITE
def test_e4_e7_what_a_channel_does_not_take_goes_another_way_with_the_way_out(world: World):
    where = {name: world.sandbox.workspace.get_channel(name).id for name in REFUSALS}
    close_all(world)

    for key in ("one", "two", "next day"):
        if key == "next day":
            world.sandbox.clock.advance(timedelta(days=1))
        for name, channel in where.items():
            enqueue(world, f"{key} {name}", channel, fallback=SOFIA)
        world.settle()

    for name, (reason, why, way_out) in REFUSALS.items():
        keys = [f"{key} {name}" for key in ("one", "two", "next day")]
        assert [became_of(world, key) for key in keys] == [(S.FAILED, reason)] * 3
        redirected = [text for text in told(world, "sofia", "which did not take it") if f"{name}." in text]
        assert len(redirected) == 3
        assert all(why in text and way_out in text for text in redirected)
    # Of each channel once, and once more the next day.
    notices = told(world, "nadia", "could not be delivered")
    assert len(notices) == 2 * len(REFUSALS)
    for _, why, way_out in REFUSALS.values():
        assert [text for text in notices if why in text and way_out in text]


@ON_SQLITE
def test_e4_the_jobs_go_on_while_a_channel_is_archived_and_its_lead_is_asked(world: World):
    world.sandbox.archive_channel("#ledger")

    world.at("2026-01-05T09:00")
    world.tick()

    assert [text for text in told(world, "sofia", "which did not take it") if "Holds and reversals" in text]
    ask(world)
    assert told(world, "sofia", "check-in")


@ON_SQLITE
def test_e4_a_digest_whose_channel_is_archived_goes_to_the_steering_group_with_its_thread(world: World):
    world.sandbox.archive_channel("#leadership")

    world.at("2026-01-12T07:30")
    world.tick()

    elena = world.person("elena")
    [digest] = [message for message in elena.dm() if "Meant for" in elena.reads(message)]
    assert "the channel is archived" in elena.reads(digest)
    assert elena.thread(digest)


@ON_SQLITE
def test_e5_a_renamed_or_closed_channel_is_found_by_its_id(world: World):
    world.sandbox.rename_channel("#ledger", "ledger-and-core")
    world.sandbox.rename_channel("#leadership", "board")
    world.sandbox.workspace.change_channel("#payments", "channel_closed", is_private=True)

    world.bot.sync_directory()
    world.at("2026-01-05T09:00")
    world.tick()

    loaded = program(world)
    assert (loaded.teams[TeamId("ledger")].channel_id, loaded.cadence.digest_channel_id) == (LEDGER, LEADERSHIP)
    announce(world, "card", PAYMENTS)
    assert copies(world, "card") == 1
    assert world.person("sofia").messages("#ledger-and-core")


def test_e7_the_app_does_not_ask_to_write_where_it_was_not_invited():
    scopes = yaml.safe_load(MANIFEST.read_text())["oauth_config"]["scopes"]

    assert "chat:write.public" not in scopes["bot"] + scopes["bot_optional"]
