"""Checks of dependencies: who owes whom, dates that fit, and no loops (feature 42)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from rituals.dependencies import DependencyStatus
from storage.files.drafts import Draft, Drafts
from storage.files.faults import FaultList
from storage.files.loops import find_loops, say_loop
from storage.files.sheets import Kind

NEEDS_PROMISE = frozenset({DependencyStatus.COMMITTED, DependencyStatus.COUNTERED})


def check_dependencies(drafts: Drafts, faults: FaultList) -> None:
    """Check each dependency by itself, then all of them for loops."""
    initiatives = drafts.of(Kind.INITIATIVES)
    dependencies = drafts.of(Kind.DEPENDENCIES)
    for dependency in dependencies.values():
        _check_parties(dependency, initiatives, faults)
        _check_dates(dependency, initiatives, faults)
    _check_loops(dependencies, faults)


def provider_of(dependency: Draft, initiatives: Mapping[str, Draft]) -> str | None:
    """Return the team that provides: the one named, or that of the initiative named."""
    team: str | None = dependency["provider"]
    working_on_it = initiatives.get(dependency["provider_initiative"] or "")
    return team or (working_on_it["team"] if working_on_it else None)


def _check_parties(dependency: Draft, initiatives: Mapping[str, Draft], faults: FaultList) -> None:
    if not {"provider", "provider_initiative"} & dependency.places.keys():
        mend = "Name the team that owes it as provider, or the initiative as provider_initiative."
        faults.add(dependency.place, f"The {dependency.label} has no provider.", mend)
    provider, working_on_it = dependency["provider"], initiatives.get(dependency["provider_initiative"] or "")
    if provider and working_on_it and working_on_it["team"] not in {None, provider}:
        team = working_on_it["team"]
        what = f"The {dependency.label} is owed by “{provider}”, but “{working_on_it.id}” is done by “{team}”."
        faults.add(dependency.place_of("provider"), what, "Name the team of that initiative, or leave provider out.")
    consumer = initiatives.get(dependency["consumer"] or "")
    if consumer is None:
        return
    if working_on_it is consumer:
        what = f"In the {dependency.label} the initiative “{consumer.id}” waits for itself."
        faults.add(dependency.place_of("provider_initiative"), what, "Name two different initiatives.")
    elif working_on_it is None and provider and provider == consumer["team"]:
        what = f"In the {dependency.label} the team “{provider}” owes its own initiative “{consumer.id}”."
        faults.add(
            dependency.place_of("provider"), what, "Name another team, or the provider_initiative that it waits for."
        )


def _check_dates(dependency: Draft, initiatives: Mapping[str, Draft], faults: FaultList) -> None:
    needed_by, promised = dependency["needed_by"], dependency["promised"]
    consumer = initiatives.get(dependency["consumer"] or "")
    ends = _end_of(consumer) if consumer else None
    if needed_by and ends and needed_by > ends:
        what = f"The {dependency.label} is needed by {needed_by}, after its consumer is due on {ends}."
        faults.add(dependency.place_of("needed_by"), what, "Set needed_by before the consumer's own date.")
    if needed_by and promised and promised > needed_by:
        what = f"The {dependency.label} is promised for {promised}, later than it is needed by {needed_by}."
        faults.warn(dependency.place_of("promised"), what, "Settle a date that both sides can keep.")
    if dependency["status"] in NEEDS_PROMISE and "promised" not in dependency.places:
        what = f"The {dependency.label} is “{dependency['status'].value}” without a promised date."
        faults.add(dependency.place_of("status"), what, "Add promised, or leave the status out.")


def _end_of(initiative: Draft) -> date | None:
    """Return the date in force, which an approved move may have set later than the first one."""
    dates = [day for day in (initiative["due"], initiative["committed_on"]) if day]
    return max(dates, default=None)


def _check_loops(dependencies: Mapping[str, Draft], faults: FaultList) -> None:
    waits: defaultdict[str, dict[str, Draft]] = defaultdict(dict)
    for dependency in dependencies.values():
        provider, consumer = dependency["provider_initiative"], dependency["consumer"]
        if provider and consumer and provider != consumer:
            waits[provider].setdefault(consumer, dependency)
    for loop in find_loops(waits):
        closing = waits[loop[-2]][loop[-1]]
        what = f"These initiatives wait for each other in a loop: {say_loop(loop)}."
        faults.add(
            closing.place_of("consumer"), what, "Take one of these dependencies out, or deliver in smaller steps."
        )
