"""Directory: what is said about who and what of the program is not found in Slack."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from rituals.directory import Directory, SlackChannel, SlackUser, met, what_is_missing
from rituals.ids import ChannelId, SlackUserId
from rituals.policy import Cadence
from rituals.program import Program
from tests.rituals.check_in_kit import person, program

MARIA = SlackUser(
    id=SlackUserId("U0MARIA"), email="Maria@acme.example", zone="Europe/Rome", is_deleted=False, is_outsider=False
)
PAYMENTS = SlackChannel(
    id=ChannelId("C1"), name="payments", is_member=True, is_archived=False, is_shared_externally=False
)


def directory(users: Iterable[SlackUser] = (MARIA,), channels: Iterable[SlackChannel] = (PAYMENTS,)) -> Directory:
    return Directory({each.id: each for each in users}, {each.id: each for each in channels})


def with_digest(channel: str) -> Program:
    return program(cadence=Cadence(digest_channel=channel))


def test_a_zone_that_slack_does_not_tell_is_kept():
    assert met(person(zone="Asia/Tokyo"), directory([replace(MARIA, zone=None)])).zone == "Asia/Tokyo"


def test_nothing_is_missing_where_everybody_and_everything_is_there():
    assert what_is_missing(with_digest("#payments"), directory()) == ()


@pytest.mark.parametrize(
    ("users", "said"),
    [
        pytest.param((), "Maria (U0MARIA) is not a member", id="unknown"),
        pytest.param((replace(MARIA, is_outsider=True),), "Maria is a guest", id="outsider"),
    ],
)
def test_each_person_who_cannot_be_reached_is_told_with_the_way_out(users: tuple[SlackUser, ...], said: str):
    (sentence,) = what_is_missing(program(), directory(users))

    assert sentence.startswith(said)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"is_member": False}, "Drumbeat is not in #payments", id="not invited"),
        pytest.param({"is_archived": True}, "#payments is archived", id="archived"),
        pytest.param({"is_shared_externally": True}, "#payments is shared with another company", id="shared"),
    ],
)
def test_each_channel_that_cannot_be_written_to_is_told_with_the_way_out(change: dict[str, Any], said: str):
    channel = replace(PAYMENTS, **change)

    (sentence,) = what_is_missing(program(), directory(channels=(channel,)))

    assert sentence.startswith(said)
    assert not channel.can_be_posted_to
    assert PAYMENTS.can_be_posted_to


def test_a_channel_that_is_nowhere_is_told_too():
    assert any("#elsewhere" in sentence for sentence in what_is_missing(with_digest("#elsewhere"), directory()))
