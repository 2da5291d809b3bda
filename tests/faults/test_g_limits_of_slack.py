"""Long text and many things against Slack's limits (FAULTS G3): cut with a mark or split, never refused."""

import json

import pytest

from sandbox.desk import Submission
from sandbox.person import Person
from storage.shelves import FLAGS
from tests.faults.hostile_acts import answer_late
from tests.faults.hostile_cards import draw_everything
from tests.faults.hostile_kit import LONGEST_INPUT, assert_slack_took_everything
from tests.faults.hostile_world import open_world, program
from tests.world import World

LONGEST_FRAME = 20_480
"""Bytes of an answer over Socket Mode: beyond it Slack hangs up with 1009 (github.com/revelrylabs/slax/pull/614)."""
LONGEST_BLOCKS = 13_200
"""Characters of all blocks of a message; beyond it is msg_blocks_too_long (github.com/slackapi/bolt-js/issues/2509)."""


@pytest.mark.parametrize("length", [3_000, 3_001, 40_000])
def test_g3_what_is_too_long_for_a_field_is_cut_with_a_mark(world: World, length: int) -> None:
    owner = world.person("jonas")

    reply = owner.slash("/flag", "ß👨‍👩‍👧‍👦" * (length // 8) + "a" * (length % 8))
    owner.mention("flag " + "<!here>" * (length // 7), "#payments")

    assert reply.error is None
    with world.bot.services.reading() as session:
        by_command, by_mention = FLAGS.find(session)
    assert len(by_command.what) <= LONGEST_INPUT
    assert len(by_mention.what) <= LONGEST_INPUT
    assert by_command.what.endswith("…") == (length > LONGEST_INPUT)
    assert_slack_took_everything(world)


def test_g3_no_answer_is_longer_than_a_socket_takes(database_url: str) -> None:
    with open_world(database_url, program()) as world:
        answer_late(world, "Late")

        frames = [len(json.dumps(each.ack)) for each in world.sandbox.journal.deliveries if each.ack]

    assert max(frames) <= LONGEST_FRAME


def test_g3_no_form_is_larger_than_slack_takes(database_url: str) -> None:
    with open_world(database_url, program(), mode="http") as world:
        answer_late(world, "長" * LONGEST_INPUT)
        owner = world.person("owner")
        owner.press("Change my answer", owner.dm()[0])
        submissions = [_send_less_sure(owner)]
        # What does not fit into one form is asked on the pages after it.
        while submissions[-1].view is not None and len(submissions) < 30:
            submissions.append(_send_less_sure(owner))

    assert submissions[-1].closed
    assert [each.error for each in submissions if each.error] == []


def _send_less_sure(owner: Person) -> Submission:
    here = {block["block_id"] for block in owner.modal.content["blocks"] if block["type"] == "input"}
    owner.fill({field: 20 for field in (f"confidence-{place}" for place in range(9)) if field in here})
    return owner.submit()


def test_g3_no_message_is_longer_than_slack_takes_even_where_all_names_are_as_long_as_they_may_be() -> None:
    drawn = [(what, sent) for what, sent in draw_everything(["n" * LONGEST_INPUT]) if "type" not in sent]

    sizes = {what: len(json.dumps(sent["blocks"], ensure_ascii=False)) for what, sent in drawn}

    assert {what: size for what, size in sizes.items() if size > LONGEST_BLOCKS} == {}
