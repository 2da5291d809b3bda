"""People and teams: who is asked, who answers for whom."""

from dataclasses import dataclass
from enum import Enum

from rituals.ids import ChannelId, PersonId, SlackUserId, TeamId


class Role(Enum):
    """What a person may do across the whole program; owner, sponsor and lead follow from initiatives and teams."""

    ADMIN = "admin"
    STEERING = "steering"
    CONTROLLER = "controller"
    READER = "reader"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the program. `zone` is the IANA time zone that Slack reports, None while it is unknown."""

    id: PersonId
    name: str
    slack_id: SlackUserId | None = None
    email: str | None = None
    manager: PersonId | None = None
    deputy: PersonId | None = None
    roles: frozenset[Role] = frozenset()
    zone: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team with its lead. `channel` is what the program file says, `channel_id` what Slack calls it."""

    id: TeamId
    name: str
    lead: PersonId
    channel: str
    channel_id: ChannelId | None = None
