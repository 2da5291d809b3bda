"""Says and edits everything about a dependency: the provider's card, the consumer's cards, the weekly question."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from handlers.blocks.dependency_cards import consumer_card, heartbeat_card, provider_card
from handlers.cards import channel_of, edit, lead_of, post
from rituals.announcements import Priority
from rituals.calendar import Cycle
from rituals.dependencies import Dependency, DependencyStatus
from rituals.give_lists import give_list
from rituals.ids import AnnouncementKey
from rituals.local_time import local_date
from rituals.people import Team
from rituals.program import Program
from rituals.propagation import Slip, own_forecasts, slips
from storage import outbox
from storage.database import WorkspaceSession
from storage.shelves import UPDATES
from storage.snapshots import UPDATE_LOOK_BACK, latest_updates

ITEMS_PER_CARD = 20
"""Each takes two of the fifty blocks that a message may have."""


def ask_provider(session: WorkspaceSession, dependency: Dependency, *, program: Program, now: datetime) -> None:
    """Put the request to the provider's channel, once for each time it is asked."""
    # The clock asks at every tick; drawing costs more than looking.
    if when_asked(session, dependency) is not None:
        return
    team = program.teams[dependency.provider]
    lead = lead_of(team, program)
    card = provider_card(dependency, program)
    post(session, _ask_key(dependency), channel_of(team), card, fallback=lead, now=now)


def when_asked(session: WorkspaceSession, dependency: Dependency) -> datetime | None:
    """Return when (UTC) the request, as it stands, was put to the provider; None where it still has to be."""
    entry = outbox.find_entry(session, AnnouncementKey(_ask_key(dependency)))
    return entry.enqueued_at if entry else None


def show_change(
    session: WorkspaceSession, before: Dependency, after: Dependency, *, program: Program, now: datetime
) -> None:
    """Bring every card of a dependency up to date, and post those that the change calls for.

    `program` holds the dependency as it is `after` the change.
    """
    is_asked_again = _ask_key(before) != _ask_key(after)
    edit(session, _ask_key(before), provider_card(after, program, is_latest=not is_asked_again), now=now)
    if is_asked_again:
        ask_provider(session, after, program=program, now=now)
    _show_to_consumer(session, before, after, program=program, now=now)
    show_heartbeats(session, program.teams[after.provider], program=program, now=now)


def effects_of(
    session: WorkspaceSession, dependency: Dependency, delivered_on: date, *, program: Program, now: datetime
) -> tuple[Slip, ...]:
    """Return what it does to the initiatives downstream if the deliverable comes on that day."""
    updates = latest_updates(session, UPDATES.c.answered_at > now - UPDATE_LOOK_BACK)
    return slips(program, own_forecasts(program, updates), dependency, delivered_on)


def ask_for_heartbeat(session: WorkspaceSession, team: Team, *, program: Program, now: datetime) -> None:
    """Ask a team, once in a week, about everything it owes soon; not any more once the catch-up is over."""
    lead = lead_of(team, program)
    late_at = program.cadence.calendar().add_working_hours(now, program.policy.catch_up_hours)
    for key, owed in _heartbeats(team, program, now=now):
        card = heartbeat_card(team.name, owed, program)
        post(session, key, channel_of(team), card, priority=Priority.PROMPT, fallback=lead, expires_at=late_at, now=now)


def show_heartbeats(session: WorkspaceSession, team: Team, *, program: Program, now: datetime) -> None:
    """Bring this week's question up to date."""
    for key, owed in _heartbeats(team, program, now=now):
        edit(session, key, heartbeat_card(team.name, owed, program), now=now)


def with_dependency(program: Program, dependency: Dependency) -> Program:
    """Return the program as it is once the dependency has changed."""
    return replace(program, dependencies={**program.dependencies, dependency.id: dependency})


def _show_to_consumer(
    session: WorkspaceSession, before: Dependency, after: Dependency, *, program: Program, now: datetime
) -> None:
    expected = after.promised_on or after.needed_by
    card = consumer_card(after, effects_of(session, after, expected, program=program, now=now), program)
    for key in (_offer_key(before), _delivery_key(before)):
        edit(session, key, card, now=now)
    to_settle = {DependencyStatus.COUNTERED: _offer_key, DependencyStatus.DELIVERED: _delivery_key}
    if after.status in to_settle:
        team = program.team_of(after.consumer)
        lead = lead_of(team, program)
        key = to_settle[after.status](after)
        post(session, key, channel_of(team), card, fallback=lead, now=now)
        edit(session, key, card, now=now)


def _heartbeats(team: Team, program: Program, *, now: datetime) -> Iterator[tuple[str, Sequence[Dependency]]]:
    today = local_date(now, program.cadence.zone)
    owed = give_list(team.id, program, today=today)
    for start in range(0, len(owed), ITEMS_PER_CARD):
        part = start // ITEMS_PER_CARD + 1
        yield f"heartbeat:{team.id}:{Cycle.of(today).key}:{part}", owed[start : start + ITEMS_PER_CARD]


def _ask_key(dependency: Dependency) -> str:
    return f"dependency:{dependency.id}:ask:{_round(dependency)}"


def _offer_key(dependency: Dependency) -> str:
    return f"dependency:{dependency.id}:offer:{_round(dependency)}:{dependency.promised_on}"


def _delivery_key(dependency: Dependency) -> str:
    return f"dependency:{dependency.id}:delivery:{_round(dependency)}:{dependency.heard_on}"


def _round(dependency: Dependency) -> str:
    # Each time the provider is asked, `proposed_at` changes; what was loaded as promised was never asked here.
    return f"{dependency.proposed_at:%Y-%m-%dT%H:%M:%S}" if dependency.proposed_at else "loaded"
