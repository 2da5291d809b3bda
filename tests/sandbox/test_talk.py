"""Talking: commands, mentions, threads, messages to one person, shortcuts and the home tab."""

from datetime import timedelta

import httpx
import pytest

from tests.sandbox.conftest import Stage
from tests.sandbox.demo import card
from tests.sandbox.kit import plain


def test_a_command_is_answered_to_one_person(either: Stage):
    reply = either.ana.slash("/echo", "hi there", channel="#platform")

    assert reply.body in ("hi there", {"text": "hi there"})
    assert reply.text == "hi there"
    assert either.ana.messages("#platform")[-1].text == "hi there"
    assert either.ben.messages("#platform") == []


def test_a_command_is_refused_in_a_thread(stage: Stage):
    root = stage.ana.post("root", "#platform")

    reply = stage.ana.slash("/echo", "hi", thread=root)

    assert reply.error == "/echo is not supported in threads. Sorry!"
    assert not any(body.get("command") for body in stage.demo.bodies)


def test_an_unknown_command_is_refused(stage: Stage):
    assert stage.ana.slash("/nothing").error == "/nothing is not a valid command."


def test_answers_by_response_url(stage: Stage):
    reply = stage.ana.slash("/later", channel="#platform")

    assert reply.text == "first"
    assert [message.text for message in stage.ben.messages("#platform")] == ["everybody"]


def test_a_response_url_works_five_times_in_thirty_minutes(stage: Stage):
    stage.ana.slash("/echo", "hi", channel="#platform")
    url = stage.demo.bodies[-1]["response_url"]

    answers = [httpx.post(url, json={"text": str(number)}) for number in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[-1].json()["error"] == "used_url"

    stage.ana.slash("/echo", "hi", channel="#platform")
    stage.sandbox.clock.advance(timedelta(minutes=30, seconds=1))
    late = httpx.post(stage.demo.bodies[-1]["response_url"], json={"text": "late"})

    assert late.json()["error"] == "expired_url"


def test_a_response_url_takes_sound_blocks_only(stage: Stage):
    stage.ana.slash("/echo", "hi", channel="#platform")

    answer = httpx.post(stage.demo.bodies[-1]["response_url"], json={"blocks": [{"type": "nothing"}]})

    assert answer.status_code == 400


def test_an_original_is_replaced_in_place(stage: Stage):
    stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="one", blocks=card("Beta"))
    stage.ana.press("Answer")
    url = stage.demo.bodies[-1]["response_url"]

    httpx.post(url, json={"replace_original": True, "text": "new"})

    assert [message.text for message in stage.ben.messages("#platform")] == ["new"]


def test_a_mention_is_answered_in_its_thread(either: Stage):
    question = either.ana.mention("flag: @ben & #core", "#platform")

    either.sandbox.wait_until(lambda: len(either.ana.thread(question)) == 2)
    assert [message.text for message in either.ana.thread(question)][1] == "Heard"
    assert either.ana.messages("#platform") == [question]
    body = next(body for body in either.demo.bodies if body.get("event", {}).get("type") == "app_mention")
    assert body["event"]["text"] == "<@U0DRUMBEAT> flag: <@U0BEN> &amp; <#C0CORE|core>"
    assert either.ana.reads(question) == "@drumbeat flag: @ben & #core"


def test_messages_to_the_bot_and_its_own_are_events(stage: Stage):
    stage.ana.post("hello <!channel>")
    stage.demo.client.chat_postMessage(channel="U0ANA", text="hello too")
    stage.sandbox.quiet()

    heard = [delivered.payload["event"] for delivered in stage.sandbox.journal.deliveries]
    assert [event["text"] for event in heard] == ["hello &lt;!channel&gt;", "hello too"]
    assert [event["channel_type"] for event in heard] == ["im", "im"]
    assert heard[1]["bot_id"] == "B0DRUMBEAT"
    assert [message.text for message in stage.ana.dm()] == ["hello &lt;!channel&gt;", "hello too"]


def test_a_changed_and_a_deleted_message_are_events(stage: Stage):
    posted = stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="one")
    stage.demo.client.chat_update(channel="C0PLATFORM", ts=posted["ts"], text="two")
    stage.demo.client.chat_delete(channel="C0PLATFORM", ts=posted["ts"])
    stage.sandbox.quiet()

    events = [delivered.payload["event"] for delivered in stage.sandbox.journal.deliveries]
    changed = next(event for event in events if event.get("subtype") == "message_changed")
    deleted = next(event for event in events if event.get("subtype") == "message_deleted")
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("two", "one")
    assert deleted["deleted_ts"] == posted["ts"]


def test_no_events_without_the_scope(stage: Stage):
    stage.sandbox.workspace.revoke("im:history")

    stage.ana.post("hello")

    assert stage.demo.bodies == []


def test_what_is_shown_to_one_person_is_not_in_the_history(stage: Stage):
    stage.demo.client.chat_postEphemeral(channel="C0PLATFORM", user="U0ANA", text="psst")

    assert stage.ana.messages("#platform")[-1].text == "psst"
    assert stage.ben.messages("#platform") == []
    assert stage.demo.client.conversations_history(channel="C0PLATFORM")["messages"] == []


def test_a_thread_stays_out_of_the_channel_unless_broadcast(stage: Stage):
    root = stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="root")["ts"]
    stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="quiet", thread_ts=root)
    stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="loud", thread_ts=root, reply_broadcast=True)

    in_channel = stage.ana.messages("#platform")

    assert [message.text for message in in_channel] == ["root", "loud"]
    assert [message.text for message in stage.ana.thread(in_channel[0])] == ["root", "quiet", "loud"]


def test_a_message_shortcut_opens_a_form(either: Stage):
    message = either.ana.post("look at this", "#platform")

    either.ana.shortcut("Flag this", message)

    assert either.ana.modal.title == "Flag"
    assert either.demo.bodies[-1]["message"]["text"] == "look at this"
    assert either.demo.bodies[-1]["message_ts"] == message.ts


def test_a_global_shortcut_opens_a_form(either: Stage):
    either.ana.global_shortcut("Raise a flag")

    assert either.ana.modal.title == "Flag"
    assert either.demo.bodies[-1]["type"] == "shortcut"


def test_a_missing_shortcut_is_reported(stage: Stage):
    with pytest.raises(LookupError, match="there are: Raise a flag"):
        stage.ana.global_shortcut("Other")


def test_the_home_tab_is_drawn_when_it_is_opened(either: Stage):
    before = either.ana.home

    either.ana.open_home()

    either.sandbox.wait_until(lambda: either.ana.home)
    home = either.ana.home
    assert before is None
    assert home is not None
    assert either.ana.reads(home) == "At home\n[ Answer ]  [ Drop ]"
    assert either.demo.bodies[-1]["event"]["tab"] == "home"


def test_people_see_only_their_channels(stage: Stage):
    assert [channel.name for channel in stage.ben.channels()] == ["platform"]
    with pytest.raises(LookupError, match="ben is not in #core"):
        stage.ben.messages("#core")


def test_a_deactivated_person_does_nothing(stage: Stage):
    stage.sandbox.deactivate_user("ana")

    with pytest.raises(PermissionError, match="ana is deactivated"):
        stage.ana.post("hello")


def test_an_app_that_does_not_answer_in_time_is_reported(stage: Stage):
    stage.sandbox.door.lose_acks("slash_commands")

    reply = stage.ana.slash("/echo", "hi")

    assert reply.error == "operation_timeout"


def test_a_lost_answer_to_a_form_leaves_it_open(stage: Stage):
    stage.ana.slash("/flag")
    stage.ana.fill({"What could happen": "It slips"})
    stage.sandbox.door.lose_acks("interactive")

    first = stage.ana.submit()
    second = stage.ana.submit()

    assert (first.error, first.closed) == ("operation_timeout", False)
    assert second.closed
    assert len(stage.ben.messages("#platform")) == 2


def test_without_an_app_commands_fail(sandbox):
    assert sandbox.person("ana").slash("/echo").error == "dispatch_failed"


def test_changes_of_the_workspace_are_events(stage: Stage):
    stage.sandbox.change_time_zone("ben", "Asia/Tokyo")
    stage.sandbox.rename_channel("#platform", "foundations")
    stage.sandbox.archive_channel("#foundations")
    stage.sandbox.leave_channel("drumbeat", "#core")
    stage.sandbox.uninstall()
    stage.sandbox.quiet()

    events = [delivered.payload["event"] for delivered in stage.sandbox.journal.deliveries]
    assert {event["type"] for event in events} == {
        "user_change", "channel_rename", "channel_archive", "member_left_channel", "group_left", "tokens_revoked",
        "app_uninstalled",
    }  # fmt: skip
    changed = next(event["user"] for event in events if event["type"] == "user_change")
    assert (changed["tz"], changed["tz_offset"]) == ("Asia/Tokyo", 9 * 3600)


def test_blocks_hold_their_ids_in_messages(stage: Stage):
    blocks = [{"type": "section", "text": plain("x")}]
    posted = stage.demo.client.chat_postMessage(channel="C0PLATFORM", text="x", blocks=blocks)

    assert posted["message"]["blocks"][0]["block_id"]
