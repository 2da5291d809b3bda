"""Says and edits everything about an escalation: the twin cards, their threads, and the rungs of the ladder."""

from dataclasses import replace
from datetime import datetime

from handlers.blocks.escalation_cards import Resolution, decision_card, discussion_card, rung_card, twin_card
from handlers.blocks.prose import Card
from handlers.cards import channel_of, edit, lead_of, leader_of, post, tell
from rituals.announcements import Priority
from rituals.decisions import TradeOffStatus
from rituals.dependencies import Dependency
from rituals.escalations import Escalation, EscalationStatus, Rung
from rituals.ids import PersonId
from rituals.outlook import outlook, teams_of
from rituals.people import Role
from rituals.program import Program
from rituals.propagation import own_forecasts
from rituals.resolutions import common_manager, present
from storage.database import WorkspaceSession
from storage.decisions import find_decision, find_options, find_trade_off
from storage.escalations import card_key, channels_with_card
from storage.shelves import UPDATES
from storage.snapshots import UPDATE_LOOK_BACK, latest_updates


def load_resolution(
    session: WorkspaceSession, escalation: Escalation, dependency: Dependency, *, program: Program, now: datetime
) -> Resolution:
    """Load what the card of an escalation shows, and work out what is to be expected."""
    updates = latest_updates(session, UPDATES.c.answered_at > now - UPDATE_LOOK_BACK)
    current = replace(program, dependencies={**program.dependencies, dependency.id: dependency})
    said = updates.get(dependency.provider_initiative, ()) if dependency.provider_initiative else ()
    expected = outlook(dependency, current, own_forecasts(program, updates), provider_said=said[-1] if said else None)
    trade_off = find_trade_off(session, escalation.id)
    if trade_off is None or trade_off.status is not TradeOffStatus.DECIDED:
        return Resolution(escalation=escalation, dependency=dependency, outlook=expected)
    return Resolution(
        escalation=escalation,
        dependency=dependency,
        outlook=expected,
        options=find_options(session, trade_off.id),
        decided=find_decision(session, trade_off.id),
    )


def show(session: WorkspaceSession, resolution: Resolution, *, program: Program, now: datetime) -> None:
    """Bring the card in every channel up to date; post it, with its thread, to the affected teams without one."""
    escalation, card = resolution.escalation, twin_card(resolution, program)
    if escalation.status is not EscalationStatus.RESOLVED:
        _post_cards(session, resolution, card, program=program, now=now)
    for channel in channels_with_card(session, escalation.id):
        edit(session, card_key(escalation.id, channel), card, priority=Priority.ESCALATION, now=now)


def announce_rung(
    session: WorkspaceSession, resolution: Resolution, rung: Rung, *, program: Program, now: datetime
) -> None:
    """Tell those on `rung`, once for each climb."""
    hours = program.policy.ladder_hours[list(Rung).index(rung)]
    card = rung_card(resolution, program, hours=hours)
    climb = f"{resolution.escalation.climbing_since:%Y-%m-%dT%H:%M}"
    key = f"escalation:{resolution.escalation.id}:{rung.name.lower()}:{climb}"
    if rung is Rung.CHANNELS:
        _reply_everywhere(session, key, resolution.escalation, card, now=now)
    elif rung is Rung.STEERING and program.cadence.digest_channel_id is not None:
        leader = leader_of(program)
        channel = program.cadence.digest_channel_id
        post(session, key, channel, card, priority=Priority.ESCALATION, fallback=leader, now=now)
    else:
        for person in dict.fromkeys(
            present(each, program, now=now) for each in _who_stands_on(rung, resolution, program)
        ):
            tell(session, key, person, card, program=program, priority=Priority.ESCALATION, now=now)


def announce_decision(session: WorkspaceSession, resolution: Resolution, *, program: Program, now: datetime) -> None:
    """Reply with the decision in every thread, and tell both owners."""
    card = decision_card(resolution, program)
    key = f"escalation:{resolution.escalation.id}:decided"
    _reply_everywhere(session, key, resolution.escalation, card, now=now)
    for person in dict.fromkeys(present(each, program, now=now) for each in owners_of(resolution, program)):
        tell(session, key, person, card, program=program, now=now)


def owners_of(resolution: Resolution, program: Program) -> tuple[PersonId, ...]:
    """Return the two who are told first: the owner of the resolution, and of what waits for the delivery."""
    consumer = program.initiatives[resolution.dependency.consumer]
    return tuple(dict.fromkeys([resolution.escalation.resolution_owner, present(consumer.owner, program)]))


def _who_stands_on(rung: Rung, resolution: Resolution, program: Program) -> tuple[PersonId, ...]:
    match rung:
        case Rung.OWNERS:
            return owners_of(resolution, program)
        case Rung.MANAGER:
            manager = common_manager(resolution.dependency, program)
            return (present(manager, program) if manager else resolution.escalation.decider,)
        case _:
            steering = (person for person in program.people.values() if Role.STEERING in person.roles)
            return tuple(person.id for person in steering if person.active)


def _post_cards(
    session: WorkspaceSession, resolution: Resolution, card: Card, *, program: Program, now: datetime
) -> None:
    teams = teams_of(resolution.dependency, resolution.outlook.affected, program)
    discussion = discussion_card(resolution, [team.channel for team in teams])
    for team in teams:
        channel, lead = channel_of(team), lead_of(team, program)
        key = card_key(resolution.escalation.id, channel)
        post(session, key, channel, card, priority=Priority.ESCALATION, fallback=lead, now=now)
        post(session, f"{key}:thread", channel, discussion, parent=key, now=now)


def _reply_everywhere(
    session: WorkspaceSession, key: str, escalation: Escalation, card: Card, *, now: datetime
) -> None:
    for channel in channels_with_card(session, escalation.id):
        parent = card_key(escalation.id, channel)
        post(session, f"{key}:{channel}", channel, card, priority=Priority.ESCALATION, parent=parent, now=now)
