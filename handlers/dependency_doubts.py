"""Asks the pre-breach rule about dependencies, with all that was said and decided about them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from rituals.breaches import Doubt, doubts, window_opens_on
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
    calendar, policy = program.cadence.calendar(), program.policy
    today = local_date(now, calendar.zone)
    asked = tuple(dependencies)
    # What a provider said of a date that is far away raises no doubt yet, and most dates are far away.
    near = (each for each in asked if today >= window_opens_on(each, calendar, policy))
    providers = {each.provider_initiative for each in near if each.provider_initiative is not None}
    updates = latest_updates(session, UPDATES.c.initiative.in_(providers))
    decided_at = last_decisions(session)
    found: dict[DependencyId, tuple[Doubt, ...]] = {}
    for each in asked:
        said = updates.get(each.provider_initiative, ()) if each.provider_initiative else ()
        found[each.id] = doubts(
            each,
            provider_said=said[-1] if said else None,
            settled_on=local_date(decided_at[each.id], calendar.zone) if each.id in decided_at else None,
            calendar=calendar,
            policy=policy,
            today=today,
        )
    return found
