"""The directory of people and channels, as the Web API tells it."""

from datetime import timedelta

from slack_sdk import WebClient

from sandbox.server import Sandbox
from tests.sandbox.test_web_api import refusal


def test_channels_are_listed_by_kind_and_page(client: WebClient):
    client.conversations_open(users="U0ANA")

    names = [channel["name"] for page in client.conversations_list(limit=1) for channel in page["channels"]]

    assert names == ["platform", "quiet"]
    assert [found["id"] for found in client.conversations_list(types="private_channel,im")["channels"]] == [
        "C0CORE",
        "D0ANA",
    ]
    assert refusal(client.conversations_list, cursor="nonsense") == "invalid_cursor"
    assert refusal(client.conversations_list, types="secret") == "invalid_types"


def test_a_channel_and_its_members(client: WebClient, sandbox: Sandbox):
    shown = client.conversations_info(channel="C0PLATFORM", include_num_members=True)["channel"]

    assert (shown["name"], shown["is_member"], shown["num_members"]) == ("platform", True, 3)
    assert client.conversations_members(channel="C0PLATFORM")["members"] == ["U0ANA", "U0BEN", "U0DRUMBEAT"]
    sandbox.leave_channel("drumbeat", "#core")
    assert refusal(client.conversations_info, channel="C0CORE") == "channel_not_found"


def test_a_person_as_the_directory_shows_them(client: WebClient):
    ana = client.users_info(user="U0ANA", include_locale=True)["user"]

    assert (ana["real_name"], ana["tz"], ana["tz_offset"], ana["locale"]) == ("Ana Lima", "Europe/Lisbon", 0, "en-US")
    assert client.users_lookupByEmail(email="ana@example.com")["user"]["id"] == "U0ANA"
    assert client.users_profile_get(user="U0ANA")["profile"]["email"] == "ana@example.com"
    assert client.users_info(user="U0CLEO")["user"]["is_restricted"]
    assert refusal(client.users_info, user="U0NONE") == "user_not_found"
    names = [user["name"] for page in client.users_list(limit=2) for user in page["members"]]
    assert names == ["ana", "ben", "cleo", "drumbeat", "slackbot"]


def test_a_status_is_told_and_clears_itself_when_its_time_has_come(client: WebClient, sandbox: Sandbox):
    until = sandbox.clock.now() + timedelta(hours=1)
    sandbox.set_status("ana", "Vacationing", ":palm_tree:", until)

    profile = client.users_info(user="U0ANA")["user"]["profile"]

    assert (profile["status_text"], profile["status_emoji"]) == ("Vacationing", ":palm_tree:")
    assert profile["status_expiration"] == int(until.timestamp())
    sandbox.clock.advance(timedelta(hours=1))
    profile = client.users_info(user="U0ANA")["user"]["profile"]
    assert (profile["status_text"], profile["status_emoji"], profile["status_expiration"]) == ("", "", 0)


def test_a_status_that_was_set_since_stays_when_the_first_would_have_ended(client: WebClient, sandbox: Sandbox):
    sandbox.set_status("ana", "Lunch", "", sandbox.clock.now() + timedelta(hours=1))
    sandbox.set_status("ana", "Vacationing", ":palm_tree:")

    sandbox.clock.advance(timedelta(hours=2))

    assert client.users_info(user="U0ANA")["user"]["profile"]["status_text"] == "Vacationing"
