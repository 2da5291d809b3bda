"""What the program takes over from Slack's directory: by id first, and never from outsiders."""

import pytest

from rituals.directory import Directory, SlackChannel, SlackUser, channels_in_use, housed, met
from rituals.ids import ChannelId, PersonId, SlackUserId, TeamId
from rituals.people import Person, Team
from rituals.policy import Cadence
from rituals.program import Program

U0MAYA, C0PAYMENTS, C0NEW = SlackUserId("U0MAYA"), ChannelId("C0PAYMENTS"), ChannelId("C0NEW")
MAYA = Person(id=PersonId("maya"), name="Maya Okafor", slack_id=U0MAYA, email="Maya@acme.example")
TEAM = Team(id=TeamId("payments"), name="Payments", lead=MAYA.id, channel="#payments", channel_id=C0PAYMENTS)


def user(**more: object) -> SlackUser:
    values = {"id": U0MAYA, "email": "maya@acme.example", "zone": None, "is_deleted": False, "is_outsider": False}
    return SlackUser(**(values | more))  # type: ignore[arg-type]  # fields by name


def directory(*users: SlackUser, **channels: ChannelId) -> Directory:
    found = (
        SlackChannel(id=key, name=name, is_member=True, is_archived=False, is_shared_externally=False)
        for name, key in channels.items()
    )
    return Directory({each.id: each for each in users}, {each.id: each for each in found})


@pytest.mark.parametrize(
    ("person", "users", "expected"),
    [
        pytest.param(MAYA, [user(zone="Asia/Tokyo")], (U0MAYA, "Asia/Tokyo", True), id="here"),
        pytest.param(MAYA, [user(is_deleted=True)], (U0MAYA, None, False), id="left"),
        pytest.param(MAYA, [user(is_outsider=True)], (U0MAYA, None, False), id="a guest, or of another company"),
        pytest.param(MAYA, [], (U0MAYA, None, False), id="an account that the workspace does not have"),
        pytest.param(
            Person(id=MAYA.id, name="Maya", email="maya@acme.example"), [user()], (U0MAYA, None, True), id="by e-mail"
        ),
        pytest.param(Person(id=MAYA.id, name="Maya"), [user()], (None, None, True), id="not on Slack yet"),
    ],
)
def test_meets_people(person: Person, users: list[SlackUser], expected: tuple[str | None, str | None, bool]):
    after = met(person, directory(*users))

    assert (after.slack_id, after.zone, after.active) == expected
    assert after.name == person.name


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param({"payments": C0PAYMENTS}, C0PAYMENTS, id="as before"),
        pytest.param({"pay-team": C0PAYMENTS, "payments": C0NEW}, C0PAYMENTS, id="renamed, its name taken"),
        pytest.param({"payments": C0NEW}, C0NEW, id="another one of that name"),
        pytest.param({}, None, id="gone"),
    ],
)
def test_houses_teams_by_the_channels_id_first(found: dict[str, ChannelId], expected: ChannelId | None):
    assert housed(TEAM, directory(**found)).channel_id == expected


def test_the_channels_in_use_are_those_of_teams_and_of_the_digest():
    program = Program(name="Test", teams={TEAM.id: TEAM}, cadence=Cadence(digest_channel_id="C0NEW"))

    assert channels_in_use(program) == {C0PAYMENTS, C0NEW}
    assert channels_in_use(Program(name="Test")) == frozenset()
