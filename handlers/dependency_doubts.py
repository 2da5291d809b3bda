"""Asks the pre-breach rule about dependencies, with all that was said and decided about them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from rituals.breaches import Doubt, doubts
from rituals.dependencies import Dependency
from rituals.ids import DependencyId
from rituals.local_time import local_date
from rituals.program import Program
from storage.database import WorkspaceSession
from storage.escalations import last_decisions
from storage.shelves import UPDATES
from storage.snapshots import latest_updates


def doubts_about(
    session: WorkspaceSession, dependencies: Iterable[Dependency], *, program: Program, now: datetime
) -> Mapping[DependencyId, tuple[Doubt, ...]]:
    """Return for each dependency why a resolution is due now, if it is."""
    asked = tuple(dependencies)
    providers = {each.provider_initiative for each in asked if each.provider_initiative is not None}
    updates = latest_updates(session, UPDATES.c.initiative.in_(providers))
    decided_at = last_decisions(session)
    calendar = program.cadence.calendar()
    found: dict[DependencyId, tuple[Doubt, ...]] = {}
    for each in asked:
        said = updates.get(each.provider_initiative, ()) if each.provider_initiative else ()
        found[each.id] = doubts(
            each,
            provider_said=said[-1] if said else None,
            settled_on=local_date(decided_at[each.id], calendar.zone) if each.id in decided_at else None,
            calendar=calendar,
            policy=program.policy,
            today=local_date(now, calendar.zone),
        )
    return found
