"""People and teams: who is asked, who answers for whom."""

from dataclasses import dataclass
from enum import Enum

from rituals.calendar import Weekday
from rituals.ids import ChannelId, PersonId, SlackUserId, TeamId
from rituals.policy import Rhythm


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
    works_on: frozenset[Weekday] | None = None
    """The days this person works, where they are not the company's."""
    country: str | None = None
    """Whose public holidays this person has, such as "DE" or "DE-BY"."""
    acceptance_limit: int = 0
    """Up to which value at risk this person may accept a risk, in whole units of the program's currency."""
    zone: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team with its lead. `channel` is what the program file says, `channel_id` what Slack calls it."""

    id: TeamId
    name: str
    lead: PersonId
    channel: str
    check_in_every: Rhythm | None = None
    """Another rhythm than the program's."""
    channel_id: ChannelId | None = None
