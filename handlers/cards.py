"""Puts cards into the outbox: said once under their key, and edited in place from then on."""

from datetime import datetime

from handlers.blocks.prose import Card
from rituals.announcements import Announcement, Priority
from rituals.ids import AnnouncementKey, PersonId
from rituals.people import Role, Team
from rituals.presence import administrators, is_reachable
from rituals.program import Program
from rituals.resolutions import present
from storage import outbox
from storage.database import WorkspaceSession


def channel_of(team: Team) -> str:
    """Return where a team is told: its channel's id, else the name that the program file gives."""
    return team.channel_id or team.channel


def lead_of(team: Team, program: Program) -> str | None:
    """Return the Slack id of who is told when a team's channel takes nothing: its lead, or who stands in for them."""
    return program.people[present(team.lead, program)].slack_id


def leader_of(program: Program) -> str | None:
    """Return the Slack id of who is told when leadership's channel takes nothing: one who steers, or administers."""
    reachable = [each for each in program.people.values() if is_reachable(each)]
    steering = [each for each in reachable if Role.STEERING in each.roles]
    return next((each.slack_id for each in (*steering, *administrators(program))), None)


def post(
    session: WorkspaceSession,
    key: str,
    recipient: str,
    card: Card,
    *,
    priority: Priority = Priority.ANSWER,
    parent: str | None = None,
    fallback: str | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    now: datetime,
) -> None:
    """Say `card` once, at `due_at` (UTC) or now; a key that was said before is left as it is.

    `fallback` is told where the recipient refuses.
    """
    message = Announcement(
        key=AnnouncementKey(key),
        recipient=recipient,
        text=card.text,
        blocks=card.to_json(),
        priority=priority,
        parent=AnnouncementKey(parent) if parent else None,
        fallback=fallback,
        due_at=due_at,
        expires_at=expires_at,
    )
    outbox.enqueue(session, message, now=now)


def edit(
    session: WorkspaceSession, key: str, card: Card, *, priority: Priority = Priority.ANSWER, now: datetime
) -> None:
    """Make what was said under `key` read like `card`; does nothing where it never was said."""
    outbox.revise(session, AnnouncementKey(key), text=card.text, blocks=card.to_json(), priority=priority, now=now)


def tell(
    session: WorkspaceSession,
    key: str,
    person: PersonId,
    card: Card,
    *,
    program: Program,
    priority: Priority = Priority.ANSWER,
    due_at: datetime | None = None,
    now: datetime,
) -> None:
    """Say `card` to a person by direct message; to nobody while Slack does not know the person."""
    slack_id = program.people[person].slack_id
    if slack_id is not None:
        post(session, f"{key}:{person}", slack_id, card, priority=priority, due_at=due_at, now=now)
