"""How the cadence goes in the journeys: absences and pauses as they are stored, and what somebody was sent."""

from datetime import UTC, date, datetime
from typing import Any

from rituals.absences import Absence, AbsenceSource
from rituals.audit import AuditEntry
from rituals.ids import PauseId, PersonId
from rituals.pauses import Pause, PauseScope
from storage.shelves import ABSENCES, AUDIT, PAUSES
from tests.world import World


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def away(world: World, who: str, first: str, last: str, *, told: str = "2026-01-05T08:00") -> None:
    """Let somebody be away from one date to another, told on the Monday before unless it is said."""
    absence = Absence(
        person=PersonId(who),
        first_on=date.fromisoformat(first),
        last_on=date.fromisoformat(last),
        source=AbsenceSource.TOLD,
        told_at=utc(told),
    )
    with world.bot.services.transaction() as session:
        ABSENCES.save(session, absence)


def pause(
    world: World,
    scope: PauseScope = PauseScope.PROGRAM,
    subject: str = "",
    *,
    begins: str = "2026-01-07T08:00",
    ends: str = "2026-01-14T08:00",
    **more: Any,
) -> None:
    """Pause somebody, a team or everybody."""
    held = Pause(
        id=PauseId("P-1"),
        scope=scope,
        subject=subject,
        begins_at=utc(begins),
        ends_at=utc(ends),
        asked_by=PersonId("nadia"),
        **more,
    )
    with world.bot.services.transaction() as session:
        PAUSES.save(session, held)


def said_to(world: World, who: str, words: str) -> list[str]:
    """Return what somebody reads in those direct messages that hold some words."""
    person = world.person(who)
    read = [person.reads(message) for message in person.dm()]
    return [text for text in read if words in text]


def log(world: World, action: str) -> list[AuditEntry]:
    """Return the entries of the log with this action."""
    with world.bot.services.reading() as session:
        return [each for each in AUDIT.find(session) if each.action == action]
