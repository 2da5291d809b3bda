"""Takes over into the program what Slack says of people and channels."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from rituals.absences import Absence, AbsenceSource
from rituals.audit import Change
from rituals.channels import KnownChannel
from rituals.courtesy import zone_of
from rituals.directory import Directory, SlackUser, channels_in_use, housed, met, met_as
from rituals.ids import PersonId
from rituals.people import Person
from rituals.policy import Cadence
from rituals.program import Program
from rituals.slack_status import StatusNews, follow
from storage import audit
from storage.channels import see_channel
from storage.database import WorkspaceSession
from storage.programs import load_program, save_head
from storage.shelves import ABSENCES, PEOPLE, TEAMS


@dataclass(frozen=True, slots=True)
class News:
    """What somebody has to hear of: people who are not here any more, and channels that another company now reads."""

    departed: tuple[Person, ...] = ()
    shared: tuple[KnownChannel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A person of the program as Slack last described them, at `seen_at` (UTC)."""

    person: PersonId
    is_here: bool
    seen_at: datetime | None


def take_over(session: WorkspaceSession, directory: Directory, *, asked_at: datetime, now: datetime) -> News:
    """Save what changed of people's ids, zones and presence, of channels' ids, and of who reads along in them.

    `asked_at` (UTC) is when Slack was asked: what it told by itself since then is newer, and stays.
    """
    c = PEOPLE.c
    older = ~c.retired & (c.seen_at.is_(None) | (c.seen_at <= asked_at))
    cadence = load_program(session).cadence
    pairs = [(each, met(each, directory)) for each in PEOPLE.find(session, older)]
    departed = _save_people(session, pairs, now=now)
    found = [(after, directory.find_user(after)) for _, after in pairs]
    _follow_statuses(session, [(after, user) for after, user in found if user is not None], cadence, now=now)
    here = c.workspace_id == session.workspace
    session.connection().execute(update(PEOPLE.table).where(here, older).values(seen_at=asked_at))
    _house(session, directory, now=now)
    return News(departed, _see_channels(session, directory, asked_at=asked_at, now=now))


def take_over_user(session: WorkspaceSession, user: SlackUser, *, at: datetime, now: datetime) -> News:
    """Save what Slack said of one account at `at` (UTC), if it belongs to somebody in the program."""
    c = PEOPLE.c
    found = PEOPLE.find_one(session, c.slack_id == user.id, ~c.retired)
    if found is None:
        return News()
    before = PEOPLE.lock(session, found.id)
    cadence = load_program(session).cadence
    after = met_as(before, user)
    departed = _save_people(session, [(before, after)], now=now)
    _follow_statuses(session, [(after, user)], cadence, now=now)
    here = (c.workspace_id == session.workspace) & (c.id == before.id)
    session.connection().execute(update(PEOPLE.table).where(here).values(seen_at=at))
    return News(departed)


def find_seen(session: WorkspaceSession, slack_id: str) -> Seen | None:
    """Return what is known of an account, None where it is nobody's in the program."""
    c = PEOPLE.c
    query = select(c.id, c.active, c.retired, c.seen_at).where(
        c.workspace_id == session.workspace, c.slack_id == slack_id
    )
    row = session.connection().execute(query).one_or_none()
    if row is None:
        return None
    return Seen(person=row.id, is_here=row.active and not row.retired, seen_at=row.seen_at)


def _save_people(
    session: WorkspaceSession, pairs: Iterable[tuple[Person, Person]], *, now: datetime
) -> tuple[Person, ...]:
    changed = [(before, after) for before, after in pairs if before != after]
    for _, after in changed:
        PEOPLE.save(session, after)
    changes = (
        Change(
            actor="clock",
            action="person.met",
            subject=after.id,
            details={"active": after.active, "zone": after.zone},
        )
        for _, after in changed
    )
    audit.record(session, *changes, now=now)
    return tuple(after for before, after in changed if before.active and not after.active)


def _follow_statuses(
    session: WorkspaceSession, found: Sequence[tuple[Person, SlackUser]], cadence: Cadence, *, now: datetime
) -> None:
    """Take over from people's statuses who is away, and who is no longer."""
    c = ABSENCES.c
    # Two days back, as there are people for whom it is still yesterday.
    lately = now.date() - timedelta(days=2)
    conditions = [c.source == AbsenceSource.SLACK, c.last_on >= lately]
    if len(found) == 1:
        conditions.append(c.person == found[0][0].id)
    known: defaultdict[PersonId, list[Absence]] = defaultdict(list)
    for absence in ABSENCES.find(session, *conditions):
        known[absence.person].append(absence)
    for person, user in found:
        if person.active:
            zone = zone_of(person, cadence)
            news = follow(person.id, user.status, known[person.id], zone=zone, cadence=cadence, now=now)
            if news is not None:
                _keep(session, news, now=now)


def _keep(session: WorkspaceSession, news: StatusNews, *, now: datetime) -> None:
    kept = news.after or news.before
    if kept is None:
        return
    if news.after is not None:
        ABSENCES.save(session, news.after)
    else:
        c = ABSENCES.c
        ABSENCES.delete(session, c.person == kept.person, c.source == kept.source, c.first_on == kept.first_on)
    is_over = news.after is None or news.after.ended_at is not None
    details = {"first_on": kept.first_on.isoformat(), "last_on": kept.last_on.isoformat(), "source": kept.source.value}
    action = "absence.ended" if is_over else "absence.noted"
    audit.record(session, Change(actor="clock", action=action, subject=kept.person, details=details), now=now)


def _house(session: WorkspaceSession, directory: Directory, *, now: datetime) -> None:
    program = load_program(session)
    changes: list[Change] = []
    for team in program.teams.values():
        house = housed(team, directory)
        if house != team:
            TEAMS.save(session, house)
            details = {"channel_id": house.channel_id}
            changes.append(Change(actor="clock", action="team.housed", subject=team.id, details=details))
    _house_digest(session, program, directory, now=now)
    audit.record(session, *changes, now=now)


def _house_digest(session: WorkspaceSession, program: Program, directory: Directory, *, now: datetime) -> None:
    cadence = program.cadence
    # By its id first, as a team's: a channel may be renamed.
    if not cadence.digest_channel or cadence.digest_channel_id in directory.channels:
        return
    channel = directory.find_channel(cadence.digest_channel)
    if channel is not None:
        save_head(session, replace(program, cadence=replace(cadence, digest_channel_id=channel.id)), now=now)


def _see_channels(
    session: WorkspaceSession, directory: Directory, *, asked_at: datetime, now: datetime
) -> tuple[KnownChannel, ...]:
    used = (directory.channels.get(each) for each in sorted(channels_in_use(load_program(session))))
    news = (
        see_channel(session, each.id, is_shared=each.is_shared_externally, at=asked_at, now=now)
        for each in used
        if each is not None
    )
    return tuple(each for each in news if each is not None)
