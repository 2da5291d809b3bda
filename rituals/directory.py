"""What Slack knows of people and channels, and how the program takes it over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rituals.ids import ChannelId, PersonId, SlackUserId
from rituals.people import Person, Team
from rituals.program import Program
from rituals.slack_status import SlackStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackUser:
    """A member of the workspace. Guests and people of other companies are `is_outsider` and never join the program."""

    id: SlackUserId
    email: str | None
    zone: str | None
    is_deleted: bool
    is_outsider: bool
    status: SlackStatus = field(default_factory=SlackStatus)

    @property
    def is_colleague(self) -> bool:
        """Whether it is a full member of the company's own workspace, today."""
        return not self.is_deleted and not self.is_outsider


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackChannel:
    """A conversation that the bot can see; `is_member` tells whether it may post there."""

    id: ChannelId
    name: str
    is_member: bool
    is_archived: bool
    is_shared_externally: bool

    @property
    def can_be_posted_to(self) -> bool:
        return self.is_member and not self.is_archived and not self.is_shared_externally


@dataclass(frozen=True, slots=True)
class Directory:
    """The workspace's members and channels at one moment."""

    users: Mapping[SlackUserId, SlackUser]
    channels: Mapping[ChannelId, SlackChannel]

    def find_user(self, person: Person) -> SlackUser | None:
        """Return the member that `person` is, by Slack id or else by e-mail."""
        if person.slack_id is not None:
            return self.users.get(person.slack_id)
        wanted = (person.email or "").lower()
        return next((user for user in self.users.values() if wanted and (user.email or "").lower() == wanted), None)

    def find_channel(self, name: str) -> SlackChannel | None:
        """Return the channel called `#name`, or the one with that id."""
        wanted = name.lstrip("#")
        return self.channels.get(ChannelId(name)) or next(
            (channel for channel in self.channels.values() if channel.name == wanted), None
        )


def met(person: Person, directory: Directory) -> Person:
    """Return `person` with what Slack says: id, zone, and whether they are still there."""
    user = directory.find_user(person)
    if user is not None:
        return met_as(person, user)
    # An account that the workspace does not have is a stranger's.
    return person if person.slack_id is None else replace(person, active=False)


def met_as(person: Person, user: SlackUser) -> Person:
    """Return `person` with what Slack says of the account that is theirs.

    The name stays that of the program file: people are mentioned by id, and Slack shows what they are called now.
    """
    return replace(person, slack_id=user.id, zone=user.zone or person.zone, active=user.is_colleague)


def housed(team: Team, directory: Directory) -> Team:
    """Return `team` with its channel's id: the one it had, whatever the channel is called now, else by its name."""
    if team.channel_id in directory.channels:
        return team
    channel = directory.find_channel(team.channel)
    return replace(team, channel_id=channel.id if channel else None)


def channels_in_use(program: Program) -> frozenset[ChannelId]:
    """Return the channels that the program's messages go to."""
    used = {team.channel_id for team in program.teams.values()} | {program.cadence.digest_channel_id}
    return frozenset(ChannelId(each) for each in used if each)


def what_is_missing(program: Program, directory: Directory) -> tuple[str, ...]:
    """Return one sentence for each person or channel that cannot be reached, with the way out."""
    return (
        *_missing_people(program.people.values(), directory),
        *_missing_channels(_channels_of(program), directory),
    )


def _channels_of(program: Program) -> tuple[str, ...]:
    names = [team.channel for team in program.teams.values()]
    if program.cadence.digest_channel:
        names.append(program.cadence.digest_channel)
    return tuple(dict.fromkeys(names))


def _missing_people(people: Iterable[Person], directory: Directory) -> Iterable[str]:
    for person in people:
        user = directory.find_user(person)
        if user is None:
            known_as = person.slack_id or person.email or PersonId(person.id)
            yield f"{person.name} ({known_as}) is not a member of this workspace: correct the Slack id or e-mail."
        elif user.is_outsider:
            yield f"{person.name} is a guest or belongs to another company: Drumbeat writes to members only."


def _missing_channels(names: Iterable[str], directory: Directory) -> Iterable[str]:
    for name in names:
        channel = directory.find_channel(name)
        if channel is None or not channel.is_member:
            yield f"Drumbeat is not in {name}: create it if need be and type “/invite @Drumbeat” there."
        elif channel.is_archived:
            yield f"{name} is archived: unarchive it or give the team another channel."
        elif channel.is_shared_externally:
            yield f"{name} is shared with another company: give the team a channel of your own."
