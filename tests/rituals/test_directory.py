"""Directory: who and what of the program is found in Slack, and what is said about the rest."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from rituals.directory import Directory, SlackChannel, SlackUser, housed, met, what_is_missing
from rituals.ids import ChannelId, PersonId, SlackUserId, TeamId
from rituals.people import Team
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


def test_a_person_is_found_by_slack_id_or_else_by_e_mail():
    by_mail = met(person(slack_id=None, email="maria@ACME.example"), directory())

    assert met(person(), directory()).zone == "Europe/Rome"
    assert (by_mail.slack_id, by_mail.zone, by_mail.active) == ("U0MARIA", "Europe/Rome", True)


def test_a_person_whom_slack_does_not_know_stays_as_the_program_says():
    nobody = person("nobody", slack_id=None)

    assert met(nobody, directory()) == nobody


@pytest.mark.parametrize("change", [{"is_deleted": True}, {"is_outsider": True}])
def test_whoever_left_or_never_belonged_is_not_active(change: dict[str, Any]):
    assert not met(person(), directory([replace(MARIA, **change)])).active


def test_a_zone_that_slack_does_not_tell_is_kept():
    assert met(person(zone="Asia/Tokyo"), directory([replace(MARIA, zone=None)])).zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("called", "found"),
    [
        pytest.param("#payments", "C1", id="name"),
        pytest.param("C1", "C1", id="id"),
        pytest.param("#x", None, id="none"),
    ],
)
def test_a_team_is_housed_in_its_channel(called: str, found: str | None):
    team = Team(id=TeamId("payments"), name="Payments", lead=PersonId("maria"), channel=called)

    assert housed(team, directory()).channel_id == found


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
