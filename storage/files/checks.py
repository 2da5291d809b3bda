"""Checks of people, teams, goals and metrics against each other."""

from collections.abc import Callable, Collection, Iterable
from functools import partial

from rituals.people import Role
from rituals.policy import Cadence
from storage.files.dependency_checks import check_dependencies
from storage.files.drafts import Draft, Drafts
from storage.files.faults import FaultList, did_you_mean
from storage.files.initiative_checks import check_initiatives
from storage.files.loops import find_loops, say_loop
from storage.files.sheets import Kind

MAX_GOAL_LEVELS = 40
"""What a YAML file may nest."""


def check_all(drafts: Drafts, faults: FaultList, *, channels: Collection[str] | None) -> None:
    """Add a fault for everything that is sound by itself and wrong beside the rest.

    `channels` are the names (`#payments`) and ids that Slack knows; None means that nobody asked Slack.
    """
    checks: Iterable[Callable[[Drafts, FaultList], None]] = (
        _check_roles,
        _check_accounts,
        _check_deputies,
        partial(_check_tree, kind=Kind.PEOPLE, field="manager", word="manager"),
        partial(_check_tree, kind=Kind.GOALS, field="parent", word="parent"),
        _check_goal_levels,
        _check_hours,
        _check_ladders,
        _check_metrics,
        _check_readings,
        check_initiatives,
        check_dependencies,
    )
    for check in checks:
        check(drafts, faults)
    if channels is not None:
        _check_channels(drafts, faults, channels)


def _check_roles(drafts: Drafts, faults: FaultList) -> None:
    people = [person for person in drafts.of(Kind.PEOPLE).values() if person["active"] is not False]
    roles = {role for person in people for role in person["roles"] or ()}
    place = next((person.place for person in drafts.of(Kind.PEOPLE).values()), drafts.program.place)
    if Role.ADMIN not in roles:
        what = "Nobody is an admin, so nobody could run the program."
        faults.add(place, what, "Give at least one person “roles: [admin]”.")
    if Role.STEERING not in roles:
        what = "Nobody is in the steering group, so escalations have no last rung."
        faults.warn(place, what, "Give at least one person “roles: [steering]”.")


def _check_accounts(drafts: Drafts, faults: FaultList) -> None:
    holders: dict[str, str] = {}
    for person in drafts.of(Kind.PEOPLE).values():
        if not {"slack_id", "email"} & person.places.keys():
            mend = "Add slack_id (in Slack: profile, ⋮, “Copy member ID”) or email."
            faults.add(person.place, f"The {person.label} has neither slack_id nor email.", mend)
        for field in ("slack_id", "email"):
            account = (person[field] or "").lower()
            if account in holders:
                what = f"The {field.replace('_', ' ')} of the {person.label} is that of “{holders[account]}” too."
                faults.add(person.place_of(field), what, "Give each account to one person.")
            elif account:
                holders[account] = person.id


def _check_deputies(drafts: Drafts, faults: FaultList) -> None:
    for person in drafts.of(Kind.PEOPLE).values():
        if person["deputy"] == person.id:
            what = f"The {person.label} is their own deputy."
            faults.add(person.place_of("deputy"), what, "Name somebody else, or leave it out.")


def _check_tree(drafts: Drafts, faults: FaultList, *, kind: Kind, field: str, word: str) -> None:
    of_kind = drafts.of(kind)
    above = {draft.id: [draft[field]] for draft in of_kind.values() if draft[field]}
    for loop in find_loops(above):
        what = f"Each {kind.noun} here is {word} of the one before, round and round: {say_loop(loop)}."
        faults.add(of_kind[loop[0]].place_of(field), what, "Take one of them out of the loop.")


def _check_goal_levels(drafts: Drafts, faults: FaultList) -> None:
    goals = drafts.of(Kind.GOALS)
    for goal in goals.values():
        path = [goal]
        # One step more than allowed is enough, and ends a loop too.
        while len(path) <= MAX_GOAL_LEVELS and (parent := goals.get(path[-1]["parent"] or "")) and parent not in path:
            path.append(parent)
        if len(path) > MAX_GOAL_LEVELS:
            what = f"The {goal.label} stands deeper than {MAX_GOAL_LEVELS} levels."
            faults.add(goal.place, what, "Leave out levels that nobody speaks of.")


def _check_hours(drafts: Drafts, faults: FaultList) -> None:
    program = drafts.program
    opens, closes = (program[name] or getattr(Cadence(), name) for name in ("opens_at", "closes_at"))
    if opens >= closes:
        what = f"Working hours end at {closes:%H:%M}, not after they begin at {opens:%H:%M}."
        faults.add(program.place_of("closes_at"), what, "Let closes_at be later than opens_at.")


_LADDERS = (
    ("ladder_hours", 4, "four", "owners, channels, manager and steering group, like [0, 4, 8, 16]"),
    ("silence_hours", 2, "two", "the deputy and the sponsor, like [0, 8]"),
)


def _check_ladders(drafts: Drafts, faults: FaultList) -> None:
    for field, count, spelled, rungs in _LADDERS:
        hours = drafts.program[field]
        if hours and (len(hours) != count or list(hours) != sorted(hours)):
            name = field.replace("_", " ")
            what = f"The {name} are not {spelled} numbers, each at least as large as the one before."
            faults.add(drafts.program.place_of(field), what, f"Write the working hours to {rungs}.")


def _check_metrics(drafts: Drafts, faults: FaultList) -> None:
    for metric in drafts.of(Kind.METRICS).values():
        direction, baseline, target, limit = (metric[name] for name in ("direction", "baseline", "target", "limit"))
        if None in (direction, baseline, target):
            continue
        sign = 1 if direction.value == "up" else -1
        if sign * target < sign * baseline:
            what = f"The target {target:g} of the {metric.label} is worse than its baseline {baseline:g}."
            faults.add(
                metric.place_of("target"),
                what,
                f"Better is {direction.value}: swap the two, or turn the direction round.",
            )
        elif limit is not None and sign * limit > sign * target:
            what = f"The limit {limit:g} of the {metric.label} is better than its target {target:g}."
            faults.add(metric.place_of("limit"), what, "Set the limit at the worst value that is still acceptable.")


def _check_readings(drafts: Drafts, faults: FaultList) -> None:
    seen: set[tuple[object, ...]] = set()
    for reading in drafts.readings:
        key = (reading["metric"], reading["date"], reading["source"])
        if None not in key and key in seen:
            what = f"Metric “{key[0]}” has two readings of {key[1]} from “{key[2]}”."
            faults.add(reading.place, what, "Keep one, or name their sources apart.")
        seen.add(key)


def _check_channels(drafts: Drafts, faults: FaultList, channels: Collection[str]) -> None:
    def check(draft: Draft, field: str) -> None:
        channel = draft[field]
        if channel is not None and channel not in channels:
            mend = f"{did_you_mean(channel, channels)}Create it, or invite the bot if it is private."
            faults.add(draft.place_of(field), f"Slack shows no channel {channel} for the {draft.label}.", mend)

    check(drafts.program, "digest_channel")
    for team in drafts.of(Kind.TEAMS).values():
        check(team, "channel")
