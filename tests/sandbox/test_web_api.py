"""The Web API's methods: what they answer, and what they refuse."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.server import Sandbox
from tests.sandbox.demo import card

METADATA = {"event_type": "beat", "event_payload": {"k": "one"}}


def refusal(call: Any, **args: Any) -> str:
    """Return the error that a call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        call(**args)
    return str(caught.value.response["error"])


def test_a_message_is_posted(client: WebClient, sandbox: Sandbox):
    posted = client.chat_postMessage(channel="C0PLATFORM", text="hi", metadata=METADATA)

    assert posted["channel"] == "C0PLATFORM"
    assert posted["message"]["user"] == "U0DRUMBEAT"
    assert posted["message"]["metadata"] == METADATA
    assert [(entry.key, entry.text, entry.ts) for entry in sandbox.accepted] == [("one", "hi", posted["ts"])]


def test_a_users_id_stands_for_the_direct_messages(client: WebClient):
    posted = client.chat_postMessage(channel="U0ANA", text="hi")

    assert posted["channel"] == "D0ANA"
    assert client.conversations_open(users=["U0ANA"])["channel"]["id"] == "D0ANA"
    assert client.chat_postMessage(channel="D0ANA", text="hi")["ok"]


def test_timestamps_are_unique_though_the_clock_stands(client: WebClient):
    posted = [client.chat_postMessage(channel="C0PLATFORM", text="hi")["ts"] for _ in range(3)]

    assert sorted(set(posted)) == posted


@pytest.mark.parametrize(
    ("args", "error"),
    [
        pytest.param({"channel": "C0NONE", "text": "x"}, "channel_not_found", id="no such channel"),
        pytest.param({"channel": "C0QUIET", "text": "x"}, "not_in_channel", id="not a member"),
        pytest.param({"channel": "C0PLATFORM"}, "no_text", id="nothing to say"),
        pytest.param({"channel": "C0PLATFORM", "text": "x" * 40_001}, "msg_too_long", id="too long"),
        pytest.param({"channel": "C0PLATFORM", "text": "x", "blocks": [{}]}, "invalid_blocks", id="unsound blocks"),
        pytest.param({"channel": "C0PLATFORM", "text": "x", "blocks": "[{"}, "invalid_blocks_format", id="no JSON"),
        pytest.param(
            {"channel": "C0PLATFORM", "text": "x", "thread_ts": "1.000000"}, "thread_not_found", id="no such thread"
        ),
        pytest.param(
            {
                "channel": "C0PLATFORM",
                "text": "x",
                "metadata": {"event_type": "t", "event_payload": {"k": "x" * 20_000}},
            },
            "metadata_too_large",
            id="too much metadata",
        ),
        pytest.param(
            {"channel": "C0PLATFORM", "text": "x", "metadata": {"event_type": "t"}},
            "invalid_metadata_schema",
            id="no payload",
        ),
    ],
)
def test_a_post_is_refused(client: WebClient, sandbox: Sandbox, args: dict[str, Any], error: str):
    assert refusal(client.chat_postMessage, **args) == error
    assert sandbox.accepted == []


def test_unsound_blocks_are_explained(client: WebClient):
    answer = client.api_call  # the SDK raises on refusals; the response is on the error
    with pytest.raises(SlackApiError) as caught:
        answer("chat.postMessage", json={"channel": "C0PLATFORM", "blocks": [{"type": "section"}]})

    assert caught.value.response["response_metadata"]["messages"][0].startswith("[ERROR] blocks[0]")


def test_an_archived_channel_refuses(client: WebClient, sandbox: Sandbox):
    sandbox.archive_channel("#platform")

    assert refusal(client.chat_postMessage, channel="C0PLATFORM", text="x") == "is_archived"


def test_a_read_only_channel_refuses(client: WebClient, sandbox: Sandbox):
    channel = sandbox.workspace.get_channel("platform")
    sandbox.workspace.channels[channel.id] = replace(channel, refuses="restricted_action_read_only_channel")

    assert refusal(client.chat_postMessage, channel=channel.id, text="x") == "restricted_action_read_only_channel"


def test_a_post_to_somebody_deactivated_is_accepted(client: WebClient, sandbox: Sandbox):
    sandbox.deactivate_user("ana")

    assert client.chat_postMessage(channel="U0ANA", text="hi")["ok"]
    assert client.users_info(user="U0ANA")["user"]["deleted"]
    assert refusal(client.conversations_open, users="U0ANA") == "user_disabled"


def test_a_message_is_changed_in_place(client: WebClient, sandbox: Sandbox):
    ts = client.chat_postMessage(channel="C0PLATFORM", text="one", blocks=card("x"), metadata=METADATA)["ts"]

    changed = client.chat_update(channel="C0PLATFORM", ts=ts, text="two")

    assert (changed["ts"], changed["text"]) == (ts, "two")
    assert "blocks" not in changed["message"]
    assert changed["message"]["metadata"] == METADATA
    assert [message.text for message in sandbox.person("ana").messages("#platform")] == ["two"]


def test_only_the_bots_own_messages_are_changed(client: WebClient, sandbox: Sandbox):
    mine = sandbox.person("ana").post("mine", "#platform")

    assert refusal(client.chat_update, channel="C0PLATFORM", ts=mine.ts, text="x") == "cant_update_message"
    assert refusal(client.chat_delete, channel="C0PLATFORM", ts=mine.ts) == "cant_delete_message"
    assert refusal(client.chat_update, channel="C0PLATFORM", ts="1.000000", text="x") == "message_not_found"


def test_a_deleted_message_is_gone(client: WebClient):
    ts = client.chat_postMessage(channel="C0PLATFORM", text="one")["ts"]
    assert client.chat_getPermalink(channel="C0PLATFORM", message_ts=ts)["permalink"].endswith(ts.replace(".", ""))

    client.chat_delete(channel="C0PLATFORM", ts=ts)

    assert refusal(client.chat_update, channel="C0PLATFORM", ts=ts, text="x") == "message_not_found"
    assert refusal(client.chat_postMessage, channel="C0PLATFORM", text="x", thread_ts=ts) == "thread_not_found"
    assert client.conversations_history(channel="C0PLATFORM")["messages"] == []


def test_only_members_are_shown_something_alone(client: WebClient):
    error = refusal(client.chat_postEphemeral, channel="C0PLATFORM", user="U0CLEO", text="x")

    assert error == "user_not_in_channel"


def test_history_pages_from_the_newest(client: WebClient):
    sent = [client.chat_postMessage(channel="C0PLATFORM", text=str(number))["ts"] for number in range(5)]

    answers = client.conversations_history(channel="C0PLATFORM", limit=2)
    pages = [[message["text"] for message in page["messages"]] for page in answers]

    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    between = client.conversations_history(channel="C0PLATFORM", oldest=sent[1], latest=sent[3])
    assert [message["text"] for message in between["messages"]] == ["2"]
    with_ends = client.conversations_history(channel="C0PLATFORM", oldest=sent[1], latest=sent[3], inclusive=True)
    assert [message["text"] for message in with_ends["messages"]] == ["3", "2", "1"]


def test_metadata_is_told_only_when_asked_for(client: WebClient):
    client.chat_postMessage(channel="C0PLATFORM", text="x", metadata=METADATA)

    without = client.conversations_history(channel="C0PLATFORM")["messages"][0]
    with_it = client.conversations_history(channel="C0PLATFORM", include_all_metadata=True)["messages"][0]

    assert "metadata" not in without
    assert with_it["metadata"] == METADATA


def test_replies_come_with_their_root(client: WebClient):
    root = client.chat_postMessage(channel="C0PLATFORM", text="root")["ts"]
    reply = client.chat_postMessage(channel="C0PLATFORM", text="reply", thread_ts=root, metadata=METADATA)["ts"]

    thread = client.conversations_replies(channel="C0PLATFORM", ts=reply, include_all_metadata=True)["messages"]

    assert [(message["text"], message["thread_ts"]) for message in thread] == [("root", root), ("reply", root)]
    assert (thread[0]["reply_count"], thread[0]["latest_reply"]) == (1, reply)
    assert thread[1]["metadata"] == METADATA
    assert refusal(client.conversations_replies, channel="C0PLATFORM", ts="1.0") == "thread_not_found"


@pytest.mark.parametrize(
    ("method", "args", "scope"),
    [
        pytest.param("chat_postMessage", {"channel": "C0PLATFORM", "text": "x"}, "chat:write", id="post"),
        pytest.param("conversations_history", {"channel": "D0ANA"}, "im:history", id="direct messages"),
        pytest.param("conversations_history", {"channel": "C0PLATFORM"}, "channels:history", id="channel"),
        pytest.param("conversations_info", {"channel": "C0CORE"}, "groups:read", id="private channel"),
        pytest.param("conversations_open", {"users": "U0ANA"}, "im:write", id="open"),
        pytest.param("users_list", {}, "users:read", id="directory"),
        pytest.param("users_lookupByEmail", {"email": "ana@example.com"}, "users:read.email", id="e-mail"),
    ],
)
def test_a_missing_scope_is_named(client: WebClient, sandbox: Sandbox, method: str, args: Any, scope: str):
    sandbox.workspace.dm_with(sandbox.person("ana").id)
    sandbox.workspace.revoke(scope)

    with pytest.raises(SlackApiError) as caught:
        getattr(client, method)(**args)

    assert caught.value.response["error"] == "missing_scope"
    assert scope in caught.value.response["needed"]
    assert scope not in caught.value.response["provided"].split(",")


def test_the_bot_is_told_who_it_is(client: WebClient):
    told = client.auth_test()

    assert (told["user_id"], told["bot_id"], told["team_id"]) == ("U0DRUMBEAT", "B0DRUMBEAT", "T0EXAMPLE")


@pytest.mark.parametrize(
    ("token", "error"),
    [
        pytest.param("", "not_authed", id="none"),
        pytest.param("xoxb-other", "invalid_auth", id="unknown"),
    ],
)
def test_a_bad_token_is_refused(sandbox: Sandbox, token: str, error: str):
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    answer = httpx.post(f"{sandbox.api_url}auth.test", headers=headers)

    assert answer.json() == {"ok": False, "error": error}


def test_a_revoked_token_is_refused_until_the_app_is_back(client: WebClient, sandbox: Sandbox):
    sandbox.uninstall("token_revoked")
    assert refusal(client.auth_test) == "token_revoked"

    sandbox.refuse_token(None)

    assert client.auth_test()["ok"]


def test_an_unknown_method_is_refused(client: WebClient):
    assert refusal(client.api_call, api_method="chat.shout") == "unknown_method"
    assert client.api_test()["ok"]
