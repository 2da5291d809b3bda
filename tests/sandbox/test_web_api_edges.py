"""The Web API at its edges: odd arguments, threads through their replies, and what happens around a call."""

import time
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from sandbox.server import Sandbox
from tests.sandbox.demo import WORKSPACE, card
from tests.sandbox.test_web_api import METADATA, refusal


@pytest.mark.parametrize(
    ("args", "error"),
    [
        pytest.param({"attachments": "{"}, "invalid_attachments", id="attachments are no JSON"),
        pytest.param({"attachments": [{}] * 101}, "too_many_attachments", id="too many attachments"),
        pytest.param({"blocks": '{"type": "section"}'}, "invalid_blocks_format", id="blocks are no list"),
        pytest.param({"text": "x", "markdown_text": "y"}, "markdown_text_conflict", id="two texts"),
        pytest.param(
            {"text": "x", "metadata": "[]", "channel": "U0DRUMBEAT"}, "channel_not_found", id="the bot itself"
        ),
        pytest.param({"text": "x", "metadata": "word"}, "invalid_metadata_format", id="metadata is no JSON"),
    ],
)
def test_odd_arguments_of_a_post(client: WebClient, args: dict[str, Any], error: str):
    assert refusal(client.api_call, api_method="chat.postMessage", json={"channel": "C0PLATFORM", **args}) == error


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        pytest.param("conversations.open", {}, "users_list_not_supplied", id="nobody"),
        pytest.param("conversations.open", {"users": "U0NONE"}, "user_not_found", id="no such person"),
        pytest.param("conversations.open", {"users": "U0ANA,U0BEN"}, "missing_scope", id="two people"),
        pytest.param("conversations.history", {"channel": "C0QUIET"}, "not_in_channel", id="not a member"),
        pytest.param("conversations.history", {"channel": "C0PLATFORM", "limit": "ten"}, "invalid_limit", id="limit"),
        pytest.param(
            "conversations.history", {"channel": "C0PLATFORM", "oldest": "old"}, "invalid_ts_oldest", id="timestamp"
        ),
        pytest.param("users.lookupByEmail", {"email": "no@example.com"}, "users_not_found", id="e-mail"),
        pytest.param("views.publish", {"user_id": "U0NONE", "view": {}}, "invalid_arguments", id="nobody's home"),
        pytest.param("views.open", {"trigger_id": "x", "view": "{"}, "invalid_trigger_id", id="trigger first"),
        pytest.param("api.test", {"error": "my_error"}, "my_error", id="asked for"),
        pytest.param("apps.connections.open", {}, "not_allowed_token_type", id="the bot's token"),
        pytest.param(
            "chat.delete", {"channel": "C0PLATFORM", "ts": "1.0"}, "message_not_found", id="nothing to delete"
        ),
        pytest.param(
            "chat.getPermalink", {"channel": "C0PLATFORM", "message_ts": "1.0"}, "message_not_found", id="no permalink"
        ),
    ],
)
def test_odd_calls(client: WebClient, method: str, args: dict[str, Any], error: str):
    assert refusal(client.api_call, api_method=method, params=args) == error


def test_a_reply_to_a_reply_joins_the_thread(client: WebClient, sandbox: Sandbox):
    root = client.chat_postMessage(channel="C0PLATFORM", text="root")["ts"]
    reply = client.chat_postMessage(channel="C0PLATFORM", text="reply", thread_ts=root)["ts"]

    second = client.chat_postMessage(channel="C0PLATFORM", text="second", thread_ts=reply)["message"]

    assert (second["thread_ts"], second["parent_user_id"]) == (root, "U0DRUMBEAT")
    link = client.chat_getPermalink(channel="C0PLATFORM", message_ts=reply)["permalink"]
    assert link.endswith(f"?thread_ts={root}&cid=C0PLATFORM")


def test_a_deleted_root_keeps_its_thread(client: WebClient):
    root = client.chat_postMessage(channel="C0PLATFORM", text="root")["ts"]
    client.chat_postMessage(channel="C0PLATFORM", text="reply", thread_ts=root)

    client.chat_delete(channel="C0PLATFORM", ts=root)

    assert client.chat_postMessage(channel="C0PLATFORM", text="still", thread_ts=root)["ok"]
    thread = client.conversations_replies(channel="C0PLATFORM", ts=root)["messages"]
    assert [message["text"] for message in thread] == ["reply", "still"]


def test_metadata_alone_is_changed(client: WebClient):
    ts = client.chat_postMessage(channel="C0PLATFORM", text="one", blocks=card("x"))["ts"]

    changed = client.api_call("chat.update", json={"channel": "C0PLATFORM", "ts": ts, "metadata": METADATA})

    assert changed["message"]["metadata"] == METADATA
    assert (changed["text"], len(changed["message"]["blocks"])) == ("one", 2)


def test_replies_are_read_between_two_times_and_by_pages(client: WebClient):
    root = client.chat_postMessage(channel="C0PLATFORM", text="root")["ts"]
    sent = [
        client.chat_postMessage(channel="C0PLATFORM", text=str(number), thread_ts=root)["ts"] for number in range(4)
    ]
    args: dict[str, Any] = {"channel": "C0PLATFORM", "ts": root}

    def texts(**more: Any) -> list[str]:
        return [message["text"] for message in client.conversations_replies(**args, **more)["messages"]]

    assert texts(oldest=sent[0], latest=sent[3]) == ["root", "1", "2"]
    assert texts(oldest=sent[0], latest=sent[1], inclusive=True) == ["root", "0", "1"]
    first = client.conversations_replies(**args, limit=3)
    assert first["has_more"]
    assert texts(limit=3, cursor=first["response_metadata"]["next_cursor"]) == ["2", "3"]


def test_arguments_come_as_a_form_as_json_or_in_the_address(sandbox: Sandbox):
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}

    by_form = httpx.post(f"{sandbox.api_url}users.info", data={"token": sandbox.bot_token, "user": "U0ANA"})
    by_json = httpx.post(f"{sandbox.api_url}users.info", json={"user": "U0ANA"}, headers=headers)
    by_address = httpx.get(f"{sandbox.api_url}users.info", params={"user": "U0ANA"}, headers=headers)
    nonsense = httpx.post(
        f"{sandbox.api_url}auth.test", content="[", headers={**headers, "content-type": "application/json"}
    )

    assert by_form.json() == by_json.json() == by_address.json()
    assert nonsense.json()["ok"]
    assert [entry.args for entry in sandbox.journal.calls("users.info")] == [{"user": "U0ANA"}] * 3


def test_people_and_channels_change(client: WebClient, sandbox: Sandbox):
    sandbox.deactivate_user("ana")
    sandbox.reactivate_user("ana")
    sandbox.change_user("ben", real_name="Benjamin Ode", tz=None)
    sandbox.archive_channel("#platform")
    sandbox.unarchive_channel("#platform")
    sandbox.share_channel("#platform")
    sandbox.join_channel("drumbeat", "#quiet")

    assert not client.users_info(user="U0ANA")["user"]["deleted"]
    ben = client.users_info(user="U0BEN")["user"]
    assert (ben["real_name"], ben["tz"], ben["tz_offset"]) == ("Benjamin Ode", None, 0)
    assert client.conversations_info(channel="C0PLATFORM")["channel"]["is_ext_shared"]
    assert client.conversations_info(channel="C0QUIET")["channel"]["is_member"]
    assert [person.name for person in sandbox.people()] == ["ana", "ben", "cleo"]


def test_a_scope_is_granted_later(client: WebClient, sandbox: Sandbox):
    sandbox.workspace.revoke("users:read")
    assert refusal(client.users_list) == "missing_scope"

    sandbox.workspace.grant("users:read")

    assert client.users_list()["ok"]


def test_waiting_ends_when_the_time_is_up(sandbox: Sandbox):
    with pytest.raises(TimeoutError, match="No app connected"):
        sandbox.wait_for_app(0.01)
    with pytest.raises(TimeoutError, match="did not come true"):
        sandbox.wait_until(lambda: False, 0.01)
    sandbox.quiet(0.01)


def test_the_sandbox_takes_five_hundred_posts_a_second(sandbox: Sandbox):
    count = 300
    args = {"channel": "C0PLATFORM", "text": "x", "blocks": card("x"), "metadata": METADATA}
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    with httpx.Client(base_url=sandbox.api_url, headers=headers) as client:
        started = time.process_time()
        for _ in range(count):
            client.post("chat.postMessage", json=args)

    # The client's own work is counted too, and is the larger part.
    assert count / (time.process_time() - started) > 250
    assert len(sandbox.accepted) == count


def test_a_workspace_can_be_stopped_twice():
    sandbox = Sandbox.start(WORKSPACE)

    sandbox.stop()
    sandbox.stop()

    with pytest.raises(httpx.ConnectError):
        httpx.get(sandbox.url)
